//! Condition keys as a simulation is told them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

use data_encoding::BASE64;
use model::{ContextKeyType, Text};
use policy::{Context, Values};

use super::inputs::ContextEntries;
use crate::error::{Error, InvalidInput};

/// The keys of a simulated request.
#[derive(Debug, Default)]
pub struct SimulatedContext(HashMap<String, Told>);

#[derive(Debug)]
struct Told {
    values: Vec<String>,
    is_list: bool,
}

impl SimulatedContext {
    /// Reads what the caller tells.
    ///
    /// # Errors
    /// If a value is not of the type that is said, or a key that has one value is given several, or is given twice.
    pub fn of(entries: Option<&ContextEntries>) -> Result<Self, Error> {
        let mut keys = HashMap::new();
        for entry in entries.into_iter().flat_map(|entries| entries.iter()) {
            let Some(name) = &entry.context_key_name else { continue };
            let kind = entry.context_key_type.unwrap_or(ContextKeyType::string);
            let values = entry.context_key_values.as_deref().unwrap_or_default();
            let values: Vec<_> = values.iter().map(|value| value.as_str().to_owned()).collect();
            let is_list = kind.is_list();
            let fits = values.iter().all(|value| is_of(kind, value)) && (is_list || values.len() == 1);
            let told = Told { values, is_list };
            if !fits || keys.insert(name.as_str().to_lowercase(), told).is_some() {
                return Err(InvalidInput::ContextKey(name.to_string()).into());
            }
        }
        Ok(Self(keys))
    }

    /// The length of the longest value, in bytes: what a variable can stand for.
    pub fn longest_value(&self) -> usize {
        self.0.values().flat_map(|told| &told.values).map(String::len).max().unwrap_or_default()
    }
}

impl Context for SimulatedContext {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        let told = self.0.get(key)?;
        let mut values = told.values.iter().map(|value| Cow::Borrowed(value.as_str()));
        if told.is_list { Some(Values::Many(values.collect())) } else { values.next().map(Values::One) }
    }
}

/// Whether a text is a value of a type.
fn is_of(kind: ContextKeyType, value: &str) -> bool {
    match kind {
        ContextKeyType::string | ContextKeyType::stringList => true,
        ContextKeyType::numeric | ContextKeyType::numericList => {
            value.parse::<f64>().is_ok_and(f64::is_finite)
        }
        ContextKeyType::boolean | ContextKeyType::booleanList => {
            value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
        }
        ContextKeyType::ip | ContextKeyType::ipList => {
            let address = value.split_once('/').map_or(value, |(address, _)| address);
            address.parse::<IpAddr>().is_ok()
        }
        ContextKeyType::binary | ContextKeyType::binaryList => BASE64.decode(value.as_bytes()).is_ok(),
        // ISO 8601 has many forms, and seconds since 1970 are one more: the evaluation reads them, and what it cannot read
        // matches nothing.
        ContextKeyType::date | ContextKeyType::dateList => {
            value.starts_with(|first: char| first.is_ascii_digit())
        }
    }
}
