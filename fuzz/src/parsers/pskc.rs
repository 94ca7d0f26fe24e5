//! Any bytes are a PSKC file whose tokens are what tokens can be, or are refused in words.

use crate::tokens;
use mfa::seed_file::{KeyMaterial, pskc};
use model::Secret;

pub fn run(file: &[u8]) {
    tokens::check(pskc::read(file, None));
    // Deriving a key from a password takes as long as the file says: that is looked at up to the derivation.
    let is_derived = file.windows(10).any(|word| word == b"DerivedKey");
    if !is_derived {
        let key = KeyMaterial(Secret::new(b"12345678901234567890123456789012".to_vec()));
        tokens::check(pskc::read(file, Some(&key)));
    }
}
