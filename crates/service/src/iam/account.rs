//! What is about the whole account.

mod alias;
mod create_account_alias;
mod delete_account_alias;
mod detail;
mod get_account_authorization_details;
mod get_account_summary;
mod list_account_aliases;
mod set_security_token_service_preferences;

pub(crate) use alias::account;
pub use create_account_alias::CreateAccountAlias;
pub use delete_account_alias::DeleteAccountAlias;
pub use get_account_authorization_details::GetAccountAuthorizationDetails;
pub use get_account_summary::{GetAccountSummary, Summary};
pub use list_account_aliases::{Aliases, ListAccountAliases};
pub use set_security_token_service_preferences::SetSecurityTokenServicePreferences;
