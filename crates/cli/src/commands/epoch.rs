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
    let EndedWithEpoch {
        accounts,
        sessions,
        tokens,
        recoveries,
        recovery_codes,
        support_requests,
        devices,
        counter_tokens,
    } = ended;
    let mut text = format!(
        "A new epoch has begun in {accounts} accounts. All temporary credentials and sign-ins that had begun are over, and with them \
         {sessions} sessions of the console and at terminals, {tokens} codes and questions, {recoveries} recoveries, \
         {recovery_codes} sets of recovery codes and {support_requests} support requests.\n\
         Codes that {devices} TOTP devices have shown until now are spent: the next one counts."
    );
    if *counter_tokens > 0 {
        text.push_str(&format!(
            "\n{counter_tokens} hardware tokens with a counter wait until an administrator resynchronizes them (aws iam resync-mfa-device)."
        ));
    }
    text
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
