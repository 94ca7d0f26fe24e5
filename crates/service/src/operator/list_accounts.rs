//! The accounts of the installation.

use model::AccountId;
use serde::Serialize;

use crate::{Error, Service};

/// An account, as the operator sees it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountView {
    /// Its number.
    pub account_id: String,
    /// What people call it.
    pub name: String,
    /// Where its root user is reached.
    pub root_email: String,
    /// Since when it exists.
    pub create_date: String,
}

impl Service {
    /// A page of the accounts, by number, and the number after which the next page begins.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn list_accounts(
        &self,
        after: Option<AccountId>,
    ) -> Result<(Vec<AccountView>, Option<AccountId>), Error> {
        const PAGE: usize = 500;
        let numbers = self.records.store().accounts(after.map(AccountId::number), PAGE).await?;
        let next =
            if numbers.len() == PAGE { numbers.last().copied().and_then(AccountId::new) } else { None };
        let mut accounts = Vec::with_capacity(numbers.len());
        for id in numbers.into_iter().filter_map(AccountId::new) {
            if let Some(account) = self.records.account(id).await? {
                accounts.push(AccountView {
                    account_id: id.to_string(),
                    name: account.name.clone(),
                    root_email: account.email.clone(),
                    create_date: account.created.to_string(),
                });
            }
        }
        Ok((accounts, next))
    }

    /// Whether there is such an account.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn has_account(&self, account: AccountId) -> Result<bool, Error> {
        Ok(self.records.account(account).await?.is_some())
    }

    /// Whether there is no account yet.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.records.store().accounts(None, 1).await?.is_empty())
    }
}
