//! What a device and we share.

use std::fmt;

use data_encoding::{BASE32, BASE32_NOPAD};
use model::Secret;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The secret a device and we share; codes are made from it.
///
/// Its memory is wiped when it is dropped, `Debug` shows nothing, and it opens at one call, [`Seed::expose`].
#[derive(Clone)]
pub struct Seed(Secret<Vec<u8>>);

/// The text is not the base32 form of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 1 to 128 bytes in base32")]
pub struct MalformedSeed;

impl Seed {
    /// The most bytes that a written seed may have. SHA-512, the widest of the three hashes, has blocks of 128 bytes:
    /// a longer key would only be hashed down to 64 (RFC 2104, section 3).
    pub const MOST_BYTES: usize = 128;

    /// A seed of these bytes: 40 random ones for a virtual device, those of the seed file for a token.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Secret::new(bytes.into()))
    }

    /// Reads base32 (RFC 4648) as people copy it: in either case, in groups with spaces or hyphens between them, with
    /// all of the padding or none.
    ///
    /// # Errors
    /// Other characters, a length that no bytes encode to, bits that are set beyond the last byte, or a length outside
    /// of 1 to [`Seed::MOST_BYTES`].
    pub fn from_base32(text: &str) -> Result<Self, MalformedSeed> {
        // Four characters of text for each that counts are more than anybody's spaces.
        if text.len() > 4 * Self::MOST_BYTES * 8 / 5 {
            return Err(MalformedSeed);
        }
        let mut letters = Zeroizing::new(String::with_capacity(text.len()));
        letters.extend(text.chars().filter(|&c| c != ' ' && c != '-').map(|c| c.to_ascii_uppercase()));

        let form = if letters.ends_with('=') { BASE32 } else { BASE32_NOPAD };
        let bytes = Zeroizing::new(form.decode(letters.as_bytes()).map_err(|_| MalformedSeed)?);
        if bytes.is_empty() || bytes.len() > Self::MOST_BYTES {
            return Err(MalformedSeed);
        }
        Ok(Self::from_bytes(bytes.as_slice()))
    }

    /// Base32 in capitals, without padding: 64 characters for 40 bytes, as AWS gives it.
    pub fn to_base32(&self) -> Secret<String> {
        Secret::new(BASE32_NOPAD.encode(self.expose()))
    }

    /// The bytes themselves. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }
}

/// Takes the same time wherever two seeds of one length differ.
impl PartialEq for Seed {
    fn eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

impl Eq for Seed {}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Seed;

    #[test]
    fn a_seed_is_read_as_people_copy_it() {
        let seed = Seed::from_bytes(*b"12345678901234567890");
        for (written, valid) in [
            ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", true),
            ("gezdgnbvgy3tqojqgezdgnbvgy3tqojq", true),
            ("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", true),
            ("gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq", true),
            ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ", false), // a character is missing
            ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", false), // 1 is not in the alphabet
            ("GEZDGNBVGY3TQOJQ\nGEZDGNBVGY3TQOJQ", false),
            ("", false),
        ] {
            assert_eq!(Seed::from_base32(written).ok(), valid.then(|| seed.clone()), "{written:?}");
        }
    }

    #[test]
    fn padding_is_whole_or_absent_and_no_bit_is_left_over() {
        for (written, valid) in [
            ("GE======", true),
            ("GE", true),
            ("GE==", false),
            ("GF", false), // the same byte, with a bit set beyond it
            ("========", false),
            (&"A".repeat(205), true), // 128 bytes and three bits of nothing
            (&"A".repeat(207), false),
            (&" ".repeat(2_000), false),
        ] {
            assert_eq!(Seed::from_base32(written).is_ok(), valid, "{written:?}");
        }
    }

    // R7: seeds never appear in a Debug.
    #[test]
    fn r7_a_seed_is_not_shown_by_debug() {
        let seed = Seed::from_bytes(*b"12345678901234567890");
        assert_eq!(format!("{seed:?} {:?}", seed.to_base32()), "Seed(..) Secret(..)");
        assert_eq!(seed.to_base32().expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Seed::from_bytes([7; 40]).to_base32().expose().len(), 64);
    }
}
