//! The tokens of the installation.

use mfa::{Algorithm, TokenParameters};
use model::{AccountId, Text};
use serde::{Deserialize, Serialize};
use store::{Partition, ScanRange};

use crate::records::{HardwareToken, Owner, TokenAssignment, User, keys};
use crate::{Error, Service};

/// A token, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TokenView {
    /// What is printed on it.
    pub serial_number: String,
    /// The account that it was imported for; none if it is whichever enables it first.
    pub account: Option<String>,
    /// `TOTP` or `HOTP`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: Algorithm,
    /// How many digits it shows.
    pub digits: u8,
    /// How long it shows a code, in seconds; none if it goes by a counter.
    pub period: Option<u32>,
    /// Since when it is here.
    pub import_date: String,
    /// Whose it is.
    pub enabled_for: Option<TokenHolder>,
}

/// Whose a token is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TokenHolder {
    /// In which account.
    pub account: String,
    /// The user; none for the root user.
    pub user_name: Option<String>,
}

/// So many are looked at for a page.
const PAGE: usize = 500;

impl Service {
    /// A page of the tokens, by serial number, and where the next page begins. With an account: of those that were imported for it, or
    /// are enabled in it.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn list_tokens(
        &self,
        account: Option<AccountId>,
        after: Option<&str>,
    ) -> Result<(Vec<TokenView>, Option<String>), Error> {
        let range = ScanRange::prefix(Partition::Global, keys::TOKENS);
        let range = match after {
            Some(last) => range.after(last),
            None => range,
        };
        let page = self.records.scan::<HardwareToken>(&range, PAGE).await?;
        let next =
            if page.len() == PAGE { page.last().map(|token| token.key().path.to_string()) } else { None };
        let running = self.records.token_import().await?;
        let mut tokens = Vec::with_capacity(page.len());
        for token in &page {
            let is_there = !running.as_ref().is_some_and(|running| running.brings(token));
            if is_there && account.is_none_or(|account| belongs(token, account)) {
                tokens.push(self.view(token).await?);
            }
        }
        Ok((tokens, next))
    }

    async fn view(&self, token: &HardwareToken) -> Result<TokenView, Error> {
        let (kind, algorithm, digits) = match token.parameters {
            TokenParameters::Totp(totp) => ("TOTP", totp.algorithm, totp.digits),
            TokenParameters::Hotp(hotp) => ("HOTP", hotp.algorithm, hotp.digits),
        };
        Ok(TokenView {
            serial_number: token.serial.as_str().to_owned(),
            account: token.account.map(|account| account.to_string()),
            kind: kind.to_owned(),
            algorithm,
            digits,
            period: token.parameters.period_secs(),
            import_date: token.imported.to_string(),
            enabled_for: self.holder(token).await?,
        })
    }

    pub(super) async fn holder(&self, token: &HardwareToken) -> Result<Option<TokenHolder>, Error> {
        let TokenAssignment::Enabled { account, owner, .. } = &token.assignment else { return Ok(None) };
        let user_name = match owner {
            Owner::Root => None,
            Owner::Role(id) => Some(id.to_string()),
            Owner::Vouched(_) => None,
            Owner::User(id) => {
                let user = self.records.by_id::<User>(*account, id.as_str()).await?;
                Some(user.map_or_else(|| id.to_string(), |user| user.name.to_string()))
            }
        };
        Ok(Some(TokenHolder { account: account.to_string(), user_name }))
    }
}

fn belongs(token: &HardwareToken, account: AccountId) -> bool {
    let is_holder =
        matches!(&token.assignment, TokenAssignment::Enabled { account: holder, .. } if *holder == account);
    token.account == Some(account) || is_holder
}
