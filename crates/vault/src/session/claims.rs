//! What a session token says, and how: fields in a fixed order, numbers big-endian, texts and lists with their length in front.
//! The envelope's version byte stands for this format too.

use model::{AccountId, Timestamp};

/// All that a temporary credential knows about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClaims {
    /// `ASIA…`, the id that signatures by this session name.
    pub access_key_id: String,
    /// The account it acts in.
    pub account: AccountId,
    /// Whose rights it has: the immutable id (`AIDA…`, `AROA…`), or the account's number for root.
    pub principal: String,
    /// The credential it was asked for with (`AKIA…`, or another session's `ASIA…`).
    pub issuing_credential: String,
    /// The name of a role's or federated user's session.
    pub session_name: Option<String>,
    /// Session tags.
    pub tags: Vec<(String, String)>,
    /// Keys of those tags that pass on to the sessions of roles assumed with this one.
    pub transitive_tag_keys: Vec<String>,
    /// Who stands behind a chain of sessions, if that was said.
    pub source_identity: Option<String>,
    /// Session policies: texts, or ARNs of managed policies.
    pub policies: Vec<String>,
    /// The second factor that was shown when it was issued.
    pub mfa: Option<MfaContext>,
    /// When it was issued; compared with `sessions_valid_after`.
    pub issued_at: Timestamp,
    /// From this moment on it is worth nothing.
    pub expires_at: Timestamp,
}

/// The second factor a session was opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaContext {
    /// When the code was accepted.
    pub at: Timestamp,
    /// The device.
    pub serial: String,
}

impl SessionClaims {
    /// Whether its time is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        text(&mut out, &self.access_key_id);
        number(&mut out, self.account.number());
        text(&mut out, &self.principal);
        text(&mut out, &self.issuing_credential);
        number(&mut out, self.issued_at.micros());
        number(&mut out, self.expires_at.micros());
        list(&mut out, self.session_name.as_slice(), |out, name| text(out, name));
        list(&mut out, self.mfa.as_slice(), |out, mfa| {
            number(out, mfa.at.micros());
            text(out, &mfa.serial);
        });
        list(&mut out, &self.tags, |out, (key, value)| {
            text(out, key);
            text(out, value);
        });
        list(&mut out, &self.policies, |out, policy| text(out, policy));
        list(&mut out, &self.transitive_tag_keys, |out, key| text(out, key));
        list(&mut out, self.source_identity.as_slice(), |out, name| text(out, name));
        out
    }

    /// Only what `encode` makes. Nobody else can make any, the seal sees to that; so a mistake here would be our own.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let claims = Self {
            access_key_id: reader.text()?,
            account: AccountId::new(reader.number()?)?,
            principal: reader.text()?,
            issuing_credential: reader.text()?,
            issued_at: Timestamp::from_micros(reader.number()?),
            expires_at: Timestamp::from_micros(reader.number()?),
            session_name: reader.option(Reader::text)?,
            mfa: reader.option(|reader| {
                Some(MfaContext { at: Timestamp::from_micros(reader.number()?), serial: reader.text()? })
            })?,
            tags: reader.list(|reader| Some((reader.text()?, reader.text()?)))?,
            policies: reader.list(Reader::text)?,
            transitive_tag_keys: reader.list(Reader::text)?,
            source_identity: reader.option(Reader::text)?,
        };
        reader.0.is_empty().then_some(claims)
    }
}

fn number(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_be_bytes());
}

/// Seven bits a byte, the last with its high bit clear (LEB128): most lengths take one byte.
fn length(out: &mut Vec<u8>, mut length: usize) {
    while length > 0x7f {
        out.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap_or_default());
}

fn text(out: &mut Vec<u8>, text: &str) {
    length(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn list<T>(out: &mut Vec<u8>, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    length(out, items.len());
    for item in items {
        write(out, item);
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_be_bytes(*number))
    }

    fn length(&mut self) -> Option<usize> {
        // Two bytes of seven bits cover what fits into the longest token.
        let (&low, rest) = self.0.split_first()?;
        self.0 = rest;
        if low <= 0x7f {
            return Some(usize::from(low));
        }
        let (&high, rest) = self.0.split_first()?;
        self.0 = rest;
        (1..=0x7f).contains(&high).then_some(usize::from(high) << 7 | usize::from(low & 0x7f))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        str::from_utf8(text).ok().map(str::to_owned)
    }

    fn option<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.length()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    /// No room is reserved for a length that was read: items are taken one by one while there are bytes.
    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.length()?;
        (0..length).map(|_| read(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use model::{AccountId, Timestamp};
    use proptest::prelude::*;

    use super::{MfaContext, SessionClaims};

    fn claims() -> impl Strategy<Value = SessionClaims> {
        let texts = (".{0,40}", ".{0,200}", ".{0,20}", proptest::option::of(".{0,64}"));
        let lists = (
            proptest::collection::vec((".{0,8}", ".{0,8}"), 0..5),
            proptest::collection::vec(".{0,300}", 0..3),
            proptest::collection::vec(".{0,8}", 0..3),
            proptest::option::of(".{0,64}"),
        );
        let numbers = (
            0..1_000_000_000_000_u64,
            any::<u64>(),
            any::<u64>(),
            proptest::option::of((any::<u64>(), ".{0,256}")),
        );
        (texts, lists, numbers).prop_map(|(texts, lists, (account, issued, expires, mfa))| {
            let (tags, policies, transitive_tag_keys, source_identity) = lists;
            SessionClaims {
                access_key_id: texts.0,
                account: AccountId::new(account).unwrap(),
                principal: texts.1,
                issuing_credential: texts.2,
                session_name: texts.3,
                tags,
                transitive_tag_keys,
                source_identity,
                policies,
                mfa: mfa.map(|(at, serial)| MfaContext { at: Timestamp::from_micros(at), serial }),
                issued_at: Timestamp::from_micros(issued),
                expires_at: Timestamp::from_micros(expires),
            }
        })
    }

    proptest! {
        #[test]
        fn claims_read_back_as_they_were_written_and_no_shorter_or_longer(claims in claims(), cut in any::<usize>()) {
            let mut bytes = claims.encode();
            prop_assert_eq!(SessionClaims::decode(&bytes), Some(claims));
            prop_assert_eq!(SessionClaims::decode(&bytes[..cut % bytes.len()]), None);
            bytes.push(0);
            prop_assert_eq!(SessionClaims::decode(&bytes), None);
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some(claims) = SessionClaims::decode(&bytes) {
                prop_assert_eq!(claims.encode(), bytes);
            }
        }
    }
}
