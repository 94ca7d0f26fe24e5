//! A recovery code: how it is made, written, read and kept.

use model::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use model::{AccountId, Secret};

use crate::entropy::Entropy;
use crate::records::Owner;
use crate::signin::recovery::digest_text;

/// Digits and letters of which none looks like another (Crockford's base 32): without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixteen of five bits each: 80 bits (rule R5).
const LENGTH: usize = 16;
const GROUP: usize = 4;
/// Nobody types more, spaces and hyphens included.
const LONGEST: usize = 64;

/// A recovery code, however it was typed. No event keeps it, and it does not print itself.
#[derive(Clone, Debug)]
pub struct RecoveryCode(Secret<String>); // INVARIANT: LENGTH characters of ALPHABET

impl RecoveryCode {
    /// A new one.
    pub(crate) fn generate(entropy: &dyn Entropy) -> Self {
        Self::of_bits(entropy.array())
    }

    fn of_bits(bits: [u8; 10]) -> Self {
        let number = bits.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
        let letter = |place: usize| {
            let value = usize::try_from((number >> (5 * place)) & 31).ok()?;
            ALPHABET.get(value).map(|letter| char::from(*letter))
        };
        Self(Secret::new((0..LENGTH).rev().filter_map(letter).collect()))
    }

    /// Reads one as people type it: in any case and width, grouped in any way, with the letters that look like digits of it.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.chars().count() > LONGEST {
            return None;
        }
        let mut code = String::with_capacity(LENGTH);
        for letter in typed.chars().map(narrow).filter(|letter| !is_between(*letter)) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let is_one = u8::try_from(letter).is_ok_and(|letter| ALPHABET.contains(&letter));
            if !is_one || code.len() == LENGTH {
                return None;
            }
            code.push(letter);
        }
        (code.len() == LENGTH).then(|| Self(Secret::new(code)))
    }

    /// As it is shown: `7K3M-9QRT-0XYZ-ABCD`.
    pub fn grouped(&self) -> Secret<String> {
        let mut shown = String::with_capacity(LENGTH + LENGTH / GROUP);
        for (place, letter) in self.0.expose().chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                shown.push('-');
            }
            shown.push(letter);
        }
        Secret::new(shown)
    }

    /// What is kept of it. It is bound to whose it is: the same code of somebody else is another.
    pub(super) fn hash(&self, account: AccountId, owner: &Owner, salt: &str) -> String {
        let parts = ["recovery code", &account.to_string(), &owner.id(account), salt, self.0.expose()];
        digest_text(Secret::new(parts.join("\n")).expose().as_bytes())
    }
}

/// A letter that a Japanese keyboard made twice as wide, as it is elsewhere.
fn narrow(letter: char) -> char {
    const WIDER_BY: u32 = 0xFEE0;
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - WIDER_BY).unwrap_or(letter),
        other => other,
    }
}

/// What may stand between the groups.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}')
}

impl Field for RecoveryCode {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let code = Self::parse(text);
        if code.is_none() {
            faults.add_hidden(place, Constraint::Pattern("[0-9A-HJKMNP-TV-Z]{16}"));
        }
        Ok(code)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::AccountId;

    use super::{ALPHABET, RecoveryCode};
    use crate::records::Owner;

    #[test]
    fn r5_a_code_has_eighty_bits_and_each_of_them_counts() {
        let mut seen = HashSet::new();
        for bit in 0..80 {
            let bits = (1_u128 << bit).to_be_bytes();
            let code = RecoveryCode::of_bits(bits[6..].try_into().unwrap());
            assert_eq!(code.0.expose().len(), 16);
            seen.insert(code.0.expose().clone());
        }
        assert_eq!(seen.len(), 80);
        let all = RecoveryCode::of_bits([0xFF; 10]);
        assert_eq!(all.grouped().expose(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(RecoveryCode::of_bits([0; 10]).grouped().expose(), "0000-0000-0000-0000");
        assert!(!ALPHABET.iter().any(|letter| b"ILOU".contains(letter)));
    }

    #[test]
    fn however_it_is_typed_it_is_the_same_code() {
        for typed in [
            "7K3M-9QRT-0XYZ-1BCD",
            "7k3m9qrt0xyz1bcd",
            " 7k3m 9qrt Oxyz lbcd\n",
            "7K3M–9QRT–oXYZ–iBCD",
            "７Ｋ３Ｍ－９ＱＲＴ－０ＸＹＺ－１ＢＣＤ",
            "7K3Mー9QRTー0XYZー1BCD",
            "7-K-3-M-9-Q-R-T-0-X-Y-Z-1-B-C-D",
        ] {
            let code = RecoveryCode::parse(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(code.grouped().expose(), "7K3M-9QRT-0XYZ-1BCD", "{typed}");
        }
        for typed in [
            "",
            "----",
            "7K3M-9QRT-0XYZ-1BC",
            "7K3M-9QRT-0XYZ-1BCDE",
            "7K3M-9QRT-0XYZ-1BCU",
            "7K3M-9QRT-0XYZ-1BC!",
            "7K3M_9QRT_0XYZ_1BCD",
            "7K3M-9QRT-0XYZ-1BCÉ",
            &"7K3M-9QRT-0XYZ-1BCD ".repeat(4),
            &"-".repeat(100),
        ] {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn r5_what_is_kept_is_bound_to_account_owner_and_salt() {
        let code = RecoveryCode::parse("7K3M-9QRT-0XYZ-1BCD").unwrap();
        let [one, two] = [1, 2].map(|number| AccountId::new(number).unwrap());
        let alice = Owner::User("AIDAXW4W67GWOHTXYR3D2".parse().unwrap());
        let hashes = [
            code.hash(one, &Owner::Root, "salt"),
            code.hash(two, &Owner::Root, "salt"),
            code.hash(one, &alice, "salt"),
            code.hash(one, &Owner::Root, "other"),
        ];
        assert_eq!(hashes.iter().collect::<HashSet<_>>().len(), 4);
        assert!(hashes.iter().all(|hash| hash.len() == 64));
    }

    #[test]
    fn r7_a_code_does_not_print_itself() {
        let code = RecoveryCode::parse("7K3M-9QRT-0XYZ-1BCD").unwrap();
        let shown = format!("{code:?} {:?}", code.grouped());
        assert!(!shown.contains("7K3M"), "{shown}");
    }
}
