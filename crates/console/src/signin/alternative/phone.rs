//! The call: six digits, which are typed on the telephone; then the way in.

use askama::Template;
use service::Error;
use service::signin::{CallProgress, CallRecoveryPhone, FinishRecovery};

use super::{Recovering, at, later, no_phone, over, refused, support};
use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::step::go_on;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/alternative/phone.html")]
struct Phone {
    page: Page,
    /// Where the call goes, partly hidden.
    phone: Option<String>,
    no_phone: String,
    is_proven: bool,
    /// What to type, while it rings.
    digits: Option<String>,
    /// Whether another call can be made, now or in a while.
    has_more: bool,
    was_called: bool,
    support: String,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    render(visit, &recovering, page(visit))
}

fn page(visit: &Visit<'_>) -> Page {
    visit.page(visit.speech.say("alternative-title")).at(&at("phone"))
}

fn render(visit: &Visit<'_>, recovering: &Recovering, page: Page) -> Result<Reply, Error> {
    let (view, s) = (&recovering.view, visit.speech);
    if !view.mail_proven {
        return Ok(visit.go(&at("mail")));
    }
    let (digits, told) = match &view.call {
        Some(CallProgress::Ringing { digits }) => (Some(digits.expose().clone()), None),
        Some(CallProgress::Failed) => (None, Some(s.say("alternative-call-failed"))),
        Some(CallProgress::Ended) if !view.phone_proven => (None, Some(s.say("alternative-call-ended"))),
        Some(CallProgress::Ended) | None => (None, None),
    };
    let page = match told {
        Some(words) if page.trouble.is_none() => page.with_trouble(words),
        _ => page,
    };
    Reply::page(&Phone {
        page,
        phone: view.phone.clone(),
        no_phone: no_phone(visit),
        is_proven: view.phone_proven,
        digits,
        has_more: view.next_call.is_some(),
        was_called: view.call.is_some(),
        support: support(visit),
    })
}

/// Has the phone called.
pub async fn call(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    match visit.call(&recovering.caller, &CallRecoveryPhone {}).await {
        Ok(()) => Ok(visit.go(&at("phone"))),
        Err(error) => told(visit, &recovering, error),
    }
}

/// Signs in.
pub async fn finish(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(recovering) = Recovering::of(visit).await? else { return Ok(over(visit)) };
    match visit.call(&recovering.caller, &FinishRecovery {}).await {
        Ok(progress) => {
            let reply = go_on(visit, &recovering.caller, progress).await?;
            Ok(reply.cookie(visit.console.jar.clear(Cookie::Recovery)))
        }
        Err(error) => told(visit, &recovering, error),
    }
}

fn told(visit: &Visit<'_>, recovering: &Recovering, error: Error) -> Result<Reply, Error> {
    if let Error::TooSoon { seconds } = error {
        let words = later(visit, "alternative-call-later", seconds);
        return render(visit, recovering, page(visit).with_trouble(words));
    }
    match refused(visit, error)? {
        Ok(reply) => Ok(reply),
        Err(words) => render(visit, recovering, page(visit).with_trouble(words)),
    }
}
