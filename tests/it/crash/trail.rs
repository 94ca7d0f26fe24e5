//! The audit trail, held against what was acknowledged.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::life::Answered;

/// Events of an account.
pub struct Trail {
    events: Vec<Event>,
}

struct Event {
    request_id: String,
    action: String,
    accepted: bool,
    /// The event as it was printed.
    text: String,
}

impl Trail {
    pub fn read(lines: &str) -> Self {
        let event = |line: &str| {
            let event: Value = serde_json::from_str(line).expect("an event is JSON");
            let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            Event {
                request_id: text("requestID"),
                action: text("eventName"),
                accepted: event["errorCode"].is_null(),
                text: line.to_owned(),
            }
        };
        Self { events: lines.lines().map(event).collect() }
    }

    /// What is wrong: each answered call must have one event that says what became of it.
    pub fn faults(&self, answered: &[Answered]) -> Vec<String> {
        let mut by_request: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in &self.events {
            by_request.entry(&event.request_id).or_default().push(event);
        }
        let fault = |call: &Answered| {
            let events = by_request.get(call.request_id.as_str()).map(Vec::as_slice).unwrap_or_default();
            match events {
                [event] if event.action == call.action && event.accepted == call.is_accepted() => None,
                [] => Some(format!("{} {} has no event", call.action, call.request_id)),
                [event] => {
                    Some(format!("{} {}: the event says {}", call.action, call.request_id, event.text))
                }
                _ => Some(format!("{} {} has {} events", call.action, call.request_id, events.len())),
            }
        };
        answered.iter().filter_map(fault).collect()
    }

    /// The actions done on a life that nobody was told of, and their requests.
    pub fn unacknowledged(&self, life: &str, answered: &HashSet<String>) -> Vec<(&str, &str)> {
        let is_of = |event: &&Event| {
            event.accepted && event.text.contains(life) && !answered.contains(&event.request_id)
        };
        self.events
            .iter()
            .filter(is_of)
            .map(|event| (event.action.as_str(), event.request_id.as_str()))
            .collect()
    }
}
