//! Indices, whose documents are empty, and counters: what they tell of.

use model::{AccountId, GroupId, PolicyArn, Text, UserId};
use serde::{Deserialize, Serialize};
use store::Key;

use super::DocumentProblem;
use super::look::{Kept, Look, Verdict, Want, parse};
use crate::aws_managed::AwsManaged;
use crate::records::keys::{self, Usage};
use crate::records::{Count, Document, Group, Holder, HolderKind, ManagedPolicy, Role, User};

/// `member/GROUP/USER/`, an empty document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Membership {}

/// `attached/POLICY/KIND/HOLDER/` or `boundary/…`, an empty document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attachment {}

/// `security-key-credential/HASH/`, an empty document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Credential {}

impl Document for Membership {}
impl Document for Attachment {}
impl Document for Credential {}

const STALE: DocumentProblem = DocumentProblem::IndexStale;

impl Kept for Membership {
    fn look(&self, look: &mut Look<'_>) {
        let (Ok(group), Ok(user)) = (look.part(1).parse::<GroupId>(), look.part(2).parse::<UserId>()) else {
            return look.find(DocumentProblem::Misplaced, "its key names no group and user");
        };
        look.feeds(keys::member_count(look.account, &group));
        look.needs_identified::<Group>(group.as_str(), (STALE, "its group"), |_| true);
        let says = (STALE, "its user must be a member");
        look.needs_identified::<User>(user.as_str(), says, move |user| user.groups.contains(&group));
    }
}

impl Kept for Attachment {
    fn look(&self, look: &mut Look<'_>) {
        let usage = if look.part(0) == "boundary" { Usage::Boundary } else { Usage::Attached };
        let Some((kind, holder)) = keys::policy_user(look.key()) else {
            return look.find(DocumentProblem::Misplaced, "its key names nobody who could use a policy");
        };
        let (policy, holder) = (look.part(1).to_owned(), holder.to_owned());
        look.feeds(keys::policy_usage_count(look.account, usage, &policy));
        let account = look.account;
        match kind {
            HolderKind::User => look.wants(user_of::<User>(account, usage, policy, &holder)),
            HolderKind::Group => look.wants(user_of::<Group>(account, usage, policy, &holder)),
            HolderKind::Role => look.wants(user_of::<Role>(account, usage, policy, &holder)),
        }
    }
}

impl Kept for Credential {
    fn look(&self, look: &mut Look<'_>) {
        // Its security key comes later, and vouches for it.
        look.awaits();
    }
}

/// Whoever uses a policy must be there, and have it: by ARN, which leads to the policy with that id.
fn user_of<H: Holder>(account: AccountId, usage: Usage, policy: String, holder: &str) -> Want {
    let id = holder.to_owned();
    let gone = move || Verdict::Wrong(STALE, format!("its holder {id} is not there"));
    let holder_id = holder.to_owned();
    Want::new(keys::id(account, holder), move |found| {
        use crate::records::NamePointer;
        let Some(pointer) = found.and_then(parse::<NamePointer<H::Name>>) else { return gone() };
        let key = H::key(account, &pointer.name);
        Verdict::Then(Want::new(key, move |found| {
            let Some(holder) = found.and_then(parse::<H>).filter(|holder| holder.id() == holder_id) else {
                return gone();
            };
            let permissions = holder.permissions();
            let arns = match usage {
                Usage::Attached => permissions.attached.clone(),
                Usage::Boundary => permissions.boundary.iter().cloned().collect(),
            };
            among(account, arns, policy)
        }))
    })
}

/// Whether a policy of this id is among those with these ARNs.
fn among(account: AccountId, mut arns: Vec<PolicyArn>, policy: String) -> Verdict {
    while let Some(arn) = arns.pop() {
        if let Some(aws) = AwsManaged::find(arn.as_str()) {
            if aws.id == policy {
                return Verdict::Fine;
            }
        } else if let Some(key) = policy_key(account, &arn) {
            return Verdict::Then(Want::new(key, move |found| {
                match found.and_then(parse::<ManagedPolicy>) {
                    Some(found) if found.id.as_str() == policy => Verdict::Fine,
                    _ => among(account, arns, policy),
                }
            }));
        }
    }
    Verdict::Wrong(STALE, "its holder does not have that policy".to_owned())
}

/// Where a policy of the account is that has this ARN.
pub(super) fn policy_key(account: AccountId, arn: &PolicyArn) -> Option<Key> {
    use model::{Arn, Resource};
    match Arn::parse(arn.as_str()) {
        Ok((of, Resource::Policy { name, .. })) if of == account => Some(keys::policy(account, &name)),
        _ => None,
    }
}

/// A counter is held against what feeds it at the end of its partition.
impl Kept for Count {}

/// What the keys of documents begin with that feed a counter; nothing for those that count what happened.
pub(super) fn fed_by(counter: &str) -> Option<Vec<String>> {
    let rest = counter.strip_prefix("count/")?;
    let prefixes: &[&str] = match rest {
        "users/" => &[keys::USERS],
        "groups/" => &[keys::GROUPS],
        "roles/" => &[keys::ROLES],
        "policies/" => &[keys::POLICIES],
        "server-certificates/" => &[keys::SERVER_CERTIFICATES],
        "instance-profiles/" => &[keys::INSTANCE_PROFILES],
        "access-reports/" => &[keys::ACCESS_REPORTS],
        "oidc-providers/" => &[keys::OIDC_PROVIDERS],
        "saml-providers/" => &[keys::SAML_PROVIDERS],
        "mfa-devices/" => &[keys::MFA_DEVICES],
        "mfa-devices-in-use/" | "hardware-tokens-in-use/" => &["account/", keys::USERS],
        "signin-tokens/" => &[keys::SIGNIN_TOKENS],
        "login-codes/" => &[keys::LOGIN_CODES],
        "spent-proofs/" => &[keys::SPENT_PROOFS],
        _ if ["member/", "attached/", "boundary/", "role-profile/"]
            .iter()
            .any(|index| rest.starts_with(index)) =>
        {
            return Some(vec![rest.to_owned()]);
        }
        _ => return None,
    };
    Some(prefixes.iter().map(|prefix| (*prefix).to_owned()).collect())
}

/// Whether a counter is of a sort that is known.
pub(super) fn is_known(counter: &str) -> bool {
    counter.starts_with(keys::NOTICE_COUNTS) || !counter.starts_with("count/") || fed_by(counter).is_some()
}
