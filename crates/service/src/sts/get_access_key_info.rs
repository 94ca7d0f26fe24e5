//! GetAccessKeyInfo: the account that an access key id names. It says nothing about whether there is such a key.

use model::{AccessKeyId, AnyAccessKeyId, Arn, Input, Text};
use serde::Serialize;

use crate::error::Invalid;
use crate::operation::{Operation, Sort};
use crate::{Context, Error, Halt};

/// Asks for the account of an access key.
#[derive(Debug, Input)]
pub struct GetAccessKeyInfo {
    /// Which key.
    pub access_key_id: AnyAccessKeyId,
}

/// The account.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKeyInfo {
    account: String,
}

impl Operation for GetAccessKeyInfo {
    const ACTION: &'static str = "sts:GetAccessKeyInfo";
    const SORT: Sort = Sort::Read;
    type Output = AccessKeyInfo;

    async fn run(&self, ctx: &Context<'_>) -> Result<AccessKeyInfo, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let id: AccessKeyId =
            self.access_key_id.as_str().parse().map_err(|_| Error::from(Invalid::AccessKeyId))?;
        Ok(AccessKeyInfo { account: id.account().to_string() })
    }
}
