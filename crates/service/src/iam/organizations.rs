//! What AWS has for organizations of accounts. There are none here: each account is on its own, and every operation says so to
//! whoever may ask.

mod disable_organizations_root_credentials_management;
mod disable_organizations_root_sessions;
mod enable_organizations_root_credentials_management;
mod enable_organizations_root_sessions;
mod generate_organizations_access_report;
mod get_organizations_access_report;
mod list_organizations_features;

pub use disable_organizations_root_credentials_management::DisableOrganizationsRootCredentialsManagement;
pub use disable_organizations_root_sessions::DisableOrganizationsRootSessions;
pub use enable_organizations_root_credentials_management::EnableOrganizationsRootCredentialsManagement;
pub use enable_organizations_root_sessions::EnableOrganizationsRootSessions;
pub use generate_organizations_access_report::GenerateOrganizationsAccessReport;
pub use get_organizations_access_report::GetOrganizationsAccessReport;
pub use list_organizations_features::ListOrganizationsFeatures;

/// Why these operations are refused, for who reads the list of operations.
const WHY: &str = "accounts here are in no organization";
