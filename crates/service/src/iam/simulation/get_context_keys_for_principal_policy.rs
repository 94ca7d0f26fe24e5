//! GetContextKeysForPrincipalPolicy: what the conditions in the policies of a user, a group or a role ask about.

use model::{Input, PolicyArn};

use super::get_context_keys_for_custom_policy::{ContextKeys, of_texts};
use super::inputs::PolicyTexts;
use super::source::Source;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks which condition keys policies use.
#[derive(Debug, Input)]
pub struct GetContextKeysForPrincipalPolicy {
    /// Whose policies.
    pub policy_source_arn: PolicyArn,
    /// Policies beside those.
    pub policy_input_list: Option<PolicyTexts>,
}

impl Operation for GetContextKeysForPrincipalPolicy {
    const ACTION: &'static str = "iam:GetContextKeysForPrincipalPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group", "role", "user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = ContextKeys;

    async fn run(&self, ctx: &Context<'_>) -> Result<ContextKeys, Halt> {
        let source = Source::authorized(ctx, &self.policy_source_arn).await?;
        let mut keys = match &self.policy_input_list {
            Some(texts) => of_texts(texts)?,
            None => Default::default(),
        };
        // Not those of what bounds the account: the documentation leaves them out.
        for held in source.identity.iter().chain(source.boundary.iter().flatten()) {
            keys.extend(held.policy.context_keys());
        }
        Ok(ContextKeys::of(keys))
    }
}
