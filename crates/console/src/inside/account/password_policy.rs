//! What the account wants of passwords.

use service::iam::passwords::{DeleteAccountPasswordPolicy, PasswordPolicyView, UpdateAccountPasswordPolicy};
use service::{Error, Missing};

use super::{Inside, Typed, done};
use crate::faults::Problems;
use crate::reply::Reply;
use crate::visit::Visit;

/// The fields of the form that are numbers.
const NUMBERS: [&str; 3] = ["MinimumPasswordLength", "MaxPasswordAge", "PasswordReusePrevention"];
/// Those that are ticked.
const FLAGS: [&str; 6] = [
    "RequireUppercaseCharacters",
    "RequireLowercaseCharacters",
    "RequireNumbers",
    "RequireSymbols",
    "AllowUsersToChangePassword",
    "HardExpiry",
];

/// The form, as it is shown.
#[derive(Clone, Debug, Default)]
pub struct PolicyForm {
    /// Whether the account has a policy at all.
    pub exists: bool,
    pub least: String,
    pub age: String,
    pub reuse: String,
    /// In the order of the page: name, and whether it is ticked.
    pub flags: Vec<(&'static str, bool)>,
}

impl PolicyForm {
    /// Of the policy that holds.
    pub fn of(policy: &PasswordPolicyView) -> Self {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let ticked = [
            policy.require_uppercase_characters,
            policy.require_lowercase_characters,
            policy.require_numbers,
            policy.require_symbols,
            policy.allow_users_to_change_password,
            policy.hard_expiry,
        ];
        Self {
            exists: true,
            least: policy.minimum_password_length.to_string(),
            age: number(policy.max_password_age),
            reuse: number(policy.password_reuse_prevention),
            flags: FLAGS.into_iter().zip(ticked).collect(),
        }
    }

    /// Where there is none: what somebody who makes one most likely wants.
    pub fn new() -> Self {
        let is_ticked = |name: &str| name == "AllowUsersToChangePassword";
        Self {
            least: "12".to_owned(),
            flags: FLAGS.into_iter().map(|name| (name, is_ticked(name))).collect(),
            ..Self::default()
        }
    }

    /// As it was filled in.
    fn typed(visit: &Visit<'_>) -> Self {
        let text = |name: &str| visit.typed(name).trim().chars().take(12).collect();
        Self {
            exists: visit.typed("exists") == "true",
            least: text("MinimumPasswordLength"),
            age: text("MaxPasswordAge"),
            reuse: text("PasswordReusePrevention"),
            flags: FLAGS.into_iter().map(|name| (name, visit.typed(name) == "true")).collect(),
        }
    }

    /// What a tick means.
    pub fn label(&self, s: &crate::speech::Speech, name: &str) -> std::borrow::Cow<'static, str> {
        match name {
            "RequireUppercaseCharacters" => s.say("account-policy-uppercase"),
            "RequireLowercaseCharacters" => s.say("account-policy-lowercase"),
            "RequireNumbers" => s.say("account-policy-numbers"),
            "RequireSymbols" => s.say("account-policy-symbols"),
            "AllowUsersToChangePassword" => s.say("account-policy-users-change"),
            _ => s.say("account-policy-hard-expiry"),
        }
    }
}

/// What an account without a policy shows in place of an error.
pub const fn is_missing(error: &Error) -> bool {
    matches!(error, Error::NoSuchEntity(Missing::PasswordPolicy(_)))
}

/// Sets the policy.
pub async fn put(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let mut problems = Problems::none();
    for name in NUMBERS {
        let typed = visit.typed(name);
        if typed.len() > 9 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            problems = problems.and(name, visit.speech.say("account-policy-number-wrong"));
        }
    }
    let input = if problems.is_empty() {
        let fields: Vec<&str> = NUMBERS.into_iter().chain(FLAGS).collect();
        visit.input::<UpdateAccountPasswordPolicy>(&[], &fields)
    } else {
        Err(problems)
    };
    let typed = Typed { policy: Some(PolicyForm::typed(visit)), ..Typed::default() };
    done(inside, input, "password-policy", typed).await
}

/// Takes the policy away: the default rules hold again.
pub async fn delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = Ok(DeleteAccountPasswordPolicy {});
    done(inside, input, "password-policy-delete", Typed::default()).await
}
