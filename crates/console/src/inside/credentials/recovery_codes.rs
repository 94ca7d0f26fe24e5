//! Recovery codes: making ten, keeping them as a file, deleting them.

use askama::Template;
use service::signin::{
    CreateRecoveryCodes, DeleteRecoveryCodes, GetRecoveryCodes, RecoveryCode, RecoveryCodesView,
};
use service::{Error, Identity};

use super::overview::ask;
use super::{HERE, overview, page_of, refused};
use crate::inside::Inside;
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;

/// What the section shows.
pub struct Codes {
    pub is_allowed: bool,
    pub has_device: bool,
    pub made: Option<When>,
    /// How many are left, in words.
    pub left: String,
    pub are_few: bool,
}

/// From so few on, the page says to make new ones.
const FEW: usize = 3;

impl Codes {
    fn of(view: &RecoveryCodesView, inside: &Inside<'_>) -> Self {
        Self {
            is_allowed: view.allowed,
            has_device: view.has_device,
            made: view.made.map(When::from),
            left: left(view, inside),
            are_few: view.left <= FEW,
        }
    }
}

fn left(view: &RecoveryCodesView, inside: &Inside<'_>) -> String {
    let count = i64::try_from(view.left).unwrap_or(i64::MAX);
    inside.visit.speech.count("codes-left", "left", count).into_owned()
}

/// What there is; nothing, where there may be none.
pub async fn section(inside: &Inside<'_>) -> Result<Option<Codes>, Error> {
    let view = ask(inside, &GetRecoveryCodes {}).await?.ok();
    let view = view.filter(|view| view.allowed || view.made.is_some());
    Ok(view.map(|view| Codes::of(&view, inside)))
}

/// How many are left, in words, for who has just used one.
pub async fn words_of_left(inside: &Inside<'_>) -> Result<Option<String>, Error> {
    Ok(ask(inside, &GetRecoveryCodes {}).await?.ok().map(|view| left(&view, inside)))
}

#[derive(Template)]
#[template(path = "inside/credentials/codes_created.html")]
struct Created {
    page: Page,
    codes: Vec<String>,
    /// All of them, for the form that gives them back as a file.
    joined: String,
}

#[derive(Template)]
#[template(path = "inside/credentials/codes_delete.html")]
struct Delete {
    page: Page,
}

/// Makes ten. They are on this page and on no other: nobody can ask for them again.
pub async fn create(inside: &Inside<'_>) -> Result<Reply, Error> {
    match inside.visit.call(&inside.caller, &CreateRecoveryCodes {}).await {
        Ok(codes) => {
            let codes: Vec<String> = codes.iter().map(|code| code.expose().clone()).collect();
            let joined = codes.join(" ");
            Reply::page(&Created { page: inside.page("codes-title").at(HERE), codes, joined })
        }
        Err(error) => again(inside, error).await,
    }
}

/// Gives the codes of the page back as a file, without a script, and without keeping them. Only codes come back, in lines of ours: this is no
/// way to have somebody save what another site made up.
pub async fn file(inside: &Inside<'_>) -> Result<Reply, Error> {
    const MOST: usize = 10;
    let typed = inside.visit.typed("Codes").split_ascii_whitespace();
    let codes: Option<Vec<RecoveryCode>> = typed.take(MOST + 1).map(RecoveryCode::parse).collect();
    let Some(codes) = codes.filter(|codes| (1..=MOST).contains(&codes.len())) else {
        let words = inside.visit.speech.say("fault-unreadable").into_owned();
        return overview::render(inside, page_of(inside).with_trouble(words)).await;
    };
    let text = text(inside, &codes);
    Ok(Reply::file("text/plain; charset=utf-8", "bartizan-recovery-codes.txt", text.into_bytes()))
}

fn text(inside: &Inside<'_>, codes: &[RecoveryCode]) -> String {
    let s = inside.visit.speech;
    let name = match inside.caller.identity() {
        Identity::User(user) => user.name.to_string(),
        _ => s.say("root-user").into_owned(),
    };
    let mut lines = vec![
        format!("Bartizan: {}", s.say("codes-title")),
        format!("{}/signin", inside.visit.console.options.public_url),
        format!("{}: {}", s.say("account-id"), inside.caller.account()),
        format!("{}: {name}", s.say("user-name")),
        String::new(),
    ];
    lines.extend(codes.iter().map(|code| code.grouped().expose().clone()));
    lines.extend([String::new(), s.say("codes-shown-how").into_owned(), String::new()]);
    // As every editor reads it.
    lines.join("\r\n")
}

/// Asks whether they shall be deleted: that cannot be taken back.
pub fn ask_to_delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    Reply::page(&Delete { page: inside.page("codes-delete") })
}

/// Deletes them.
pub async fn delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    match inside.visit.call(&inside.caller, &DeleteRecoveryCodes {}).await {
        Ok(_) => Ok(inside.visit.go(&format!("{HERE}?done=codes-deleted"))),
        Err(error) => again(inside, error).await,
    }
}

async fn again(inside: &Inside<'_>, error: Error) -> Result<Reply, Error> {
    let page = page_of(inside);
    refused(inside, error, HERE, async |page| overview::render(inside, page).await, page).await
}
