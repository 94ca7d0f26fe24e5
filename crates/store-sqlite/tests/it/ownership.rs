use std::fs;
use std::os::unix::fs::PermissionsExt;

use bartizan_store_sqlite::{DATABASE, LOCK, OpenError, Options, SqliteStore};
use rusqlite::Connection;
use store::{Batch, Store};

use crate::shared::{NOW, key};

#[tokio::test]
async fn a_store_comes_back_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let alice = key("user/alice/");
    for round in 1..=3_u64 {
        let store = SqliteStore::open(directory.path(), &Options::default()).unwrap();
        // Deleted before the restart, created after it: the floor of revisions must survive.
        let done = store.commit(Batch::at(NOW).put(alice.clone(), "")).await.unwrap();
        assert_eq!(done.puts[0].unwrap().get(), NOW + round - 1);
        store
            .commit(Batch::at(NOW).delete(alice.clone()).put(key("kept/"), round.to_string()))
            .await
            .unwrap();
    }
    let store = SqliteStore::open(directory.path(), &Options::default()).unwrap();
    let read = store.get(&[alice, key("kept/")]).await.unwrap();
    assert!(read[0].is_none());
    assert_eq!(read[1].as_ref().unwrap().body, "3");
    assert_eq!(store.last_commit().await.unwrap(), Some(NOW));
}

#[test]
fn a_directory_has_one_owner_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path(), &Options::default()).unwrap();
    let refused = SqliteStore::open(directory.path(), &Options::default()).err().unwrap();
    assert_eq!(
        refused.to_string(),
        format!("another bartizan process owns {}", directory.path().canonicalize().unwrap().display())
    );
    drop(store);
    // The lock file is still there, and locks nobody out.
    assert!(directory.path().join(LOCK).exists());
    SqliteStore::open(directory.path(), &Options::default()).unwrap();
}

#[tokio::test]
async fn only_the_owner_of_the_files_may_read_them() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("a/b");
    let store = SqliteStore::open(&directory, &Options::default()).unwrap();
    store.commit(Batch::at(NOW).put(key("any/"), "")).await.unwrap();
    assert_eq!(fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
    let files: Vec<_> = fs::read_dir(&directory).unwrap().map(Result::unwrap).collect();
    assert!(files.len() >= 3, "the log is there too: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn a_file_that_is_not_a_store_is_left_alone() {
    fn refused(prepare: impl FnOnce(&std::path::Path)) -> OpenError {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(DATABASE);
        prepare(&file);
        let before = fs::read(&file).unwrap();
        let refused = SqliteStore::open(directory.path(), &Options::default()).err().unwrap();
        assert_eq!(fs::read(&file).unwrap(), before, "{refused}");
        refused
    }
    let with = |sql: &'static str| {
        move |file: &std::path::Path| Connection::open(file).unwrap().execute_batch(sql).unwrap()
    };
    let text = refused(|file| fs::write(file, "a text, and not a short one at that: ".repeat(100)).unwrap());
    assert!(matches!(text, OpenError::NotOurs { .. }), "{text}");
    for sql in [
        "create table theirs (a)",
        "pragma application_id = 7; pragma user_version = 1",
        "pragma user_version = 1",
        "pragma application_id = 1112824398",
    ] {
        let theirs = refused(with(sql));
        assert!(matches!(theirs, OpenError::NotOurs { .. }), "{sql}: {theirs}");
    }
    let newer = refused(with("pragma application_id = 1112824398; pragma user_version = 2"));
    assert!(matches!(newer, OpenError::NewerSchema { found: 2, known: 1 }), "{newer}");
}

#[tokio::test]
async fn a_store_that_is_moved_aside_leaves_an_empty_place_and_is_whole_where_it_is() {
    let root = tempfile::tempdir().unwrap();
    let (here, aside) = (root.path().join("here"), root.path().join("here/aside"));
    let store = SqliteStore::open(&here, &Options::default()).unwrap();
    store.commit(Batch::at(NOW).put(key("any/"), "moved")).await.unwrap();
    assert!(matches!(bartizan_store_sqlite::move_aside(&here, &aside), Err(OpenError::Owned { .. })));
    assert!(!aside.exists());
    drop(store);
    bartizan_store_sqlite::move_aside(&here, &aside).unwrap();

    let found = async |directory: &std::path::Path| {
        let store = SqliteStore::open(directory, &Options::default()).unwrap();
        store.get(&[key("any/")]).await.unwrap().remove(0).map(|found| found.body)
    };
    assert_eq!(found(&here).await, None);
    assert_eq!(found(&aside).await.unwrap(), "moved");
    assert!(bartizan_store_sqlite::move_aside(&here, &aside).is_err(), "nothing is written over it");
    assert_eq!(found(&aside).await.unwrap(), "moved");
}
