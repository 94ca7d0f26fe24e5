//! `/console/audit`: what happened in the account, newest first, and a search in it. The search is in the address: it can be kept
//! and handed on, and changes nothing.

use std::borrow::Cow;
use std::time::Duration;

use askama::Template;
use model::{Form, Input, Timestamp};
use service::Error;
use service::cloudtrail::{FoundEvent, FoundEvents, LookupEvents};

use super::Inside;
use super::account::{Section, minute};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "inside/audit.html")]
struct Audit {
    page: Page,
    search: Search,
    /// What was found; or why nothing was looked for, where that is said nowhere else.
    found: Section<Found>,
}

/// What is looked for, as it was typed.
#[derive(Debug)]
struct Search {
    from: String,
    to: String,
    name: String,
    user: String,
    error: String,
    address: String,
}

/// A page of events.
struct Found {
    events: Vec<Event>,
    /// Where older ones are.
    next: Option<String>,
    back_to: Option<String>,
}

/// An event.
struct Event {
    iso: String,
    text: String,
    name: String,
    who: String,
    address: Option<String>,
    error: Option<String>,
    /// Escaped for a place between tags.
    json: String,
}

/// More of a field is not shown again.
const LONGEST: usize = 128;

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let search = Search::of(visit);
    let mut page = inside.page("menu-audit");
    let found = match search.input(visit) {
        Ok(input) => match visit.call(&inside.caller, &input).await {
            Ok(found) => Ok(Found::of(found, &search)),
            Err(error @ Error::ServiceFailure(_)) => return Err(error),
            Err(error) => Err(visit.words(&error)),
        },
        Err(problems) => {
            page = page.with(problems);
            Err(String::new())
        }
    };
    Reply::page(&Audit { page, search, found })
}

impl Search {
    fn of(visit: &Visit<'_>) -> Self {
        let text = |name: &str| -> String {
            visit.query.value(name).unwrap_or_default().trim().chars().take(LONGEST).collect()
        };
        Self {
            from: text("StartTime"),
            to: text("EndTime"),
            name: text("EventName"),
            user: text("Username"),
            error: text("ErrorCode"),
            address: text("SourceIpAddress"),
        }
    }

    fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("StartTime", &self.from),
            ("EndTime", &self.to),
            ("EventName", &self.name),
            ("Username", &self.user),
            ("ErrorCode", &self.error),
            ("SourceIpAddress", &self.address),
        ]
    }

    /// `&EventName=…`, for the addresses of this search's other pages.
    fn query(&self) -> String {
        let given = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("&{name}={}", encoded(value))).collect()
    }

    fn input(&self, visit: &Visit<'_>) -> Result<LookupEvents, Problems> {
        let mut problems = Problems::none();
        let mut moment = |name: &str, text: &str, read: fn(&str) -> Option<Timestamp>| {
            let at = read(text);
            if at.is_none() && !text.is_empty() {
                problems = std::mem::take(&mut problems).and(name, visit.speech.say("audit-time-wrong"));
            }
            at.map(Timestamp::extended).unwrap_or_default()
        };
        let from = moment("StartTime", &self.from, |text| Some(span(text)?.0));
        // The last second of it is the last one that is looked at.
        let to = moment("EndTime", &self.to, |text| Some(span(text)?.1.before(Duration::from_secs(1))));
        if !problems.is_empty() {
            return Err(problems);
        }
        let place = visit.query.value("NextToken").unwrap_or_default();
        let given = [
            ("StartTime", from.as_str()),
            ("EndTime", to.as_str()),
            ("Search.EventName", &self.name),
            ("Search.Username", &self.user),
            ("Search.ErrorCode", &self.error),
            ("Search.SourceIpAddress", &self.address),
        ];
        let given = given.into_iter().chain([("NextToken", place)]).filter(|(_, value)| !value.is_empty());
        let unreadable = || Problems::one("", visit.speech.say("fault-unreadable"));
        let form = Form::new(given.map(|(name, value)| (Cow::from(name), Cow::from(value))).collect());
        LookupEvents::from_form(&form.map_err(|_| unreadable())?)
            .map_err(|rejected| Problems::of(&rejected, visit.speech))
    }
}

/// The stretch of time that a text names: a day, or a minute of one. `2026-11-28`, `2026-11-28 22:15`.
fn span(text: &str) -> Option<(Timestamp, Timestamp)> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let (time, seconds) = if time.is_empty() { ("00:00", 86_400) } else { (time.trim(), 60) };
    let is_shaped = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, like)| match like {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
    };
    if !is_shaped(day, "0000-00-00") || !is_shaped(time, "00:00") {
        return None;
    }
    let from: Timestamp = format!("{day}T{time}:00Z").parse().ok()?;
    Some((from, from.after(Duration::from_secs(seconds))))
}

impl Found {
    fn of(found: FoundEvents, search: &Search) -> Self {
        let next = found
            .next_token
            .map(|place| format!("/console/audit?NextToken={}{}", encoded(&place), search.query()));
        Self {
            events: found.events.into_iter().map(Event::of).collect(),
            next,
            back_to: found.back_to.map(minute),
        }
    }
}

impl Event {
    fn of(found: FoundEvent) -> Self {
        let pretty = serde_json::from_str::<serde_json::Value>(&found.cloud_trail_event)
            .and_then(|value| serde_json::to_string_pretty(&value))
            .unwrap_or(found.cloud_trail_event);
        Self {
            iso: found.at.extended(),
            text: minute(found.at),
            name: found.event_name,
            who: found.who,
            address: found.address,
            error: found.error,
            json: escaped(&pretty),
        }
    }
}

/// A text as it stands between tags. Quotation marks mean nothing there, and JSON has many: escaped they would make the page half as
/// long again.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{escaped, span};

    #[test]
    fn a_day_or_a_minute_is_a_stretch_of_time() {
        for (text, stretch) in [
            ("2026-11-28", Some("2026-11-28T00:00:00Z 2026-11-29T00:00:00Z")),
            ("2026-11-28 22:15", Some("2026-11-28T22:15:00Z 2026-11-28T22:16:00Z")),
            ("2026-11-28T22:15", Some("2026-11-28T22:15:00Z 2026-11-28T22:16:00Z")),
            ("2026-02-30", None),
            ("2026-11-28 25:00", None),
            ("2026-11-28 22:15+02", None),
            ("28.11.2026", None),
            ("yesterday", None),
            ("", None),
        ] {
            let read = span(text).map(|(from, to)| format!("{from} {to}"));
            assert_eq!(read.as_deref(), stretch, "{text:?}");
        }
    }

    #[test]
    fn what_an_event_says_is_no_markup() {
        assert_eq!(escaped(r#"{"a": "</pre><b>&amp;"}"#), r#"{"a": "&lt;/pre&gt;&lt;b&gt;&amp;amp;"}"#);
    }
}
