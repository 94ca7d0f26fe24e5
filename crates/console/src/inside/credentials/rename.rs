//! Calling a security key of one's own something else.

use askama::Template;
use model::SerialNumber;
use service::Error;
use service::iam::mfa::RenameSecurityKey;

use super::manage::named;
use super::{HERE, refused};
use crate::devices;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/credentials/rename.html")]
struct Rename {
    page: Page,
    serial: SerialNumber,
    called: String,
}

/// The page.
pub fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("key-rename-title"))
}

fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let visit = inside.visit;
    let Some(serial) = named(inside) else { return Ok(visit.go(&format!("{HERE}/mfa"))) };
    let typed = visit.form.value("SecurityKeyName");
    let called =
        typed.map_or_else(|| devices::name(&serial).to_owned(), |name| name.chars().take(256).collect());
    Reply::page(&Rename { page, serial, called })
}

/// Takes the new name.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = inside.page("key-rename-title");
    let input = match visit.input::<RenameSecurityKey>(&[], &["SerialNumber", "SecurityKeyName"]) {
        Ok(input) => input,
        Err(problems) => return render(inside, page.with(problems)),
    };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("{HERE}?done=key-renamed"))),
        Err(error) => {
            let serial = encoded(visit.typed("SerialNumber"));
            let back = format!("{HERE}/mfa/rename?SerialNumber={serial}");
            refused(inside, error, &back, async |page| render(inside, page), page).await
        }
    }
}
