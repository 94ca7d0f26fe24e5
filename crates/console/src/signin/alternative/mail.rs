//! The mail: it is sent when somebody presses for it, and this page waits for its code.

use askama::Template;
use service::Error;
use service::signin::{ConfirmRecoveryMailByCode, SendRecoveryMail};

use super::{Recovering, at, later, over, refused};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/alternative/mail.html")]
struct Mail {
    page: Page,
    /// Where the mail goes, partly hidden.
    email: String,
    /// Who writes it.
    sender: Option<String>,
    is_sent: bool,
    /// Whether another can be sent, now or in a while.
    has_more: bool,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    render(visit, &recovering, page(visit))
}

fn page(visit: &Visit<'_>) -> Page {
    let sent = visit.query.value("sent").map(|_| visit.speech.say("alternative-mail-sent").into_owned());
    visit.page(visit.speech.say("alternative-title")).at(&at("mail")).with_notice(sent)
}

fn render(visit: &Visit<'_>, recovering: &Recovering, page: Page) -> Result<Reply, Error> {
    let view = &recovering.view;
    if view.mail_proven {
        return Ok(visit.go(&at("phone")));
    }
    Reply::page(&Mail {
        page,
        email: view.email.clone(),
        sender: visit.service().mail_from().map(str::to_owned),
        is_sent: view.mail_sent,
        has_more: view.next_mail.is_some(),
    })
}

/// Sends it.
pub async fn send(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    match visit.call(&recovering.caller, &SendRecoveryMail {}).await {
        Ok(()) => Ok(visit.go(&format!("{}?sent", at("mail")))),
        Err(error) => told(visit, &recovering, error),
    }
}

/// Takes its code.
pub async fn code(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    // What is no code was not tried.
    let Ok(input) = visit.input::<ConfirmRecoveryMailByCode>(&[], &["MailCode"]) else {
        let problems = Problems::one("MailCode", visit.speech.say("alternative-code-shape"));
        return render(visit, &recovering, page(visit).with(problems));
    };
    match visit.call(&recovering.caller, &input).await {
        Ok(()) => Ok(visit.go(&at("phone"))),
        Err(error) => told(visit, &recovering, error),
    }
}

fn told(visit: &Visit<'_>, recovering: &Recovering, error: Error) -> Result<Reply, Error> {
    // Whoever presses twice has attempted nothing that there would be too much of.
    if let Error::TooSoon { seconds } = error {
        let words = later(visit, "alternative-mail-later", seconds);
        return render(visit, recovering, page(visit).with_trouble(words));
    }
    match refused(visit, error)? {
        Ok(reply) => Ok(reply),
        Err(words) => render(visit, recovering, page(visit).with_trouble(words)),
    }
}
