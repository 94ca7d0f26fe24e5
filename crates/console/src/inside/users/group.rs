//! `/console/groups/NAME`: the members of a group, and what they may do.

use askama::Template;
use service::Error;
use service::iam::groups::{AddUserToGroup, DeleteGroup, GetGroup, RemoveUserFromGroup};

use super::Inside;
use super::held::Held;
use super::holder::{Deed, Holder};
use super::section::{Section, Wrong, ask, submit};
use super::user::{group_path, page_of, path};
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/users/group.html")]
struct Group {
    page: Page,
    name: String,
    here: String,
    members: Section<Vec<Row>>,
    next: Option<String>,
    user_name: String,
    held: Held,
}

struct Row {
    name: String,
    href: String,
}

/// The page.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    render(inside, name, page_of(inside, name)).await
}

async fn render(inside: &Inside<'_>, name: &str, page: Page) -> Result<Reply, Error> {
    let mut known = vec![("GroupName", name), ("MaxItems", "50")];
    known.extend(inside.visit.query.value("marker").map(|marker| ("Marker", marker)));
    let found = ask::<GetGroup>(inside, &known).await?;
    let marker = found.as_ref().ok().and_then(|found| found.marker.clone());
    let members = found.map(|found| {
        let names = found.users.into_iter().filter_map(|user| user.user_name);
        names.map(|name| Row { href: path(&name), name }).collect()
    });
    let here = group_path(name);
    Reply::page(&Group {
        next: marker.map(|marker| format!("{here}?marker={}", encoded(&marker))),
        held: Held::of(inside, Holder::Group(name)).await?,
        user_name: inside.visit.typed("UserName").to_owned(),
        name: name.to_owned(),
        page,
        here,
        members,
    })
}

/// Does what one of the forms asks for.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let (visit, here, holder) = (inside.visit, group_path(name), Holder::Group(name));
    let known = [("GroupName", name)];
    let (outcome, next) = match visit.typed("do") {
        "attach" => (holder.act(inside, Deed::Attach).await?, format!("{here}?done=attached")),
        "detach" => (holder.act(inside, Deed::Detach).await?, format!("{here}?done=detached")),
        "leave" => {
            let input = visit.input::<RemoveUserFromGroup>(&known, &["UserName"]);
            (submit(inside, input, &here).await?.map(drop), format!("{here}?done=left"))
        }
        "delete" => {
            let input = visit.input::<DeleteGroup>(&known, &[]);
            (submit(inside, input, &here).await?.map(drop), "/console/groups?done=group-deleted".to_owned())
        }
        _ => {
            let input = visit.input::<AddUserToGroup>(&known, &["UserName"]);
            (submit(inside, input, &here).await?.map(drop), format!("{here}?done=added"))
        }
    };
    match outcome {
        Ok(()) => Ok(visit.go(&next)),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, name, page_of(inside, name).with(problems)).await,
    }
}
