//! Condition keys as a simulation is told them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

use data_encoding::BASE64;
use model::{ContextKeyType, Text};
use policy::{Context, Steps, Values};

use super::inputs::ContextEntries;
use crate::error::{Error, InvalidInput};

/// How many steps all requests of a page take together, where patterns are held against values: a tenth of a second or so.
const STEPS: usize = 4 * Steps::OF_A_REQUEST;

/// The keys of a simulated request, and what is left of the work that may be done for all of them.
#[derive(Debug)]
pub struct SimulatedContext {
    keys: HashMap<String, Told>,
    steps: Steps,
}

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
        Ok(Self { keys, steps: Steps::new(STEPS) })
    }

    /// The length of all values of the key that has the most to say, in bytes: what an operand is held against.
    pub fn longest(&self) -> usize {
        // A value costs something even if there is nothing in it.
        let length = |told: &Told| told.values.iter().map(|value| value.len() + 8).sum::<usize>();
        self.keys.values().map(length).max().unwrap_or_default()
    }

    /// Whether nothing more can be judged, and what was judged last is not to be believed.
    pub fn is_spent(&self) -> bool {
        !self.steps.spend(0)
    }
}

impl Context for SimulatedContext {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        let told = self.keys.get(key)?;
        let mut values = told.values.iter().map(|value| Cow::Borrowed(value.as_str()));
        if told.is_list { Some(Values::Many(values.collect())) } else { values.next().map(Values::One) }
    }

    fn spend(&self, steps: usize) -> bool {
        self.steps.spend(steps)
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
