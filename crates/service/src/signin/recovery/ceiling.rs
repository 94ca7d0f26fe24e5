//! What recoveries may cost in a day whatever comes of them, and whatever the password is by now: a tenant with a number that is paid for
//! by the call would else succeed without end at the operator's cost, and one who has set a stranger's number as the own would ring it.
//!
//! The ceilings of an account are what its two budgets allow together (`budget`): who comes from networks can use up the one and never the
//! other, so a thief who knows the password takes nothing from browsers that signed in before.

use store::{Partition, ScanRange};

use super::budget::Cost;
use crate::error::RecoveryRefused;
use crate::records::{Count, keys};
use crate::{Changes, Context, Error};

/// So many mails an account has on a day, and so many calls.
const MOST_MAILS_OF_ACCOUNT: u64 = 120;
const MOST_CALLS_OF_ACCOUNT: u64 = 40;
/// So often a number is called on a day, for all accounts together: more than any one of them may, so none uses up what another needs.
const MOST_CALLS_TO_NUMBER: u64 = 60;
/// So many counters of earlier days are let go with each.
const SWEPT: usize = 4;

/// Counts a mail, or a call to a number.
///
/// # Errors
/// If the store fails. That a ceiling is reached, the commit says.
pub async fn count(
    ctx: &Context<'_>,
    cost: Cost,
    phone: Option<&str>,
    mut changes: Changes,
) -> Result<Changes, Error> {
    let (account, day) = (ctx.account(), ctx.now().secs() / 86_400);
    let spent = RecoveryRefused::SpentForToday;
    changes = match cost {
        Cost::Mail => changes.count(keys::recovery_mails_of(account, day), 1, MOST_MAILS_OF_ACCOUNT, spent),
        Cost::Call => changes.count(keys::recovery_calls_of(account, day), 1, MOST_CALLS_OF_ACCOUNT, spent),
    };
    if let Some(phone) = phone {
        changes = changes.count(keys::recovery_calls_to(phone, day), 1, MOST_CALLS_TO_NUMBER, spent);
    }
    let range = ScanRange::prefix(Partition::Global, keys::RECOVERY_COSTS).before(&keys::recovery_costs(day));
    for counter in ctx.records().scan::<Count>(&range, SWEPT).await? {
        changes = changes.remove_key(counter.key().clone());
    }
    Ok(changes)
}
