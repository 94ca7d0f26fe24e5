//! Outbound web identity federation: at AWS, accounts have tokens issued by which other services know their principals. This service
//! issues none; services of one's own ask it instead (Authorize).

mod disable_outbound_web_identity_federation;
mod enable_outbound_web_identity_federation;
mod get_outbound_web_identity_federation_info;

pub use disable_outbound_web_identity_federation::DisableOutboundWebIdentityFederation;
pub use enable_outbound_web_identity_federation::EnableOutboundWebIdentityFederation;
pub use get_outbound_web_identity_federation_info::GetOutboundWebIdentityFederationInfo;

/// Why these operations are refused, for who reads the list of operations.
pub(crate) const WHY: &str = "no tokens are issued for other services";
