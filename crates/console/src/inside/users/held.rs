//! The sections about policies, which users and groups share.

use service::Error;
use service::iam::policies::ListPolicies;

use super::Inside;
use super::holder::{Holder, Managed};
use super::section::{Choices, Section, ask};
use crate::signin::encoded;

/// What a holder has. Templates read it.
pub struct Held {
    /// Where forms go.
    pub page: String,
    /// Where an inline policy is shown and written.
    pub editor: String,
    /// The managed policies.
    pub attached: Section<Vec<Managed>>,
    /// The managed policies that can be attached.
    pub choices: Choices,
    /// What was typed or chosen.
    pub typed: String,
    /// The inline policies: what they are called, and where they are.
    pub inline: Section<Vec<(String, String)>>,
}

impl Held {
    /// Asks for it all, each by itself.
    pub async fn of(inside: &Inside<'_>, holder: Holder<'_>) -> Result<Self, Error> {
        let attached = holder.attached(inside).await?;
        let there: Vec<&str> =
            attached.iter().flatten().map(|policy: &Managed| policy.arn.as_str()).collect();
        let choices = choices(inside, &there).await?;
        let editor = format!("{}/policy", holder.base());
        let inline = holder.inline(inside).await?.map(|names| {
            let href = |name: &str| format!("{editor}?PolicyName={}", encoded(name));
            names.into_iter().map(|name| (name.clone(), href(&name))).collect()
        });
        Ok(Self {
            page: holder.page(),
            editor,
            inline,
            typed: inside.visit.typed("PolicyArn").to_owned(),
            choices,
            attached,
        })
    }
}

/// The policies to choose from. Who may not list them can still attach one by its ARN.
async fn choices(inside: &Inside<'_>, there: &[&str]) -> Result<Choices, Error> {
    let Ok(found) = ask::<ListPolicies>(inside, &[("MaxItems", "100")]).await? else {
        return Ok(Choices::unknown());
    };
    let policies = found.policies.into_iter().filter(|policy| !there.contains(&policy.arn.as_str()));
    let options = policies.map(|policy| (policy.arn, policy.policy_name)).collect();
    Ok(Choices { options, are_all: !found.is_truncated })
}
