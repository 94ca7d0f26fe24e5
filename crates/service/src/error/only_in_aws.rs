//! What only makes sense inside AWS, and is refused with the errors that are documented for it.

/// Why an operation that only makes sense inside AWS is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyInAws {
    /// It is about an organization of accounts, and there is none.
    Organization,
    /// It asks for tokens for other services to be issued.
    EnableOutboundFederation,
    /// It is about tokens that are issued for other services.
    OutboundFederation,
    /// It asks for a token for another service.
    WebIdentityTokens,
    /// It asks for permissions as a product of a partner of AWS.
    DelegationRequests,
    /// It trades in a token of a delegation request.
    TradeInToken,
    /// It asks for a session of another account's root user.
    RootOfAnotherAccount,
}

impl OnlyInAws {
    /// The code, as the service model names it. Where it has none for this, AWS's own for who may not.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Organization => "OrganizationNotFoundException",
            Self::OutboundFederation => "FeatureDisabled",
            Self::WebIdentityTokens => "OutboundWebIdentityFederationDisabledException",
            Self::TradeInToken => "ExpiredTradeInTokenException",
            Self::EnableOutboundFederation | Self::DelegationRequests | Self::RootOfAnotherAccount => {
                "AccessDenied"
            }
        }
    }

    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Organization => "No organization is associated with your account.",
            Self::EnableOutboundFederation => {
                "This service issues no tokens for other services. A service of your own can ask it who signed a request \
                 (Authorize)."
            }
            Self::OutboundFederation | Self::WebIdentityTokens => {
                "The outbound web identity federation feature is not enabled for this account."
            }
            Self::DelegationRequests => {
                "Only products of AWS partners create delegation requests. Assume a role instead (AssumeRole)."
            }
            Self::TradeInToken => "The trade-in token is of no delegation request, or has expired.",
            Self::RootOfAnotherAccount => {
                "Your account is not the management account of an organization, and opens no sessions of the root user of another."
            }
        }
    }
}
