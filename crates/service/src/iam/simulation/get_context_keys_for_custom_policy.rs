//! GetContextKeysForCustomPolicy: what the conditions of policies ask about, so that a simulation can be told.

use std::collections::BTreeSet;

use model::{Arn, Input, Text};
use serde::Serialize;

use super::inputs::PolicyTexts;
use crate::error::{Error, InvalidInput};
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks which condition keys policies use.
#[derive(Debug, Input)]
pub struct GetContextKeysForCustomPolicy {
    /// The policies.
    pub policy_input_list: PolicyTexts,
}

/// The condition keys, as they are spelled.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContextKeys {
    context_key_names: Vec<String>,
}

impl ContextKeys {
    /// The keys of several policies.
    pub fn of(keys: BTreeSet<String>) -> Self {
        Self { context_key_names: keys.into_iter().collect() }
    }
}

impl Operation for GetContextKeysForCustomPolicy {
    const ACTION: &'static str = "iam:GetContextKeysForCustomPolicy";
    const SORT: Sort = Sort::Read;
    type Output = ContextKeys;

    async fn run(&self, ctx: &Context<'_>) -> Result<ContextKeys, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Ok(ContextKeys::of(of_texts(&self.policy_input_list)?))
    }
}

/// The keys that texts use: any policy's, also those of a resource.
pub fn of_texts(texts: &PolicyTexts) -> Result<BTreeSet<String>, Error> {
    let mut keys = BTreeSet::new();
    for text in &**texts {
        keys.extend(policy::context_keys(text.as_str()).map_err(InvalidInput::Policy)?);
    }
    Ok(keys)
}
