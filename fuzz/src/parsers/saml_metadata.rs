//! Any text is metadata of a provider that has a name and a certificate, or is refused in words.

use service::iam::saml::Metadata;

pub fn run(text: &str) {
    match Metadata::parse(text) {
        Ok(read) => {
            assert!(!read.entity_id.is_empty());
            assert!(read.certificates > 0);
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}
