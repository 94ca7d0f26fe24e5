//! Instance profiles: what machines are given in the place of a role. No machine runs here; who sets machines up elsewhere keeps
//! them here all the same.

mod add_role_to_instance_profile;
mod create_instance_profile;
mod delete_instance_profile;
mod get_instance_profile;
mod list_instance_profile_tags;
mod list_instance_profiles;
mod list_instance_profiles_for_role;
mod remove_role_from_instance_profile;
mod tag_instance_profile;
mod untag_instance_profile;
pub(crate) mod view;

pub use add_role_to_instance_profile::AddRoleToInstanceProfile;
pub use create_instance_profile::CreateInstanceProfile;
pub use delete_instance_profile::DeleteInstanceProfile;
pub use get_instance_profile::GetInstanceProfile;
pub use list_instance_profile_tags::ListInstanceProfileTags;
pub use list_instance_profiles::ListInstanceProfiles;
pub use list_instance_profiles_for_role::ListInstanceProfilesForRole;
pub(crate) use list_instance_profiles_for_role::profiles_of;
pub use remove_role_from_instance_profile::RemoveRoleFromInstanceProfile;
pub use tag_instance_profile::TagInstanceProfile;
pub use untag_instance_profile::UntagInstanceProfile;
