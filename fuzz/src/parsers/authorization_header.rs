//! Any text is an Authorization header whose parts can be put together again, or is refused in words.

use sigv4::parse_authorization;

pub fn run(text: &str) {
    match parse_authorization(text) {
        Ok(header) => {
            let (credential, names, signature) = (header.credential, header.signed_headers, header.signature);
            let written = format!(
                "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
            );
            assert_eq!(parse_authorization(&written), Ok(header));
        }
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
    }
}
