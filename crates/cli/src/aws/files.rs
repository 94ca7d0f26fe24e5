//! AWS's files: sections with keys. Whatever is not asked for stays as it is, byte for byte.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use model::Secret;

use crate::cache;
use crate::data::{Replace, write_private};
use crate::failure::Failure;

/// Clients want a region to be named, and any is right.
pub const ANY_REGION: (&str, &str) = ("region", "us-east-1");

/// Where profiles are.
///
/// # Errors
/// If nobody says where.
pub fn config_file() -> Result<PathBuf, Failure> {
    place("AWS_CONFIG_FILE", ".aws/config")
}

/// Where keys are.
///
/// # Errors
/// If nobody says where.
pub fn credentials_file() -> Result<PathBuf, Failure> {
    place("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")
}

/// What the section of a profile is called in the one file; in the other it has the profile's own name.
pub fn header(profile: &str) -> String {
    if profile == "default" { profile.to_owned() } else { format!("profile {profile}") }
}

/// Held while a file is changed: two that are changed at once each keep what the other wrote. No profile has a dot in front.
///
/// # Errors
/// If it cannot be locked.
pub fn lock() -> Result<File, Failure> {
    cache::lock("login", ".aws-config", || {})
}

/// Writes a file anew, if anything is new in it.
///
/// # Errors
/// If it cannot be written.
pub fn replace(file: &Path, before: &str, text: String) -> Result<(), Failure> {
    if text == before {
        return Ok(());
    }
    let failed = |error| Failure::of(format!("cannot write {}", file.display()), error);
    // A link goes on leading to where it led.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory).map_err(failed)?;
    }
    write_private(&file, &Secret::new(text), Replace::Yes).map_err(failed)
}

/// A file of AWS's: where a variable says, or below the home directory.
fn place(variable: &str, below_home: &str) -> Result<PathBuf, Failure> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set("HOME");
    let place = match (set(variable), &home) {
        // AWS's tools read `~` there, where a shell did not.
        (Some(path), Some(home)) => path.strip_prefix("~").map_or(path.clone(), |rest| home.join(rest)),
        (Some(path), None) => path,
        (None, Some(home)) => home.join(below_home),
        (None, None) => {
            return Err(Failure::Usage(format!(
                "neither HOME nor {variable} is set: where are AWS's files?"
            )));
        }
    };
    Ok(place)
}

pub fn read(file: &Path) -> Result<String, Failure> {
    match std::fs::read(file) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| Failure::Failed(format!("{} is not UTF-8: it stays as it is", file.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::of(format!("cannot read {}", file.display()), error)),
    }
}

/// A section: where the line behind its header begins, and its lines.
pub struct Section<'a> {
    begin: usize,
    pub lines: Vec<&'a str>,
}

/// The first section of this name.
pub fn section<'a>(text: &'a str, name: &str) -> Option<Section<'a>> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    for line in lines.by_ref() {
        at += line.len();
        if named(line).is_some_and(|found| is_same(found, name)) {
            let lines = lines.take_while(|line| named(line).is_none()).collect();
            return Some(Section { begin: at, lines });
        }
    }
    None
}

/// The name of a section, if a line begins one.
fn named(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.split_once(']').map(|(name, _)| name.trim())
}

/// Whether two names are one: `profile x`, with any space, and with quotes or without.
fn is_same(found: &str, name: &str) -> bool {
    let words = |text: &str| {
        text.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect::<Vec<_>>()
    };
    words(found) == words(name)
}

/// The value of a key that a line sets. What is indented belongs to the line before it.
pub fn value_of<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (name, value) = line.split_once('=')?;
    (name.trim_end() == key && !line.starts_with([' ', '\t'])).then(|| value.trim())
}

/// The text with these keys in the section: in place of what they were, or as its first lines. What somebody has set already of the
/// defaults stays as it is.
pub fn with_section(
    text: &str,
    header: &str,
    settings: &[(&str, &str)],
    defaults: &[(&str, &str)],
) -> String {
    let Some(section) = section(text, header) else {
        let lines = defaults.iter().chain(settings);
        let lines: String = lines.map(|(key, value)| format!("{key} = {value}\n")).collect();
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        return format!("{text}{gap}[{header}]\n{lines}");
    };
    let (before, after) = text.split_at(section.begin);
    let end = section.begin + section.lines.iter().map(|line| line.len()).sum::<usize>();
    let newline = if before.ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut new = before.to_owned();
    if !before.ends_with('\n') {
        new.push('\n');
    }
    let has = |key: &str| section.lines.iter().any(|line| value_of(line, key).is_some());
    for (key, value) in settings.iter().chain(defaults).filter(|(key, _)| !has(key)) {
        new.push_str(&format!("{key} = {value}{newline}"));
    }
    for line in &section.lines {
        let set = settings.iter().find(|(key, _)| value_of(line, key).is_some());
        match set {
            Some((key, value)) if value_of(line, key) != Some(value) => {
                new.push_str(&format!("{key} = {value}{newline}"));
            }
            _ => new.push_str(line),
        }
    }
    new.push_str(&after[end - section.begin..]);
    new
}

#[cfg(test)]
mod tests;
