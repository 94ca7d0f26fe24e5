//! Who holds policies: a user, or a group. The operations differ by name only.

use service::Error;
use service::iam::inline_policies::{
    DeleteGroupPolicy, DeleteUserPolicy, GetGroupPolicy, GetUserPolicy, ListGroupPolicies, ListUserPolicies,
    PutGroupPolicy, PutUserPolicy,
};
use service::iam::policies::{
    AttachGroupPolicy, AttachUserPolicy, DetachGroupPolicy, DetachUserPolicy, ListAttachedGroupPolicies,
    ListAttachedUserPolicies,
};

use super::Inside;
use super::section::{Section, Wrong, ask, submit};
use super::user::{group_path, path};

/// Who holds policies.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A user.
    User(&'a str),
    /// A group.
    Group(&'a str),
}

/// A managed policy.
#[derive(Clone, Debug)]
pub struct Managed {
    /// What it is called.
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

/// What a form does to policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Attach,
    Detach,
    Put,
    Delete,
}

impl<'a> Holder<'a> {
    /// What it is called.
    pub const fn name(self) -> &'a str {
        match self {
            Self::User(name) | Self::Group(name) => name,
        }
    }

    /// Where its pages are.
    pub fn base(self) -> String {
        match self {
            Self::User(name) => path(name),
            Self::Group(name) => group_path(name),
        }
    }

    /// Where its policies are listed.
    pub fn page(self) -> String {
        match self {
            Self::User(name) => format!("{}/permissions", path(name)),
            Self::Group(name) => group_path(name),
        }
    }

    const fn known(self) -> (&'static str, &'a str) {
        match self {
            Self::User(name) => ("UserName", name),
            Self::Group(name) => ("GroupName", name),
        }
    }

    /// The managed policies.
    pub async fn attached(self, inside: &Inside<'_>) -> Result<Section<Vec<Managed>>, Error> {
        let known = [self.known(), ("MaxItems", "1000")];
        let found = match self {
            Self::User(_) => ask::<ListAttachedUserPolicies>(inside, &known).await?,
            Self::Group(_) => ask::<ListAttachedGroupPolicies>(inside, &known).await?,
        };
        Ok(found.map(|found| {
            let managed = found.attached_policies.into_iter();
            managed.map(|policy| Managed { name: policy.policy_name, arn: policy.policy_arn }).collect()
        }))
    }

    /// The names of the inline policies.
    pub async fn inline(self, inside: &Inside<'_>) -> Result<Section<Vec<String>>, Error> {
        let known = [self.known(), ("MaxItems", "1000")];
        let found = match self {
            Self::User(_) => ask::<ListUserPolicies>(inside, &known).await?,
            Self::Group(_) => ask::<ListGroupPolicies>(inside, &known).await?,
        };
        Ok(found.map(|found| found.policy_names))
    }

    /// What an inline policy says.
    pub async fn document(self, inside: &Inside<'_>, policy: &str) -> Result<Section<String>, Error> {
        let known = [self.known(), ("PolicyName", policy)];
        Ok(match self {
            Self::User(_) => ask::<GetUserPolicy>(inside, &known).await?.map(|found| found.policy_document.0),
            Self::Group(_) => {
                ask::<GetGroupPolicy>(inside, &known).await?.map(|found| found.policy_document.0)
            }
        })
    }

    /// Does what a form asks for.
    pub async fn act(self, inside: &Inside<'_>, deed: Deed) -> Result<Result<(), Wrong>, Error> {
        let (known, back) = ([self.known()], self.page());
        macro_rules! submitted {
            ($operation:ty, $fields:expr) => {
                submit(inside, inside.visit.input::<$operation>(&known, $fields), &back).await?.map(drop)
            };
        }
        const ARN: &[&str] = &["PolicyArn"];
        const NAME: &[&str] = &["PolicyName"];
        const POLICY: &[&str] = &["PolicyName", "PolicyDocument"];
        Ok(match (self, deed) {
            (Self::User(_), Deed::Attach) => submitted!(AttachUserPolicy, ARN),
            (Self::User(_), Deed::Detach) => submitted!(DetachUserPolicy, ARN),
            (Self::User(_), Deed::Put) => submitted!(PutUserPolicy, POLICY),
            (Self::User(_), Deed::Delete) => submitted!(DeleteUserPolicy, NAME),
            (Self::Group(_), Deed::Attach) => submitted!(AttachGroupPolicy, ARN),
            (Self::Group(_), Deed::Detach) => submitted!(DetachGroupPolicy, ARN),
            (Self::Group(_), Deed::Put) => submitted!(PutGroupPolicy, POLICY),
            (Self::Group(_), Deed::Delete) => submitted!(DeleteGroupPolicy, NAME),
        })
    }
}
