//! `/signin/ALIAS-OR-ID`: an account's own page, for its users.

use askama::Template;
use model::Secret;
use service::Error;
use service::signin::{Browser, Claimed};

use super::start::{is_account, remembered};
use super::step;
use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/account.html")]
struct Account {
    page: Page,
    account: String,
    user_name: String,
    /// Where the form goes: to this very page, since what was typed for an account may be no path.
    action: String,
}

/// The page. It says nothing of whether there is such an account.
pub fn show(visit: &Visit<'_>, account: &str) -> Result<Reply, Error> {
    if !is_account(account) {
        return Ok(visit.go("/signin"));
    }
    let of_account = remembered(visit).filter(|(remembered, _)| remembered == account);
    let user_name = of_account.map(|(_, name)| name).unwrap_or_default();
    let mut page = visit.page(visit.speech.say("user-title"));
    if visit.query.value("ended").is_some() {
        page = page.with_trouble(visit.speech.say("step-ended"));
    }
    Reply::page(&Account { page, account: account.to_owned(), user_name, action: visit.path.to_owned() })
}

/// Takes user name and password.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let account = visit.typed("Account").trim().to_ascii_lowercase();
    let user_name = visit.typed("UserName").trim().to_owned();
    let password = Secret::new(visit.typed("Password").to_owned());
    let s = visit.speech;
    let again = |page: Page| {
        let (account, user_name, action) = (account.clone(), user_name.clone(), visit.path.to_owned());
        Reply::page(&Account { page, account, user_name, action })
    };
    let page = || visit.page(s.say("user-title"));
    let mut problems = crate::faults::Problems::none();
    for (field, is_there) in [
        ("Account", !account.is_empty()),
        ("UserName", !user_name.is_empty()),
        ("Password", !password.expose().is_empty()),
    ] {
        if !is_there {
            problems = problems.and(field, s.say("fault-missing"));
        }
    }
    if !account.is_empty() && !is_account(&account) {
        problems = problems.and("Account", s.say("start-account-wrong"));
    }
    if !problems.is_empty() {
        return again(page().with(problems));
    }
    let browser = Browser { address: visit.origin.address, known: visit.cookie(Cookie::Browser) };
    let claimed = Claimed::User { account: &account, name: &user_name };
    match visit.service().prove_password(claimed, &password, browser, visit.now).await {
        Ok(proven) => {
            let name = data_encoding::BASE64URL_NOPAD.encode(user_name.as_bytes());
            let remembered = visit.console.jar.set(Cookie::Remembered, &format!("{account}.{name}"));
            Ok(step::after_password(visit, &proven).await?.cookie(remembered))
        }
        Err(refused) => again(page().with_trouble(step::password_refused(visit, refused)?)),
    }
}
