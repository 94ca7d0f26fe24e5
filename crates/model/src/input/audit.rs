//! What the audit trail keeps of an input.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A value as an event shows it. There is no way from a secret type to [`AuditValue::Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditValue {
    /// Nothing was given.
    Absent,
    /// A secret was given. CloudTrail leaves such fields out, and so do we.
    Hidden,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Several.
    List(Vec<AuditValue>),
    /// Several by name.
    Object(Vec<(&'static str, AuditValue)>),
}

impl AuditValue {
    /// Whether an event shows the value.
    pub const fn is_shown(&self) -> bool {
        !matches!(self, Self::Absent | Self::Hidden)
    }
}

impl Serialize for AuditValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Hidden => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in fields.iter().filter(|(_, value)| value.is_shown()) {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
