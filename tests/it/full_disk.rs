//! A disk that fills up: writes fail whole, reads go on, and all is well again once there is room.

mod database;

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use bartizan_tests::{Account, Client, Options, Server, run_on};
use rustix::fs::{Mode, mkdir};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use tempfile::TempDir;

/// A small disk in memory.
struct Disk {
    directory: TempDir,
}

impl Disk {
    /// A disk of this size; none where this process may not make one.
    fn new(options: &str) -> Option<Self> {
        let directory =
            tempfile::Builder::new().prefix("bartizan-disk-").tempdir().expect("there is a place for files");
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        let options = std::ffi::CString::new(options).expect("it has no NUL");
        match mount("tmpfs", directory.path(), "tmpfs", flags, Some(options.as_c_str())) {
            Ok(()) => Some(Self { directory }),
            Err(error) if std::env::var_os("SMALL_DISKS_NEEDED").is_some() => {
                panic!(
                    "no disk can be mounted here ({error}): run this as root, or leave SMALL_DISKS_NEEDED unset"
                )
            }
            Err(error) => {
                eprintln!("skipped: no disk can be mounted here ({error})");
                None
            }
        }
    }

    fn data(&self) -> PathBuf {
        let data = self.directory.path().join("data");
        let _ = mkdir(&data, Mode::RWXU);
        data
    }

    fn ballast(&self) -> PathBuf {
        self.directory.path().join("ballast")
    }

    /// Takes all the room there is, to the last byte.
    fn fill(&self) {
        let mut ballast =
            File::options().create(true).append(true).open(self.ballast()).expect("it can be made");
        for block in [1 << 16, 1 << 12, 1 << 6, 1] {
            loop {
                match ballast.write(&vec![0; block]) {
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.ballast()).expect("it is there");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = unmount(self.directory.path(), UnmountFlags::DETACH);
    }
}

#[test]
fn a_full_disk_fails_writes_whole_and_is_forgiven() {
    let Some(disk) = Disk::new("size=8m,mode=0700") else { return };
    let mut server = Server::with(Options { data: Some(disk.data()), ..Options::default() });
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let mut anna = account.user(&server, "anna");
    let spare = admin.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "spare")]).ok();
    assert!(spare.text("SerialNumber").is_some());

    for round in 0..2 {
        disk.fill();
        // The log of the store may have room for a little more; then there is none.
        let kept = create_until_full(&mut admin, round);
        let code = anna.phone.code();
        assert_eq!(
            anna.session_with(&server, &code).code(),
            "ServiceFailure",
            "no session whose code is not spent"
        );
        disk.fill();
        let wrong = anna.phone.wrong_code();
        assert_eq!(
            anna.session_with(&server, &wrong).code(),
            "ServiceFailure",
            "R19: nor a guess that is not counted"
        );
        for (action, fields) in [
            ("CreateUser", vec![("UserName", "nobody")]),
            ("DeleteUser", vec![("UserName", kept.first().map_or("anna", String::as_str))]),
            ("TagUser", vec![("UserName", "anna"), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")]),
            ("DeactivateMFADevice", vec![("UserName", "anna"), ("SerialNumber", &anna.serial)]),
            ("DeleteVirtualMFADevice", vec![("SerialNumber", &account.serial("spare"))]),
        ] {
            disk.fill();
            let answer = admin.iam(action, &fields);
            let failed = "500 ServiceFailure The request processing has failed because of an unknown error, exception or failure.";
            if action != "DeleteUser" || !kept.is_empty() {
                assert_eq!(answer.verdict(), failed, "{action}");
            }
            assert!(
                answer.is_xml_error() && answer.text("Type").as_deref() == Some("Receiver"),
                "{}",
                answer.body
            );
        }
        let before = seen(&mut admin, &kept);

        if round == 1 {
            // Killed on a full disk, it comes back once there is room.
            server.kill();
        }
        disk.free();
        if round == 1 {
            server.restart();
            admin = account.administrator(&server);
        }
        assert_eq!(seen(&mut admin, &kept), before, "nothing of what failed is there");
        let _ = anna.session_with(&server, &code).ok();
        assert_eq!(anna.session_with(&server, &code).status, 403, "a code works once");
        let _ = admin.iam("CreateUser", &[("UserName", &format!("after-{round}"))]).ok();
        assert_eq!(
            refusals(&server, &account),
            round + 1,
            "of the codes that failed, only the spent one is told of"
        );
    }
}

/// Creates users until one cannot be, and gives those that could.
fn create_until_full(admin: &mut Client, round: usize) -> Vec<String> {
    let mut kept = Vec::new();
    loop {
        let name = format!("user-{round}-{}", kept.len());
        match admin.iam("CreateUser", &[("UserName", &name)]).verdict().as_str() {
            "200 OK" => kept.push(name),
            verdict => {
                assert!(verdict.starts_with("500 ServiceFailure "), "{verdict}");
                assert_eq!(admin.iam("GetUser", &[("UserName", &name)]).code(), "NoSuchEntity");
                return kept;
            }
        }
    }
}

/// What reads answer.
fn seen(admin: &mut Client, kept: &[String]) -> Vec<String> {
    let mut seen = Vec::new();
    for name in kept {
        let _ = admin.iam("GetUser", &[("UserName", name)]).ok();
    }
    for (action, fields) in [
        ("ListUsers", vec![]),
        ("ListVirtualMFADevices", vec![]),
        ("ListMFADevices", vec![("UserName", "anna")]),
        ("ListUserTags", vec![("UserName", "anna")]),
        ("ListAccessKeys", vec![("UserName", "anna")]),
    ] {
        let answer = admin.iam(action, &fields).ok();
        let (list, _) = answer.body.split_once("<ResponseMetadata>").expect("it has an id");
        seen.push(list.to_owned());
    }
    seen
}

fn refusals(server: &Server, account: &Account) -> usize {
    let events = server.events(&account.id, None);
    events.lines().filter(|line| line.contains("mfaCheck") && line.contains("errorCode")).count()
}

#[test]
fn a_server_that_starts_on_a_full_disk_says_so_and_starts_when_there_is_room() {
    let Some(disk) = Disk::new("size=2m,mode=0700") else { return };
    let data = disk.data();
    disk.fill();
    let words = ["serve", "--no-first-account", "--listen", "127.0.0.1:0"];
    let refused = run_on(&data, &words);
    let complaint = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success(), "{complaint}");
    assert!(!complaint.contains("panicked") && !complaint.trim().is_empty(), "{complaint}");
    disk.free();
    let server = Server::with(Options { data: Some(data), ..Options::default() });
    assert!(!Account::create(&server, "root@example.com").id.is_empty());
}

#[test]
fn a_backup_onto_a_full_disk_leaves_nothing_and_the_server_goes_on() {
    let Some(disk) = Disk::new("size=16k,mode=0700") else { return };
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    for number in 0..40 {
        let _ = admin.iam("CreateUser", &[("UserName", &format!("user-{number}"))]).ok();
    }
    let file = disk.directory.path().join("backup");
    let refused = server.run(&["backup", file.to_str().expect("it is text")]);
    let complaint = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("nothing is left of it"), "{complaint}");
    assert_eq!(disk.directory.path().read_dir().expect("it is there").count(), 0);
    let _ = admin.iam("CreateUser", &[("UserName", "afterwards")]).ok();
}

#[test]
fn r31_a_restore_onto_a_full_disk_is_not_served_and_goes_on_once_there_is_room() {
    let Some(disk) = Disk::new("size=8m,mode=0700") else { return };
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let _ = account.user(&server, "anna");
    let place = tempfile::tempdir().expect("there is a place for files");
    let file = place.path().join("backup");
    let file = file.to_str().expect("it is text");
    let _ = server.command(&["backup", file]);
    let data = disk.data();
    std::fs::copy(server.data().join("master.key"), data.join("master.key")).expect("there is room");

    // Always a little further, until there is room enough.
    let mut failures = 0;
    for room in 0.. {
        disk.fill();
        let ballast = File::options().write(true).open(disk.ballast()).expect("it is there");
        let length = ballast.metadata().expect("it is there").len();
        ballast.set_len(length.saturating_sub(room << 15)).expect("it can be shortened");
        let done = run_on(&data, &["restore", file]);
        let complaint = String::from_utf8_lossy(&done.stderr);
        assert!(!complaint.contains("panicked"), "{complaint}");
        if done.status.success() {
            break;
        }
        failures += 1;
        let served = run_on(&data, &["serve", "--no-first-account", "--listen", "127.0.0.1:0"]);
        assert_eq!(served.status.code(), Some(1), "{complaint}{}", String::from_utf8_lossy(&served.stderr));
    }
    assert!(failures > 1, "there was room from the start");
    disk.free();
    let restored = Server::with(Options { data: Some(data), ..Options::default() });
    let _ = account.administrator(&restored).iam("GetUser", &[("UserName", "anna")]).ok();
    assert_eq!(restored.events(&account.id, None).matches("\"RestoreStore\"").count(), 1);
}
