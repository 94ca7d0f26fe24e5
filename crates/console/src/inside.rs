//! The console itself, for who is signed in.

mod account;
mod audit;
mod credentials;
mod dashboard;
mod prove;
mod terminal;
mod users;
mod when;

pub use account::minute;

use http::Method;
use service::signin::EndConsoleSession;
use service::{Caller, Error};

use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

pub use credentials::wizard::{For, Outcome, Wizard};
pub use prove::local;
pub use terminal::{page as authorize, wanted};

/// Where programs send a browser.
pub const AUTHORIZE: &str = "/v1/authorize";

/// A request of somebody who is signed in.
pub struct Inside<'a> {
    /// The request.
    pub visit: &'a Visit<'a>,
    /// Who it is.
    pub caller: Caller,
}

impl Inside<'_> {
    /// What a page has beside its own content.
    pub fn page(&self, title: &str) -> Page {
        self.visit.page(self.visit.speech.say(title)).of(&self.caller)
    }

    /// Whether a form was sent.
    pub fn is_post(&self) -> bool {
        *self.visit.method == Method::POST
    }
}

/// The page at a path under `/console`.
pub async fn page(visit: &Visit<'_>, path: &[&str]) -> Result<Option<Reply>, Error> {
    let Some(caller) = signed_in(visit).await? else {
        let is_over = visit.cookie(Cookie::Session).is_some();
        let why = if is_over { "?ended" } else { "" };
        return Ok(Some(visit.go(&format!("/signin{why}")).cookie(visit.console.jar.clear(Cookie::Session))));
    };
    visit.service().session_seen(&caller, visit.now).await?;
    let inside = Inside { visit, caller };
    Ok(Some(match (path, inside.is_post()) {
        ([] | [""], false) => dashboard::show(&inside).await?,
        (["account"], false) => account::show(&inside).await?,
        // Where a form was sent to: somebody loads the page again, or changes its language.
        (["account", _], false) => visit.go("/console/account"),
        (["account", what], true) => match account::take(&inside, what).await? {
            Some(reply) => reply,
            None => return Ok(None),
        },
        (["audit"], false) => audit::show(&inside).await?,
        (["credentials", rest @ ..], _) => return credentials::page(&inside, rest).await,
        (["users", name, "mfa", "assign"], _) => return credentials::for_user(&inside, name).await,
        (["prove"], false) => prove::show(&inside).await?,
        (["prove"], true) => prove::take(&inside).await?,
        (["sign-out"], true) => sign_out(&inside).await?,
        (["users" | "groups" | "mfa-devices", ..], _) => return users::page(&inside, path).await,
        _ => return Ok(None),
    }))
}

/// Who is signed in with this browser.
pub async fn signed_in(visit: &Visit<'_>) -> Result<Option<Caller>, Error> {
    match visit.cookie(Cookie::Session) {
        Some(cookie) => {
            let caller = visit.service().caller_of_session(cookie, visit.now).await?;
            if let Some(caller) = &caller {
                let _ = visit.account.set(caller.account());
            }
            Ok(caller)
        }
        None => Ok(None),
    }
}

async fn sign_out(inside: &Inside<'_>) -> Result<Reply, Error> {
    match inside.visit.call(&inside.caller, &EndConsoleSession { session_id: None }).await {
        // It may have ended a moment ago, which is what was asked for.
        Ok(_) | Err(Error::NoSuchEntity(_) | Error::InvalidClientTokenId { .. }) => {
            Ok(inside.visit.go("/signin").cookie(inside.visit.console.jar.clear(Cookie::Session)))
        }
        Err(error) => Err(error),
    }
}
