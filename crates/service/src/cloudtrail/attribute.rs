//! What CloudTrail looks events up by: one attribute, which is exactly this.

use model::{Input, LookupText, Text};

use super::found::FoundEvent;
use crate::error::LookupRefused;

/// An attribute, as it is asked for.
#[derive(Debug, Input)]
pub struct LookupAttribute {
    /// Which.
    pub attribute_key: LookupText,
    /// What it must be.
    pub attribute_value: LookupText,
}

/// The longest value of an attribute.
const LONGEST: usize = 2_000;

/// An attribute that events have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    AccessKeyId,
    EventId,
    EventName,
    EventSource,
    ReadOnly,
    ResourceName,
    ResourceType,
    Username,
}

/// What events are looked up by.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    key: Key,
    value: &'a str,
}

impl<'a> Attribute<'a> {
    /// The one attribute of a list, if there is any.
    ///
    /// # Errors
    /// If there are several, or it is none.
    pub fn of(list: &'a [LookupAttribute]) -> Result<Option<Self>, LookupRefused> {
        match list {
            [] => Ok(None),
            [one] => Self::read(one).map(Some).ok_or(LookupRefused::Attributes),
            _ => Err(LookupRefused::Attributes),
        }
    }

    fn read(given: &'a LookupAttribute) -> Option<Self> {
        let key = match given.attribute_key.as_str() {
            "AccessKeyId" => Key::AccessKeyId,
            "EventId" => Key::EventId,
            "EventName" => Key::EventName,
            "EventSource" => Key::EventSource,
            "ReadOnly" => Key::ReadOnly,
            "ResourceName" => Key::ResourceName,
            "ResourceType" => Key::ResourceType,
            "Username" => Key::Username,
            _ => return None,
        };
        let value = given.attribute_value.as_str();
        (1..=LONGEST).contains(&value.chars().count()).then_some(Self { key, value })
    }

    /// Whether an event has it.
    pub fn is_of(self, event: &FoundEvent) -> bool {
        match self.key {
            Key::AccessKeyId => event.access_key_id.as_deref() == Some(self.value),
            Key::EventId => event.event_id == self.value,
            Key::EventName => event.event_name == self.value,
            Key::EventSource => event.event_source == self.value,
            Key::ReadOnly => event.read_only == self.value,
            Key::ResourceName => event.resources.iter().any(|resource| resource.resource_name == self.value),
            Key::ResourceType => event.resources.iter().any(|resource| resource.resource_type == self.value),
            Key::Username => event.username.as_deref() == Some(self.value),
        }
    }
}
