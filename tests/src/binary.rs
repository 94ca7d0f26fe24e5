//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The path of `bartizan`: what BARTIZAN_BIN names, else the release build of this workspace, made up to date.
pub fn path() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("BARTIZAN_BIN").map_or_else(build, PathBuf::from))
}

/// Whole-system tests and benchmarks share one release build.
fn build() -> PathBuf {
    // This very test or benchmark is TARGET/PROFILE/deps/NAME.
    let this = std::env::current_exe().expect("a process has a file");
    let target = this.ancestors().nth(3).expect("it is in a target directory");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "-p", "bartizan-cli", "--target-dir"])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo can be run");
    assert!(built.success(), "bartizan cannot be built");
    target.join("release/bartizan")
}
