//! Why a token of a provider, or an assertion, proves nothing to STS.

use model::ProviderUrl;

/// Why nobody is vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRefused {
    /// It is no token, or is signed in a way that is not accepted.
    NotAToken,
    /// Its issuer is none that a provider here can be.
    Issuer,
    /// The account of the role knows no such provider.
    NoProvider(ProviderUrl),
    /// The provider has no key for it, as far as is known here.
    NoKey,
    /// The provider did not sign it.
    Signature,
    /// A claim is missing, or not of its type.
    Missing(&'static str),
    /// A claim about the session is not what it has to be.
    Claim(&'static str),
    /// It is for somebody else.
    Audience,
    /// It is too early.
    NotYet,
    /// It is valid for longer than what is taken once is remembered.
    TooLong,
    /// It is an assertion of SAML: its signature cannot be verified here.
    Assertion,
}

impl TokenRefused {
    /// AWS's texts, as they are reported; what it says of some is not known.
    pub(super) fn message(&self) -> String {
        match self {
            Self::NotAToken => "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            Self::Issuer => "Issuer must be a valid URL that begins with https://",
            Self::NoProvider(url) => {
                return format!("No OpenIDConnect provider found in your account for {}", url.issuer());
            }
            Self::NoKey => {
                "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity \
                 documentation for requirements"
            }
            Self::Signature => "The signature of the token is not one of your identity provider",
            Self::Missing(claim) => return format!("Missing a required claim: {claim}"),
            Self::Claim(claim) => return format!("The claim {claim} is not what it has to be"),
            Self::Audience => "Incorrect token audience",
            Self::NotYet => "The token is not valid yet",
            Self::TooLong => {
                "The token is valid for more than a day, and tokens of its identity provider are accepted once only"
            }
            Self::Assertion => {
                "This service does not verify SAML assertions. Use AssumeRoleWithWebIdentity or AssumeRole."
            }
        }
        .to_owned()
    }
}
