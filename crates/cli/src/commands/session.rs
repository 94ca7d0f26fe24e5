//! `bartizan session`: temporary credentials with MFA, where somebody or something wants them.

mod profile;
mod variables;

use std::time::Duration;

use serde::Serialize;
use server::MonotonicClock;

use super::print_json;
use crate::arguments::{Printed, SessionArguments};
use crate::aws::{Aws, Source};
use crate::failure::Failure;
use crate::mfa_session::{CodeSource, ENOUGH, MfaSession, Wanted, obtain};
use crate::person::Person;
use crate::terminal::{is_watched, note, print, print_line};

/// AWS's tools insist on new credentials ten minutes before the end of those they have, and ask again at each call.
const ENOUGH_FOR_TOOLS: Duration = Duration::from_secs(10 * 60 + 30);

/// Gets them, and prints or writes them.
pub async fn run(arguments: &SessionArguments) -> Result<(), Failure> {
    let source = Source::find(&arguments.connection.asked())?;
    let (aws, clock) = (Aws { source }, MonotonicClock::new());
    let (person, least): (fn() -> Result<Person, Failure>, _) = if arguments.credential_process {
        (at_the_terminal, ENOUGH_FOR_TOOLS)
    } else {
        (Person::at_standard_input, ENOUGH)
    };
    let wanted = Wanted {
        serial: arguments.serial.as_deref(),
        duration: arguments.duration,
        fresh: arguments.fresh,
        least,
        codes: CodeSource::of(&arguments.codes),
        person,
    };
    let session = obtain(&aws, &clock, &wanted).await?;
    if arguments.credential_process {
        return print_json(&Credentials::of(&session));
    }
    if let Some(name) = &arguments.write_profile {
        let files = profile::write(name, &aws.source, &session)?;
        return print_line(&format!(
            "wrote the profile {name} into {}: it has MFA until {}\n\n  aws --profile {name} sts get-caller-identity",
            files.display(),
            session.ends()
        ));
    }
    match arguments.format {
        Printed::Json => print_json(&Credentials::of(&session)),
        Printed::Env => {
            let shell = arguments.shell.unwrap_or_else(variables::shell);
            print(&variables::of(shell, &aws.source, &session))?;
            if is_watched() {
                note(&format!(
                    "\nGood until {}. For this shell: {}",
                    session.ends(),
                    variables::usage(shell)
                ));
            }
            Ok(())
        }
    }
}

/// Where a tool that reads standard output, and shows nobody standard error, started this.
fn at_the_terminal() -> Result<Person, Failure> {
    Person::at_the_terminal("a code").map_err(|_| {
        Failure::SignIn(
            "a code is needed, and there is no terminal to ask for one at: run `bartizan session` first, or use --authenticator"
                .to_owned(),
        )
    })
}

/// As a `credential_process` answers.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials<'a> {
    version: u32,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
}

impl<'a> Credentials<'a> {
    fn of(session: &'a MfaSession) -> Self {
        Self {
            version: 1,
            access_key_id: &session.access_key_id,
            secret_access_key: &session.secret_access_key,
            session_token: &session.session_token,
            expiration: session.ends().to_string(),
        }
    }
}
