//! Policies of what is made: attached, written into it, or bounding it.

use std::collections::BTreeMap;

use model::AccountId;
use service::Operation;

use super::document::Document;
use super::file::SeedPolicy;
use super::root::{Fields, Root};

/// The managed policies of an account that a file can call by their names alone.
pub struct Named(BTreeMap<String, String>);

impl Named {
    /// Those that it makes.
    pub fn of<'p>(account: AccountId, policies: impl Iterator<Item = &'p SeedPolicy>) -> Self {
        let arn = |policy: &SeedPolicy| {
            let path = policy.path.as_deref().unwrap_or("/");
            (policy.name.clone(), format!("arn:aws:iam::{account}:policy{path}{}", policy.name))
        };
        Self(policies.map(arn).collect())
    }

    /// The ARN that is meant by an ARN, or by a name.
    pub fn arn(&self, given: &str) -> Result<String, String> {
        if given.starts_with("arn:") {
            return Ok(given.to_owned());
        }
        let found = self.0.get(given).cloned();
        found.ok_or_else(|| format!("{given} is no ARN, and no policy of this account in this file"))
    }
}

/// Somebody, or a group, that policies are given to: the field that names them, and the name.
#[derive(Clone, Copy)]
pub struct Whose<'n>(pub &'static str, pub &'n str);

/// Attaches policies with one operation, and writes others in with another.
pub async fn give<Attach: Operation, Put: Operation>(
    (root, named): (&Root<'_>, &Named),
    Whose(field, name): Whose<'_>,
    attach: &[String],
    inline: &BTreeMap<String, Document>,
) -> Result<(), String> {
    for policy in attach {
        let fields = Fields::of(field, name).and("PolicyArn", named.arn(policy)?);
        root.does::<Attach>(fields).await?;
    }
    for (policy, document) in inline {
        let fields = Fields::of(field, name).and("PolicyName", policy).and("PolicyDocument", document.text());
        root.does::<Put>(fields).await?;
    }
    Ok(())
}
