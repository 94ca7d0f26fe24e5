//! SSH public keys of users. Nobody signs in here with one: they are kept for services that look them up.

mod delete_ssh_public_key;
mod get_ssh_public_key;
mod list_ssh_public_keys;
mod update_ssh_public_key;
mod upload_ssh_public_key;
mod view;

pub use delete_ssh_public_key::DeleteSshPublicKey;
pub use get_ssh_public_key::GetSshPublicKey;
pub use list_ssh_public_keys::ListSshPublicKeys;
pub use update_ssh_public_key::UpdateSshPublicKey;
pub use upload_ssh_public_key::UploadSshPublicKey;
