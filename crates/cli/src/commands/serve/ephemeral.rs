//! A server that forgets: `bartizan serve --ephemeral`.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use model::Secret;
use serde::Serialize;
use server::{Clock, SetClock};
use service::Service;

use crate::data::{DataDirectory, RuntimeDirectory, open_ephemeral};
use crate::failure::Failure;
use crate::seed::{Beginning, MadeAccount};
use crate::settings::{PrintedAs, PublicUrl, Settings};
use crate::terminal;

/// What such a server has beside what every server has.
pub struct Passing {
    clock: Arc<SetClock>,
    beginning: Beginning,
}

/// A server whose accounts are made. What it is in goes with it.
pub struct Begun {
    /// The service.
    pub service: Arc<Service>,
    runtime: RuntimeDirectory,
    accounts: Vec<MadeAccount>,
}

impl Passing {
    /// What the settings say, if they ask for one. A seed file is read here, before anything else is done.
    ///
    /// # Errors
    /// If that makes no sense.
    pub fn of(settings: &Settings) -> Result<Option<Self>, Failure> {
        if !settings.ephemeral {
            return Ok(None);
        }
        let at = settings.ephemeral_clock.map(|moment| moment.0);
        let clock = SetClock::new(at, !settings.ephemeral_clock_stopped);
        let clock = clock.map_err(|refused| Failure::Usage(format!("ephemeral.clock: {refused}")))?;
        Ok(Some(Self { clock: Arc::new(clock), beginning: Beginning::of(settings)? }))
    }

    /// The clock that it goes by.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Makes the store, and what it begins with.
    ///
    /// # Errors
    /// If anything of that cannot be made.
    pub async fn begin(self, settings: &Settings) -> Result<Begun, Failure> {
        let Self { clock, beginning } = self;
        let runtime = RuntimeDirectory::make()?;
        let service = open_ephemeral(settings, &clock, clock.now()).await?;
        let accounts = beginning.make(&service, clock.as_ref()).await?;
        tracing::warn!(
            directory = %runtime.directory().path().display(),
            "this server is EPHEMERAL: everything is kept in memory and forgotten when it stops, secrets may be guessable, and its \
             clock can be set; it is for tests, and for nothing else"
        );
        Ok(Begun { service, runtime, accounts })
    }
}

impl Begun {
    /// Where its admin socket is, and its mails.
    pub const fn directory(&self) -> &DataDirectory {
        self.runtime.directory()
    }

    /// Prints where the server is, and what lets clients in. Standard output is what they were asked for on, wherever it leads: nothing
    /// of it is worth anything when the server has stopped. (Rule R8 is about secrets of stores that last.)
    ///
    /// # Errors
    /// If it cannot be printed.
    pub fn print(&self, settings: &Settings, url: &PublicUrl) -> Result<(), Failure> {
        let place = Printed {
            endpoint: url.as_str(),
            region: &settings.region.0,
            data: self.directory().path(),
            accounts: &self.accounts,
        };
        let text = match settings.ephemeral_format {
            PrintedAs::Env => place.lines(),
            PrintedAs::Json => place.json()?,
        };
        match terminal::print(text.expose()) {
            // Whoever knows the keys needs nobody to tell them.
            Err(Failure::NobodyReads) => Ok(()),
            printed => printed,
        }
    }
}

/// What is printed.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Printed<'a> {
    endpoint: &'a str,
    region: &'a str,
    data: &'a Path,
    accounts: &'a [MadeAccount],
}

impl Printed<'_> {
    fn json(&self) -> Result<Secret<String>, Failure> {
        let text = serde_json::to_string(self).map(|text| text + "\n");
        text.map(Secret::new).map_err(|error| Failure::of("cannot write JSON", error))
    }

    /// Lines for `eval`, or for a file that a shell reads: of the first account, if there are several.
    fn lines(&self) -> Secret<String> {
        let mut text = String::with_capacity(4_096);
        text.push_str("# This server is ephemeral: it forgets everything when it stops.\n");
        let mut export = |name: &str, value: &str| {
            let _ = writeln!(text, "export {name}={}", quoted(value));
        };
        export("AWS_ENDPOINT_URL", self.endpoint);
        export("AWS_DEFAULT_REGION", self.region);
        export("AWS_REGION", self.region);
        export("BARTIZAN_DATA", &self.data.to_string_lossy());
        if let Some(MadeAccount { account, .. }) = self.accounts.first() {
            let administrator = &account.administrator;
            export("AWS_ACCESS_KEY_ID", &administrator.access_key.access_key_id);
            export("AWS_SECRET_ACCESS_KEY", administrator.access_key.secret_access_key.expose());
            export("EPHEMERAL_ACCOUNT_ID", &account.account_id);
            export("EPHEMERAL_ROOT_EMAIL", &account.root_email);
            export("EPHEMERAL_ROOT_PASSWORD", account.root_password.expose());
            export("EPHEMERAL_USER_NAME", &administrator.user_name);
            export("EPHEMERAL_USER_PASSWORD", administrator.password.expose());
            // One of another endpoint would go with the keys.
            text.push_str("unset AWS_SESSION_TOKEN\n");
        }
        Secret::new(text)
    }
}

/// As a shell takes it literally.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_what_was_meant() {
        for (value, written) in [("plain", "'plain'"), ("$(date)", "'$(date)'"), ("it's", r"'it'\''s'")] {
            assert_eq!(quoted(value), written);
        }
    }
}
