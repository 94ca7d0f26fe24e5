//! `/console/users`: the users of the account, a page at a time; searching by the beginning of the name; a new user.

use askama::Template;
use model::UserName;
use service::Error;
use service::iam::passwords::CreateLoginProfile;
use service::iam::users::{CreateUser, ListUsers, SearchUsers};

use super::section::{Section, Wrong, ask, submit};
use super::user::{done, path};
use super::{Inside, credentials};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/users/list.html")]
struct List {
    page: Page,
    /// How the names begin that are looked for.
    begins: String,
    users: Section<Vec<Row>>,
    /// Where the next page is.
    next: Option<String>,
    /// What was typed for a new user.
    user_name: String,
    path: String,
    must_change: bool,
    is_new_open: bool,
}

struct Row {
    name: String,
    path: String,
    href: String,
    created: When,
}

/// How many users a page shows.
const PAGE: &str = "50";

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let is_new_open = inside.visit.query.value("new").is_some();
    render(inside, inside.page("users-title").with_notice(done(inside)), is_new_open).await
}

async fn render(inside: &Inside<'_>, page: Page, is_new_open: bool) -> Result<Reply, Error> {
    let visit = inside.visit;
    let begins = visit.query.value("q").unwrap_or_default().trim().to_owned();
    let mut known = vec![("MaxItems", PAGE)];
    known.extend(visit.query.value("marker").map(|marker| ("Marker", marker)));
    let found = if begins.is_empty() {
        ask::<ListUsers>(inside, &known).await?
    } else if begins.parse::<UserName>().is_err() {
        Err(visit.speech.say1("fault-pattern", "pattern", "A-Z a-z 0-9 + = , . @ _ -").into_owned())
    } else {
        known.push(("UserName", &begins));
        ask::<SearchUsers>(inside, &known).await?
    };
    let marker = found.as_ref().ok().and_then(|found| found.marker.clone());
    let users = found.map(|found| {
        let rows = found.users.into_iter().map(|user| {
            let name = user.user_name.unwrap_or_default();
            let href = format!("{}/permissions", path(&name));
            Row { href, name, path: user.path.unwrap_or_default(), created: user.create_date.into() }
        });
        rows.collect()
    });
    let query = if begins.is_empty() { String::new() } else { format!("q={}&", encoded(&begins)) };
    let next = marker.map(|marker| format!("/console/users?{query}marker={}", encoded(&marker)));
    let must_change = !inside.is_post() || visit.typed("PasswordResetRequired") == "true";
    let [user_name, path] = ["UserName", "Path"].map(|field| visit.typed(field).to_owned());
    Reply::page(&List { page, begins, users, next, user_name, path, must_change, is_new_open })
}

/// A new user, and a password if one is typed.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = || inside.page("users-title");
    let input = visit.input::<CreateUser>(&[], &["UserName", "Path"]);
    match submit(inside, input, "/console/users?new").await? {
        Ok(_) => {}
        Err(Wrong::Detour(reply)) => return Ok(reply),
        Err(Wrong::Said(problems)) => return render(inside, page().with(problems), true).await,
    }
    let name = visit.typed("UserName");
    let user_path = path(name);
    if visit.typed("Password").is_empty() {
        return Ok(visit.go(&format!("{user_path}/permissions?done=user-created")));
    }
    let must_change = if visit.typed("PasswordResetRequired") == "true" { "true" } else { "false" };
    let known = [("UserName", name), ("PasswordResetRequired", must_change)];
    let input = visit.input::<CreateLoginProfile>(&known, &["Password"]);
    let back = format!("{user_path}/credentials?done=user-created");
    match submit(inside, input, &back).await? {
        Ok(_) => Ok(visit.go(&back)),
        Err(Wrong::Detour(reply)) => Ok(reply),
        // The user is there; the password can be given where users have it.
        Err(Wrong::Said(problems)) => {
            let page = visit.page(name.to_owned()).of(&inside.caller);
            let notice = visit.speech.say("users-done-created-without-password").into_owned();
            credentials::render(inside, name, page.with_notice(Some(notice)).with(problems)).await
        }
    }
}
