//! Signing in, page by page.

mod account;
mod alternative;
mod choose;
mod code;
mod enrolment;
mod key;
mod new_password;
mod open;
mod recovery_code;
mod root;
mod start;
mod step;
mod troubleshoot;
mod undo_contact;

use http::Method;
use service::Error;

use crate::reply::Reply;
use crate::visit::Visit;

pub use key::is_key;
pub use troubleshoot::encoded;

/// The page at a path under `/signin`.
pub async fn page(visit: &Visit<'_>, path: &[&str]) -> Result<Option<Reply>, Error> {
    let is_post = *visit.method == Method::POST;
    if let ["step", "alternative", rest @ ..] = path {
        return alternative::page(visit, rest).await;
    }
    Ok(Some(match (path, is_post) {
        ([], false) => start::show(visit)?,
        (["root"], false) => root::show(visit)?,
        (["root"], true) => root::take_email(visit)?,
        // Without the address there is nothing to ask a password for: whoever loads the page again begins anew.
        (["root", "password"], false) => visit.go("/signin/root"),
        (["root", "password"], true) => root::take_password(visit).await?,
        (["step", "choose"], false) => choose::show(visit).await?,
        (["step", "code"], false) => code::show(visit).await?,
        (["step", "code"], true) => code::take(visit).await?,
        (["step", "key"], false) => key::show(visit).await?,
        (["step", "key"], true) => key::take(visit).await?,
        (["step", "troubleshoot"], false) => troubleshoot::show(visit).await?,
        (["step", "troubleshoot"], true) => troubleshoot::take(visit).await?,
        (["step", "recovery-code"], false) => recovery_code::show(visit).await?,
        (["step", "recovery-code"], true) => recovery_code::take(visit).await?,
        (["step", "password"], false) => new_password::show(visit).await?,
        (["step", "password"], true) => new_password::take(visit).await?,
        (["step", "enrolment"], false) => enrolment::show(visit).await?,
        (["step", "enrolment"], true) => enrolment::take(visit).await?,
        (["step", "open"], false) => open::show(visit).await?,
        (["step", "open"], true) => open::take(visit).await?,
        (["recovery", "mail"], _) => alternative::link(visit).await?,
        (["contact", "undo"], false) => undo_contact::show(visit).await?,
        (["contact", "undo"], true) => undo_contact::take(visit).await?,
        ([account], false) => account::show(visit, account)?,
        ([_], true) => account::take(visit).await?,
        _ => return Ok(None),
    }))
}
