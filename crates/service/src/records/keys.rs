//! The keys of documents. Whoever makes one has the account of the caller in hand (rule R9).

mod digests;
mod epoch;
mod recovery;
mod registered;

use model::{
    AccessKeyId, AccountAlias, AccountId, DeviceId, Folded, GroupId, GroupName, Path, PolicyName, RoleId,
    RoleName, SerialNumber, Text, Timestamp, UserId, UserName, VirtualMfaDeviceName,
};
use store::Key;

use super::Owner;
use super::permissions::HolderKind;
pub use digests::{AUDIT_DIGESTS, audit_digest, audit_let_go};
pub use epoch::{
    CONSOLE_SESSIONS, KEY_QUESTIONS, RECOVERY_CODES, TERMINAL_SESSIONS, TOKEN_CLOCKS, epoch, store_name,
};
pub use recovery::{
    LETTERS, NOTICE_COUNTS, RECOVERIES, RECOVERY_COSTS, SUPPORT_REQUESTS, VOICE_CALLS, letter, notice_count,
    recovery, recovery_budget, recovery_calls_of, recovery_calls_to, recovery_codes, recovery_costs,
    recovery_mails_of, support_request, voice_call,
};
pub use registered::{REGISTERED_SERVICES, SERVICE_HOSTS, registered_service, service_host};

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

/// `policy/mfa-required/`: names of policies are unique, wherever the policies stand.
pub fn policy(account: AccountId, name: &PolicyName) -> Key {
    of(account, &[POLICIES, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of managed policies begin with.
pub const POLICIES: &str = "policy/";

/// `service-control/`
pub fn service_control(account: AccountId) -> Key {
    Key::account(account.number(), "service-control/")
}

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

/// How a policy is used: what a holder may do, or what bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It is attached.
    Attached,
    /// It is a boundary.
    Boundary,
}

impl Usage {
    const fn word(self) -> &'static str {
        match self {
            Self::Attached => "attached/",
            Self::Boundary => "boundary/",
        }
    }
}

/// `attached/ANPA…/user/AIDA…/`, or `boundary/…`: who uses a managed policy.
pub fn policy_usage(
    account: AccountId,
    usage: Usage,
    policy_id: &str,
    holder: HolderKind,
    holder_id: &str,
) -> Key {
    of(account, &[usage.word(), policy_id, "/", holder.word(), "/", holder_id, "/"])
}

/// What the keys of those who use a managed policy begin with: of all, or of one kind.
pub fn policy_usages(usage: Usage, policy_id: &str, holder: Option<HolderKind>) -> String {
    let [kind, end] = holder.map_or(["", ""], |kind| [kind.word(), "/"]);
    [usage.word(), policy_id, "/", kind, end].concat()
}

/// Who uses a managed policy, as such a key says: the kind and the id.
pub fn policy_user(key: &Key) -> Option<(HolderKind, &str)> {
    let mut parts = key.path.split('/').skip(2);
    let kind = HolderKind::of_word(parts.next()?)?;
    parts.next().map(|id| (kind, id))
}

/// By how many a managed policy is used.
pub fn policy_usage_count(account: AccountId, usage: Usage, policy_id: &str) -> Key {
    of(account, &["count/", usage.word(), policy_id, "/"])
}

/// What the keys of such counters begin with: at zero there is none, so there is one for each policy that is used.
pub fn policy_usage_counts(usage: Usage) -> String {
    ["count/", usage.word()].concat()
}

/// The id of the policy that such a counter is of.
pub fn counted_policy(key: &Key) -> Option<&str> {
    key.path.split('/').nth(2)
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

/// How many managed policies of its own the account has.
pub fn policy_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/policies/")
}

/// `key/AKIA…/`, in the account that the id names.
pub fn access_key(id: &AccessKeyId) -> Key {
    of(id.account(), &["key/", id.as_str(), "/"])
}

/// `used/AKIA…/`, in the account that the id names.
pub fn last_used(id: &AccessKeyId) -> Key {
    of(id.account(), &["used/", id.as_str(), "/"])
}

/// `mfa/phones/alice/`
pub fn mfa_device(account: AccountId, path: &Path, name: &VirtualMfaDeviceName) -> Key {
    of(account, &["mfa", Folded::of(path.as_str()).as_str(), Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of virtual devices begin with.
pub const MFA_DEVICES: &str = "mfa/";

/// `clock/DEVICE-ID/`
pub fn clock(account: AccountId, device: &DeviceId) -> Key {
    of(account, &["clock/", device.as_str(), "/"])
}

/// What the keys of security keys begin with.
pub const SECURITY_KEYS: &str = "security-key/";

/// `security-key/ID/`
pub fn security_key(account: AccountId, id: &DeviceId) -> Key {
    of(account, &[SECURITY_KEYS, id.as_str(), "/"])
}

/// `security-key-credential/HASH/`: that a credential is somebody's.
pub fn security_key_credential(account: AccountId, hash: &str) -> Key {
    of(account, &["security-key-credential/", hash, "/"])
}

/// `key-question/AIDA…/SESSION/registration/`: what is asked of somebody's keys, in a session or a sign-in.
pub fn key_question(account: AccountId, owner: &Owner, session: &str, sort: &str) -> Key {
    of(account, &[&key_questions(account, owner), session, "/", sort, "/"])
}

/// What the keys of such questions begin with.
pub fn key_questions(account: AccountId, owner: &Owner) -> String {
    ["key-question/", &owner.id(account), "/"].concat()
}

/// `relying-party/`, among what is global.
pub fn relying_party() -> Key {
    Key::global("relying-party/")
}

/// `token/gaht12345678/`, among what is global.
pub fn hardware_token(serial: &SerialNumber) -> Key {
    Key::global([TOKENS, Folded::of(serial.as_str()).as_str(), "/"].concat())
}

/// What the keys of hardware tokens begin with.
pub const TOKENS: &str = "token/";

/// `token-import/`, among what is global: the import of tokens that is under way.
pub fn token_import() -> Key {
    Key::global("token-import/")
}

/// `key-check/`, among what is global.
pub fn key_check() -> Key {
    Key::global("key-check/")
}

/// `seed-fingerprint-key/`, among what is global.
pub fn seed_fingerprint_key() -> Key {
    Key::global("seed-fingerprint-key/")
}

/// `token-clock/FINGERPRINT/`, among what is global: what is known of the codes of a seed.
pub fn token_clock(fingerprint: &str) -> Key {
    Key::global(["token-clock/", fingerprint, "/"].concat())
}

/// `used/AROA…/`
pub fn role_last_used(account: AccountId, role: &RoleId) -> Key {
    of(account, &["used/", role.as_str(), "/"])
}

/// `used/AIDA…/`, or `used/123456789012/` for the root user: the password.
pub fn password_last_used(account: AccountId, owner: &Owner) -> Key {
    of(account, &["used/", &owner.id(account), "/"])
}

/// `console-session/AIDA…/ID/`
pub fn console_session(account: AccountId, owner: &Owner, id: &str) -> Key {
    of(account, &[&console_sessions(account, owner), id, "/"])
}

/// What the keys of somebody's sessions of the console begin with.
pub fn console_sessions(account: AccountId, owner: &Owner) -> String {
    ["console-session/", &owner.id(account), "/"].concat()
}

/// `signin-token/00001800000000000000/HASH/`: in the order in which they end.
pub fn signin_token(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[SIGNIN_TOKENS, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of sign-in tokens begin with.
pub const SIGNIN_TOKENS: &str = "signin-token/";

/// How many sign-in tokens there are.
pub fn signin_token_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/signin-tokens/")
}

/// `login-code/00001800000000000000/HASH/`: in the order in which they end.
pub fn login_code(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[LOGIN_CODES, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of codes for terminals begin with.
pub const LOGIN_CODES: &str = "login-code/";

/// How many codes for terminals there are.
pub fn login_code_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/login-codes/")
}

/// `terminal-session/AIDA…/ID/`
pub fn terminal_session(account: AccountId, owner: &Owner, id: &str) -> Key {
    of(account, &[&terminal_sessions(account, owner), id, "/"])
}

/// What the keys of somebody's sessions at terminals begin with.
pub fn terminal_sessions(account: AccountId, owner: &Owner) -> String {
    ["terminal-session/", &owner.id(account), "/"].concat()
}

/// `spent-proof/00001800000000000000/HASH/`: in the order in which they end.
pub fn spent_proof(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[SPENT_PROOFS, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of proofs begin with that were used.
pub const SPENT_PROOFS: &str = "spent-proof/";

/// How many used proofs there are.
pub fn spent_proof_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/spent-proofs/")
}

/// `outbox/EVENT-ID/`, among what is global: an event that another account's trail is to have.
pub fn outbox(event_id: &str) -> Key {
    Key::global([OUTBOX, event_id, "/"].concat())
}

/// What the keys of events for other accounts begin with.
pub const OUTBOX: &str = "outbox/";

/// `credential-report/`
pub fn credential_report(account: AccountId) -> Key {
    Key::account(account.number(), "credential-report/")
}

/// `credential-report-part/REPORT-ID/0007/`
pub fn report_part(account: AccountId, report: &str, number: u32) -> Key {
    of(account, &[&report_parts(report), &format!("{number:04}/")])
}

/// What the keys of a report's parts begin with.
pub fn report_parts(report: &str) -> String {
    [REPORT_PARTS, report, "/"].concat()
}

/// What the keys of parts of any report begin with.
pub const REPORT_PARTS: &str = "credential-report-part/";

/// `credential-report/00001800000000000000/123456789012/`, among what is global: in the order of time.
pub fn queued_report(due: Timestamp, account: AccountId) -> Key {
    Key::global(format!("{REPORT_QUEUE}{:020}/{account}/", due.micros()))
}

/// What the keys of the queue of reports begin with.
pub const REPORT_QUEUE: &str = "credential-report/";

/// `guesses/AIDA…/`, or `guesses/123456789012/` for the root user.
pub fn guesses(account: AccountId, owner: &Owner) -> Key {
    of(account, &["guesses/", &owner.id(account), "/"])
}

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

/// How many virtual devices there are.
pub fn mfa_device_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices/")
}

/// How many devices are enabled for somebody.
pub fn mfa_device_in_use_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices-in-use/")
}

/// How many hardware tokens are enabled for somebody. Those that are not are no account's own, and counted by none.
pub fn hardware_token_in_use_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/hardware-tokens-in-use/")
}

/// `root-email/root@example.com/`, among the names that are global.
pub fn root_email(email: &str) -> Key {
    Key::global(format!("root-email/{}/", Folded::of(email)))
}

/// `email-codes/020780/account/123456789012/`, among what is global: codes that an account sent on a day.
pub fn email_codes_of(account: AccountId, day: u64) -> Key {
    Key::global(format!("{}account/{account}/", email_codes(day)))
}

/// `email-codes/020780/to/root@example.com/`: codes that were sent to an address on a day, whoever asked.
pub fn email_codes_to(email: &str, day: u64) -> Key {
    Key::global(format!("{}to/{}/", email_codes(day), Folded::of(email)))
}

/// What the keys of a day's counters of codes begin with.
pub fn email_codes(day: u64) -> String {
    format!("{EMAIL_CODES}{day:06}/")
}

/// What the keys of counters of codes begin with.
pub const EMAIL_CODES: &str = "email-codes/";

/// `fido-metadata/`, among what is global.
pub fn fido_metadata() -> Key {
    Key::global("fido-metadata/")
}

/// `fido-models/cb/`, among what is global.
pub fn fido_models(shelf: u8) -> Key {
    Key::global(format!("{FIDO_MODELS}{shelf:02x}/"))
}

/// What the keys of models of security keys begin with.
pub const FIDO_MODELS: &str = "fido-models/";

/// `alias/my-company/`, among the names that are global. Aliases have no upper case that would have to be folded.
pub fn alias(alias: &AccountAlias) -> Key {
    Key::global(["alias/", alias.as_str(), "/"].concat())
}

/// Several keys are made for each request: put together at once, without a format.
fn of(account: AccountId, parts: &[&str]) -> Key {
    Key::account(account.number(), parts.concat())
}
