//! What the targets about seed files share.

use std::collections::HashSet;

use mfa::seed_file::{MOST_TOKENS, Refusal, TokenSeed};

/// Looks at what came of a file, and gives the tokens of one that was read.
pub fn check(read: Result<Vec<TokenSeed>, Refusal>) -> Option<Vec<TokenSeed>> {
    let tokens = match read {
        Ok(tokens) => tokens,
        Err(refusal) => {
            let said = refusal.to_string();
            assert!(said.len() < 1_000 && !said.contains(char::is_control), "{said:?}");
            return None;
        }
    };
    assert!((1..=MOST_TOKENS).contains(&tokens.len()));
    let serials: HashSet<_> =
        tokens.iter().map(|token| token.serial.to_string().to_ascii_lowercase()).collect();
    assert_eq!(serials.len(), tokens.len());
    for token in &tokens {
        let again =
            TokenSeed::new(&token.serial.to_string(), token.seed.to_base32().expose(), token.parameters);
        assert_eq!(again.as_ref(), Ok(token));
    }
    Some(tokens)
}
