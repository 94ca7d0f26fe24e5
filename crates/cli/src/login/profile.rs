//! The profile in AWS's files. Whatever else is in them stays as it is, byte for byte.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use model::Secret;

use crate::data::{Replace, write_private};
use crate::failure::Failure;
use crate::login::cache::Held;

/// Keys of a profile that say where its credentials come from: a profile that has one is somebody's, and not to be taken over.
const SOURCES: [&str; 11] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_source",
    "login_session",
    "role_arn",
    "source_profile",
    "sso_account_id",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];
const PROCESS: &str = "credential_process";
const ENDPOINT: &str = "endpoint_url";
const CA_BUNDLE: &str = "ca_bundle";
const REGION: &str = "region";
/// Clients want one to be named, and any is right.
const ANY_REGION: &str = "us-east-1";
/// Held while the file is changed: two sign-ins that end at once each keep what the other wrote. No profile has a dot in front.
const LOCK: &str = ".aws-config";

/// AWS's files, and a profile in them.
pub struct Profile {
    name: String,
    file: PathBuf,
    text: String,
}

/// What a profile is to say.
pub struct Settings(Vec<(&'static str, String)>);

impl Settings {
    /// Where the server is, which program has the credentials, and which certificates are trusted beside the system's.
    ///
    /// # Errors
    /// If a path cannot be written in AWS's file.
    pub fn of(
        profile: &str,
        endpoint: &str,
        program: &Path,
        ca_file: Option<&Path>,
    ) -> Result<Self, Failure> {
        let program = text_of(program, "install bartizan at another place")?;
        let process = format!("\"{program}\" login --credential-process --profile {profile}");
        let mut settings = vec![(ENDPOINT, endpoint.to_owned()), (PROCESS, process)];
        if let Some(file) = ca_file {
            settings.push((CA_BUNDLE, text_of(file, "put it at another place")?));
        }
        Ok(Self(settings))
    }
}

fn text_of(path: &Path, otherwise: &str) -> Result<String, Failure> {
    let text = path.to_str().filter(|text| !text.contains(['"', '\\', '\n', '\r']));
    text.map(str::to_owned).ok_or_else(|| {
        Failure::Failed(format!("{} cannot be named in a configuration file: {otherwise}", path.display()))
    })
}

impl Profile {
    /// Reads the profile, if it is there.
    ///
    /// # Errors
    /// If a file cannot be read, or the name is that of a profile with credentials of its own.
    pub fn find(name: &str) -> Result<Self, Failure> {
        let file = place("AWS_CONFIG_FILE", ".aws/config")?;
        let keys = place("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")?;
        // Keys there go before what the other file says, in all tools.
        if section(&read(&keys)?, name).is_some() {
            return Err(Failure::Failed(format!(
                "the profile {name} has keys of its own in {}: choose another name with --profile, or take it out there",
                keys.display()
            )));
        }
        let profile = Self { name: name.to_owned(), text: read(&file)?, file };
        if let Some(source) = foreign_source(&profile.text, &profile.header()) {
            return Err(Failure::Failed(format!(
                "the profile {name} in {} has its credentials from elsewhere ({source}): choose another name with --profile",
                profile.file.display()
            )));
        }
        Ok(profile)
    }

    fn header(&self) -> String {
        if self.name == "default" { self.name.clone() } else { format!("profile {}", self.name) }
    }

    /// Where the profile says that the server is.
    pub fn endpoint(&self) -> Option<&str> {
        self.value(ENDPOINT)
    }

    /// Which certificates the profile trusts.
    pub fn ca_bundle(&self) -> Option<&Path> {
        self.value(CA_BUNDLE).map(Path::new)
    }

    fn value(&self, key: &str) -> Option<&str> {
        let section = section(&self.text, &self.header())?;
        section.lines.iter().find_map(|line| value_of(line, key))
    }

    /// Writes the profile. The file is read again: somebody may have
    /// changed it while the browser was open.
    ///
    /// # Errors
    /// If the file cannot be written, or the profile has credentials from elsewhere by now.
    pub fn write(name: &str, settings: &Settings) -> Result<Self, Failure> {
        let _alone = Held::lock(LOCK)?;
        let found = Self::find(name)?;
        let settings: Vec<_> = settings.0.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let text = with_profile(&found.text, &found.header(), &settings);
        if text == found.text {
            return Ok(found);
        }
        let failed = |error| Failure::of(format!("cannot write {}", found.file.display()), error);
        // A link goes on leading to where it led.
        let file = found.file.canonicalize().unwrap_or_else(|_| found.file.clone());
        if let Some(directory) = file.parent() {
            std::fs::create_dir_all(directory).map_err(failed)?;
        }
        write_private(&file, &Secret::new(text), Replace::Yes).map_err(failed)?;
        Ok(found)
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }
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

fn read(file: &Path) -> Result<String, Failure> {
    match std::fs::read(file) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| Failure::Failed(format!("{} is not UTF-8: it stays as it is", file.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::of(format!("cannot read {}", file.display()), error)),
    }
}

/// A section: where the line behind its header begins, and its lines.
struct Section<'a> {
    begin: usize,
    lines: Vec<&'a str>,
}

/// The first section of this name.
fn section<'a>(text: &'a str, name: &str) -> Option<Section<'a>> {
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
fn value_of<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (name, value) = line.split_once('=')?;
    (name.trim_end() == key && !line.starts_with([' ', '\t'])).then(|| value.trim())
}

/// What a profile has its credentials from, if not from us.
fn foreign_source(text: &str, header: &str) -> Option<&'static str> {
    let section = section(text, header)?;
    let sets = |key: &str| section.lines.iter().find_map(|line| value_of(line, key));
    let is_ours = |process: &str| process.contains(" login --credential-process --profile ");
    let foreign_process = sets(PROCESS).is_some_and(|process| !is_ours(process));
    let process = foreign_process.then_some(PROCESS);
    SOURCES.into_iter().find(|key| sets(key).is_some()).or(process)
}

/// The text with these keys in the section: in place of what they were, or as its first lines.
fn with_profile(text: &str, header: &str, settings: &[(&str, &str)]) -> String {
    let Some(section) = section(text, header) else {
        let lines: String = settings.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        return format!("{text}{gap}[{header}]\n{REGION} = {ANY_REGION}\n{lines}");
    };
    let (before, after) = text.split_at(section.begin);
    let end = section.begin + section.lines.iter().map(|line| line.len()).sum::<usize>();
    let newline = if before.ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut new = before.to_owned();
    if !before.ends_with('\n') {
        new.push('\n');
    }
    let has = |key: &str| section.lines.iter().any(|line| value_of(line, key).is_some());
    let region = (!has(REGION)).then_some((REGION, ANY_REGION));
    for (key, value) in settings.iter().copied().chain(region).filter(|(key, _)| !has(key)) {
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
