//! How far a recovery is, for the pages of the browser that began it.

use model::{Secret, Timestamp};

use super::reach::{hidden_email, hidden_phone};
use super::{BETWEEN_CALLS, BETWEEN_MAILS, MOST_CALLS, MOST_CODES, MOST_MAILS, open_text};
use crate::records::{Recovery, VoiceCall, VoiceCallState, keys};
use crate::{Caller, Error, Identity, Service};

/// How far it is.
#[derive(Debug)]
pub struct RecoveryView {
    /// Where the mail goes, partly hidden.
    pub email: String,
    /// Where the call goes, partly hidden; none where the account has no phone.
    pub phone: Option<String>,
    /// Whether a mail was sent that can be confirmed.
    pub mail_sent: bool,
    /// Whether the mailbox is proven.
    pub mail_proven: bool,
    /// How long until another mail is sent, in seconds; none where there were enough.
    pub next_mail: Option<u64>,
    /// How many more codes of this mail may be typed.
    pub codes_left: u32,
    /// The call, if there was one.
    pub call: Option<CallProgress>,
    /// How long until another call is made, in seconds; none where there were enough.
    pub next_call: Option<u64>,
    /// Whether the phone is proven.
    pub phone_proven: bool,
    /// From this moment on it is over.
    pub ends: Timestamp,
}

/// How far a call is.
#[derive(Debug)]
pub enum CallProgress {
    /// It is under way: these are the digits to type.
    Ringing {
        /// Six digits.
        digits: Secret<String>,
    },
    /// It could not be placed.
    Failed,
    /// It ended without the right digits.
    Ended,
}

impl Service {
    /// How far the recovery is that a caller is in; none where it is over.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn recovery_view(
        &self,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<RecoveryView>, Error> {
        let Identity::Root(account) = caller.identity() else { return Ok(None) };
        let Some(recovery) = self.recovery_of(caller, now).await? else { return Ok(None) };
        let wait = |since: Option<Timestamp>, between| {
            since.map_or(0, |since: Timestamp| since.after(between).since(now).as_secs())
        };
        let mail = recovery.mail.as_ref();
        let next_mail = wait(mail.map(|mail| mail.sent), BETWEEN_MAILS);
        let next_call = wait(recovery.call.as_ref().map(|call| call.asked), BETWEEN_CALLS);
        Ok(Some(RecoveryView {
            email: hidden_email(account.recovery_email(now)),
            phone: account.recovery_phone(now).map(hidden_phone),
            mail_sent: mail.is_some(),
            mail_proven: recovery.mail_proven.is_some(),
            next_mail: (recovery.mails < MOST_MAILS).then_some(next_mail),
            codes_left: mail.map_or(0, |mail| MOST_CODES.saturating_sub(mail.tries)),
            call: self.call_progress(&recovery).await?,
            next_call: (recovery.calls < MOST_CALLS).then_some(next_call),
            phone_proven: recovery.phone_proven.is_some(),
            ends: recovery.ends(),
        }))
    }

    async fn call_progress(&self, recovery: &Recovery) -> Result<Option<CallProgress>, Error> {
        let Some(asked) = &recovery.call else { return Ok(None) };
        let Some(call) = self.records.load::<VoiceCall>(keys::voice_call(&asked.id)).await? else {
            return Ok(Some(CallProgress::Ended));
        };
        Ok(Some(match call.state {
            VoiceCallState::Failed => CallProgress::Failed,
            VoiceCallState::Ended | VoiceCallState::Right => CallProgress::Ended,
            VoiceCallState::Waiting
            | VoiceCallState::Taken { .. }
            | VoiceCallState::Placed
            | VoiceCallState::Answered => CallProgress::Ringing {
                digits: open_text(self, (call.account, &call.id, "digits"), &call.digits)?,
            },
        }))
    }
}
