//! A device that was stolen: it is removed, and in the same step the user gets a password for one sign-in, and all sessions end.

use askama::Template;
use service::Error;
use service::iam::mfa::DeactivateStolenMfaDevice;

use super::device::deleted;
use super::section::{Wrong, submit};
use super::{Inside, credentials};
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/stolen.html")]
struct Stolen {
    page: Page,
    name: String,
    back: String,
    /// The password for one sign-in; none where the user had none.
    password: Option<String>,
}

/// Does it. The password is on the page that answers the form, and nowhere else, ever.
pub async fn take(inside: &Inside<'_>, name: &str, back: &str) -> Result<Result<Reply, Wrong>, Error> {
    let visit = inside.visit;
    let input = visit.input::<DeactivateStolenMfaDevice>(&[("UserName", name)], &["SerialNumber"]);
    let password = match submit(inside, input, back).await? {
        Ok(password) => password,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let page = inside.page("users-stolen-title");
    let page = match deleted(inside, visit.typed("SerialNumber"), &credentials::here(name)).await {
        Ok(Ok(())) => page.with_notice(Some(visit.speech.say("users-done-removed").into_owned())),
        // The password must be shown now, whatever became of the deletion.
        kept => {
            let page = page.with_notice(Some(visit.speech.say("users-removed-but-listed").into_owned()));
            match kept {
                Ok(Err(Wrong::Said(problems))) => page.with(problems),
                _ => page,
            }
        }
    };
    let password = password.map(|password| password.expose().clone());
    Reply::page(&Stolen { page, name: name.to_owned(), back: credentials::here(name), password }).map(Ok)
}
