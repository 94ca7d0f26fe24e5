//! Users and their tags.

mod create_user;
mod delete_user;
mod get_user;
mod list_user_tags;
mod list_users;
mod search_users;
mod tag_user;
mod untag_user;
mod update_user;

pub use create_user::CreateUser;
pub use delete_user::DeleteUser;
pub use get_user::GetUser;
pub use list_user_tags::ListUserTags;
pub use list_users::ListUsers;
pub use search_users::SearchUsers;
pub use tag_user::TagUser;
pub use untag_user::UntagUser;
pub use update_user::UpdateUser;
