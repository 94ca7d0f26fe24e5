//! What a wrong recovery code costs: it delays the next one as a wrong code of a device does, and counts among all that its owner's first
//! factor was used to guess. Where codes are locked, recovery codes are too: who unlocks decides whether it was the owner.

use mfa::{Admitted, Guesses as Guessed, PointBudget};
use serde_json::{Value, json};

use crate::caller::PASSWORD;
use crate::codes::not_admitted;
use crate::figures::{MfaResult, MfaWay};
use crate::records::{Guesses, Loaded, keys};
use crate::signin::ConsoleLogin;
use crate::{Changes, Context, Error, Halt, Operation};

/// What recovery codes are called among the devices that failures are counted by. No device has such an id.
const DEVICE: &str = "recovery-codes";

/// An attempt that may be looked at.
pub struct Attempt {
    guesses: Option<Loaded<Guesses>>,
    guessed: Guessed,
    admitted: Admitted<'static>,
}

impl Attempt {
    /// Whether one may be (rule R19: one that comes too early is not evaluated).
    pub async fn begin(ctx: &Context<'_>) -> Result<Self, Halt> {
        let guesses = ctx.records().guesses(ctx.account(), &ctx.caller().owner()).await?;
        let guessed = guesses.as_ref().map(|guesses| guesses.guesses.clone()).unwrap_or_default();
        match guessed.admit(PASSWORD, DEVICE, ctx.now()) {
            Ok(admitted) => Ok(Self { guesses, guessed, admitted }),
            Err(refusal) => Err(not_admitted(ctx, MfaWay::RecoveryCode, refusal)),
        }
    }

    /// A right one ends the row of failures.
    pub fn accepted(self, ctx: &Context<'_>, changes: Changes) -> Changes {
        let Some(guesses) = &self.guesses else {
            // A failure at the same moment must not be forgotten by this success.
            return changes.watch_absent(keys::guesses(ctx.account(), &ctx.caller().owner()));
        };
        let after = self.guessed.record_success(&self.admitted);
        if after.is_clean() {
            changes.remove(guesses)
        } else {
            changes.update(guesses, &Guesses { schema: Guesses::SCHEMA, guesses: after })
        }
    }

    /// Remembers a wrong one, and gives what to answer with. The trail calls it a sign-in that failed, and says what it was.
    pub async fn refused(self, ctx: &Context<'_>, changes: Changes, result: MfaResult, error: Error) -> Halt {
        // One point: far more than its chance, which is none. The wider budget, for it is not this that the narrow one is for.
        let failure = self.guessed.record_failure(&self.admitted, 1, PointBudget::Wide);
        let mut why = json!({ "result": result.name(), "by": "recovery code" });
        why["failuresInARow"] = json!(failure.guesses.failures_in_a_row());
        if let Some(lock) = failure.locked {
            why["locked"] = json!(lock.reason);
        }
        if failure.tell_owner {
            why["ownerToBeTold"] = json!(true);
        }
        let after = Guesses { schema: Guesses::SCHEMA, guesses: failure.guesses };
        let key = keys::guesses(ctx.account(), &ctx.caller().owner());
        let changes = changes
            .upsert(key, self.guesses.as_ref(), &after)
            .detail("mfaCheck", why)
            .checked(MfaWay::RecoveryCode, result)
            .locking(failure.locked.is_some())
            .detail("MFAUsed", Value::from("No"));
        let ctx = Context { action: ConsoleLogin::ACTION, ..*ctx };
        ctx.refuse(&ctx.unconditional(), changes, error).await
    }
}
