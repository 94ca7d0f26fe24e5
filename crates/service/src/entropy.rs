//! Randomness, as an argument.

use aws_lc_rs::rand;

/// Where random bytes come from. Tests give their own, so that a run can be repeated.
pub trait Entropy: Send + Sync {
    /// Fills a buffer with bytes that nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// So many random bytes.
    pub fn array<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A random identifier, version 4 of RFC 9562, in lower case.
    pub fn uuid(&self) -> Uuid {
        Uuid::of(self.array())
    }
}

/// An identifier of a request or an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// Of random bytes.
    pub(crate) const fn of(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }
}

impl std::fmt::Display for Uuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = [b'-'; 36];
        let mut at = 0;
        for (index, byte) in self.0.iter().enumerate() {
            at += usize::from(matches!(index, 4 | 6 | 8 | 10));
            text[at] = HEX[usize::from(byte >> 4)];
            text[at + 1] = HEX[usize::from(byte & 15)];
            at += 2;
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl std::fmt::Debug for Uuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one source of randomness")]
    #[expect(
        clippy::panic,
        reason = "without randomness no secret can be made; there is nothing safe to go on with"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if rand::fill(bytes).is_err() {
            panic!("the system gives no randomness");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entropy, SystemEntropy};

    #[test]
    fn an_identifier_is_a_lower_case_uuid_of_version_4() {
        let entropy: &dyn Entropy = &SystemEntropy;
        let text = entropy.uuid().to_string();
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(text.as_bytes()[14], b'4');
        assert!(
            text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        );
        assert_ne!(text, entropy.uuid().to_string());
    }
}
