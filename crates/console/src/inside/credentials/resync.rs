//! Resynchronizing a device of one's own, with two codes.

use askama::Template;
use service::iam::mfa::{ResyncMfaDevice, ResyncRootMfaDevice};
use service::{Error, Identity};

use super::manage::named;
use super::{HERE, refused};
use crate::faults::Problems;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/credentials/resync.html")]
struct Resync {
    page: Page,
    serial: String,
    name: String,
}

/// The page.
pub fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("resync"))
}

fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    match named(inside) {
        Some((serial, name)) => Reply::page(&Resync { page, serial, name }),
        None => Ok(inside.visit.go(&format!("{HERE}/mfa"))),
    }
}

/// Takes the two codes.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = inside.page("resync");
    match resync(inside).await {
        Err(problems) => render(inside, page.with(problems)),
        Ok(Ok(())) => Ok(visit.go(&format!("{HERE}?done=resync"))),
        Ok(Err(error)) => refused(inside, error, HERE, async |page| render(inside, page), page).await,
    }
}

async fn resync(inside: &Inside<'_>) -> Result<Result<(), Error>, Problems> {
    let fields = ["SerialNumber", "AuthenticationCode1", "AuthenticationCode2"];
    let (visit, caller) = (inside.visit, &inside.caller);
    Ok(match caller.identity() {
        Identity::User(user) => {
            let input =
                visit.input::<ResyncMfaDevice>(&[("UserName", model::Text::as_str(&user.name))], &fields)?;
            visit.call(caller, &input).await.map(drop)
        }
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } => {
            let input = visit.input::<ResyncRootMfaDevice>(&[], &fields)?;
            visit.call(caller, &input).await.map(drop)
        }
    })
}
