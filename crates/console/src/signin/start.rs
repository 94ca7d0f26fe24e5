//! `/signin`: root user or IAM user, and which account.

use askama::Template;
use service::Error;

use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/start.html")]
struct Start {
    page: Page,
    account: String,
}

/// The page; or the account's own, if one is named or remembered.
pub fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    if visit.query.value("different").is_some() {
        // Whoever comes next at this browser must not go on where somebody else stopped.
        let jar = visit.console.jar;
        let forget =
            |reply: Reply| reply.cookie(jar.clear(Cookie::Remembered)).cookie(jar.clear(Cookie::SigningIn));
        return start(visit).map(forget);
    }
    let ended = visit.query.value("ended").is_some();
    let named = visit.query.value("account").map(|typed| typed.trim().to_ascii_lowercase());
    if let Some(account) = named.as_deref().filter(|account| is_account(account)) {
        return Ok(visit.go(&format!("/signin/{account}")));
    }
    match remembered(visit) {
        Some((account, _)) if named.is_none() => {
            let why = if ended { "?ended" } else { "" };
            Ok(visit.go(&format!("/signin/{account}{why}")))
        }
        _ => start(visit),
    }
}

fn start(visit: &Visit<'_>) -> Result<Reply, Error> {
    let account = visit.query.value("account").unwrap_or_default().chars().take(63).collect::<String>();
    let mut page = visit.page(visit.speech.say("start-title"));
    if visit.query.value("ended").is_some() {
        page = page.with_trouble(visit.speech.say("step-ended"));
    }
    if !account.is_empty() {
        page.problems = crate::faults::Problems::one("account", visit.speech.say("start-account-wrong"));
    }
    Reply::page(&Start { page, account })
}

/// What could be an account's id or alias; anything else is no path.
pub fn is_account(text: &str) -> bool {
    (3..=63).contains(&text.len())
        && text != "root"
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The account and the user that this browser was used for last.
pub fn remembered(visit: &Visit<'_>) -> Option<(String, String)> {
    let (account, name) = visit.cookie(Cookie::Remembered)?.split_once('.')?;
    let name = data_encoding::BASE64URL_NOPAD.decode(name.as_bytes()).ok()?;
    let name = String::from_utf8(name).ok()?;
    (is_account(account) && name.len() <= 128).then(|| (account.to_owned(), name))
}
