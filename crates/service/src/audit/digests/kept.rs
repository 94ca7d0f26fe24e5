//! A digest that somebody keeps elsewhere: enough to know it again.

use std::fmt;
use std::str::FromStr;

use model::AccountId;
use serde::{Deserialize, Serialize};

/// `123456789012-17-ab…`: account, number, and the hash of the statement. Not secret. Whoever has it knows later whether the trail
/// up to it is still the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeptDigest {
    /// Whose trail.
    pub account: AccountId,
    /// Its number.
    pub number: u64,
    /// SHA-256 of its statement, in 64 hexadecimal digits.
    pub hash: String,
}

/// The text names no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a digest as `bartizan audit verify` prints it: ACCOUNT-NUMBER-HASH")]
pub struct MalformedDigest;

impl fmt::Display for KeptDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.account, self.number, self.hash)
    }
}

impl FromStr for KeptDigest {
    type Err = MalformedDigest;

    fn from_str(text: &str) -> Result<Self, MalformedDigest> {
        let mut parts = text.split('-');
        let mut part = || parts.next().ok_or(MalformedDigest);
        let account = part()?.parse().map_err(|_| MalformedDigest)?;
        let number = part()?.parse().map_err(|_| MalformedDigest)?;
        let hash = part()?.to_owned();
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hash && number > 0 && parts.next().is_none())
            .then_some(Self { account, number, hash })
            .ok_or(MalformedDigest)
    }
}

impl TryFrom<String> for KeptDigest {
    type Error = MalformedDigest;

    fn try_from(text: String) -> Result<Self, MalformedDigest> {
        text.parse()
    }
}

impl From<KeptDigest> for String {
    fn from(kept: KeptDigest) -> Self {
        kept.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::KeptDigest;

    #[test]
    fn r32_a_digest_that_is_kept_elsewhere_is_a_text_that_reads_back() {
        let hash = "0123456789abcdef".repeat(4);
        let text = format!("123456789012-17-{hash}");
        assert_eq!(text.parse::<KeptDigest>().unwrap().to_string(), text);
        for wrong in [
            String::new(),
            format!("123456789012-0-{hash}"),
            format!("12345-17-{hash}"),
            format!("123456789012-17-{}", hash.to_uppercase()),
            format!("123456789012-17-{}", &hash[1..]),
            format!("{text}-1"),
            format!(" {text}"),
        ] {
            assert!(wrong.parse::<KeptDigest>().is_err(), "{wrong}");
        }
    }
}
