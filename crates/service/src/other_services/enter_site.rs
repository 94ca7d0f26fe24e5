//! ForwardAuth, for the first time in a session of the console: a ticket becomes the pass to a site.

use model::input::{AuditValue, Faults, Malformed, Scope};
use model::{Input, Timestamp};
use serde_json::json;

use super::forward_auth::{SiteRefused, admits, audited};
use super::hosts::Site;
use super::pass::{Ticket, console_of};
use crate::error::{Denial, Missing};
use crate::operation::{Operation, Sort};
use crate::signin::spend_once;
use crate::{Changes, Context, Error, Halt, Origin, Service, call};

/// What a browser gets for a ticket.
#[derive(Debug)]
pub struct Entered {
    /// The pass, for a cookie.
    pub pass: String,
    /// Where the browser goes on, at the same host.
    pub path: String,
}

/// Uses a ticket up.
pub struct EnterSite {
    site: Site,
    ticket: Ticket,
}

impl Service {
    /// Gives a browser the pass to a site for the ticket that it brings; none if the ticket was used, is too old, or another browser's.
    ///
    /// # Errors
    /// If policies refuse, or the store fails.
    pub async fn enter_site(
        &self,
        site: Site,
        (ticket, state): (&str, &str),
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Option<Result<Entered, SiteRefused>>, Error> {
        let Some(ticket) = self.open_ticket(ticket, &site, state, now) else { return Ok(None) };
        let Some(caller) = self.caller_of_lineage(&ticket.of, now).await? else { return Ok(None) };
        match call(self, &caller, origin, now, &EnterSite { site, ticket }).await {
            Ok(entered) => Ok(Some(entered)),
            Err(Error::NoSuchEntity(_) | Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

// A page makes one, of a ticket that was opened; nothing of the ticket is kept.
impl Input for EnterSite {
    fn read_fields(_: &Scope<'_>, _: &mut Faults) -> Result<Option<Self>, Malformed> {
        Err(Malformed)
    }

    fn audit(&self) -> AuditValue {
        audited(&self.site)
    }
}

impl Operation for EnterSite {
    const ACTION: &'static str = "bartizan:ForwardAuth";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["service"];
    type Output = Result<Entered, SiteRefused>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Self::Output, Halt> {
        if let Err(refused) = admits(&self.site, ctx.caller()) {
            return Ok(Err(refused));
        }
        let Some(session) = console_of(ctx.caller()) else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let permit = ctx.authorize_on(&self.site.arn())?;
        let used_before = || Error::from(Missing::SigninToken);
        let spent = (self.ticket.id.as_str(), self.ticket.expires);
        let changes = spend_once(ctx, spent, used_before, Changes::new().watch(session)).await?;
        ctx.commit(&permit, changes.responded(json!({ "ForwardAuth": "Success" }))).await?;
        let pass = ctx.service.site_pass(session, &self.site)?;
        Ok(Ok(Entered { pass, path: self.ticket.path.clone() }))
    }
}
