//! Policies that a simulation leaves out, as if they had been taken away.

use model::input::List;
use model::{
    Arn, AttachmentName, AttachmentType, Input, PolicyArn, PolicyIdentifierPolicyType, PolicyName, Resource,
    Text,
};

use super::source::Source;
use crate::authorize::rights::{Held, Provenance};
use crate::error::{Error, InvalidInput};

/// Says which policies: by one of the three.
#[derive(Clone, Debug, Input)]
pub struct PolicyIdentifier {
    /// All of a sort.
    pub policy_type: Option<PolicyIdentifierPolicyType>,
    /// Managed policies, with wildcards in the name.
    pub policy_arn: Option<PolicyArn>,
    /// An inline policy.
    pub inline_policy_identifier: Option<InlinePolicyIdentifier>,
}

/// An inline policy, and of whom.
#[derive(Clone, Debug, Input)]
pub struct InlinePolicyIdentifier {
    /// Its name.
    pub policy_name: PolicyName,
    /// What holds it.
    pub attachment_type: AttachmentType,
    /// Who holds it, with wildcards.
    pub attachment_name: AttachmentName,
}

/// The policies to leave out, at most so many entries.
pub type PolicyIdentifiers = List<PolicyIdentifier, 256>;

/// An entry that makes sense.
enum Excluded<'a> {
    Type(PolicyIdentifierPolicyType),
    Managed(&'a str),
    Inline(&'a InlinePolicyIdentifier),
}

/// Takes policies away from what is simulated. What is not there is not missed.
///
/// # Errors
/// If an entry does not say which policies.
pub fn leave_out(source: &mut Source, entries: Option<&PolicyIdentifiers>) -> Result<(), Error> {
    for entry in entries.map(|entries| &**entries).unwrap_or_default() {
        let excluded = Excluded::of(entry).ok_or(InvalidInput::PolicyIdentifier)?;
        source.identity.retain(|held| !excluded.is(held));
        match excluded {
            Excluded::Type(PolicyIdentifierPolicyType::PermissionBoundary) => source.boundary = None,
            Excluded::Type(PolicyIdentifierPolicyType::Scp) => source.service_control = None,
            _ => {}
        }
    }
    Ok(())
}

impl<'a> Excluded<'a> {
    fn of(entry: &'a PolicyIdentifier) -> Option<Self> {
        match (entry.policy_type, &entry.policy_arn, &entry.inline_policy_identifier) {
            (Some(kind), None, None) => Some(Self::Type(kind)),
            (None, Some(arn), None) => is_arn(arn.as_str()).then_some(Self::Managed(arn.as_str())),
            (None, None, Some(inline)) => {
                is_pattern(inline.attachment_name.as_str()).then_some(Self::Inline(inline))
            }
            _ => None,
        }
    }

    fn is(&self, held: &Held) -> bool {
        match (self, &held.from) {
            (Self::Type(PolicyIdentifierPolicyType::Inline), Provenance::Inline { .. }) => true,
            (Self::Type(PolicyIdentifierPolicyType::AwsManaged), Provenance::Managed(arn)) => is_of_aws(arn),
            (Self::Type(PolicyIdentifierPolicyType::UserManaged), Provenance::Managed(arn)) => {
                !is_of_aws(arn)
            }
            (Self::Managed(pattern), Provenance::Managed(arn)) => fits(pattern, arn.as_str()),
            (Self::Inline(inline), Provenance::Inline { holder, name }) => {
                inline.policy_name.as_str().eq_ignore_ascii_case(name) && is_held_by(inline, holder)
            }
            _ => false,
        }
    }
}

fn is_of_aws(arn: &Arn) -> bool {
    arn.as_str().starts_with("arn:aws:iam::aws:")
}

/// Names of users, groups and roles do not differ by case.
fn is_held_by(inline: &InlinePolicyIdentifier, holder: &Arn) -> bool {
    let name = match (inline.attachment_type, Arn::parse(holder.as_str())) {
        (AttachmentType::User, Ok((_, Resource::User { name, .. }))) => name.to_string(),
        (AttachmentType::Group, Ok((_, Resource::Group { name, .. }))) => name.to_string(),
        (AttachmentType::Role, Ok((_, Resource::Role { name, .. }))) => name.to_string(),
        _ => return false,
    };
    fits(&inline.attachment_name.as_str().to_ascii_lowercase(), &name.to_ascii_lowercase())
}

/// The ARN of a managed policy, with wildcards in its path and name only.
fn is_arn(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let ["arn", "aws", "iam", "", account, resource] = *parts else { return false };
    let is_account =
        account == "aws" || account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    is_account && resource.strip_prefix("policy/").is_some_and(|name| !name.is_empty() && is_pattern(name))
}

/// At most one `*`, and any number of `?`.
fn is_pattern(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'*').count() <= 1
}

fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let Some(gap) = pattern.iter().position(|byte| *byte == b'*') else { return same(pattern, text) };
    let (front, back) = (&pattern[..gap], &pattern[gap + 1..]);
    let Some(end) = text.len().checked_sub(back.len()) else { return false };
    front.len() <= end && same(front, &text[..front.len()]) && same(back, &text[end..])
}

fn same(pattern: &[u8], text: &[u8]) -> bool {
    pattern.len() == text.len() && pattern.iter().zip(text).all(|(p, t)| *p == b'?' || p == t)
}
