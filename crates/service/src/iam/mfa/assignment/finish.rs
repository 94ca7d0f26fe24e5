//! How giving somebody a device ends, whichever kind it is: one commit, and a sign-in goes on.

use model::input::AuditValue;
use model::{SerialNumber, Text};
use store::Event;

use crate::records::SeenDevice;
use crate::signin::{Progress, Stage, open};
use crate::{Changes, Context, Credential, Halt, Permit, audit};

/// Commits it: with the session, if it is the last step of a sign-in.
pub(in crate::iam::mfa) async fn commit<T: Sync>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    serial: SerialNumber,
    changes: Changes,
) -> Result<Option<Progress>, Halt> {
    let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
        ctx.commit(permit, changes).await?;
        return Ok(None);
    };
    // The pair counts as MFA: it was shown by the device at this moment.
    let seen = SeenDevice { at: ctx.now(), serial };
    let ceremony = ceremony.with_device(seen, ctx.service.entropy.array());
    let stage = ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;
    if stage == Stage::Complete {
        let event = audit::success(ctx, &changes)?;
        let opened = open(ctx, permit, &ceremony, changes.also_tell(earlier(event, 1))).await?;
        return Ok(Some(Progress::Opened(opened)));
    }
    ctx.commit(permit, changes).await?;
    Ok(Some(Progress::Continues(Box::new(ceremony))))
}

/// Events of one commit are told in the order in which they would have happened.
pub(super) fn earlier(event: Event, micros: u64) -> Event {
    Event { micros: event.micros.saturating_sub(micros), ..event }
}

/// What EnableMFADevice says it was asked. The root user has no name.
pub(in crate::iam::mfa) fn enabled(user_name: Option<&str>, serial: &SerialNumber) -> AuditValue {
    let text = |text: &str| AuditValue::Text(text.to_owned());
    let mut fields = Vec::with_capacity(2);
    if let Some(name) = user_name {
        fields.push(("userName", text(name)));
    }
    fields.push(("serialNumber", text(serial.as_str())));
    AuditValue::Object(fields)
}
