//! GetDelegatedAccessToken: credentials for a delegation request that was granted. There are no delegation requests.

use model::{Arn, Concealed, Input, TradeInToken};

use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks for the credentials.
#[derive(Debug, Input)]
pub struct GetDelegatedAccessToken {
    /// The token of the request, which is a secret.
    pub trade_in_token: Concealed<TradeInToken>,
}

impl Operation for GetDelegatedAccessToken {
    const ACTION: &'static str = "sts:GetDelegatedAccessToken";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support =
        Support::Refused("products of AWS partners make delegation requests, and nobody is one here");
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::TradeInToken).into())
    }
}
