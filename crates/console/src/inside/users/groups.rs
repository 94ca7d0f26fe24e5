//! `/console/groups`: the groups of the account, a page at a time, and a new one.

use askama::Template;
use service::Error;
use service::iam::groups::{CreateGroup, ListGroups};

use super::Inside;
use super::section::{Section, Wrong, ask, submit};
use super::user::{done, group_path};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/users/groups.html")]
struct Groups {
    page: Page,
    groups: Section<Vec<Row>>,
    next: Option<String>,
    group_name: String,
}

struct Row {
    name: String,
    path: String,
    href: String,
    created: When,
}

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("groups-title").with_notice(done(inside))).await
}

async fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let mut known = vec![("MaxItems", "50")];
    known.extend(inside.visit.query.value("marker").map(|marker| ("Marker", marker)));
    let found = ask::<ListGroups>(inside, &known).await?;
    let marker = found.as_ref().ok().and_then(|found| found.marker.clone());
    let groups = found.map(|found| {
        let rows = found.groups.into_iter().map(|group| Row {
            href: group_path(&group.group_name),
            name: group.group_name,
            path: group.path,
            created: group.create_date.into(),
        });
        rows.collect()
    });
    let next = marker.map(|marker| format!("/console/groups?marker={}", encoded(&marker)));
    let group_name = inside.visit.typed("GroupName").to_owned();
    Reply::page(&Groups { page, groups, next, group_name })
}

/// A new group.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<CreateGroup>(&[], &["GroupName"]);
    match submit(inside, input, "/console/groups").await? {
        Ok(_) => {
            let page = group_path(inside.visit.typed("GroupName"));
            Ok(inside.visit.go(&format!("{page}?done=group-created")))
        }
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, inside.page("groups-title").with(problems)).await,
    }
}
