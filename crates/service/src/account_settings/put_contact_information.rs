//! PutContactInformation: another phone, or none.

use model::{Input, PhoneNumber};

use super::owner;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets the number at which the owner is called. The event keeps no more of it than others see.
#[derive(Debug, Input)]
pub struct PutContactInformation {
    /// The number; none takes it away.
    pub phone_number: Option<PhoneNumber>,
}

impl Operation for PutContactInformation {
    const ACTION: &'static str = "account:PutContactInformation";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let account = owner(ctx)?;
        let phone = self.phone_number.as_ref().map(|number| number.as_str().to_owned());
        let changes = Changes::new().update(account, &Account { phone, ..Account::clone(account) });
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}
