//! ForwardAuth: whether somebody at a browser may see a site, and who it is. A proxy asks at each request.

use model::Input;
use model::input::{AuditValue, Faults, Malformed, Scope};

use super::hosts::Site;
use crate::operation::{Operation, Sort};
use crate::{Caller, Context, Halt, Identity};

/// Asks whether the caller, who is in a session of the console, may see a site.
#[derive(Debug)]
pub struct ForwardAuth {
    /// Which.
    pub site: Site,
}

/// Who somebody is, as a site is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteIdentity {
    /// The account.
    pub account: String,
    /// The user's name; empty for whom is no user.
    pub user: String,
    /// The immutable id.
    pub user_id: String,
    /// The ARN.
    pub arn: String,
    /// One name for who it is: of users of the site's own account their name, of all others the ARN. A name is unique in its account
    /// only, and no name has a colon in it, so nobody passes for anybody.
    pub remote_user: String,
}

/// Why somebody who is known does not see a site, though policies would not stand in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteRefused {
    /// No device vouched.
    NoMfa,
    /// The site is not for people of this account.
    AccountNotServed,
}

// A page makes one, of a host that was looked up.
impl Input for ForwardAuth {
    fn read_fields(_: &Scope<'_>, _: &mut Faults) -> Result<Option<Self>, Malformed> {
        Err(Malformed)
    }

    fn audit(&self) -> AuditValue {
        audited(&self.site)
    }
}

/// What events tell of a site.
pub(super) fn audited(site: &Site) -> AuditValue {
    AuditValue::Object(vec![
        ("service", AuditValue::Text(site.name().to_string())),
        ("host", AuditValue::Text(site.host().to_string())),
    ])
}

impl Operation for ForwardAuth {
    const ACTION: &'static str = "bartizan:ForwardAuth";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["service"];
    type Output = Result<SiteIdentity, SiteRefused>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Self::Output, Halt> {
        if let Err(refused) = admits(&self.site, ctx.caller()) {
            return Ok(Err(refused));
        }
        ctx.authorize_on(&self.site.arn())?;
        Ok(Ok(identity(&self.site, ctx.caller())))
    }
}

/// What holds whatever policies say: a second factor, and an account that the operator let in (rule R29).
pub(super) fn admits(site: &Site, caller: &Caller) -> Result<(), SiteRefused> {
    if !site.service.serves(site.account, caller.account()) {
        Err(SiteRefused::AccountNotServed)
    } else if !caller.has_mfa() {
        Err(SiteRefused::NoMfa)
    } else {
        Ok(())
    }
}

fn identity(site: &Site, caller: &Caller) -> SiteIdentity {
    let user = match caller.identity() {
        Identity::User(user) => user.name.to_string(),
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
            String::new()
        }
    };
    let arn = caller.arn().to_string();
    let is_own_user = !user.is_empty() && caller.account() == site.account;
    SiteIdentity {
        account: caller.account().to_string(),
        user_id: caller.user_id(),
        remote_user: if is_own_user { user.clone() } else { arn.clone() },
        user,
        arn,
    }
}
