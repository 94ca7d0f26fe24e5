//! LookupEvents: the newest events first, of the caller's own account.

use data_encoding::HEXLOWER;
use model::{Arn, EventPlace, EventText, Input, Text, Timestamp};
use serde_json::Value;
use store::{Direction, Event, EventPosition, EventRange};

use crate::operation::{Operation, Sort};
use crate::{Context, Error, Halt};

/// Searches the trail. Texts are looked for without regard to case, anywhere in what they are about.
#[derive(Debug, Input)]
pub struct LookupEvents {
    /// From when on.
    pub start_time: Option<Timestamp>,
    /// Until when, this moment not included.
    pub end_time: Option<Timestamp>,
    /// What happened.
    pub event_name: Option<EventText>,
    /// Who did it: a name, an id, or a part of the ARN.
    pub username: Option<EventText>,
    /// How it was refused: a code, or a part of the message; `*` for whatever was refused.
    pub error_code: Option<EventText>,
    /// Where it came from.
    pub source_ip_address: Option<EventText>,
    /// Where to go on.
    pub next_token: Option<EventPlace>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct FoundEvents {
    /// Newest first.
    pub events: Vec<FoundEvent>,
    /// Where to go on; none where the trail ends.
    pub next: Option<String>,
    /// Back to when the trail was searched; none if that is its beginning, or that of the time that was asked for.
    pub back_to: Option<Timestamp>,
}

/// An event, with what a list shows of it.
#[derive(Clone, Debug)]
pub struct FoundEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub name: String,
    /// Who, as short as it can be said.
    pub who: String,
    /// How it was refused, if it was.
    pub error: Option<String>,
    /// Where it came from, if it came from anywhere.
    pub address: Option<String>,
    /// All of it, as JSON.
    pub text: String,
}

/// So many are answered at once, or fewer if they are long.
const MOST: usize = 25;
/// About so many bytes of them.
const MOST_BYTES: usize = 28 * 1_024;
/// So many are looked at in one call; whoever wants more goes on.
const LOOKED_AT: usize = 5_000;
/// So many are read at once where many will not be what is looked for.
const PIECE: usize = 500;

impl Operation for LookupEvents {
    const ACTION: &'static str = "cloudtrail:LookupEvents";
    const SORT: Sort = Sort::Read;
    type Output = FoundEvents;

    async fn run(&self, ctx: &Context<'_>) -> Result<FoundEvents, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let _turn = ctx.service.scans.turn(ctx.account()).await;
        let piece = if self.is_choosy() { PIECE } else { MOST + 1 };
        let mut range = self.range();
        let (mut events, mut bytes, mut looked_at) = (Vec::new(), 0, 0);
        let mut last: Option<EventPosition> = None;
        loop {
            let read = self.read(ctx, range, piece).await?;
            for event in &read {
                if let Some(found) = self.found(event) {
                    if events.len() == MOST || (bytes > 0 && bytes + found.text.len() > MOST_BYTES) {
                        return Ok(page(events, last));
                    }
                    bytes += found.text.len();
                    events.push(found);
                }
                last = Some(event.position());
            }
            looked_at += read.len();
            if read.len() < piece {
                return Ok(page(events, None));
            }
            if looked_at >= LOOKED_AT {
                return Ok(page(events, last));
            }
            range = last.map_or(range, |last| range.before(last));
            // A long search lets others go first, as often as it reads.
            tokio::task::yield_now().await;
        }
    }
}

fn page(events: Vec<FoundEvent>, last: Option<EventPosition>) -> FoundEvents {
    FoundEvents {
        events,
        next: last.map(|last| format!("{}-{}", last.micros, HEXLOWER.encode(&last.id))),
        back_to: last.map(|last| Timestamp::from_micros(last.micros)),
    }
}

impl LookupEvents {
    const fn is_choosy(&self) -> bool {
        self.event_name.is_some()
            || self.username.is_some()
            || self.error_code.is_some()
            || self.source_ip_address.is_some()
    }

    fn range(&self) -> EventRange {
        let from = self.start_time.unwrap_or_default().micros();
        let to = self.end_time.map_or(store::limits::MICROS, Timestamp::micros);
        let range = EventRange::between(from, to.max(from));
        let place = self.next_token.as_ref().and_then(position);
        match place {
            // A place outside of what is asked for is none: a range never grows by it.
            Some(place) if (from..=to).contains(&place.micros) => range.before(place),
            _ => range,
        }
    }

    async fn read(&self, ctx: &Context<'_>, range: EventRange, most: usize) -> Result<Vec<Event>, Error> {
        let store = ctx.records().store();
        Ok(store.events(ctx.account().number(), range, Direction::Backward, most).await?)
    }

    /// The event, if it is one that is looked for.
    fn found(&self, event: &Event) -> Option<FoundEvent> {
        let value: Value = serde_json::from_slice(&event.body).unwrap_or_default();
        let text = |name: &str| value[name].as_str();
        let (code, message) = (text("errorCode"), text("errorMessage"));
        let identity = &value["userIdentity"];
        let of_identity = ["userName", "arn", "principalId"].map(|name| identity[name].as_str());
        let is_wanted = |wanted: Option<&EventText>, said: &[Option<&str>]| {
            wanted.is_none_or(|wanted| said.iter().flatten().any(|said| contains(said, wanted.as_str())))
        };
        let error_is_wanted = match &self.error_code {
            Some(any) if any.as_str() == "*" => code.is_some(),
            wanted => is_wanted(wanted.as_ref(), &[code, message]),
        };
        let is_one = error_is_wanted
            && is_wanted(self.event_name.as_ref(), &[text("eventName")])
            && is_wanted(self.username.as_ref(), &of_identity)
            && is_wanted(self.source_ip_address.as_ref(), &[text("sourceIPAddress")]);
        is_one.then(|| FoundEvent {
            at: Timestamp::from_micros(event.micros),
            name: text("eventName").unwrap_or_default().to_owned(),
            who: who(identity),
            error: code.or(message).map(str::to_owned),
            address: text("sourceIPAddress").map(str::to_owned),
            text: String::from_utf8_lossy(&event.body).into_owned(),
        })
    }
}

fn contains(said: &str, wanted: &str) -> bool {
    said.to_lowercase().contains(&wanted.to_lowercase())
}

/// Who did it: the user's name, the session of a role, or what kind of caller it was.
fn who(identity: &Value) -> String {
    let text = |name: &str| identity[name].as_str();
    let of_arn = || text("arn").and_then(|arn| arn.split_once('/')).map(|(_, name)| name);
    let name = text("userName").or_else(of_arn).or_else(|| text("type"));
    name.or_else(|| text("principalId")).unwrap_or_default().to_owned()
}

fn position(place: &EventPlace) -> Option<EventPosition> {
    let (micros, id) = place.as_str().split_once('-')?;
    let id = HEXLOWER.decode(id.as_bytes()).ok()?.try_into().ok()?;
    Some(EventPosition { micros: micros.parse().ok()?, id })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::Event;

    use super::{LookupEvents, who};

    fn event() -> Event {
        let body = json!({
            "eventName": "EnableMFADevice",
            "userIdentity": { "type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/a/alice" },
            "errorCode": "InvalidAuthenticationCodeException",
            "sourceIPAddress": "192.0.2.7",
        });
        Event { account: 1, micros: 7, id: [1; 16], body: body.to_string().into() }
    }

    fn looked_for(fields: &[(&str, &str)]) -> bool {
        let fields = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let form = model::Form::new(fields).unwrap();
        let input = <LookupEvents as model::Input>::from_form(&form).unwrap();
        input.found(&event()).is_some()
    }

    #[test]
    fn what_is_asked_for_is_found_and_nothing_else() {
        for (fields, is_found) in [
            (&[][..], true),
            (&[("EventName", "mfadevice")], true),
            (&[("EventName", "Login")], false),
            (&[("Username", "ALICE")], true),
            (&[("Username", "user/a/")], true),
            (&[("Username", "bob")], false),
            (&[("ErrorCode", "*")], true),
            (&[("ErrorCode", "AuthenticationCode")], true),
            (&[("ErrorCode", "AccessDenied")], false),
            (&[("SourceIpAddress", "192.0.2.")], true),
            (&[("SourceIpAddress", "192.0.3.")], false),
            (&[("Username", "alice"), ("EventName", "Login")], false),
        ] {
            assert_eq!(looked_for(fields), is_found, "{fields:?}");
        }
    }

    #[test]
    fn who_did_it_is_said_as_short_as_can_be() {
        for (identity, said) in [
            (json!({ "type": "IAMUser", "userName": "alice" }), "alice"),
            (json!({ "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/ops/carol" }), "ops/carol"),
            (json!({ "type": "Root", "arn": "arn:aws:iam::1:root", "principalId": "1" }), "Root"),
            (json!({ "principalId": "uid:0" }), "uid:0"),
            (json!(null), ""),
        ] {
            assert_eq!(who(&identity), said);
        }
    }
}
