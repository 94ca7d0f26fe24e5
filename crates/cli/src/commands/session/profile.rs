//! Credentials as a profile in AWS's files, for tools that know nothing else.

use std::path::PathBuf;

use service::Api;

use crate::aws::Source;
use crate::aws::files::{self, header, section, value_of, with_section};
use crate::failure::Failure;
use crate::mfa_session::MfaSession;

/// A key of ours, which other tools take no notice of: whoever has it in a profile had the profile from here.
const MARK: &str = "bartizan_expiration";

/// Writes them, and gives the file that has them. The rest of both files stays as it is.
///
/// # Errors
/// If the profile is somebody's, or a file cannot be written.
pub fn write(name: &str, source: &Source, session: &MfaSession) -> Result<PathBuf, Failure> {
    let _alone = files::lock()?;
    let (config, credentials) = (files::config_file()?, files::credentials_file()?);
    let (before, keys_before) = (files::read(&config)?, files::read(&credentials)?);
    if let Some(why) = is_somebodys(name, &before, &keys_before) {
        return Err(Failure::Failed(format!(
            "the profile {name} {why}: choose another name for --write-profile"
        )));
    }
    let ends = session.ends().to_string();
    let keys = [
        ("aws_access_key_id", session.access_key_id.as_str()),
        ("aws_secret_access_key", &session.secret_access_key),
        ("aws_session_token", &session.session_token),
        (MARK, &ends),
    ];
    if keys.iter().any(|(_, value)| value.contains(char::is_control)) {
        return Err(Failure::Failed(
            "the server's credentials cannot be written into a file of AWS's".to_owned(),
        ));
    }
    let endpoint = source.endpoint(Api::Iam);
    if endpoint != source.endpoint(Api::Sts) {
        return Err(Failure::Usage(
            "a profile names one server, and IAM and STS are at two here: leave --write-profile out"
                .to_owned(),
        ));
    }
    let bundle = source.ca_file.as_ref().and_then(|file| file.to_str());
    let mut settings = vec![("endpoint_url", endpoint.as_str())];
    settings.extend(bundle.map(|file| ("ca_bundle", file)));
    // Where the server is first: keys that lead nowhere, or to another server, are worse than none.
    let text = with_section(&before, &header(name), &settings, &[files::ANY_REGION]);
    files::replace(&config, &before, text)?;
    let text = with_section(&keys_before, name, &keys, &[]);
    files::replace(&credentials, &keys_before, text)?;
    Ok(credentials)
}

/// Why a profile is not to be taken over; none, if it is not there or was written here.
fn is_somebodys(name: &str, config: &str, credentials: &str) -> Option<String> {
    let sets = |text: &str, section_name: &str, key: &str| {
        section(text, section_name)
            .is_some_and(|found| found.lines.iter().any(|line| value_of(line, key).is_some()))
    };
    if section(credentials, name).is_some() && !sets(credentials, name, MARK) {
        return Some("has keys of its own".to_owned());
    }
    let header = header(name);
    let sources = [
        "aws_access_key_id",
        "credential_process",
        "role_arn",
        "sso_session",
        "sso_start_url",
        "login_session",
        "web_identity_token_file",
    ];
    let source = sources.into_iter().find(|key| sets(config, &header, key))?;
    Some(format!("has its credentials from elsewhere ({source})"))
}

#[cfg(test)]
mod tests {
    use super::is_somebodys;

    #[test]
    fn a_profile_that_is_somebodys_is_left_alone() {
        for (config, credentials, is_free) in [
            ("", "", true),
            ("[profile x]\nregion = y\n", "", true),
            ("", "[y]\naws_access_key_id = AKIA\n", true),
            ("", "[x]\naws_access_key_id = ASIA\nbartizan_expiration = 2026\n", true),
            ("", "[x]\naws_access_key_id = AKIA\n", false),
            ("", "[x]\n", false),
            ("[profile x]\nrole_arn = y\n", "", false),
            ("[profile x]\ncredential_process = y\n", "[x]\nbartizan_expiration = 2026\n", false),
        ] {
            assert_eq!(is_somebodys("x", config, credentials).is_none(), is_free, "{config} {credentials}");
        }
    }
}
