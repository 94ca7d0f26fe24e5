//! Unique ids in AWS's own layout: a prefix that says the kind, then base32 that carries the account.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};

use crate::AccountId;

/// The text is not an id of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct MalformedId;

/// The first ten bytes of an id's body: one flag bit, forty account bits, the rest random. Base32 of them is sixteen
/// characters, from which everybody can read the account back.
fn body(account: AccountId, random: [u8; 5]) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[5..].copy_from_slice(&random);
    let tail = u128::from(random[0] & 0x7f) << 32
        | u128::from(u32::from_be_bytes([random[1], random[2], random[3], random[4]]));
    let whole = 1_u128 << 79 | u128::from(account.number()) << 39 | tail;
    bytes.copy_from_slice(&whole.to_be_bytes()[6..]);
    bytes
}

/// The account in the sixteen characters of an id's body.
fn account(body: &str) -> Option<AccountId> {
    let mut bytes = [0; 10];
    let fits = BASE32_NOPAD.decode_len(body.len()) == Ok(bytes.len());
    if !fits || BASE32_NOPAD.decode_mut(body.as_bytes(), &mut bytes).is_err() {
        return None;
    }
    let number = bytes[..6].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    AccountId::new((number & 0x7fff_ffff_ff80) >> 7)
}

fn is_base32(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
}

/// Declares the ids of 21 characters.
macro_rules! unique_ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id in this account. The 45 random bits need not be secret; they must not repeat.
            pub fn generate(account: AccountId, random: [u8; 6]) -> Self {
                const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
                let [first @ .., last] = random;
                let last = char::from(ALPHABET[usize::from(last & 31)]);
                Self(format!("{}{}{last}", $prefix, BASE32_NOPAD.encode(&body(account, first))).into())
            }

            /// The account that the id names, if it is one of ours: ids made elsewhere may name none.
            pub fn account(&self) -> Option<AccountId> {
                self.0.get($prefix.len()..20).and_then(account)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                match text.strip_prefix($prefix) {
                    Some(rest) if rest.len() == 17 && is_base32(rest) => Ok(Self(text.into())),
                    _ => Err(MalformedId),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = MalformedId;

            fn try_from(text: String) -> Result<Self, MalformedId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

unique_ids! {
    /// The id of a user, for ever: a new user of the same name has another.
    UserId "AIDA",
    /// The id of a group.
    GroupId "AGPA",
    /// The id of a role.
    RoleId "AROA",
    /// The id of a managed policy.
    PolicyId "ANPA",
    /// The id of an instance profile.
    InstanceProfileId "AIPA",
    /// The id of an SSH public key.
    SshPublicKeyId "APKA",
    /// The id of a server certificate.
    ServerCertificateId "ASCA",
    /// The id of a credential for one service.
    ServiceCredentialId "ACCA",
}

/// What an access key lasts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKeyKind {
    /// `AKIA…`: until it is deleted.
    LongTerm,
    /// `ASIA…`: until its session ends.
    Temporary,
}

/// The id of an access key: twenty characters that say the kind and the account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessKeyId([u8; 20]); // INVARIANT: `AKIA` or `ASIA`, then base32 that names a valid account

impl AccessKeyId {
    /// A new id in this account.
    pub fn generate(kind: AccessKeyKind, account: AccountId, random: [u8; 5]) -> Self {
        let mut bytes = [0; 20];
        bytes[..4].copy_from_slice(match kind {
            AccessKeyKind::LongTerm => b"AKIA",
            AccessKeyKind::Temporary => b"ASIA",
        });
        BASE32_NOPAD.encode_mut(&body(account, random), &mut bytes[4..]);
        Self(bytes)
    }

    /// What the key lasts for.
    pub fn kind(&self) -> AccessKeyKind {
        if self.0.starts_with(b"ASIA") { AccessKeyKind::Temporary } else { AccessKeyKind::LongTerm }
    }

    /// The account that the id names.
    pub fn account(&self) -> AccountId {
        let body = self.as_str().get(4..).and_then(account);
        body.unwrap_or_else(|| unreachable!("INVARIANT: the id names an account"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_else(|_| unreachable!("INVARIANT: the id is ASCII"))
    }
}

impl FromStr for AccessKeyId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let bytes: [u8; 20] = text.as_bytes().try_into().map_err(|_| MalformedId)?;
        let known = bytes.starts_with(b"AKIA") || bytes.starts_with(b"ASIA");
        let body = text.get(4..).ok_or(MalformedId)?;
        // The flag bit is 1 in every id of ours; ids without it were made elsewhere, and name no account here.
        if !known || !is_base32(body) || body.as_bytes()[0] < b'Q' && body.as_bytes()[0].is_ascii_alphabetic()
        {
            return Err(MalformedId);
        }
        account(body).map(|_| Self(bytes)).ok_or(MalformedId)
    }
}

impl TryFrom<String> for AccessKeyId {
    type Error = MalformedId;

    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl From<AccessKeyId> for String {
    fn from(id: AccessKeyId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a device, for ever: what its seed is sealed to and its clock is kept under, whatever its name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(std::sync::Arc<str>);

impl DeviceId {
    /// A new id. The random bits need not be secret; they must not repeat.
    pub fn generate(random: [u8; 15]) -> Self {
        Self(BASE32_NOPAD.encode(&random).into())
    }

    /// The id that a text is, if it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 24
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'));
        is_id.then(|| Self(text.into()))
    }

    /// The id as text, 24 characters of base32.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessKeyId, AccessKeyKind, UserId};
    use crate::AccountId;

    #[test]
    fn a_key_of_aws_names_its_account() {
        // The published example of the bit layout.
        let id: AccessKeyId = "ASIAY34FZKBOKMUTVV7A".parse().unwrap();
        assert_eq!(id.account().to_string(), "609629065308");
        assert_eq!(id.kind(), AccessKeyKind::Temporary);
    }

    #[test]
    fn a_new_id_names_the_account_it_was_made_for() {
        for number in [0, 1, 123_456_789_012, 999_999_999_999] {
            let account = AccountId::new(number).unwrap();
            for random in [[0; 5], [0xff; 5], [1, 2, 3, 4, 5]] {
                let id = AccessKeyId::generate(AccessKeyKind::LongTerm, account, random);
                assert!(id.as_str().starts_with("AKIA") && id.as_str().len() == 20);
                assert_eq!(id.as_str().parse::<AccessKeyId>().unwrap().account(), account);
            }
            let user = UserId::generate(account, [7; 6]);
            assert!(user.as_str().starts_with("AIDA") && user.as_str().len() == 21);
            assert_eq!(user.as_str().parse::<UserId>().unwrap(), user);
        }
    }

    #[test]
    fn what_is_not_an_access_key_id_is_refused() {
        for text in [
            "",
            "AKIA",
            "AKIAIOSFODNN7EXAMPL",
            "akiaiosfodnn7example",
            "AIDAY34FZKBOKMUTVV7A",
            "AKIA0000000000000000",
            "AKIAé34FZKBOKMUTVV7",
            "AKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(text.parse::<AccessKeyId>().is_err(), "{text}");
        }
    }
}
