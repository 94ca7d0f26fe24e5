//! Any text is an identity token that was taken apart, or is refused; and none proves anything to an issuer that did not sign it.

use std::sync::LazyLock;

use model::Timestamp;
use oidc::testing::Issuer;
use oidc::{Algorithm, Expected, KeySet, Token};

static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    KeySet::parse(issuer.key_set().as_bytes()).expect("the keys of an issuer for tests")
});

pub fn run(text: &str) {
    let Ok(token) = Token::parse(text) else { return };
    assert_eq!(text.matches('.').count(), 2);
    assert!(text.is_ascii());
    let issuer = token.claimed_issuer().unwrap_or_default().to_owned();
    let expected = Expected { issuer: &issuer, audiences: &["sts.amazonaws.com"] };
    assert!(token.prove(&expected, &KEYS, Timestamp::from_secs(1_800_000_000)).is_err());
}
