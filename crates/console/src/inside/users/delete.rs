//! Deleting a user: what stands in the way, and the question whether it is meant.

use askama::Template;
use service::Error;
use service::iam::access_keys::ListAccessKeys;
use service::iam::groups::ListGroupsForUser;
use service::iam::mfa::ListMfaDevices;
use service::iam::users::DeleteUser;

use super::holder::Holder;
use super::section::{Section, Wrong, ask, submit};
use super::user::path;
use super::{Inside, password};
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/delete.html")]
struct Delete {
    page: Page,
    name: String,
    base: String,
    /// What must be taken away first, and where.
    obstacles: Vec<(String, String)>,
    /// Whether there may be more that its reader may not see.
    is_partial: bool,
}

/// The page.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    render(inside, name, inside.page("users-delete-title")).await
}

async fn render(inside: &Inside<'_>, name: &str, page: Page) -> Result<Reply, Error> {
    let (base, s, known) = (path(name), inside.visit.speech, [("UserName", name)]);
    let holder = Holder::User(name);
    let keys = ask::<ListAccessKeys>(inside, &known).await?.map(|found| found.access_key_metadata.len());
    let devices = ask::<ListMfaDevices>(inside, &known).await?.map(|found| found.devices.len());
    let passwords = password::profile(inside, name).await?.map(|profile| usize::from(profile.is_some()));
    let attached = holder.attached(inside).await?.map(|policies| policies.len());
    let inline = holder.inline(inside).await?.map(|policies| policies.len());
    let groups = ask::<ListGroupsForUser>(inside, &known).await?.map(|found| found.groups.len());

    let (mut obstacles, mut is_partial) = (Vec::new(), false);
    let found: [(Section<usize>, _, _); 6] = [
        (keys, s.say("users-obstacle-keys"), "credentials#keys"),
        (devices, s.say("users-obstacle-devices"), "credentials#devices"),
        (passwords, s.say("users-obstacle-password"), "credentials#password"),
        (attached, s.say("users-obstacle-attached"), "permissions#attached"),
        (inline, s.say("users-obstacle-inline"), "permissions#inline"),
        (groups, s.say("users-obstacle-groups"), "groups"),
    ];
    for (count, words, place) in found {
        match count {
            Ok(0) => {}
            Ok(_) => obstacles.push((words.into_owned(), format!("{base}/{place}"))),
            Err(_) => is_partial = true,
        }
    }
    Reply::page(&Delete { page, name: name.to_owned(), base, obstacles, is_partial })
}

/// Deletes the user.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let input = inside.visit.input::<DeleteUser>(&[("UserName", name)], &[]);
    match submit(inside, input, &format!("{}/delete", path(name))).await? {
        Ok(_) => Ok(inside.visit.go("/console/users?done=user-deleted")),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => {
            render(inside, name, inside.page("users-delete-title").with(problems)).await
        }
    }
}
