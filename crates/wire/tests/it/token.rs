//! Hardware tokens, and their seeds in the store, as an import leaves them.

use mfa::{Algorithm, Generator, HotpParameters, Parameters, Seed, TokenParameters};
use model::{AccountId, DeviceId, Timestamp};
use serde_json::{Value, json};
use store::{Batch, Key};
use vault::{Binding, Keyring, Purpose, Salt};

use crate::world::World;

/// A token: a seed, and a clock that may be wrong, or a counter.
#[derive(Clone)]
pub struct Token {
    pub serial: String,
    seed: Vec<u8>,
    parameters: TokenParameters,
    generator: Generator,
    /// How far its clock is ahead, in seconds.
    pub ahead: i64,
    /// What its counter is.
    pub counter: u64,
}

/// By time.
pub fn totp(algorithm: Algorithm, digits: u8, period_secs: u32) -> TokenParameters {
    Parameters::new(algorithm, digits, period_secs).unwrap().into()
}

/// By a counter.
pub fn hotp(algorithm: Algorithm, digits: u8, counter: u64) -> TokenParameters {
    HotpParameters::new(algorithm, digits, counter).unwrap().into()
}

impl Token {
    pub fn new(serial: &str, parameters: TokenParameters) -> Self {
        let seed: Vec<u8> = serial.bytes().cycle().take(32).collect();
        let generator = Generator::new(&Seed::from_bytes(seed.as_slice()), parameters);
        let counter = match parameters {
            TokenParameters::Hotp(parameters) => parameters.counter,
            TokenParameters::Totp(_) => 0,
        };
        Self { serial: serial.to_owned(), seed, parameters, generator, ahead: 0, counter }
    }

    /// How long it shows a code; for one with a button, a moment.
    pub fn period(&self) -> u64 {
        self.parameters.period_secs().map_or(1, u64::from)
    }

    fn step(&self, now: Timestamp) -> u64 {
        now.secs().strict_add_signed(self.ahead) / self.period()
    }

    /// The code that it shows, of which the last six digits are typed; one with a button is pressed for it.
    pub fn code(&mut self, now: Timestamp) -> String {
        let digits = match &self.generator {
            Generator::Time(totp) => totp.digits_at(self.step(now)),
            Generator::Counter { hotp, .. } => {
                self.counter += 1;
                hotp.digits_at(self.counter - 1)
            }
        };
        digits[digits.len() - 6..].to_owned()
    }

    /// Two codes in order: the ones before and now, or of two presses.
    pub fn pair(&mut self, now: Timestamp) -> [String; 2] {
        let before = now.before(std::time::Duration::from_secs(self.period()));
        [self.code(before), self.code(now)]
    }

    /// Its button is pressed, and nobody looks.
    pub fn pressed(&mut self, times: u64) {
        self.counter += times;
    }

    /// What is stored of it, under an id of its own.
    fn document(&self, account: Option<&str>, id: &DeviceId) -> Value {
        let binding = Binding { account: AccountId::NONE, subject: id.as_str(), field: "token seed" };
        let sealed =
            Keyring::first([7; 32]).seal(Purpose::Seed, &binding, Salt([3; 32]), &self.seed).unwrap();
        json!({
            "schema": 1,
            "serial": self.serial,
            "id": id,
            "account": account,
            "imported": 1_790_000_000_000_000_u64,
            "seed": sealed,
            "fingerprint": data_encoding::HEXLOWER.encode(&self.seed),
            "parameters": self.parameters,
            "assignment": "Unassigned",
        })
    }
}

impl World {
    /// Imports a token, for an account or for whoever comes first. Nobody has asked for it yet, or the service has restarted: it
    /// writes past the service's memory.
    pub async fn import(&self, account: Option<&str>, token: &Token) {
        let mut random = [0; 15];
        random[..8].copy_from_slice(&self.tick().micros().to_be_bytes());
        let id = DeviceId::generate(random);
        let body = token.document(account, &id).to_string();
        let batch = Batch { now_micros: self.tick().micros(), ..Batch::default() };
        self.store.commit(batch.put(token_key(&token.serial), body)).await.unwrap();
    }

    /// Removes one, as the operator does.
    pub async fn remove_token(&self, token: &Token) {
        let batch = Batch { now_micros: self.tick().micros(), ..Batch::default() };
        self.store.commit(batch.delete(token_key(&token.serial))).await.unwrap();
    }

    /// What is stored of it.
    pub async fn stored_token(&self, serial: &str) -> Value {
        let stored = self.store.get(&[token_key(serial)]).await.unwrap();
        serde_json::from_slice(&stored[0].as_ref().unwrap().body).unwrap()
    }
}

fn token_key(serial: &str) -> Key {
    Key::global(format!("token/{}/", serial.to_ascii_lowercase()))
}
