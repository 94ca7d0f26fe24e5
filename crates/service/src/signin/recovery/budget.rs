//! What recoveries may cost in a day that lead to nothing: mails to a mailbox and calls to a phone, which a thief who knows the password
//! could else flood.

use std::time::Duration;

use model::Timestamp;

use crate::error::RecoveryRefused;
use crate::records::{Loaded, Recovery, RecoveryBudget, RecoveryParty, RecoverySpent, keys};
use crate::{Changes, Context, Error};

const DAY: Duration = Duration::from_secs(24 * 3_600);
/// The owner is not told more often that a recovery began.
const BETWEEN_NOTICES: Duration = Duration::from_secs(3_600);

/// What costs something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    Mail,
    Call,
}

impl Cost {
    /// So much for one party, and so much for all that come from networks; browsers that signed in before have as much again together.
    const fn limits(self) -> (u32, u32) {
        match self {
            Self::Mail => (15, 60),
            Self::Call => (10, 20),
        }
    }

    const fn of(self, spent: &RecoverySpent) -> u32 {
        match self {
            Self::Mail => spent.mails,
            Self::Call => spent.calls,
        }
    }
}

/// Whether the owner is to be told that a recovery began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    Owner,
    Nobody,
}

async fn load(ctx: &Context<'_>) -> Result<Option<Loaded<RecoveryBudget>>, Error> {
    ctx.records().load(keys::recovery_budget(ctx.account())).await
}

/// What every beginning of a recovery of the account writes, as it was read: of two at the same moment one reads anew what there is, so
/// together they have no more room than one after the other. Read it before what is counted.
pub struct Turn {
    read: Option<Loaded<RecoveryBudget>>,
}

impl Turn {
    /// Reads it.
    pub async fn read(ctx: &Context<'_>) -> Result<Self, Error> {
        Ok(Self { read: load(ctx).await? })
    }

    /// Writes it, with nothing taken.
    pub fn taken(self, ctx: &Context<'_>, password_set: Timestamp, changes: Changes) -> Changes {
        let budget = current(self.read.as_deref(), password_set, ctx.now());
        changes.upsert(keys::recovery_budget(ctx.account()), self.read.as_ref(), &budget)
    }
}

/// Takes from the budget.
///
/// # Errors
/// That nothing is left for today.
pub async fn spend(
    ctx: &Context<'_>,
    recovery: &Recovery,
    cost: Cost,
    changes: Changes,
) -> Result<(Changes, Tell), Error> {
    let found = load(ctx).await?;
    let mut budget = current(found.as_deref(), recovery.password_set, ctx.now());
    if !has_room(&budget, &recovery.party, cost) {
        return Err(RecoveryRefused::SpentForToday.into());
    }
    note(&mut budget, recovery, cost, ctx.now());
    let is_first = recovery.mails == 0 || (cost == Cost::Call && recovery.calls == 0);
    let tell = is_first && ctx.now() >= budget.told.after(BETWEEN_NOTICES);
    if tell {
        budget.told = ctx.now();
    }
    let changes = changes.upsert(keys::recovery_budget(ctx.account()), found.as_ref(), &budget);
    Ok((changes, if tell { Tell::Owner } else { Tell::Nobody }))
}

/// Gives back the mail and the call that finished a recovery. What led to nothing before them stays spent: else a number that is paid for
/// by the call would be rung without end by recoveries that succeed in the end.
pub async fn give_back(ctx: &Context<'_>, recovery: &Recovery, changes: Changes) -> Result<Changes, Error> {
    let Some(found) = load(ctx).await? else { return Ok(changes) };
    let mut budget = RecoveryBudget::clone(&found);
    if let Some(spent) = budget.spent.iter_mut().find(|spent| spent.recovery == recovery.id) {
        (spent.mails, spent.calls) = (spent.mails.saturating_sub(1), spent.calls.saturating_sub(1));
    }
    budget.spent.retain(|spent| spent.mails > 0 || spent.calls > 0);
    Ok(changes.update(&found, &budget))
}

/// The budget without what is more than a day ago; the whole one, where it was of another password.
fn current(found: Option<&RecoveryBudget>, password_set: Timestamp, now: Timestamp) -> RecoveryBudget {
    let told = found.map(|budget| budget.told).unwrap_or_default();
    let spent = found.filter(|budget| budget.password_set == password_set).map(|budget| &budget.spent);
    let spent = spent.into_iter().flatten().filter(|spent| now < spent.last.after(DAY)).cloned().collect();
    RecoveryBudget { schema: RecoveryBudget::SCHEMA, password_set, told, spent }
}

fn has_room(budget: &RecoveryBudget, party: &RecoveryParty, cost: Cost) -> bool {
    let sum = |counts: &dyn Fn(&RecoveryParty) -> bool| -> u32 {
        budget.spent.iter().filter(|spent| counts(&spent.party)).map(|spent| cost.of(spent)).sum()
    };
    let (of_party, of_all) = cost.limits();
    sum(&|other| other == party) < of_party && sum(&|other| other.is_known() == party.is_known()) < of_all
}

fn note(budget: &mut RecoveryBudget, recovery: &Recovery, cost: Cost, now: Timestamp) {
    let (mails, calls) = match cost {
        Cost::Mail => (1, 0),
        Cost::Call => (0, 1),
    };
    if let Some(spent) = budget.spent.iter_mut().find(|spent| spent.recovery == recovery.id) {
        (spent.mails, spent.calls, spent.last) = (spent.mails + mails, spent.calls + calls, now);
        return;
    }
    let (id, party) = (recovery.id.clone(), recovery.party.clone());
    budget.spent.push(RecoverySpent { recovery: id, party, mails, calls, last: now });
}
