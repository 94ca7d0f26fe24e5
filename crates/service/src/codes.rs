//! The one place where codes are looked at: whether one may be, whether it is right, and what must be remembered of it.
//!
//! A code that is accepted, and one that is refused, are both commits. An accepted one is committed by the operation that
//! asked, together with what it then does: so one code opens one door, once, whatever races or is killed (DESIGN, section 4).

use mfa::{
    Admitted, AuthenticationCode, Check, Drift, Generator, Guesses as Guessed, Known, Miss, PairSearch,
    PointBudget, Reach, Refusal, Seed,
};
use model::{DeviceId, Timestamp};
use serde_json::{Value, json};
use store::{Expected, Key};

use crate::error::{Denial, Error, Failure};
use crate::figures::{MfaResult, MfaWay};
use crate::iam::mfa::Device;
use crate::operation::Api;
use crate::records::{DeviceClock, Guesses, Loaded, MfaDevice, Owner, User, keys};
use crate::views::DeviceOffset;
use crate::{Changes, Context, Halt, Permit};

/// A device whose codes are looked at: one that is stored, or one that its first pair would store.
pub struct Shower<'a> {
    id: &'a DeviceId,
    generator: Generator,
    /// Where it stands, what is known of its clock.
    clock: Key,
    /// What the verdict rests on: that the device is as it was read, or that there still is none of its name.
    rests_on: (Key, Expected),
}

impl<'a> Shower<'a> {
    /// A device that is stored.
    fn stored(ctx: &Context<'_>, device: &'a Device) -> Result<Self, Error> {
        let generator = device.open(ctx)?;
        Ok(Self {
            id: device.id(),
            generator,
            clock: device.clock_key(ctx.account()),
            rests_on: device.watched(),
        })
    }

    /// A device that is not stored yet, and where it would be.
    pub fn unstored(device: &'a MfaDevice, seed: &Seed, vacant: Key) -> Self {
        let generator = Generator::new(seed, device.parameters.into());
        let clock = keys::clock(device.account, &device.id);
        Self { id: &device.id, generator, clock, rests_on: (vacant, Expected::Absent) }
    }
}

impl Shower<'_> {
    /// What the audit trail calls the distance of a code from the one that was expected.
    const fn distance(&self) -> &'static str {
        match self.generator {
            Generator::Time(_) => "driftSteps",
            Generator::Counter { .. } => "codesAhead",
        }
    }

    /// How far the device's clock is from ours, by what is known now; none if its codes go by a counter.
    fn offset(&self, known: Known) -> Option<DeviceOffset> {
        match self.generator {
            Generator::Time(_) => known.drift_ms().map(DeviceOffset::of_millis),
            Generator::Counter { .. } => None,
        }
    }
}

/// What is read before a code is: whether it may be, and what is known of the device.
struct Attempt<'a> {
    owner: Owner,
    guesses: Option<Loaded<Guesses>>,
    guessed: Guessed,
    admitted: Admitted<'a>,
    clock: Option<Loaded<DeviceClock>>,
}

impl<'a> Attempt<'a> {
    async fn begin(ctx: &Context<'a>, shower: &'a Shower<'_>, way: MfaWay) -> Result<Self, Halt> {
        let owner = ctx.caller().owner();
        let guesses = ctx.records().guesses(ctx.account(), &owner).await?;
        let guessed = guesses.as_ref().map(|guesses| guesses.guesses.clone()).unwrap_or_default();
        let admitted = match guessed.admit(ctx.caller.first_factor(), shower.id.as_str(), ctx.now()) {
            Ok(admitted) => admitted,
            Err(refusal) => return Err(not_admitted(ctx, way, refusal)),
        };
        let clock = ctx.records().load(shower.clock.clone()).await?;
        Ok(Self { owner, guesses, guessed, admitted, clock })
    }

    fn known(&self) -> Known {
        self.clock.as_ref().map(|clock| clock.known).unwrap_or_default()
    }

    /// What an accepted code changes: its step is spent, the delays of this first factor on this device end.
    fn accepted(self, ctx: &Context<'_>, shower: &Shower<'_>, known: Known, row: Row) -> Changes {
        let after = DeviceClock { schema: DeviceClock::SCHEMA, known };
        let changes = Changes::new().upsert(shower.clock.clone(), self.clock.as_ref(), &after);
        let Some(guesses) = &self.guesses else {
            // A failure at the same moment must not be forgotten by this success.
            return changes.watch_absent(keys::guesses(ctx.account(), &self.owner));
        };
        match row {
            Row::Kept => changes.watch(guesses),
            Row::Ended => {
                let after = self.guessed.clone().record_success(&self.admitted);
                if after == self.guessed {
                    // Written in vain, it would be in the way of all that one administrator does at once.
                    changes.watch(guesses)
                } else if after.is_clean() {
                    changes.remove(guesses)
                } else {
                    changes.update(guesses, &Guesses { schema: Guesses::SCHEMA, guesses: after })
                }
            }
        }
    }

    /// Remembers a refused code, and gives the error to answer with.
    async fn refused<T>(
        self,
        ctx: &Context<'_>,
        permit: &Permit<T>,
        shower: &Shower<'_>,
        (tried, budget): (u32, PointBudget),
        (why, way, result): (Value, MfaWay, MfaResult),
        error: Error,
    ) -> Halt {
        let failure = self.guessed.record_failure(&self.admitted, tried, budget);
        let mut why = why;
        why["failuresInARow"] = json!(failure.guesses.failures_in_a_row());
        if let Some(lock) = failure.locked {
            why["locked"] = json!(lock.reason);
        }
        if failure.tell_owner {
            why["ownerToBeTold"] = json!(true);
        }
        let after = Guesses { schema: Guesses::SCHEMA, guesses: failure.guesses };
        let mut changes = Changes::new()
            .upsert(keys::guesses(ctx.account(), &self.owner), self.guesses.as_ref(), &after)
            .watch_key(shower.rests_on.clone())
            .detail("mfaCheck", why)
            .checked(way, result)
            .locking(failure.locked.is_some());
        // The verdict rests on device and clock as they were read: a code that a racing call spent in between, or whose
        // device it gave to somebody else, is judged again.
        changes = match &self.clock {
            Some(clock) => changes.watch(clock),
            None => changes.watch_absent(shower.clock.clone()),
        };
        ctx.refuse(permit, changes, error).await
    }
}

/// A pair that was right: what it changes, and what whoever typed it may know of the device.
pub struct Paired {
    /// They spend both codes; the caller commits them together with what the pair is for.
    pub changes: Changes,
    /// What the answer says, of a device that has a clock.
    pub offset: Option<DeviceOffset>,
}

/// Whether an accepted code ends the row of failures. A pair for a device of one's own does not (rule R20).
#[derive(Clone, Copy)]
enum Row {
    Ended,
    Kept,
}

/// Checks a code for a session. The changes spend it; the caller commits them together with what it is for.
pub async fn check_code<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    device: &Device,
    code: AuthenticationCode,
) -> Result<Changes, Halt> {
    let shower = Shower::stored(ctx, device)?;
    let attempt = Attempt::begin(ctx, &shower, MfaWay::Code).await?;
    match attempt.known().check(&shower.generator, code, ctx.now()) {
        Check::Accepted { state, drift, .. } => {
            let mut details = json!({ "serialNumber": device.serial().to_string(), "result": "accepted" });
            match drift {
                Drift::Milliseconds(ahead) => details["offsetMilliseconds"] = json!(ahead),
                Drift::Skipped(codes) => details["codesSkipped"] = json!(codes),
            }
            let changes = attempt.accepted(ctx, &shower, state, Row::Ended).watch_key(device.watched());
            Ok(changes.detail("mfaCheck", details).checked(MfaWay::Code, MfaResult::Accepted))
        }
        Check::Refused { tried, why, budget } => {
            let mut details = miss(why, shower.distance());
            details["serialNumber"] = json!(device.serial().to_string());
            let error = Error::from(Denial::MfaCodeInvalid);
            let told = (details, MfaWay::Code, MfaResult::from(why));
            Err(attempt.refused(ctx, permit, &shower, (tried, budget), told, error).await)
        }
    }
}

/// Checks two consecutive codes, which enable or resynchronize a user's device.
pub async fn check_pair(
    ctx: &Context<'_>,
    permit: &Permit<Loaded<User>>,
    device: &Device,
    pair: [AuthenticationCode; 2],
    reach: Reach,
) -> Result<Paired, Halt> {
    check_pair_of(ctx, permit, &Shower::stored(ctx, device)?, pair, reach, row(ctx, permit)).await
}

/// The same for a device that the pair would make a user's.
pub async fn check_first_pair(
    ctx: &Context<'_>,
    permit: &Permit<Loaded<User>>,
    device: &Shower<'_>,
    pair: [AuthenticationCode; 2],
) -> Result<Changes, Halt> {
    let paired = check_pair_of(ctx, permit, device, pair, Reach::Full, row(ctx, permit)).await?;
    Ok(paired.changes)
}

/// The same for a device that the pair would make the caller's.
pub async fn check_own_first_pair<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    device: &Shower<'_>,
    pair: [AuthenticationCode; 2],
) -> Result<Changes, Halt> {
    let paired = check_pair_of(ctx, permit, device, pair, Reach::Full, Row::Kept).await?;
    Ok(paired.changes)
}

/// An administrator who mistyped the codes of others is no attacker at their own; points stay all the same.
fn row(ctx: &Context<'_>, user: &User) -> Row {
    if ctx.caller().is_user(user) { Row::Kept } else { Row::Ended }
}

/// The same for a device of the caller's own.
pub async fn check_own_pair<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    device: &Device,
    pair: [AuthenticationCode; 2],
    reach: Reach,
) -> Result<Changes, Halt> {
    let shower = Shower::stored(ctx, device)?;
    let paired = check_pair_of(ctx, permit, &shower, pair, reach, Row::Kept).await?;
    Ok(paired.changes)
}

async fn check_pair_of<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    shower: &Shower<'_>,
    pair: [AuthenticationCode; 2],
    reach: Reach,
    row: Row,
) -> Result<Paired, Halt> {
    let attempt = Attempt::begin(ctx, shower, MfaWay::Pair).await?;
    let search = find_pair(attempt.known(), shower.generator.clone(), pair, ctx.now(), reach).await?;
    let (spent, details, result) = match search {
        PairSearch::Found { state, drift_steps, .. } => {
            let mut details = json!({ "result": "accepted" });
            details[shower.distance()] = json!(drift_steps);
            let offset = shower.offset(state);
            let changes = attempt.accepted(ctx, shower, state, row).detail("mfaCheck", details);
            return Ok(Paired { changes: changes.checked(MfaWay::Pair, MfaResult::Accepted), offset });
        }
        PairSearch::Older { by_steps, wait, tried, budget } => {
            let details = match wait {
                Some(wait) => {
                    json!({ "result": "reused or set back", "stepsTooOld": by_steps, "secondsUntilAccepted": wait.as_secs() })
                }
                // No time makes codes of a counter good again: they were used.
                None => json!({ "result": "reused", "codesTooOld": by_steps }),
            };
            ((tried, budget), details, MfaResult::Reused)
        }
        PairSearch::NotFound { out_of_reach: Some(steps), tried, budget } => {
            let mut details = json!({ "result": "out of reach" });
            details[shower.distance()] = json!(steps);
            ((tried, budget), details, MfaResult::Drifted)
        }
        PairSearch::NotFound { out_of_reach: None, tried, budget } => {
            ((tried, budget), json!({ "result": "wrong" }), MfaResult::Wrong)
        }
        PairSearch::Fenced { tried, budget } => {
            ((tried, budget), json!({ "result": AWAITS_ADMINISTRATOR }), MfaResult::Fenced)
        }
    };
    let told = (details, MfaWay::Pair, result);
    Err(attempt.refused(ctx, permit, shower, spent, told, Error::InvalidAuthenticationCode).await)
}

/// Thousands of codes take a third of a millisecond, in which a thread that serves calls would answer twenty.
async fn find_pair(
    known: Known,
    generator: Generator,
    pair: [AuthenticationCode; 2],
    now: Timestamp,
    reach: Reach,
) -> Result<PairSearch<Known>, Error> {
    let search = tokio::task::spawn_blocking(move || known.find_pair(&generator, pair, now, reach));
    search.await.map_err(|_| Error::ServiceFailure(Failure::PairSearch))
}

/// What an administrator does to a device of somebody else also unlocks: that is how a locked user comes back (rule R20:
/// what users do themselves unlocks nothing).
pub async fn forgiven_by_administrator(
    ctx: &Context<'_>,
    user: &User,
    changes: Changes,
) -> Result<Changes, Halt> {
    if ctx.caller().is_user(user) {
        return Ok(changes);
    }
    Ok(match ctx.records().guesses(ctx.account(), &Owner::User(user.id.clone())).await? {
        Some(guesses) => changes.remove(&guesses).detail("unlockedUser", user.name.to_string()),
        None => changes,
    })
}

/// What an attempt is told that was not looked at. STS has one text for a device that is not there and for attempts that
/// come too fast (facts C6, D2); IAM has its own throttle.
pub fn not_admitted(ctx: &Context<'_>, way: MfaWay, refusal: Refusal) -> Halt {
    ctx.service.figures.mfa.add(way, MfaResult::from(&refusal));
    let error = match (Api::of(ctx.action), refusal) {
        // Pages say how long; clients have AWS's own text.
        (_, Refusal::TooSoon { wait }) if ctx.caller().is_at_the_console() => {
            // Rounded up: whoever waits as long as was said is not told to wait again.
            Error::TooSoon { seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0) }
        }
        (Api::Sts, _) => Error::from(Denial::MfaCodeNotValidated),
        (_, Refusal::TooSoon { .. }) => Error::Throttling,
        (_, Refusal::Locked(_)) => Error::from(Denial::MfaLocked),
    };
    Halt::Refused(error)
}

/// What a refused code was, for the audit trail alone.
fn miss(why: Miss, distance: &'static str) -> Value {
    match why {
        Miss::Reused { .. } => json!({ "result": "reused" }),
        Miss::Drifted { steps } => json!({ "result": "drifted", distance: steps }),
        Miss::Wrong => json!({ "result": "wrong" }),
        Miss::Fenced => json!({ "result": AWAITS_ADMINISTRATOR }),
    }
}

/// What the audit trail calls a code of a counter that nobody knows after a restore (rule R31).
pub const AWAITS_ADMINISTRATOR: &str = "awaits an administrator";
