//! `/signin/recovery/mail?token=…`, where the link of a mail leads. Programs that look for harmful mails open links too: to open it shows a
//! button, and does nothing (rule R26). It counts in the browser that asked for it; in any other, this page says the same whatever the link
//! holds, and where to type the code instead.

use askama::Template;
use http::Method;
use service::Error;
use service::signin::ConfirmRecoveryMailByLink;

use super::{Recovering, Told, at, over, refused};
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/alternative/link.html")]
struct Link {
    page: Page,
    link: String,
}

/// Longer than this is none.
const LONGEST: usize = 64;

/// The page, and its form.
pub async fn page(visit: &Visit<'_>) -> Result<Reply, Error> {
    // The address of the page in another language would hold the link: it is left out where the link is of no use here.
    let page = || visit.page(visit.speech.say("alternative-title"));
    let Some(recovering) = Recovering::of(visit).await? else {
        let words = visit.speech.say("alternative-elsewhere").into_owned();
        return Reply::page(&Told { page: page().at("/signin/recovery/mail"), words });
    };
    if *visit.method != Method::POST {
        if recovering.view.mail_proven {
            return Ok(visit.go(&at("phone")));
        }
        let link: String = visit.query.value("token").unwrap_or_default().chars().take(LONGEST).collect();
        return Reply::page(&Link { page: page(), link });
    }
    let void = || visit.speech.say("alternative-link-void").into_owned();
    let words = match visit.input::<ConfirmRecoveryMailByLink>(&[], &["LinkToken"]) {
        Err(_) => void(),
        Ok(input) => match visit.call(&recovering.caller, &input).await {
            Ok(()) => return Ok(visit.go(&at("phone"))),
            Err(error) => match refused(visit, error)? {
                Ok(reply) => return Ok(reply),
                Err(words) => words,
            },
        },
    };
    match Recovering::of(visit).await? {
        Some(_) => Reply::page(&Told { page: page().at(&at("mail")), words }),
        None => Ok(over(visit)),
    }
}
