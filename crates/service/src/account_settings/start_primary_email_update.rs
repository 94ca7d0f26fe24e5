//! StartPrimaryEmailUpdate: another root e-mail is asked for.
//!
//! Nothing else happens yet, whoever may have the address: the answer, the documents that are read and the page afterwards are the
//! same for one that is free and one that is another account's (rule R12). Only who confirms it learns whether it can be had.

use model::{EmailAddress, Input};

use super::owner;
use crate::operation::{Operation, Sort};
use crate::records::{Account, EmailChange};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Asks for another address; the present one takes back what was asked before. The event keeps no more of it than others see.
#[derive(Debug, Input)]
pub struct StartPrimaryEmailUpdate {
    /// The address.
    pub primary_email: EmailAddress,
}

impl Operation for StartPrimaryEmailUpdate {
    const ACTION: &'static str = "account:StartPrimaryEmailUpdate";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let account = owner(ctx)?;
        let email = self.primary_email.as_str();
        let change = EmailChange { email: email.to_owned(), asked: ctx.now() };
        let email_change = (email != account.email).then_some(change);
        let changes = Changes::new().update(account, &Account { email_change, ..Account::clone(account) });
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}
