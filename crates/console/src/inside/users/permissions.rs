//! The tab "Permissions": managed policies, inline policies, the boundary.

use askama::Template;
use service::Error;
use service::iam::users::GetUser;

use super::Inside;
use super::held::Held;
use super::holder::{Deed, Holder};
use super::section::{Section, Wrong, ask};
use super::user::{Tab, Whose, page_of};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/permissions.html")]
struct Permissions {
    page: Page,
    whose: Whose,
    held: Held,
    about: Section<About>,
}

/// What is said of the user.
struct About {
    arn: String,
    path: String,
    created: When,
    boundary: Option<String>,
}

/// The page.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    render(inside, name, page_of(inside, name)).await
}

async fn render(inside: &Inside<'_>, name: &str, page: Page) -> Result<Reply, Error> {
    let about = ask::<GetUser>(inside, &[("UserName", name)]).await?.map(|found| {
        let user = found.user;
        About {
            arn: user.arn,
            path: user.path.unwrap_or_default(),
            created: user.create_date.into(),
            boundary: user.permissions_boundary.map(|boundary| boundary.permissions_boundary_arn),
        }
    });
    let held = Held::of(inside, Holder::User(name)).await?;
    Reply::page(&Permissions { page, whose: Whose::new(name, Tab::Permissions), held, about })
}

/// Attaches, or detaches.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let (deed, done) = match inside.visit.typed("do") {
        "detach" => (Deed::Detach, "detached"),
        _ => (Deed::Attach, "attached"),
    };
    let holder = Holder::User(name);
    match holder.act(inside, deed).await? {
        Ok(()) => Ok(inside.visit.go(&format!("{}?done={done}", holder.page()))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, name, page_of(inside, name).with(problems)).await,
    }
}
