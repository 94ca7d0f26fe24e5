//! Groups and their members.

mod add_user_to_group;
mod create_group;
mod delete_group;
mod get_group;
mod list_groups;
mod list_groups_for_user;
mod member;
mod remove_user_from_group;
mod update_group;
mod view;

pub use add_user_to_group::AddUserToGroup;
pub use create_group::CreateGroup;
pub use delete_group::DeleteGroup;
pub use get_group::GetGroup;
pub use list_groups::ListGroups;
pub use list_groups_for_user::ListGroupsForUser;
pub use remove_user_from_group::RemoveUserFromGroup;
pub use update_group::UpdateGroup;
