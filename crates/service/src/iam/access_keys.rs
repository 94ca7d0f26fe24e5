//! Access keys of users and of the root user.

mod create_access_key;
mod delete_access_key;
mod get_access_key_last_used;
mod holder;
mod list_access_keys;
mod update_access_key;

pub use create_access_key::CreateAccessKey;
pub use delete_access_key::DeleteAccessKey;
pub use get_access_key_last_used::GetAccessKeyLastUsed;
pub use list_access_keys::{AccessKeyView, ListAccessKeys};
pub use update_access_key::UpdateAccessKey;

pub(crate) use holder::{Holder, new_access_key, open_secret, sealed_access_key, secret_binding};
