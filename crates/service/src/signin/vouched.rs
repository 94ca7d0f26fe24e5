//! The device that vouched for a session, and what becomes of the session when that device is taken away (rule R33).

use model::Text;

use crate::records::{ConsoleSession, Credentials, EnabledDevice};
use crate::{Caller, Changes, Context, Credential};

/// Whether the device that vouched for a session is its owner's still (rule R33): whoever has a device that was taken away stays in
/// nowhere. No commit needs to find these sessions, so none that is opened at the same moment is forgotten.
pub(super) fn has_its_device(caller: &Caller) -> bool {
    match (caller.credential(), caller.credentials()) {
        (Credential::Console { session, .. }, Some(credentials)) => session_has_device(session, credentials),
        _ => true,
    }
}

/// The same, where the owner is known.
pub(super) fn session_has_device(session: &ConsoleSession, credentials: &Credentials) -> bool {
    let seen = session.mfa.as_ref().filter(|_| session.federated.is_none() && !session.outlives_device);
    seen.is_none_or(|seen| credentials.still_have(seen.serial.as_str(), seen.at))
}

/// Adds to the removal of a device of one's own that the session goes on in which it is removed (rule R33).
pub(crate) fn outliving(ctx: &Context<'_>, device: &EnabledDevice, changes: Changes) -> Changes {
    let Credential::Console { session, claims: None } = ctx.caller().credential() else { return changes };
    let is_its = session.mfa.as_ref().is_some_and(|seen| device.is_called(seen.serial.as_str()));
    if !is_its {
        return changes;
    }
    changes.update(session, &ConsoleSession { outlives_device: true, ..ConsoleSession::clone(session) })
}
