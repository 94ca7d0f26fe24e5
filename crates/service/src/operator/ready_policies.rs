//! Policies that are ready for use: what users may do with their own MFA, and that they may sign in from a terminal. Their texts are files of `docs/policies`, which
//! explains them.

use serde::Serialize;

/// A policy that is ready for use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReadyPolicy {
    /// The name of its file without the ending, and of the managed policy that it becomes.
    #[serde(rename = "PolicyName")]
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What it says.
    #[serde(rename = "PolicyDocument")]
    pub text: &'static str,
}

/// By name.
const ALL: [ReadyPolicy; 4] = [
    ReadyPolicy {
        name: "certified-keys-only",
        description: "Users get no MFA devices but security keys that the FIDO Alliance has certified.",
        text: include_str!("../../../../docs/policies/certified-keys-only.json"),
    },
    ReadyPolicy {
        name: "manage-own-mfa-device",
        description: "Users set up and manage their own MFA device; without MFA they may do nothing else.",
        text: include_str!("../../../../docs/policies/manage-own-mfa-device.json"),
    },
    ReadyPolicy {
        name: "resync-own-device-only",
        description: "Users resynchronize the MFA device they were given; without MFA they may do nothing else.",
        text: include_str!("../../../../docs/policies/resync-own-device-only.json"),
    },
    ReadyPolicy {
        name: "sign-in-at-terminals",
        description: "Users sign in from a terminal with bartizan login, or aws login.",
        text: include_str!("../../../../docs/policies/sign-in-at-terminals.json"),
    },
];

impl ReadyPolicy {
    /// All of them, by name.
    pub const fn all() -> &'static [Self] {
        &ALL
    }

    /// The one of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|policy| policy.name == name)
    }
}

#[cfg(test)]
mod tests {
    use model::{Description, PolicyName};
    use policy::{Kind, Policy};

    use super::ReadyPolicy;

    #[test]
    fn each_can_become_a_managed_policy() {
        for ready in ReadyPolicy::all() {
            Policy::parse(ready.text, Kind::Managed).unwrap();
            assert!(policy::size(ready.text) <= 6_144, "{}", ready.name);
            ready.name.parse::<PolicyName>().unwrap();
            ready.description.parse::<Description>().unwrap();
        }
        assert!(ReadyPolicy::all().iter().map(|ready| ready.name).is_sorted());
    }

    #[test]
    fn the_trust_policy_that_asks_for_mfa_is_one() {
        let text = include_str!("../../../../docs/policies/role-needs-mfa.trust.json");
        Policy::parse(text, Kind::Trust).unwrap();
    }
}
