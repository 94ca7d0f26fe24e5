//! Any text is an ARN that reads back as itself, or is refused.

use model::{Arn, Resource};

pub fn run(text: &str) {
    let Ok((account, resource)) = Arn::parse(text) else {
        assert!(text.parse::<Arn>().is_err());
        return;
    };
    assert_eq!(Arn::of(account, &resource).as_str(), text);
    assert_eq!(text.parse::<Arn>().map(|arn| arn.to_string()).as_deref(), Ok(text));
    // A name with a slash in it would be another path.
    let name = match &resource {
        Resource::Root => String::new(),
        Resource::User { name, .. } => name.to_string(),
        Resource::MfaDevice { name, .. } => name.to_string(),
        Resource::Group { name, .. } => name.to_string(),
        Resource::Role { name, .. } => name.to_string(),
        Resource::Policy { name, .. } => name.to_string(),
        Resource::OidcProvider(_) => String::new(),
        Resource::SamlProvider(name) => name.to_string(),
    };
    assert!(!name.contains('/'));
}
