//! Whether a keyring is the one that a store was written with.

use model::AccountId;
use subtle::ConstantTimeEq;

use crate::kdf::Purpose;
use crate::keyring::Keyring;
use crate::seal::{Binding, OpenError, Salt, SealError, Sealed};

/// Where a check belongs.
pub const KEY_CHECK: Binding<'_> =
    Binding { account: AccountId::NONE, subject: "key-check", field: "key check" };
const TEXT: &[u8] = b"this is the key";

impl Keyring {
    /// A seal that tells this keyring from others, and nothing of its keys.
    ///
    /// # Errors
    /// If the cipher fails, which it has no reason to.
    pub fn seal_check(&self, salt: Salt) -> Result<Sealed, SealError> {
        self.seal(Purpose::KeyCheck, &KEY_CHECK, salt, TEXT)
    }

    /// Whether this keyring holds the key that a check was sealed with.
    ///
    /// # Errors
    /// It does not: it is another store's key, or one generation is missing.
    pub fn open_check(&self, sealed: &Sealed) -> Result<(), OpenError> {
        let opened = self.open(Purpose::KeyCheck, &KEY_CHECK, sealed)?;
        if bool::from(opened.expose().as_slice().ct_eq(TEXT)) { Ok(()) } else { Err(OpenError::Broken) }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Keyring, OpenError, Salt};

    #[test]
    fn a_check_opens_with_its_key_alone() {
        let keyring = Keyring::first([1; 32]);
        let sealed = keyring.seal_check(Salt([7; 32])).unwrap();
        assert_eq!(keyring.open_check(&sealed), Ok(()));
        assert_eq!(keyring.rotated([2; 32]).unwrap().open_check(&sealed), Ok(()), "after a rotation");
        assert_eq!(Keyring::first([2; 32]).open_check(&sealed), Err(OpenError::Broken));
        let later = keyring.rotated([2; 32]).unwrap().seal_check(Salt([7; 32])).unwrap();
        assert!(matches!(keyring.open_check(&later), Err(OpenError::UnknownGeneration(_))));
    }
}
