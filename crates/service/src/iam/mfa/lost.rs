//! What goes with a lost device.

use std::time::Duration;

use crate::records::{ConsoleSession, Credentials};
use crate::{Changes, Context, Credential};

/// Who removes an own device after a recovery has lost it: whatever session it opened elsewhere ends with it (rule R33), at the console, at
/// terminals, and those of the API. The one that removes it goes on.
pub fn others_ended(ctx: &Context<'_>, after: &mut Credentials, changes: Changes) -> Changes {
    let Credential::Console { session, .. } = ctx.caller().credential() else { return changes };
    if !session.recovered {
        return changes;
    }
    after.sessions_valid_after = after.sessions_valid_after.max(ctx.now());
    let created = after.sessions_valid_after.after(Duration::from_micros(1));
    changes.update(session, &ConsoleSession { created, ..ConsoleSession::clone(session) })
}
