//! Any bytes are keys of an issuer that read back as they were kept, or are refused; and so is any discovery document.

use oidc::{Discovery, HttpsUrl, KeySet};

pub fn run(bytes: &[u8]) {
    match KeySet::parse(bytes) {
        Ok(keys) => {
            let kept = serde_json::to_vec(&keys).expect("keys can be kept");
            assert_eq!(serde_json::from_slice::<KeySet>(&kept).expect("and read"), keys);
            for described in keys.described() {
                assert!(!described.contains(char::is_control), "{described:?}");
            }
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
    if let Ok(discovery) = Discovery::parse(bytes, "https://login.example.com") {
        let HttpsUrl { host, port, path } = discovery.keys;
        assert!(!host.is_empty() && port > 0 && path.starts_with('/'));
        assert!(path.bytes().all(|byte| byte.is_ascii_graphic()));
    }
}
