//! The name that an account goes by where people sign in, beside its number.

use crate::text::text;

/// Lower-case letters, digits, and single dashes between them. Twelve digits are an account's number, and never a name: else
/// one account could take the address of another (rule R12).
fn is_alias(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(is_letter)) && !is_account_number(text)
}

fn is_account_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

text! {
    /// The alias of an account: unique in an installation, in lower case only, and never twelve digits.
    AccountAlias: 3..=63, r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", is_alias,
    own "It must contain only lowercase letters, digits and single dashes between them, and must not be twelve digits, which are an account's number."
}

#[cfg(test)]
mod tests {
    use super::AccountAlias;

    #[test]
    fn r12_an_alias_is_lower_case_ascii_and_no_account_number() {
        for (alias, valid) in [
            ("abc", true),
            ("a-c", true),
            ("my-company", true),
            ("0-1-2", true),
            ("123", true),
            ("12345678901", true),
            ("1234567890123", true),
            ("12345678901a", true),
            ("123456-78901", true),
            ("123456789012", false),
            ("000000000000", false),
            ("", false),
            ("ab", false),
            ("-abc", false),
            ("abc-", false),
            ("a--c", false),
            ("---", false),
            ("Abc", false),
            ("a_c", false),
            ("a.c", false),
            ("a c", false),
            ("abc\n", false),
            ("münchen", false),
            ("аbc", false), // a Cyrillic letter that looks like a Latin one
            ("٣٣٣", false),
        ] {
            assert_eq!(alias.parse::<AccountAlias>().is_ok(), valid, "{alias:?}");
        }
        assert!("x".repeat(63).parse::<AccountAlias>().is_ok());
        assert!("x".repeat(64).parse::<AccountAlias>().is_err());
    }
}
