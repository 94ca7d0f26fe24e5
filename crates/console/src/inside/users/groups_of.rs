//! The tab "Groups": which a user is a member of.

use askama::Template;
use service::Error;
use service::iam::groups::{AddUserToGroup, ListGroups, ListGroupsForUser, RemoveUserFromGroup};

use super::Inside;
use super::section::{Choices, Section, Wrong, ask, submit};
use super::user::{Tab, Whose, group_path, page_of, path};
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/groups_of.html")]
struct GroupsOf {
    page: Page,
    whose: Whose,
    /// Where forms go.
    here: String,
    groups: Section<Vec<Row>>,
    choices: Choices,
    typed: String,
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
    let groups = ask::<ListGroupsForUser>(inside, &[("UserName", name)]).await?.map(|found| {
        let names = found.groups.into_iter().map(|group| group.group_name);
        names.map(|name| Row { href: group_path(&name), name }).collect::<Vec<_>>()
    });
    let is_member = |name: &str| groups.iter().flatten().any(|row| row.name == name);
    let choices = match ask::<ListGroups>(inside, &[("MaxItems", "100")]).await? {
        Ok(found) => {
            let names = found.groups.into_iter().map(|group| group.group_name);
            let options = names.filter(|name| !is_member(name)).map(|name| (name.clone(), name)).collect();
            Choices { options, are_all: found.marker.is_none() }
        }
        Err(_) => Choices::unknown(),
    };
    let typed = inside.visit.typed("GroupName").to_owned();
    let here = format!("{}/groups", path(name));
    Reply::page(&GroupsOf { page, whose: Whose::new(name, Tab::Groups), here, groups, choices, typed })
}

/// Adds the user to a group, or takes the user out of one.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let (known, back) = ([("UserName", name)], format!("{}/groups", path(name)));
    let fields = ["GroupName"];
    let (outcome, done) = match inside.visit.typed("do") {
        "leave" => {
            let input = inside.visit.input::<RemoveUserFromGroup>(&known, &fields);
            (submit(inside, input, &back).await?, "left")
        }
        _ => {
            let input = inside.visit.input::<AddUserToGroup>(&known, &fields);
            (submit(inside, input, &back).await?, "added")
        }
    };
    match outcome {
        Ok(_) => Ok(inside.visit.go(&format!("{back}?done={done}"))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, name, page_of(inside, name).with(problems)).await,
    }
}
