//! GetContactInformation: where the owner of the account is called.

use model::{Arn, Input, PhoneNumber};

use super::sees_all;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks for the phone.
#[derive(Debug, Input)]
pub struct GetContactInformation {}

/// The phone.
#[derive(Clone, Debug)]
pub struct ContactInformation {
    /// The number, if there is one: whole for the root user, partly hidden for others.
    pub phone: Option<String>,
}

impl Operation for GetContactInformation {
    const ACTION: &'static str = "account:GetContactInformation";
    const SORT: Sort = Sort::Read;
    type Output = ContactInformation;

    async fn run(&self, ctx: &Context<'_>) -> Result<ContactInformation, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let number = account(ctx).await?.phone.as_ref().and_then(|phone| phone.parse::<PhoneNumber>().ok());
        let shown = |number: PhoneNumber| match sees_all(ctx) {
            true => number.as_str().to_owned(),
            false => number.hidden(),
        };
        Ok(ContactInformation { phone: number.map(shown) })
    }
}
