//! Resynchronizing a device of one's own, with two codes.

use askama::Template;
use model::SerialNumber;
use service::iam::mfa::{ResyncMfaDevice, ResyncRootMfaDevice};
use service::{Error, Identity};

use super::manage::named;
use super::{HERE, refused};
use crate::devices;
use crate::faults::Problems;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::is_key;

#[derive(Template)]
#[template(path = "inside/credentials/resync.html")]
struct Resync {
    page: Page,
    serial: SerialNumber,
    name: String,
    /// How to get the second code.
    go_on: String,
}

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("resync")).await
}

async fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let visit = inside.visit;
    let Some(serial) = named(inside) else { return Ok(visit.go(&format!("{HERE}/mfa"))) };
    if is_key(&serial) {
        return Ok(visit.go(&format!("{HERE}/mfa?note=in-step")));
    }
    let shows = visit.service().shows(&inside.caller, &serial).await?;
    let (name, go_on) = (devices::name(&serial).to_owned(), devices::how_to_go_on(shows, visit.speech));
    Reply::page(&Resync { page, serial, name, go_on })
}

/// Takes the two codes.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = inside.page("resync");
    match resync(inside).await {
        Err(problems) => render(inside, page.with(problems)).await,
        Ok(Ok(())) => Ok(visit.go(&format!("{HERE}?done=resync"))),
        Ok(Err(error)) => refused(inside, error, HERE, async |page| render(inside, page).await, page).await,
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
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
            let input = visit.input::<ResyncRootMfaDevice>(&[], &fields)?;
            visit.call(caller, &input).await.map(drop)
        }
    })
}
