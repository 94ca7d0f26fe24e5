//! Secrets among the settings: in a variable, or in a file that a setting names (rule R8).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use model::Secret;

use super::SecretText;
use crate::data::is_private;
use crate::failure::Failure;

/// More than any password or token has, in bytes.
const LONGEST_SECRET: u64 = 4_096;

/// A secret that was given as it is, or as a file; `key` names the setting of the file.
///
/// # Errors
/// If the file cannot be read, or holds no secret.
pub fn secret(
    key: &str,
    given: (Option<&SecretText>, Option<&PathBuf>),
) -> Result<Option<Secret<String>>, Failure> {
    match given {
        (Some(secret), _) => Ok(Some(secret.0.clone())),
        (None, Some(file)) => from_file(key, file).map(Some),
        (None, None) => Ok(None),
    }
}

fn from_file(key: &str, path: &Path) -> Result<Secret<String>, Failure> {
    let shown = path.display();
    let unreadable = |error| Failure::Usage(format!("{key}: cannot read {shown}: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    if !is_private(&file.metadata().map_err(unreadable)?) {
        // Where secrets are mounted, their modes are not always anybody's choice.
        tracing::warn!(file = %shown, "others can read the secret in this file: `chmod 600` it");
    }
    let mut text = String::with_capacity(256);
    file.take(LONGEST_SECRET).read_to_string(&mut text).map_err(unreadable)?;
    let text = Secret::new(text);
    let line = text.expose().trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.chars().any(char::is_control) {
        return Err(Failure::Usage(format!("{key}: {shown} must hold the secret, on one line")));
    }
    Ok(Secret::new(line.to_owned()))
}
