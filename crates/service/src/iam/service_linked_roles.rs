//! Roles that are linked to a service. No service of AWS runs here that could assume one; tools that expect such roles to be there find
//! them, and nobody can change what a service alone may change.

mod create_service_linked_role;
mod delete_service_linked_role;
mod get_service_linked_role_deletion_status;
mod names;
mod task;

pub use create_service_linked_role::CreateServiceLinkedRole;
pub use delete_service_linked_role::DeleteServiceLinkedRole;
pub use get_service_linked_role_deletion_status::GetServiceLinkedRoleDeletionStatus;
