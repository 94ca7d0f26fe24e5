//! The operations of the Security Token Service.

mod get_access_key_info;
mod get_caller_identity;
mod get_session_token;
mod token_code;

pub use get_access_key_info::GetAccessKeyInfo;
pub use get_caller_identity::GetCallerIdentity;
pub use get_session_token::GetSessionToken;
