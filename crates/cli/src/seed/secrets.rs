//! Secrets in a seed file. They show nothing of themselves.

use mfa::Seed;
use model::{AccessKeyId, AccessKeyKind, AccountId, Secret};
use serde::{Deserialize, Deserializer};
use service::operator::GivenKey;
use service::{Entropy, SystemEntropy};

use super::file::{SeedDevice, SeedKey};
use crate::settings::{MALFORMED_KEY, MALFORMED_SECRET, is_secret, of_another_account};

/// A secret that somebody made up.
#[derive(Clone)]
pub struct Given(pub Secret<String>);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Given {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Fewer bytes are no seed to any authenticator (RFC 4226 asks for sixteen).
const SHORTEST_SEED: usize = 10;

impl SeedKey {
    /// The key that is given; nothing if it is to be drawn.
    pub fn given(&self, account: AccountId) -> Result<Option<GivenKey>, String> {
        let (id, secret) = match (&self.id, &self.secret) {
            (None, None) => return Ok(None),
            (Some(id), Some(secret)) => (id, secret),
            _ => {
                return Err(
                    "an access key has an id and a secret, or neither: then both are drawn".to_owned()
                );
            }
        };
        let id = id.parse().ok().filter(|id: &AccessKeyId| id.kind() == AccessKeyKind::LongTerm);
        let id = id.ok_or_else(|| format!("the id of an access key {MALFORMED_KEY}"))?;
        if id.account() != account {
            return Err(of_another_account(&id, account));
        }
        if !is_secret(secret.expose()) {
            return Err(format!("the secret of an access key {MALFORMED_SECRET}"));
        }
        Ok(Some(GivenKey { id, secret: secret.0.clone() }))
    }
}

impl SeedDevice {
    /// Its seed, given or drawn.
    pub fn seed(&self) -> Result<Seed, String> {
        let Some(given) = &self.seed else {
            return Ok(Seed::from_bytes((&SystemEntropy as &dyn Entropy).array::<40>()));
        };
        let seed = Seed::from_base32(given.expose()).ok();
        let seed = seed.filter(|seed| seed.expose().len() >= SHORTEST_SEED);
        seed.ok_or_else(|| "a seed is written in base32, sixteen characters at least".to_owned())
    }
}
