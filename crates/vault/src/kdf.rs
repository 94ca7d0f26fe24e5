//! HKDF-SHA256 (RFC 5869), over an HMAC that is quick on short inputs.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a seal is for. Each purpose derives keys under a label of its own, so nothing sealed for one opens for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The seed of a one-time password device.
    Seed,
    /// The secret of an access key.
    AccessKey,
    /// The body of a session token.
    SessionToken,
    /// The secret that belongs to a session token.
    SessionSecret,
    /// What a browser keeps for us.
    Cookie,
    /// The pepper of passwords.
    Pepper,
    /// Pagination markers.
    Marker,
    /// Explanations of refusals.
    AuthorizationMessage,
    /// The key that names of seeds are made with.
    SeedFingerprint,
    /// What a letter says that waits to be sent.
    Letter,
    /// The short codes of a recovery, and the nonces of its calls.
    Recovery,
    /// What tells one master key from another.
    KeyCheck,
    /// The key that digests of the audit trail are signed with.
    Statement,
    /// The tags of a backup's frames.
    Backup,
}

impl Purpose {
    /// Whether what is sealed for it is brought by somebody, instead of being stored.
    pub(crate) const fn is_brought(self) -> bool {
        matches!(self, Self::Cookie | Self::Marker | Self::AuthorizationMessage | Self::SessionToken)
    }

    /// INVARIANT: no label is a prefix of another; all end in a NUL, which none contains elsewhere.
    pub(crate) const fn label(self) -> &'static [u8] {
        match self {
            Self::Seed => b"bartizan v1 seed\0",
            Self::AccessKey => b"bartizan v1 access key\0",
            Self::SessionToken => b"bartizan v1 session token\0",
            Self::SessionSecret => b"bartizan v1 session secret\0",
            Self::Cookie => b"bartizan v1 cookie\0",
            Self::Pepper => b"bartizan v1 pepper\0",
            Self::Marker => b"bartizan v1 marker\0",
            Self::AuthorizationMessage => b"bartizan v1 authorization message\0",
            Self::SeedFingerprint => b"bartizan v1 seed fingerprint\0",
            Self::Letter => b"bartizan v1 letter\0",
            Self::Recovery => b"bartizan v1 recovery\0",
            Self::KeyCheck => b"bartizan v1 key check\0",
            Self::Statement => b"bartizan v1 statement\0",
            Self::Backup => b"bartizan v1 backup\0",
        }
    }
}

/// 32 bytes that are wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What HKDF makes of a master key and a salt; any number of keys may be expanded from it.
pub(crate) struct Extracted(Key);

impl Extracted {
    pub(crate) fn new(master: &[u8; 32], salt: &[u8; 32]) -> Self {
        Self(hmac(salt, &[master]))
    }

    /// For keys that live as long as the master key: RFC 5869 puts zeros where there is no salt.
    pub(crate) fn unsalted(master: &[u8; 32]) -> Self {
        Self::new(master, &[0; 32])
    }

    /// One block of output is all that anything here needs. The context makes keys of one purpose differ.
    pub(crate) fn expand(&self, purpose: Purpose, context: &[u8]) -> Key {
        hmac(&self.0, &[purpose.label(), context, &[1]])
    }
}

/// HMAC-SHA256 over the parts, one after the other.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Key {
    // HMAC pads short keys with zeros to the block; doing so here leaves no error to handle.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// Appends a text with its length in front, so that no two lists of texts read the same.
pub(crate) fn push_prefixed(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(&(text.len() as u64).to_be_bytes());
    out.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::{Extracted, Purpose, hmac};

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        let key: [u8; 32] = std::array::from_fn(|i| if i < 20 { 0x0b } else { 0 });
        assert_eq!(
            HEXLOWER.encode(&*hmac(&key, &[b"Hi ", b"There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    #[test]
    fn extracting_and_expanding_is_hkdf_as_another_library_has_it() {
        struct Length;
        impl aws_lc_rs::hkdf::KeyType for Length {
            fn len(&self) -> usize {
                32
            }
        }
        let (master, salt) = ([7; 32], [9; 32]);
        let ours = Extracted::new(&master, &salt).expand(Purpose::Seed, b"context");
        let mut theirs = [0; 32];
        aws_lc_rs::hkdf::Salt::new(aws_lc_rs::hkdf::HKDF_SHA256, &salt)
            .extract(&master)
            .expand(&[Purpose::Seed.label(), b"context"], Length)
            .unwrap()
            .fill(&mut theirs)
            .unwrap();
        assert_eq!(*ours, theirs);
    }
}
