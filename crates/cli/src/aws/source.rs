//! Whose credentials, and which server: found where AWS's own tools find them.

use std::path::{Path, PathBuf};

use model::Secret;
use service::Api;

use super::files::{self, header, section, value_of};
use super::process;
use crate::failure::Failure;
use crate::web::endpoint::Endpoint;

/// Where a server is if nobody says.
const ENDPOINT: &str = "http://localhost:7800";
/// What else a profile's credentials can come from, which this program does not follow.
const ELSEWHERE: [&str; 7] = [
    "role_arn",
    "source_profile",
    "credential_source",
    "sso_session",
    "sso_start_url",
    "login_session",
    "web_identity_token_file",
];

/// Credentials. They have no Debug.
#[derive(Clone)]
pub struct Keys {
    /// The id of the key.
    pub id: String,
    /// Its secret.
    pub secret: Secret<String>,
    /// The token of a session.
    pub token: Option<Secret<String>>,
}

impl Keys {
    /// Whether they are an access key: those of a session may have MFA, an access key never has.
    pub const fn are_long_term(&self) -> bool {
        self.token.is_none()
    }
}

/// What the command line says of it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The profile.
    pub profile: Option<String>,
    /// The server.
    pub endpoint: Option<String>,
    /// The region to sign for.
    pub region: Option<String>,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether plain HTTP is right beyond this computer.
    pub insecure_http: bool,
}

/// Whose credentials, and which server.
#[derive(Clone)]
pub struct Source {
    /// The credentials.
    pub keys: Keys,
    /// The region to sign for.
    pub region: String,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    iam: Endpoint,
    sts: Endpoint,
}

impl Source {
    /// Looks where AWS's tools look: options, variables, then the profile.
    ///
    /// # Errors
    /// What is missing or wrong, and where it was looked for.
    pub fn find(asked: &Asked) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let config = files::read(&files::config_file()?)?;
        let credentials = files::read(&files::credentials_file()?)?;
        Looked { asked, variable: &variable, config: &config, credentials: &credentials }.source()
    }

    /// Where a service is.
    pub const fn endpoint(&self, api: Api) -> &Endpoint {
        match api {
            Api::Sts => &self.sts,
            Api::Iam | Api::SignIn | Api::CloudTrail | Api::Account | Api::Bartizan => &self.iam,
        }
    }

    /// The variables with which other tools find the same server.
    pub fn endpoint_variables(&self) -> Vec<(&'static str, &str)> {
        if self.iam == self.sts {
            return vec![("AWS_ENDPOINT_URL", self.iam.as_str())];
        }
        vec![("AWS_ENDPOINT_URL_IAM", self.iam.as_str()), ("AWS_ENDPOINT_URL_STS", self.sts.as_str())]
    }

    /// The same with other credentials.
    pub fn with_keys(&self, keys: Keys) -> Self {
        Self { keys, ..self.clone() }
    }
}

/// Where it is looked.
struct Looked<'a> {
    asked: &'a Asked,
    variable: &'a dyn Fn(&str) -> Option<String>,
    config: &'a str,
    credentials: &'a str,
}

impl Looked<'_> {
    fn source(&self) -> Result<Source, Failure> {
        let is_named = self.asked.profile.is_some() || self.variable("AWS_PROFILE").is_some();
        let profile = self.asked.profile.clone().or_else(|| self.variable("AWS_PROFILE"));
        let profile = profile.unwrap_or_else(|| "default".to_owned());
        let is_there = section(self.config, &header(&profile)).is_some()
            || section(self.credentials, &profile).is_some();
        if is_named && !is_there {
            return Err(Failure::Usage(format!(
                "there is no profile {profile} in ~/.aws/config or ~/.aws/credentials"
            )));
        }
        let ca_file = self.asked.ca_file.clone();
        let ca_file = ca_file.or_else(|| self.variable("AWS_CA_BUNDLE").map(PathBuf::from));
        let ca_file = ca_file.or_else(|| self.value(&profile, "ca_bundle").map(PathBuf::from));
        let region = self.asked.region.clone();
        let region =
            region.or_else(|| self.variable("AWS_REGION").or_else(|| self.variable("AWS_DEFAULT_REGION")));
        let region = region.or_else(|| self.value(&profile, "region").map(str::to_owned));
        // The endpoint first: whoever gave a wrong one should not be asked for a passphrase by a credential process.
        let (iam, sts) = (self.endpoint(&profile, "iam")?, self.endpoint(&profile, "sts")?);
        Ok(Source {
            keys: self.keys(&profile)?,
            region: region.unwrap_or_else(|| files::ANY_REGION.1.to_owned()),
            ca_file: ca_file.as_deref().map(absolute).transpose()?,
            iam,
            sts,
        })
    }

    fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name)
    }

    /// What a profile says in either file; keys go before configuration, as in all tools.
    fn value(&self, profile: &str, key: &str) -> Option<&str> {
        let places = [(self.credentials, profile.to_owned()), (self.config, header(profile))];
        places.into_iter().find_map(|(text, name)| value_in(text, &name, key))
    }

    fn endpoint(&self, profile: &str, service: &str) -> Result<Endpoint, Failure> {
        let is_ignored = self.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        let is_ignored = is_ignored.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let configured = || {
            let of_service = || {
                let services = format!("services {}", self.value(profile, "services")?);
                nested_value(self.config, &services, service, "endpoint_url").map(str::to_owned)
            };
            let variable = self.variable(&format!("AWS_ENDPOINT_URL_{}", service.to_uppercase()));
            variable
                .or_else(|| self.variable("AWS_ENDPOINT_URL"))
                .or_else(of_service)
                .or_else(|| self.value(profile, "endpoint_url").map(str::to_owned))
        };
        let configured = if is_ignored { None } else { configured() };
        let text = self.asked.endpoint.clone().or(configured).unwrap_or_else(|| ENDPOINT.to_owned());
        let endpoint = Endpoint::read(&text).map_err(Failure::Usage)?;
        if endpoint.is_in_the_open() && !self.asked.insecure_http {
            return Err(Failure::Usage(format!(
                "{} would carry seeds and credentials in the clear: use https, or say --insecure-http if something else encrypts",
                endpoint.as_str()
            )));
        }
        Ok(endpoint)
    }

    fn keys(&self, profile: &str) -> Result<Keys, Failure> {
        // A profile that is named on the command line goes before variables, as with AWS's tools.
        let of_environment = self.variable("AWS_ACCESS_KEY_ID").filter(|_| self.asked.profile.is_none());
        if let Some(id) = of_environment {
            let secret = self.variable("AWS_SECRET_ACCESS_KEY").ok_or_else(|| {
                Failure::Usage("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not".to_owned())
            })?;
            let token = self.variable("AWS_SESSION_TOKEN").map(Secret::new);
            return Ok(Keys { id, secret: Secret::new(secret), token });
        }
        for (text, name) in [(self.credentials, profile.to_owned()), (self.config, header(profile))] {
            let value = |key| value_in(text, &name, key).map(str::to_owned);
            if let (Some(id), Some(secret)) = (value("aws_access_key_id"), value("aws_secret_access_key")) {
                let token = value("aws_session_token").map(Secret::new);
                return Ok(Keys { id, secret: Secret::new(secret), token });
            }
        }
        if let Some(command) = self.value(profile, "credential_process") {
            return process::keys(command);
        }
        if let Some(key) = ELSEWHERE.into_iter().find(|key| self.value(profile, key).is_some()) {
            return Err(Failure::Usage(format!(
                "the profile {profile} has its credentials from elsewhere ({key}), which only AWS's tools follow: \
                 eval \"$(aws configure export-credentials --profile {profile} --format env)\", then try again"
            )));
        }
        Err(Failure::SignIn(format!(
            "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put keys into the profile {profile}, \
             or name another with --profile"
        )))
    }
}

fn value_in<'a>(text: &'a str, name: &str, key: &str) -> Option<&'a str> {
    section(text, name)?.lines.iter().find_map(|line| value_of(line, key)).filter(|value| !value.is_empty())
}

/// The value of a key in an indented block: `iam =` and below it `endpoint_url = …`.
fn nested_value<'a>(text: &'a str, name: &str, block: &str, key: &str) -> Option<&'a str> {
    let section = section(text, name)?;
    let below = section.lines.iter().skip_while(|line| value_of(line, block) != Some("")).skip(1);
    let indented = below.take_while(|line| line.starts_with([' ', '\t']) || line.trim().is_empty());
    indented.copied().find_map(|line| value_of(line.trim_start(), key)).filter(|value| !value.is_empty())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|error| Failure::of(format!("cannot read {}", path.display()), error))
}

#[cfg(test)]
mod tests;
