//! `/signin/contact/undo`: what the letter about a changed e-mail or phone leads to. Opening it changes nothing (rule R26: programs that
//! look for malware open every link); its button does. Nobody has to sign in: a thief may have changed the password too.

use askama::Template;
use http::StatusCode;
use service::Error;

use crate::page::{Page, Sentence};
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/undo_contact.html")]
struct UndoContact {
    page: Page,
    account: String,
    /// What the link says, for the form to say it again.
    link: String,
    email: Option<String>,
    phone: Option<Option<String>>,
    until: String,
}

/// The page: what would be undone.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let link = visit.query.value("token").unwrap_or_default();
    let Some(found) = visit.service().undoable(link, visit.now).await? else { return over(visit) };
    Reply::page(&UndoContact {
        page: visit.page(visit.speech.say("undo-title")),
        account: found.account.to_string(),
        link: link.to_owned(),
        email: found.email,
        phone: found.phone,
        until: crate::inside::minute(found.until),
    })
}

/// Undoes it.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let from = (visit.origin.address, visit.speech.0.tag());
    if !visit.service().undo_contact_change(visit.typed("link"), from, visit.now).await? {
        return over(visit);
    }
    let words = visit.speech.say("undo-done").into_owned();
    Reply::page(&Sentence { page: visit.page(visit.speech.say("undo-title")), words })
}

/// A link that was used, is too old, or was never sent: they are one to whoever tries them out.
fn over(visit: &Visit<'_>) -> Result<Reply, Error> {
    let words = visit.speech.say("undo-over").into_owned();
    let page = Sentence { page: visit.page(visit.speech.say("undo-title")), words };
    Ok(Reply::page(&page)?.status(StatusCode::GONE))
}
