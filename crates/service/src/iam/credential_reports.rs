//! The credential report: a table of everybody in the account and what they prove an identity with.

mod generate_credential_report;
mod get_credential_report;
mod job;
mod making;
mod row;

pub use generate_credential_report::GenerateCredentialReport;
pub use get_credential_report::GetCredentialReport;
