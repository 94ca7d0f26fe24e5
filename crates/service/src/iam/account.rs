//! What is about the whole account.

mod detail;
mod get_account_authorization_details;

pub use get_account_authorization_details::GetAccountAuthorizationDetails;
