//! GetHumanReadableSummary: a delegation request in words. There are no delegation requests.

use model::{Arn, DelegationEntityArn, Input, Locale, Text};

use super::WHY;
use crate::error::Missing;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks what a request means.
#[derive(Debug, Input)]
pub struct GetHumanReadableSummary {
    /// Which request.
    pub entity_arn: DelegationEntityArn,
    /// In which language.
    pub locale: Option<Locale>,
}

impl Operation for GetHumanReadableSummary {
    const ACTION: &'static str = "iam:GetHumanReadableSummary";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::given(self.entity_arn.as_str()))?;
        Err(Error::from(Missing::Summary(self.entity_arn.clone())).into())
    }
}
