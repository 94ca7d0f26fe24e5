//! What the audit trail knows of a user's last refused codes, for the console: AWS has no such operation. Whoever may list the
//! devices of a user may know it.

use std::borrow::Cow;

use model::{Input, NewUserName, Timestamp, UserName};
use serde::Deserialize;
use store::{Direction, EventRange};

use crate::authorize::condition_keys;
use crate::codes::AWAITS_ADMINISTRATOR;
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, Owner, User};
use crate::signin::POSSIBLY_CLONED;
use crate::{Context, Halt};

/// Asks how codes of a user failed lately.
#[derive(Debug, Input)]
pub struct ListRecentFailures {
    /// Whose.
    pub user_name: NewUserName,
}

/// How codes failed, the newest first.
#[derive(Debug)]
pub struct RecentFailures {
    /// The failures, twenty at most.
    pub failures: Vec<CodeFailure>,
    /// Since when no code of this user is looked at, if codes are locked.
    pub locked: Option<Timestamp>,
    /// Whether older events were not looked at.
    pub is_partial: bool,
}

/// A refused code, or pair of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFailure {
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub why: Why,
    /// The device that was said to have shown it.
    pub serial_number: Option<String>,
    /// What it was typed for: `CheckMfa`, `ResyncMFADevice`.
    pub operation: String,
    /// Where it came from.
    pub address: String,
    /// Who typed it, if it was not the user.
    pub by: Option<String>,
}

/// What a refused code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No code of this device.
    Wrong,
    /// A code that was used before.
    Reused,
    /// A code of another moment: so many periods of the device away, below zero if its clock is slow.
    Drifted(i64),
    /// A pair from so many periods before one that was used, or the clock was set back.
    TooOld(i64),
    /// A pair so many periods away, which is too far to believe.
    OutOfReach(i64),
    /// A code of a device with a button, or a pair, so many presses beyond the one that was expected.
    Ahead(i64),
    /// Any code of such a device, while it waits for an administrator after a restore (rule R31).
    Fenced,
    /// A right signature of a security key whose counter went backwards: there may be a copy of it.
    Cloned,
}

/// At most so many events are looked at, in pieces: a trail can be long, and others read theirs too (rule R16).
const LOOKED_AT: usize = 500;
const PIECE: usize = 100;
/// And no more of them are shown.
const SHOWN: usize = 20;

impl Operation for ListRecentFailures {
    const ACTION: &'static str = "iam:ListMFADevices";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = RecentFailures;

    async fn run(&self, ctx: &Context<'_>) -> Result<RecentFailures, Halt> {
        let user = ctx.authorize::<User>(&UserName::from(self.user_name.clone())).await?;
        let guesses = ctx.records().guesses(ctx.account(), &Owner::User(user.id.clone())).await?;
        let locked = guesses.and_then(|guesses| guesses.guesses.lock()).map(|lock| lock.at);
        let (failures, is_partial) = failures_of(ctx, user.target()).await?;
        Ok(RecentFailures { failures, locked, is_partial })
    }
}

/// The newest failures of a user, and whether there may be older ones.
async fn failures_of(ctx: &Context<'_>, user: &Loaded<User>) -> Result<(Vec<CodeFailure>, bool), Halt> {
    let _turn = ctx.service.scans.turn(ctx.account()).await;
    // Nothing is told of who had the name before.
    let mut range = EventRange::between(user.created.micros(), store::limits::MICROS);
    let mut failures = Vec::new();
    for _ in 0..LOOKED_AT / PIECE {
        let store = ctx.records().store();
        let piece = store
            .events(ctx.account().number(), range, Direction::Backward, PIECE)
            .await
            .map_err(crate::Error::from)?;
        for event in &piece {
            let at = Timestamp::from_micros(event.micros);
            failures.extend(failure(&event.body, at, user));
            if failures.len() == SHOWN {
                return Ok((failures, true));
            }
        }
        match piece.last() {
            Some(last) if piece.len() == PIECE => range = range.before(last.position()),
            _ => return Ok((failures, false)),
        }
    }
    Ok((failures, true))
}

/// The parts of an event that are read here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded<'a> {
    #[serde(borrow)]
    user_identity: Who<'a>,
    #[serde(borrow)]
    event_name: Cow<'a, str>,
    #[serde(borrow, rename = "sourceIPAddress")]
    address: Cow<'a, str>,
    #[serde(borrow)]
    request_parameters: Option<Asked<'a>>,
    #[serde(borrow)]
    additional_event_data: Details<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Who<'a> {
    #[serde(borrow)]
    principal_id: Cow<'a, str>,
    #[serde(borrow)]
    arn: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    #[serde(borrow)]
    user_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    serial_number: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(borrow)]
    mfa_check: Checked<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checked<'a> {
    #[serde(borrow)]
    result: Cow<'a, str>,
    #[serde(borrow)]
    serial_number: Option<Cow<'a, str>>,
    drift_steps: Option<i64>,
    steps_too_old: Option<i64>,
    codes_ahead: Option<i64>,
}

/// What an event tells of a refused code of this user; nothing, if it is about something else.
fn failure(body: &[u8], at: Timestamp, user: &User) -> Option<CodeFailure> {
    // Few events are about codes, and a search is cheaper than reading them.
    const MARK: &[u8] = b"\"mfaCheck\"";
    body.windows(MARK.len()).find(|part| *part == MARK)?;
    let event: Recorded<'_> = serde_json::from_slice(body).ok()?;
    let asked = event.request_parameters.as_ref();
    let named = asked.and_then(|asked| asked.user_name.as_deref());
    let is_own = event.user_identity.principal_id == user.id.as_str();
    // Typed by an administrator for the user; and not by the user for somebody else.
    let is_about = match named {
        Some(name) => name.eq_ignore_ascii_case(model::Text::as_str(&user.name)),
        None => is_own,
    };
    let check = event.additional_event_data.mfa_check;
    let why = match (&*check.result, check.drift_steps.or(check.codes_ahead), check.steps_too_old) {
        ("wrong", ..) => Why::Wrong,
        ("reused", ..) => Why::Reused,
        ("drifted" | "out of reach", Some(codes), _) if check.codes_ahead.is_some() => Why::Ahead(codes),
        ("drifted", Some(steps), _) => Why::Drifted(steps),
        ("reused or set back", _, Some(steps)) => Why::TooOld(steps),
        ("out of reach", Some(steps), _) => Why::OutOfReach(steps),
        (AWAITS_ADMINISTRATOR, ..) => Why::Fenced,
        (POSSIBLY_CLONED, ..) => Why::Cloned,
        _ => return None,
    };
    let serial = check.serial_number.or_else(|| asked.and_then(|asked| asked.serial_number.clone()));
    is_about.then(|| CodeFailure {
        at,
        why,
        serial_number: serial.map(Cow::into_owned),
        operation: event.event_name.into_owned(),
        address: event.address.into_owned(),
        by: (!is_own).then(|| event.user_identity.arn.into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use model::{Timestamp, UserName};
    use serde_json::{Value, json};

    use super::{Why, failure};
    use crate::records::User;

    fn told(event: &Value) -> Option<(Why, bool)> {
        let user: User = serde_json::from_str(include_str!("../../../fixtures/user.v2.json")).unwrap();
        let user = User { name: "alice".parse::<UserName>().unwrap(), ..user };
        let event = event.to_string().replace("ALICE-ID", user.id.as_str());
        let failure = failure(event.as_bytes(), Timestamp::from_secs(1), &user)?;
        Some((failure.why, failure.by.is_some()))
    }

    fn event(who: &str, parameters: &Value, details: &Value) -> Value {
        json!({
            "userIdentity": { "type": "IAMUser", "principalId": who, "arn": "arn:aws:iam::123456789012:user/x" },
            "eventName": "ResyncMFADevice",
            "sourceIPAddress": "192.0.2.1",
            "requestParameters": parameters,
            "additionalEventData": { "mfaCheck": details },
        })
    }

    #[test]
    fn refused_codes_are_told_of_whoever_typed_them() {
        let (own, admin) = ("ALICE-ID", "AIDAADMIN");
        let (nobody, alice, bob) =
            (json!(null), json!({ "userName": "Alice" }), json!({ "userName": "bob" }));
        for (who, parameters, details, expected) in [
            (own, &nobody, json!({ "result": "wrong" }), Some((Why::Wrong, false))),
            (own, &alice, json!({ "result": "reused" }), Some((Why::Reused, false))),
            (own, &nobody, json!({ "result": "drifted", "driftSteps": -6 }), Some((Why::Drifted(-6), false))),
            (own, &nobody, json!({ "result": "drifted", "codesAhead": 6 }), Some((Why::Ahead(6), false))),
            (
                own,
                &nobody,
                json!({ "result": "out of reach", "codesAhead": 120 }),
                Some((Why::Ahead(120), false)),
            ),
            (own, &nobody, json!({ "result": "awaits an administrator" }), Some((Why::Fenced, false))),
            (
                admin,
                &alice,
                json!({ "result": "out of reach", "driftSteps": 2_000 }),
                Some((Why::OutOfReach(2_000), true)),
            ),
            (
                admin,
                &alice,
                json!({ "result": "reused or set back", "stepsTooOld": 3 }),
                Some((Why::TooOld(3), true)),
            ),
            // Not refused; about somebody else; typed by alice for bob.
            (own, &nobody, json!({ "result": "accepted", "offsetMilliseconds": 5 }), None),
            (admin, &nobody, json!({ "result": "wrong" }), None),
            (admin, &bob, json!({ "result": "wrong" }), None),
            (own, &bob, json!({ "result": "wrong" }), None),
        ] {
            assert_eq!(told(&event(who, parameters, &details)), expected, "{who} {parameters} {details}");
        }
    }

    #[test]
    fn other_events_tell_nothing() {
        let mut other = event("ALICE-ID", &json!(null), &json!({ "result": "wrong" }));
        other["additionalEventData"] = json!(null);
        assert_eq!(told(&other), None);
        assert_eq!(told(&json!("mfaCheck")), None);
        assert_eq!(told(&json!({ "mfaCheck": 1 })), None);
    }
}
