//! Any text is a policy of a kind, or is refused in words; what was accepted is accepted again after its principals were
//! written anew.

use policy::{Kind, Policy, rewrite_principals, size};

const KINDS: [Kind; 5] = [Kind::Identity, Kind::Managed, Kind::Session, Kind::Trust, Kind::ServiceControl];

pub fn run(text: &str) {
    assert!(size(text) <= text.chars().count());
    for kind in KINDS {
        match Policy::parse(text, kind) {
            Err(malformed) => assert!(!malformed.to_string().is_empty()),
            Ok(policy) => {
                assert!(!policy.statements().is_empty());
                for statement in policy.statements() {
                    assert!(statement.span().start <= statement.span().end);
                }
                let _ = policy.context_keys();
                if kind == Kind::Trust {
                    written_anew(text, &policy);
                }
            }
        }
    }
}

/// Ids in place of ARNs, as trust policies are stored, leave a policy that names as many principals.
fn written_anew(text: &str, policy: &Policy) {
    let same = rewrite_principals(text, |_| None);
    assert_eq!(same.as_deref(), Ok(text));
    let stored =
        rewrite_principals(text, |principal| (principal != "*").then(|| "AIDACKCEVSQ6C2EXAMPLE".to_owned()));
    if let Ok(stored) = stored {
        let again = Policy::parse(&stored, Kind::Trust);
        let count = again.map(|again| again.principals().count());
        assert_eq!(count, Ok(policy.principals().count()), "{stored}");
    }
}
