//! The devices of an authenticator, and what they show.

use std::time::Duration;

use mfa::{Hotp, Kind, OtpauthUri, Totp};
use model::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// More than anybody has, and few enough to be decrypted at once.
const MOST: usize = 1_000;

/// A device: a seed, a name, and a clock that may be wrong.
#[derive(Clone)]
pub struct Device {
    /// What it is called here.
    pub name: String,
    /// What it makes its codes with.
    pub uri: OtpauthUri,
    /// How many seconds its clock is ahead.
    pub skew: i64,
    /// The last step whose code was handed to a server by this program.
    pub spent: Option<u64>,
}

/// What a device shows.
pub struct Shown {
    /// All digits.
    pub digits: String,
    /// How long it still does; one with a counter shows a code until its button is pressed.
    pub seconds_left: Option<u64>,
}

/// A code for a server, or how long until there is one that was not used.
pub enum Next {
    /// The six digits that are typed.
    Code(String),
    /// So long.
    In(Duration),
}

impl Device {
    /// What it shows at a moment, with the skew that is given or its own. The button of one with a counter is pressed.
    pub fn show(&mut self, now: Timestamp, skew: Option<i64>) -> Shown {
        let parameters = self.uri.parameters();
        match self.uri.kind() {
            Kind::Totp => {
                let seconds = now.secs().saturating_add_signed(skew.unwrap_or(self.skew));
                let period = u64::from(parameters.period_secs.max(1));
                let digits = self.totp().digits_at(seconds / period);
                Shown { digits, seconds_left: Some(period - seconds % period) }
            }
            Kind::Hotp { counter } => {
                let hotp = Hotp::new(self.uri.secret(), parameters.algorithm, parameters.digits);
                self.press(counter);
                Shown { digits: hotp.digits_at(counter), seconds_left: None }
            }
        }
    }

    /// The code before and the one that it shows, as they are typed for enabling and resynchronizing. Both count as handed out.
    pub fn pair(&mut self, now: Timestamp, skew: Option<i64>) -> [String; 2] {
        let period = match self.uri.kind() {
            Kind::Totp => u64::from(self.uri.parameters().period_secs),
            Kind::Hotp { .. } => 0,
        };
        if let (true, None) = (period > 0, skew) {
            self.spent = Some(now.secs().saturating_add_signed(self.skew) / period);
        }
        let before = self.show(now.before(Duration::from_secs(period)), skew);
        [before, self.show(now, skew)].map(|shown| typed(&shown.digits))
    }

    /// A code that was not handed to a server yet, which it is now.
    pub fn next(&mut self, now: Timestamp) -> Next {
        if self.is_by_counter() {
            return Next::Code(typed(&self.show(now, None).digits));
        }
        let seconds = now.secs().saturating_add_signed(self.skew);
        let period = u64::from(self.uri.parameters().period_secs.max(1));
        let step = seconds / period;
        // A server takes no code twice, nor one from before it: to try costs a failure.
        match self.spent {
            // A clock that was set back by more than an hour would have to be waited for too long.
            Some(spent) if step <= spent && spent - step < 120 => {
                Next::In(Duration::from_secs((spent + 1) * period - seconds))
            }
            _ => {
                self.spent = Some(step);
                Next::Code(typed(&self.totp().digits_at(step)))
            }
        }
    }

    /// Whether its codes go by a counter.
    pub fn is_by_counter(&self) -> bool {
        matches!(self.uri.kind(), Kind::Hotp { .. })
    }

    fn totp(&self) -> Totp {
        Totp::new(self.uri.secret(), self.uri.parameters())
    }

    fn press(&mut self, counter: u64) {
        let uri = &self.uri;
        let kind = Kind::Hotp { counter: counter.saturating_add(1) };
        // A longer number may not fit any more; then the same code is shown for ever, which is wrong at once and no harm.
        let next = OtpauthUri::new(kind, uri.issuer(), uri.account(), uri.secret().clone(), uri.parameters());
        if let Ok(next) = next {
            self.uri = next;
        }
    }
}

/// What the API takes of eight digits: the last six.
fn typed(digits: &str) -> String {
    digits.get(digits.len().saturating_sub(6)..).unwrap_or_default().to_owned()
}

/// All devices of an authenticator.
#[derive(Default)]
pub struct Devices(Vec<Device>);

#[derive(Serialize, Deserialize)]
struct WrittenDevice {
    name: String,
    uri: Zeroizing<String>,
    #[serde(default)]
    skew: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spent: Option<u64>,
}

impl Devices {
    /// Reads what [`Devices::write`] wrote; none if it is something else.
    pub fn read(text: &[u8]) -> Option<Self> {
        let written: Vec<WrittenDevice> = serde_json::from_slice(text).ok()?;
        let read = |WrittenDevice { name, uri, skew, spent }: WrittenDevice| {
            Some(Device { name, uri: uri.parse().ok()?, skew, spent })
        };
        written.into_iter().map(read).collect::<Option<_>>().map(Self)
    }

    /// As text, which holds the seeds.
    ///
    /// # Errors
    /// None that is known.
    pub fn write(&self) -> Result<Secret<Vec<u8>>, Failure> {
        let written = |device: &Device| WrittenDevice {
            name: device.name.clone(),
            uri: Zeroizing::new(device.uri.to_uri().expose().clone()),
            skew: device.skew,
            spent: device.spent,
        };
        let all: Vec<_> = self.0.iter().map(written).collect();
        let text =
            serde_json::to_vec(&all).map_err(|error| Failure::of("cannot write the devices", error))?;
        Ok(Secret::new(text))
    }

    /// All of them, by name.
    pub fn all(&self) -> &[Device] {
        &self.0
    }

    /// All of them, whose buttons may be pressed.
    pub fn all_mut(&mut self) -> &mut [Device] {
        &mut self.0
    }

    /// The device of this name.
    ///
    /// # Errors
    /// If there is none; the message has the names that there are.
    pub fn find(&mut self, name: &str) -> Result<&mut Device, Failure> {
        let names: Vec<_> = self.0.iter().map(|device| device.name.clone()).collect();
        self.0.iter_mut().find(|device| device.name == name).ok_or_else(|| {
            let there = match names.as_slice() {
                [] => "it has none; `bartizan authenticator add` adds one".to_owned(),
                names => format!("it has {}", names.join(", ")),
            };
            Failure::Failed(format!("the authenticator has no device {name}: {there}"))
        })
    }

    /// Adds one, in place of another of its name where that was said.
    ///
    /// # Errors
    /// If there is one of this name, or no room.
    pub fn add(&mut self, device: Device, replaces: bool) -> Result<(), Failure> {
        let is_other = |other: &Device| other.name != device.name;
        if !replaces && !self.0.iter().all(is_other) {
            return Err(Failure::Failed(format!(
                "the authenticator has a device {} already: choose another name, or say --replace to lose its seed",
                device.name
            )));
        }
        self.0.retain(is_other);
        if self.0.len() >= MOST {
            return Err(Failure::Failed(format!(
                "the authenticator has {MOST} devices, and no room for more"
            )));
        }
        self.0.push(device);
        self.0.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }

    /// Removes one.
    ///
    /// # Errors
    /// If there is none.
    pub fn remove(&mut self, name: &str) -> Result<(), Failure> {
        self.find(name)?;
        self.0.retain(|device| device.name != name);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
