//! Removing a device of one's own: it is deactivated, then deleted. If only the first is allowed, it stays, and belongs to nobody; so
//! does a hardware token, which others can have then.

use askama::Template;
use model::{DeviceKind, SerialNumber};
use service::iam::mfa::{DeactivateMfaDevice, DeactivateRootMfaDevice, DeleteVirtualMfaDevice};
use service::{Error, Identity};

use super::manage::named;
use super::{HERE, overview, page_of, refused};
use crate::devices;
use crate::faults::Problems;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::{encoded, is_key};

#[derive(Template)]
#[template(path = "inside/credentials/remove.html")]
struct Remove {
    page: Page,
    serial: SerialNumber,
    name: String,
    kind: DeviceKind,
}

#[derive(Template)]
#[template(path = "inside/credentials/kept.html")]
struct Kept {
    page: Page,
    serial: String,
}

/// The page that asks.
pub fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("remove-device"))
}

fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let Some(serial) = named(inside) else { return Ok(inside.visit.go(&format!("{HERE}/mfa"))) };
    let (name, kind) = (devices::name(&serial).to_owned(), serial.kind());
    Reply::page(&Remove { page, serial, name, kind })
}

/// Removes it.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = inside.page("remove-device");
    match deactivate(inside).await {
        Err(problems) => return render(inside, page.with(problems)),
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            let serial = encoded(visit.typed("SerialNumber"));
            let back = format!("{HERE}/mfa/remove?SerialNumber={serial}");
            return refused(inside, error, &back, async |page| render(inside, page), page).await;
        }
    }
    let input = match visit.input::<DeleteVirtualMfaDevice>(&[], &["SerialNumber"]) {
        // After a recovery it was deleted at once: nothing else may be deleted there (rule R33).
        Ok(input) if input.serial_number.kind() == DeviceKind::Virtual && inside.caller.is_recovered() => {
            return Ok(visit.go(&format!("{HERE}?done=removed")));
        }
        Ok(input) if input.serial_number.kind() == DeviceKind::Virtual => input,
        Ok(input) if is_key(&input.serial_number) => {
            return Ok(visit.go(&format!("{HERE}?done=key-removed")));
        }
        Ok(_) => return Ok(visit.go(&format!("{HERE}?done=token-removed"))),
        Err(problems) => return render(inside, page.with(problems)),
    };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("{HERE}?done=removed"))),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => {
            let page = page.with_trouble(visit.words(&error));
            Reply::page(&Kept { page, serial: input.serial_number.to_string() })
        }
    }
}

async fn deactivate(inside: &Inside<'_>) -> Result<Result<(), Error>, Problems> {
    let (visit, caller) = (inside.visit, &inside.caller);
    Ok(match caller.identity() {
        Identity::Root(_) => {
            let input = visit.input::<DeactivateRootMfaDevice>(&[], &["SerialNumber"])?;
            visit.call(caller, &input).await.map(drop)
        }
        Identity::User(_) | Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
            let input = visit.input::<DeactivateMfaDevice>(&[], &["SerialNumber"])?;
            visit.call(caller, &input).await.map(drop)
        }
    })
}

/// Deletes a device that belongs to nobody.
pub async fn delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = page_of(inside);
    let input = match visit.input::<DeleteVirtualMfaDevice>(&[], &["SerialNumber"]) {
        Ok(input) => input,
        Err(_) => {
            let words = visit.speech.say("fault-unreadable").into_owned();
            return overview::render(inside, page.with_trouble(words)).await;
        }
    };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("{HERE}?done=deleted"))),
        Err(error) => {
            refused(inside, error, HERE, async |page| overview::render(inside, page).await, page).await
        }
    }
}
