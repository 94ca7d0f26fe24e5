//! Backups of a server that works, and what becomes of them elsewhere.

mod broken;
mod elsewhere;
mod epoch;
mod load;

use std::path::{Path, PathBuf};
use std::process::Output;

use bartizan_tests::{Options, Server, run_on};
use serde_json::Value;
use tempfile::TempDir;

/// A directory for backups and for stores that are made of them.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("bartizan-backup-")
                .tempdir()
                .expect("there is a place for files"),
        )
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A directory with the master key of a server, and nothing else.
    fn with_key_of(&self, server: &Server, name: &str) -> PathBuf {
        use std::os::unix::fs::DirBuilderExt;

        let data = self.file(name);
        std::fs::DirBuilder::new().mode(0o700).create(&data).expect("it is new");
        std::fs::copy(server.data().join("master.key"), data.join("master.key"))
            .expect("the server has a key");
        data
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the paths of tests are text")
}

/// Makes a backup of what a server serves.
#[track_caller]
fn back_up(server: &Server, file: &Path) -> Value {
    json(&server.run(&["backup", text(file), "--format", "json"]))
}

/// Restores into a directory.
#[track_caller]
fn restore(file: &Path, data: &Path) -> Value {
    json(&run_on(data, &["restore", text(file), "--format", "json"]))
}

/// A server on a directory that is there.
fn serve(data: &Path) -> Server {
    Server::with(Options { data: Some(data.to_owned()), ..Options::default() })
}

#[track_caller]
fn json(done: &Output) -> Value {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("it prints JSON")
}

/// What a command complained of that was refused.
#[track_caller]
fn refused(done: &Output) -> String {
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{complaint}{}", String::from_utf8_lossy(&done.stdout));
    assert!(complaint.starts_with("bartizan: ") && !complaint.contains("panicked"), "{complaint}");
    assert!(done.stdout.is_empty());
    complaint
}

/// That no server starts on a directory, and what it says.
#[track_caller]
fn is_not_served(data: &Path) -> String {
    refused(&run_on(data, &["serve", "--no-first-account", "--listen", "127.0.0.1:0"]))
}
