//! AssumeRoleWithSAML: refused, since nothing here verifies the signatures of XML. An assertion that is not verified is anybody's.

use model::{Input, ProviderArn, RoleArn, SamlAssertion, SessionPolicyText, Whole};

use super::packed::PolicyDescriptors;
use crate::authorize::condition_keys;
use crate::error::TokenRefused;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::web_identity::GivenIdentity;
use crate::{Context, Error, Halt};

/// Asks for the credentials of a role.
#[derive(Debug, Input)]
pub struct AssumeRoleWithSaml {
    /// Which role.
    pub role_arn: RoleArn,
    /// Who vouches.
    pub principal_arn: ProviderArn,
    /// For whom.
    #[input(name = "SAMLAssertion")]
    pub assertion: SamlAssertion,
    /// Managed policies that would bound the session.
    pub policy_arns: Option<PolicyDescriptors>,
    /// A policy that would bound the session.
    pub policy: Option<SessionPolicyText>,
    /// How long the credentials should last, in seconds.
    pub duration_seconds: Option<Whole<900, 43_200>>,
}

impl Operation for AssumeRoleWithSaml {
    const ACTION: &'static str = "sts:AssumeRoleWithSAML";
    const SORT: Sort = Sort::Change;
    const UNSIGNED: bool = true;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ASSUMING_ELSEWHERE;
    const SUPPORT: Support = Support::Refused("SAML assertions are not verified");
    type Output = Empty;

    fn given_identity(&self) -> GivenIdentity<'_> {
        GivenIdentity::Assertion
    }

    async fn run(&self, _: &Context<'_>) -> Result<Empty, Halt> {
        Err(Error::from(TokenRefused::Assertion).into())
    }
}
