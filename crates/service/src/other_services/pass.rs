//! What a browser has for a site in front of which a proxy asks: first a ticket, which the console gives it and the site's host takes
//! once, then a pass, which is that host's cookie.
//!
//! The cookie of the console stays at the console: it would else be in the hands of every site. A pass opens nothing but its own host,
//! hangs on the session of the console, and ends with it.

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::hosts::Site;
use crate::records::{ConsoleSession, Loaded, Owner, keys};
use crate::{Caller, Credential, Error, Service};

/// How long a ticket is on its way: two redirects.
const TICKET_LIFE: Duration = Duration::from_secs(60);
/// Longer is no path that a ticket takes along; whoever asked for such a page begins at the site's first.
const LONGEST_PATH: usize = 900;

/// Which session of the console it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Lineage {
    pub account: AccountId,
    pub owner: Owner,
    /// What stays the same for as long as the session goes on.
    pub session: String,
}

/// The cookie of a site.
#[derive(Serialize, Deserialize)]
struct Pass {
    of: Lineage,
    host: String,
    expires: Timestamp,
}

/// What a browser brings from the console to a site.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub of: Lineage,
    pub host: String,
    /// Where the browser goes on.
    pub path: String,
    /// What the site's host gave this very browser: another one could else be signed in with somebody's ticket without knowing.
    pub state: String,
    pub expires: Timestamp,
    /// What makes it one of a kind.
    pub id: String,
}

const PASS: &str = "site pass";
const TICKET: &str = "site ticket";

/// Where sessions of the console are that passes hang on: a hint, which the document itself confirms. It saves a scan at each request
/// once somebody has proven a factor again, which gives a session another id.
pub struct SessionPlaces(quick_cache::sync::Cache<Lineage, String>);

impl Default for SessionPlaces {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(16_384))
    }
}

impl Service {
    /// A ticket to a site for who is in a session of the console; none for anybody else.
    ///
    /// # Errors
    /// If the cipher fails.
    pub fn site_ticket(
        &self,
        caller: &Caller,
        site: &Site,
        (path, state): (&str, &str),
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        let Credential::Console { session, .. } = caller.credential() else { return Ok(None) };
        let ticket = Ticket {
            of: Lineage::of(session),
            host: site.host.to_string(),
            path: if path.len() <= LONGEST_PATH { path.to_owned() } else { "/".to_owned() },
            state: state.to_owned(),
            expires: now.after(TICKET_LIFE),
            id: data_encoding::HEXLOWER.encode(&self.entropy.array::<16>()),
        };
        self.seal_cookie(caller.account(), TICKET, &ticket).map(Some)
    }

    /// A ticket that a browser brings to a site, if it is for that host and that browser and still holds.
    pub(super) fn open_ticket(&self, text: &str, site: &Site, state: &str, now: Timestamp) -> Option<Ticket> {
        let ticket = self.open_cookie::<Ticket>(TICKET, text)?;
        let is_its = ticket.host == site.host.as_str() && ticket.state == state && !state.is_empty();
        (is_its && now < ticket.expires).then_some(ticket)
    }

    /// The pass to a site of who is in a session of the console.
    pub(super) fn site_pass(&self, session: &ConsoleSession, site: &Site) -> Result<String, Error> {
        let pass = Pass { of: Lineage::of(session), host: site.host.to_string(), expires: session.expires };
        self.seal_cookie(session.account, PASS, &pass)
    }

    /// Who has a pass to a site, if the session of the console that it hangs on still holds.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn caller_of_pass(
        &self,
        cookie: &str,
        site: &Site,
        now: Timestamp,
    ) -> Result<Option<Caller>, Error> {
        let pass = self.open_cookie::<Pass>(PASS, cookie);
        let pass = pass.filter(|pass| pass.host == site.host.as_str() && now < pass.expires);
        match pass {
            Some(pass) => self.caller_of_lineage(&pass.of, now).await,
            None => Ok(None),
        }
    }

    /// Who is in a session of the console, whatever id it has by now.
    pub(super) async fn caller_of_lineage(
        &self,
        of: &Lineage,
        now: Timestamp,
    ) -> Result<Option<Caller>, Error> {
        let hint = self.session_places.0.get(of);
        let id = hint.as_deref().unwrap_or(&of.session);
        let key = keys::console_session(of.account, &of.owner, id);
        let there = self.records.load::<ConsoleSession>(key).await?;
        let session = match there.filter(|session| session.lineage() == of.session) {
            Some(session) => session,
            None => {
                let found = self.session_of_lineage(of.account, &of.owner, &of.session).await?;
                let Some(session) = found else { return Ok(None) };
                self.session_places.0.insert(of.clone(), session.id.clone());
                session
            }
        };
        self.in_session(session.key().clone(), now).await
    }
}

impl Lineage {
    fn of(session: &ConsoleSession) -> Self {
        Self { account: session.account, owner: session.owner.clone(), session: session.lineage().to_owned() }
    }
}

/// A session of the console in which somebody is.
pub(super) const fn console_of(caller: &Caller) -> Option<&Loaded<ConsoleSession>> {
    match caller.credential() {
        Credential::Console { session, .. } => Some(session),
        Credential::AccessKey(_)
        | Credential::Session(_)
        | Credential::SigningIn(_)
        | Credential::WebIdentity => None,
    }
}
