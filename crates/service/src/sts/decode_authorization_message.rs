//! DecodeAuthorizationMessage: why a request was refused, from the sealed text that came with the refusal.

use model::{Arn, EncodedMessage, Input, Text};
use serde::Serialize;

use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks what a sealed explanation says.
#[derive(Debug, Input)]
pub struct DecodeAuthorizationMessage {
    /// The text that came with the refusal.
    pub encoded_message: EncodedMessage,
}

/// What it says, as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Decoded {
    decoded_message: String,
}

impl Operation for DecodeAuthorizationMessage {
    const ACTION: &'static str = "sts:DecodeAuthorizationMessage";
    const SORT: Sort = Sort::Read;
    type Output = Decoded;

    async fn run(&self, ctx: &Context<'_>) -> Result<Decoded, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let decoded_message = ctx.service.explained(ctx.account(), self.encoded_message.as_str())?;
        Ok(Decoded { decoded_message })
    }
}
