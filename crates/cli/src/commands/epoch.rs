//! The new epoch that a restore, a copy and a fence begin (rule R31), as whoever does it sees it.

use std::io::{self, BufRead, IsTerminal};

use model::Timestamp;
use service::Service;
use service::operator::EndedWithEpoch;

use super::progress;
use crate::failure::{Failure, with_causes};
use crate::terminal::note;

/// Ends what must not go on, and shows how far it is.
///
/// # Errors
/// If the store fails: then it is not served before the rest is done.
pub async fn finish(service: &Service, now: Timestamp) -> Result<EndedWithEpoch, Failure> {
    let bar = progress::counting("ending what was before:", "devices, sessions and accounts");
    let shown = bar.clone();
    let ended = service.finish_epoch(now, &move |done| shown.set_position(done)).await;
    bar.finish_and_clear();
    ended.map_err(|error| {
        Failure::of("the new epoch has not begun, and no server starts before it has", with_causes(&error))
    })
}

/// What ended, for people.
pub fn in_words(ended: &EndedWithEpoch) -> String {
    let counted = [
        (ended.sessions, "session", "sessions of the console and at terminals"),
        (ended.tokens, "code, token or question", "codes, tokens and questions"),
        (ended.recoveries, "recovery or call", "recoveries and calls"),
        (ended.recovery_codes, "set of recovery codes", "sets of recovery codes"),
        (ended.support_requests, "support request", "support requests"),
    ];
    let counted: Vec<_> = counted.into_iter().filter(|(number, ..)| *number > 0).map(some).collect();
    let accounts = some((ended.accounts, "account", "accounts"));
    let mut text = format!(
        "A new epoch has begun in {accounts}: all temporary credentials are over, and all sign-ins that had not come to their end."
    );
    if !counted.is_empty() {
        text.push_str(&format!(" With them went {}.", counted.join(", ")));
    }
    if ended.devices > 0 {
        let devices = some((ended.devices, "TOTP device", "TOTP devices"));
        text.push_str(&format!(
            "\nWhat {devices} could have shown until now is spent; later codes count, in a minute or two."
        ));
    }
    if ended.counter_tokens > 0 {
        let tokens = some((ended.counter_tokens, "hardware token", "hardware tokens"));
        text.push_str(&format!(
            "\nUntil an administrator resynchronizes them (aws iam resync-mfa-device), codes that go by a counter are refused, of {tokens}."
        ));
    }
    text
}

fn some((number, one, more): (u64, &str, &str)) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Asks whoever is there. Where nobody is, nothing is done unless the command says that it shall be.
///
/// # Errors
/// If they do not say yes.
pub fn confirm(question: &str) -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage("nobody is there to confirm it: say --yes".to_owned()));
    }
    note(&format!("{question} Type yes:"));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::of("cannot read the answer", error))?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(Failure::Failed("nothing was changed".to_owned())),
    }
}
