//! What the console's page looks for: texts, without regard to case, anywhere in what they are about. CloudTrail has nothing of the sort.

use model::{EventText, Input, Text};
use serde_json::Value;

/// What is looked for. What is left out may be anything.
#[derive(Debug, Input)]
pub struct Search {
    /// What happened.
    pub event_name: Option<EventText>,
    /// Who did it: a name, an id, or a part of the ARN.
    pub username: Option<EventText>,
    /// How it was refused: a code, or a part of the message; `*` for whatever was refused.
    pub error_code: Option<EventText>,
    /// Where it came from.
    pub source_ip_address: Option<EventText>,
}

impl Search {
    /// Its texts, in their order.
    pub(super) fn texts(&self) -> [Option<&str>; 4] {
        [&self.event_name, &self.username, &self.error_code, &self.source_ip_address]
            .map(|text| text.as_ref().map(Text::as_str))
    }

    /// Whether an event is one of those.
    pub(super) fn finds(&self, event: &Value) -> bool {
        let text = |name: &str| event[name].as_str();
        let (code, message) = (text("errorCode"), text("errorMessage"));
        let identity = &event["userIdentity"];
        let of_identity = ["userName", "arn", "principalId"].map(|name| identity[name].as_str());
        let is_wanted = |wanted: Option<&EventText>, said: &[Option<&str>]| {
            wanted.is_none_or(|wanted| said.iter().flatten().any(|said| contains(said, wanted.as_str())))
        };
        let error_is_wanted = match &self.error_code {
            Some(any) if any.as_str() == "*" => code.is_some(),
            wanted => is_wanted(wanted.as_ref(), &[code, message]),
        };
        error_is_wanted
            && is_wanted(self.event_name.as_ref(), &[text("eventName")])
            && is_wanted(self.username.as_ref(), &of_identity)
            && is_wanted(self.source_ip_address.as_ref(), &[text("sourceIPAddress")])
    }
}

fn contains(said: &str, wanted: &str) -> bool {
    said.to_lowercase().contains(&wanted.to_lowercase())
}
