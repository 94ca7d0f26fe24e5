//! The data directory: who may touch it, and what must be in it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use server::{Clock, MonotonicClock};
use service::records::keys;
use store::{Batch, Store};
use store_sqlite::{Options, SqliteStore};

use crate::child::{Place, Serving, run};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

const START: &[&str] = &["--listen", "localhost:0"];

#[test]
fn everything_in_it_is_its_owners_alone() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    assert_eq!(mode(&place.data()), 0o700);
    for entry in fs::read_dir(place.data()).unwrap() {
        let path = entry.unwrap().path();
        let own = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), own, "{}", path.display());
    }
    server.stop();
}

#[test]
fn r15_a_directory_that_others_can_enter_is_refused_unless_it_is_empty() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    set_mode(&place.data(), 0o755);
    Serving::start(&place.data(), &[]).stop();
    assert_eq!(mode(&place.data()), 0o700);

    set_mode(&place.data(), 0o750);
    run(&place.data(), START).refused(1, "chmod 700");
    run(&place.data(), &["account", "list"]).refused(1, "chmod 700");
}

#[test]
fn a_master_key_that_others_can_read_is_refused() {
    let place = Place::new();
    Serving::start(&place.data(), &[]).stop();
    let key = place.data().join("master.key");
    for open in [0o640, 0o604, 0o660, 0o601] {
        set_mode(&key, open);
        run(&place.data(), START).refused(1, "chmod 600");
        run(&place.data(), &["account", "list"]).refused(1, "others can read the master key");
    }
    set_mode(&key, 0o400);
    Serving::start(&place.data(), &[]).stop();
}

#[test]
fn a_store_without_its_master_key_gets_no_new_one() {
    let place = Place::new();
    Serving::start(&place.data(), &[]).stop();
    let key = place.data().join("master.key");
    let text = fs::read_to_string(&key).unwrap();
    fs::remove_file(&key).unwrap();
    run(&place.data(), START).refused(1, "has lost its master key");
    run(&place.data(), &["account", "create", "--email", "a@example.com"])
        .refused(1, "has lost its master key");
    assert!(!key.exists());

    fs::write(&key, "no key").unwrap();
    set_mode(&key, 0o600);
    run(&place.data(), START).refused(1, "is not a master key");
    fs::write(&key, text).unwrap();
    Serving::start(&place.data(), &[]).stop();
}

#[test]
fn r8_secrets_that_a_killed_start_left_behind_are_removed_by_the_next() {
    let place = Place::new();
    let server = Serving::start(&place.data(), &[]);
    let left = place.data().join(".new-a1B2c3");
    let beside = place.data().join("notes.new-a1B2c3");
    let is_there = || (left.exists(), beside.exists());
    for file in [&left, &beside] {
        fs::write(file, "a secret").unwrap();
    }
    run(&place.data(), START).refused(1, "another bartizan process owns");
    assert_eq!(
        is_there(),
        (true, true),
        "who does not own the directory removes what its owner is just writing"
    );
    server.stop();
    run(&place.data(), &["account", "list"]).done();
    assert_eq!(is_there(), (true, true), "who only reads changes something");
    Serving::start(&place.data(), &[]).stop();
    assert_eq!(is_there(), (false, true));
}

#[test]
fn what_belongs_to_somebody_else_is_refused() {
    const NOBODY: u32 = 65_534;
    let place = Place::new();
    Serving::start(&place.data(), &[]).stop();
    let key = place.data().join("master.key");
    if chown(&key, Some(NOBODY), None).is_err() {
        return; // only root can give files away
    }
    run(&place.data(), START).refused(1, "belongs to user 65534");
    chown(&key, Some(0), None).unwrap();
    chown(place.data(), Some(NOBODY), None).unwrap();
    run(&place.data(), START).refused(1, "run bartizan as user 65534");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let place = Place::new();
    fs::write(place.beside("file"), "").unwrap();
    run(&place.beside("file/data"), START).refused(1, "cannot make the data directory");
    run(Path::new("/proc/data"), START).refused(1, "cannot make the data directory /proc/data");
}

/// Writes to a store as if the clock had been so far ahead.
fn write_ahead(data: &Path, ahead: Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = SqliteStore::open(data, &Options::default()).unwrap();
    let at = MonotonicClock::new().now().after(ahead).micros();
    let key = keys::root_email("somebody@example.com");
    runtime.block_on(store.commit(Batch::at(at).put(key, Bytes::from_static(b"{}")))).unwrap();
}

#[test]
fn r30_a_store_that_was_written_in_the_future_is_not_served() {
    let place = Place::new();
    Serving::start(&place.data(), &[]).stop();
    write_ahead(&place.data(), Duration::from_secs(50));
    Serving::start(&place.data(), &[]).stop();

    write_ahead(&place.data(), Duration::from_secs(100));
    run(&place.data(), START).refused(1, "set the clock of this machine right");
    run(&place.data(), &["account", "create", "--email", "a@example.com"]).refused(1, "the clock says");
    run(&place.data(), &["account", "list"]).done();
}
