//! The file with the key or the password of a seed file. Never a word of the command line, which every user of the machine can
//! read (rule R8).

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use mfa::seed_file::KeyMaterial;
use model::Secret;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::terminal::note;

/// No key or password is longer.
const LONGEST: usize = 4_096;

/// Reads it, and says so if others could too.
pub fn read(path: &Path) -> Result<KeyMaterial, Failure> {
    let shown = path.display();
    let unreadable = |error| Failure::of(format!("cannot read the key file {shown}"), error);
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_file() && about.permissions().mode() & 0o077 != 0 {
        note(&format!("Others can read the key file {shown}: chmod 600 keeps it yours."));
    }
    // As long as it may be from the start: what grows leaves copies behind.
    let mut content = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    file.take(LONGEST as u64 + 1).read_to_end(&mut content).map_err(unreadable)?;
    match content.len() {
        0 => Err(Failure::Failed(format!("the key file {shown} is empty"))),
        length if length > LONGEST => Err(Failure::Failed(format!(
            "the key file {shown} is longer than any key or password: {LONGEST} bytes"
        ))),
        _ => Ok(KeyMaterial(Secret::new(content.to_vec()))),
    }
}
