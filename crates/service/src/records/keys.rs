//! The keys of documents. Whoever makes one has the account of the caller in hand (rule R9).

mod access_reports;
mod addresses;
mod belongings;
mod devices;
mod digests;
mod epoch;
mod instance_profiles;
mod policies;
mod providers;
mod recovery;
mod registered;
mod reports;
mod server_certificates;
mod sessions;

use model::{AccessKeyId, AccountId, Folded, GroupId, GroupName, RoleId, RoleName, Text, UserId, UserName};
use store::Key;

use super::Owner;
pub use access_reports::{ACCESS_REPORTS, access_report, access_report_count};
pub use addresses::{EMAIL_CODES, alias, email_codes, email_codes_of, email_codes_to, root_email};
pub use belongings::{
    SERVICE_CREDENTIALS, service_credentials, signing_certificate, signing_certificates, ssh_keys,
};
pub use devices::{
    FIDO_MODELS, MFA_DEVICES, SECURITY_KEYS, TOKENS, clock, fido_metadata, fido_models, guesses,
    hardware_token, hardware_token_in_use_count, key_question, key_questions, mfa_device, mfa_device_count,
    mfa_device_in_use_count, relying_party, security_key, security_key_credential, seed_fingerprint_key,
    token_clock, token_import,
};
pub use digests::{AUDIT_DIGESTS, audit_digest, audit_let_go};
pub use epoch::{
    CONSOLE_SESSIONS, KEY_QUESTIONS, RECOVERY_CODES, TERMINAL_SESSIONS, TOKEN_CLOCKS, epoch, store_name,
};
pub use instance_profiles::{
    INSTANCE_PROFILES, instance_profile, instance_profile_count, role_profile, role_profile_count,
    role_profiles,
};
pub use policies::{
    POLICIES, Usage, counted_policy, policy, policy_count, policy_usage, policy_usage_count,
    policy_usage_counts, policy_usages, policy_user, service_control,
};
pub use providers::{
    OIDC_PROVIDERS, SAML_PROVIDERS, oidc_provider, oidc_provider_count, saml_provider, saml_provider_count,
};
pub use recovery::{
    LETTERS, NOTICE_COUNTS, RECOVERIES, RECOVERY_COSTS, SUPPORT_REQUESTS, VOICE_CALLS, letter, notice_count,
    recovery, recovery_budget, recovery_calls_of, recovery_calls_to, recovery_codes, recovery_costs,
    recovery_mails_of, support_request, voice_call,
};
pub use registered::{REGISTERED_SERVICES, SERVICE_HOSTS, registered_service, service_host};
pub use reports::{REPORT_PARTS, REPORT_QUEUE, credential_report, queued_report, report_part, report_parts};
pub use server_certificates::{SERVER_CERTIFICATES, server_certificate, server_certificate_count};
pub use sessions::{
    LOGIN_CODES, SIGNIN_TOKENS, SPENT_PROOFS, console_session, console_sessions, login_code,
    login_code_count, signin_token, signin_token_count, spent_proof, spent_proof_count, terminal_session,
    terminal_sessions,
};

/// `account/`
pub fn account(account: AccountId) -> Key {
    Key::account(account.number(), "account/")
}

/// `contacts/`
pub fn contacts(account: AccountId) -> Key {
    Key::account(account.number(), "contacts/")
}

/// `user/alice/`
pub fn user(account: AccountId, name: &UserName) -> Key {
    of(account, &[USERS, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of users begin with.
pub const USERS: &str = "user/";

/// `group/admins/`
pub fn group(account: AccountId, name: &GroupName) -> Key {
    of(account, &[GROUPS, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of groups begin with.
pub const GROUPS: &str = "group/";

/// `role/reader/`
pub fn role(account: AccountId, name: &RoleName) -> Key {
    of(account, &[ROLES, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of roles begin with.
pub const ROLES: &str = "role/";

/// `id/AIDA…/`: of a user, a group or a role.
pub fn id(account: AccountId, id: &str) -> Key {
    of(account, &["id/", id, "/"])
}

/// `member/AGPA…/AIDA…/`
pub fn member(account: AccountId, group: &GroupId, user: &UserId) -> Key {
    of(account, &["member/", group.as_str(), "/", user.as_str(), "/"])
}

/// What the keys of a group's members begin with.
pub fn members(group: &GroupId) -> String {
    ["member/", group.as_str(), "/"].concat()
}

/// How many members a group has.
pub fn member_count(account: AccountId, group: &GroupId) -> Key {
    of(account, &["count/member/", group.as_str(), "/"])
}

/// How many groups there are.
pub fn group_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/groups/")
}

/// How many roles there are.
pub fn role_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/roles/")
}

/// `key/AKIA…/`, in the account that the id names.
pub fn access_key(id: &AccessKeyId) -> Key {
    of(id.account(), &["key/", id.as_str(), "/"])
}

/// `used/AKIA…/`, in the account that the id names.
pub fn last_used(id: &AccessKeyId) -> Key {
    of(id.account(), &["used/", id.as_str(), "/"])
}

/// `key-check/`, among what is global.
pub fn key_check() -> Key {
    Key::global("key-check/")
}

/// `used/AROA…/`
pub fn role_last_used(account: AccountId, role: &RoleId) -> Key {
    of(account, &["used/", role.as_str(), "/"])
}

/// `used/AIDA…/`, or `used/123456789012/` for the root user: the password.
pub fn password_last_used(account: AccountId, owner: &Owner) -> Key {
    of(account, &["used/", &owner.id(account), "/"])
}

/// `outbox/EVENT-ID/`, among what is global: an event that another account's trail is to have.
pub fn outbox(event_id: &str) -> Key {
    Key::global([OUTBOX, event_id, "/"].concat())
}

/// What the keys of events for other accounts begin with.
pub const OUTBOX: &str = "outbox/";

/// `password-policy/`
pub fn password_policy(account: AccountId) -> Key {
    Key::account(account.number(), "password-policy/")
}

/// `passwords/AIDA…/`: what a user had before.
pub fn password_history(account: AccountId, user: &UserId) -> Key {
    of(account, &["passwords/", user.as_str(), "/"])
}

/// `wrong-passwords/AIDA…/`: wrong old ones, said to change a password.
pub fn wrong_passwords(account: AccountId, user: &UserId) -> Key {
    of(account, &["wrong-passwords/", user.as_str(), "/"])
}

/// `wrong-passwords/123456789012/`: the same of the root user.
pub fn wrong_root_passwords(account: AccountId) -> Key {
    of(account, &["wrong-passwords/", &account.to_string(), "/"])
}

/// How many users there are.
pub fn user_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/users/")
}

/// Several keys are made for each request: put together at once, without a format.
fn of(account: AccountId, parts: &[&str]) -> Key {
    Key::account(account.number(), parts.concat())
}
