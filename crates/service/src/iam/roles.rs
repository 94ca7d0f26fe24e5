//! Roles, whom they trust, and their tags.

mod create_role;
mod delete_role;
mod get_role;
mod list_role_tags;
mod list_roles;
mod tag_role;
pub(crate) mod trust;
mod untag_role;
mod update_assume_role_policy;
mod update_role;
mod update_role_description;
pub(crate) mod view;

pub use create_role::CreateRole;
pub use delete_role::DeleteRole;
pub(crate) use delete_role::removal;
pub use get_role::GetRole;
pub(crate) use get_role::last_used;
pub use list_role_tags::ListRoleTags;
pub use list_roles::ListRoles;
pub use tag_role::TagRole;
pub use untag_role::UntagRole;
pub use update_assume_role_policy::UpdateAssumeRolePolicy;
pub use update_role::UpdateRole;
pub use update_role_description::UpdateRoleDescription;
