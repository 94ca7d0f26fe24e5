//! Which services somebody can reach, by which policies, and when they were called last.

mod collect;
mod generate_service_last_accessed_details;
mod get_service_last_accessed_details;
mod get_service_last_accessed_details_with_entities;
mod list_policies_granting_service_access;
mod report;

pub use generate_service_last_accessed_details::GenerateServiceLastAccessedDetails;
pub use get_service_last_accessed_details::GetServiceLastAccessedDetails;
pub use get_service_last_accessed_details_with_entities::GetServiceLastAccessedDetailsWithEntities;
pub use list_policies_granting_service_access::ListPoliciesGrantingServiceAccess;
