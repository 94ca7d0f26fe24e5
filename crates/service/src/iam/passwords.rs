//! Passwords of users, and what an account asks of them.

mod acceptance;
mod change_password;
mod change_root_password;
mod create_login_profile;
mod delete_account_password_policy;
mod delete_login_profile;
mod get_account_password_policy;
mod get_login_profile;
mod may_change_password;
pub(crate) mod profile;
pub(crate) mod proof;
mod standing;
mod update_account_password_policy;
mod update_login_profile;

pub use change_password::ChangePassword;
pub use change_root_password::ChangeRootPassword;
pub use create_login_profile::CreateLoginProfile;
pub use delete_account_password_policy::DeleteAccountPasswordPolicy;
pub use delete_login_profile::DeleteLoginProfile;
pub use get_account_password_policy::{GetAccountPasswordPolicy, PasswordPolicyView};
pub use get_login_profile::GetLoginProfile;
pub use may_change_password::MayChangePassword;
pub use standing::{Standing, standing};
pub use update_account_password_policy::UpdateAccountPasswordPolicy;
pub use update_login_profile::UpdateLoginProfile;
