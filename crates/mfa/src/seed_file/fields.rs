//! What both forms of files say of a token.

use model::{SerialNumber, Text};

use super::refusal::shown;
use super::{Reason, SHORTEST_SEED};
use crate::{Algorithm, HotpParameters, Parameters, Seed, Step, TokenParameters};

/// Reads what is printed on a token. The API's own rule is that of every caller: what it would refuse could never be enabled.
pub fn serial(text: &str) -> Result<SerialNumber, Reason> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    if text.is_empty() {
        return Err(Reason::NoSerial);
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte)) {
        return Err(Reason::SerialCharacters);
    }
    let serial: SerialNumber = text
        .parse()
        .map_err(|_| Reason::SerialLength { shown: shown(text), length: text.chars().count() })?;
    // In any case: keys are folded, and people do not see the difference.
    let is_arn = serial.as_str().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
    if is_arn { Err(Reason::SerialIsArn) } else { Ok(serial) }
}

/// A seed of these bytes.
pub fn seed(bytes: &[u8]) -> Result<Seed, Reason> {
    match bytes.len() {
        0 => Err(Reason::NoSeed),
        SHORTEST_SEED..=Seed::MOST_BYTES => Ok(Seed::from_bytes(bytes)),
        length => Err(Reason::SeedLength(length)),
    }
}

/// Reads the name of a hash, as makers write it: `SHA1`, `sha-256`, `HMAC-SHA512`.
pub fn algorithm(text: &str) -> Result<Algorithm, Reason> {
    let name: String =
        text.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    match name.strip_prefix("HMAC").unwrap_or(&name) {
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(Reason::UnknownHash(shown(text))),
    }
}

/// Reads how many digits a token shows.
pub fn digits(text: &str) -> Result<u8, Reason> {
    match text.trim() {
        "6" => Ok(6),
        "8" => Ok(8),
        other => Err(Reason::Digits(shown(other))),
    }
}

/// Reads how long a token shows a code, in seconds.
pub fn period(text: &str) -> Result<u32, Reason> {
    match text.trim() {
        "30" => Ok(30),
        "60" => Ok(60),
        other => Err(Reason::Period(shown(other))),
    }
}

/// Reads a counter. A button that is pressed every second does not reach 2^32 in a hundred years.
pub fn counter(text: &str) -> Result<Step, Reason> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let counter: u32 = text.parse().ok().filter(|_| is_number).ok_or(Reason::Counter)?;
    Ok(Step::from(counter))
}

/// A token whose codes go by time.
pub fn totp(algorithm: Algorithm, digits: u8, period: u32) -> Result<TokenParameters, Reason> {
    let parameters = Parameters::new(algorithm, digits, period);
    parameters.map(TokenParameters::Totp).map_err(|_| Reason::Period(period.to_string()))
}

/// A token whose codes go by a counter.
pub fn hotp(algorithm: Algorithm, digits: u8, counter: Step) -> Result<TokenParameters, Reason> {
    let parameters = HotpParameters::new(algorithm, digits, counter);
    parameters.map(TokenParameters::Hotp).map_err(|_| Reason::Digits(digits.to_string()))
}
