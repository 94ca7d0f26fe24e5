//! The profile in AWS's files. Whatever else is in them stays as it is, byte for byte.

use std::path::{Path, PathBuf};

use crate::aws::files::{self, header, section, value_of, with_section};
use crate::failure::Failure;

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
        let file = files::config_file()?;
        let keys = files::credentials_file()?;
        // Keys there go before what the other file says, in all tools.
        if section(&files::read(&keys)?, name).is_some() {
            return Err(Failure::Failed(format!(
                "the profile {name} has keys of its own in {}: choose another name with --profile, or take it out there",
                keys.display()
            )));
        }
        let profile = Self { name: name.to_owned(), text: files::read(&file)?, file };
        if let Some(source) = foreign_source(&profile.text, &profile.header()) {
            return Err(Failure::Failed(format!(
                "the profile {name} in {} has its credentials from elsewhere ({source}): choose another name with --profile",
                profile.file.display()
            )));
        }
        Ok(profile)
    }

    fn header(&self) -> String {
        header(&self.name)
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
        let _alone = files::lock()?;
        let found = Self::find(name)?;
        let settings: Vec<_> = settings.0.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let text = with_section(&found.text, &found.header(), &settings, &[files::ANY_REGION]);
        files::replace(&found.file, &found.text, text)?;
        Ok(found)
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }
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

#[cfg(test)]
mod tests;
