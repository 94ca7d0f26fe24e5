//! `/signin/root`: the root user's e-mail address, then the password. Both pages are the same whether or not anybody has that address.

use askama::Template;
use model::Secret;
use service::Error;
use service::signin::{Browser, Claimed};

use super::step;
use crate::cookies::Cookie;
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/root.html")]
struct Root {
    page: Page,
    email: String,
}

#[derive(Template)]
#[template(path = "signin/root_password.html")]
struct RootPassword {
    page: Page,
    email: String,
}

/// No address is longer.
const LONGEST: usize = 254;

/// The page for the address.
pub fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let mut page = visit.page(visit.speech.say("root-title"));
    if visit.query.value("ended").is_some() {
        page = page.with_trouble(visit.speech.say("step-ended"));
    }
    Reply::page(&Root { page, email: String::new() })
}

/// Takes the address.
pub fn take_email(visit: &Visit<'_>) -> Result<Reply, Error> {
    let email = visit.typed("Email").trim().to_owned();
    let page = visit.page(visit.speech.say("root-title"));
    if !looks_right(&email) {
        let problems = Problems::one("Email", visit.speech.say("root-email-wrong"));
        return Reply::page(&Root { page: page.with(problems), email });
    }
    Reply::page(&RootPassword { page, email })
}

/// Takes the password.
pub async fn take_password(visit: &Visit<'_>) -> Result<Reply, Error> {
    let email = visit.typed("Email").trim().to_owned();
    let password = Secret::new(visit.typed("Password").to_owned());
    let page = visit.page(visit.speech.say("root-title"));
    if !looks_right(&email) {
        return Ok(visit.go("/signin/root"));
    }
    if password.expose().is_empty() {
        let problems = Problems::one("Password", visit.speech.say("fault-missing"));
        return Reply::page(&RootPassword { page: page.with(problems), email });
    }
    let browser = Browser { address: visit.origin.address, known: visit.cookie(Cookie::Browser) };
    match visit.service().prove_password(Claimed::Root { email: &email }, &password, browser, visit.now).await
    {
        Ok(proven) => step::after_password(visit, &proven).await,
        Err(refused) => {
            let page = page.with_trouble(step::password_refused(visit, refused)?);
            Reply::page(&RootPassword { page, email })
        }
    }
}

fn looks_right(email: &str) -> bool {
    email.len() <= LONGEST
        && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}
