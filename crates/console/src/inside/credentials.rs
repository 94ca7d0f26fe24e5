//! `/console/credentials`, "My Security Credentials": what somebody signs in with, of users and of the root user alike.

mod assign;
mod contact;
mod drift;
mod keys;
mod manage;
mod overview;
mod password;
mod recovery_codes;
mod remove;
mod rename;
mod resync;
mod sessions;
mod terminals;
pub mod wizard;

use service::Error;

use super::{Inside, prove};
use crate::page::Page;
use crate::reply::Reply;

pub use assign::for_user;
pub use contact::Contact;

/// Where these pages are.
const HERE: &str = "/console/credentials";

/// The page at a path under `/console/credentials`.
pub async fn page(inside: &Inside<'_>, path: &[&str]) -> Result<Option<Reply>, Error> {
    Ok(Some(match (path, inside.is_post()) {
        ([], false) => overview::show(inside).await?,
        (["password"], true) => password::take(inside).await?,
        (["keys", "create"], true) => keys::create(inside).await?,
        (["keys", "status"], true) => keys::set_status(inside).await?,
        (["keys", "delete"], false) => keys::ask_to_delete(inside)?,
        (["keys", "delete"], true) => keys::delete(inside).await?,
        (["recovery-codes", "create"], true) => recovery_codes::create(inside).await?,
        (["recovery-codes", "file"], true) => recovery_codes::file(inside).await?,
        (["recovery-codes", "delete"], false) => recovery_codes::ask_to_delete(inside)?,
        (["recovery-codes", "delete"], true) => recovery_codes::delete(inside).await?,
        (["sessions", "end"], true) => sessions::end(inside).await?,
        (["sessions", "end-others"], true) => sessions::end_others(inside).await?,
        (["terminals", "end"], true) => terminals::end(inside).await?,
        (["mfa"], false) => manage::show(inside).await?,
        (["mfa", "next"], false) => manage::go_on(inside),
        (["mfa", "assign"], _) => assign::own(inside).await?,
        (["mfa", "resync"], false) => resync::show(inside).await?,
        (["mfa", "resync"], true) => resync::take(inside).await?,
        (["mfa", "rename"], false) => rename::show(inside)?,
        (["mfa", "rename"], true) => rename::take(inside).await?,
        (["mfa", "remove"], false) => remove::show(inside)?,
        (["mfa", "remove"], true) => remove::take(inside).await?,
        (["mfa", "delete"], true) => remove::delete(inside).await?,
        // Where a form was sent to: somebody loads the page again, or changes its language.
        (
            ["password"] | ["keys" | "recovery-codes" | "sessions" | "terminals", _] | ["mfa", "delete"],
            false,
        ) => inside.visit.go(HERE),
        _ => return Ok(None),
    }))
}

/// The page of which these are the sections, wherever the form was sent to.
fn page_of(inside: &Inside<'_>) -> Page {
    inside.page("my-security-credentials").at(HERE)
}

/// A page with what an operation refused; or the way to what must be proven first, and then back to where one was.
async fn refused(
    inside: &Inside<'_>,
    error: Error,
    back: &str,
    render: impl AsyncFnOnce(Page) -> Result<Reply, Error>,
    page: Page,
) -> Result<Reply, Error> {
    let visit = inside.visit;
    if let Some(reply) = prove::detour(inside, &error, back) {
        return Ok(reply);
    }
    match error {
        Error::ServiceFailure(_) => Err(error),
        // The session ended meanwhile.
        Error::InvalidClientTokenId { .. } => Ok(visit.go("/signin?ended")),
        _ => render(page.with_trouble(visit.words(&error))).await,
    }
}
