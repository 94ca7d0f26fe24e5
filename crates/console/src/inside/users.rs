//! Users, their groups, and the devices that belong to nobody: what an administrator looks after for others.
//!
//! A user's page is several, one for each tab. Each section of one is an operation of its own, authorized by itself: who may do
//! only some of it sees why the rest is refused.

mod credentials;
mod delete;
mod device;
mod failures;
mod group;
mod groups;
mod groups_of;
mod held;
mod holder;
mod keys;
mod list;
mod password;
mod permissions;
mod policy;
mod report;
mod section;
mod spare;
mod stolen;
mod tags;
mod user;

use model::{GroupName, NewUserName};
use service::Error;

use self::holder::Holder;
use self::user::name_of;
use super::Inside;
use crate::reply::Reply;

/// The page at a path under `/console`, if it is one of these.
pub async fn page(inside: &Inside<'_>, path: &[&str]) -> Result<Option<Reply>, Error> {
    let is_post = inside.is_post();
    Ok(Some(match (path, is_post) {
        (["users"], false) => list::show(inside).await?,
        (["users"], true) => list::take(inside).await?,
        (["users", "credential-report"], false) => report::show(inside).await?,
        (["users", "credential-report"], true) => report::take(inside).await?,
        (["users", "credential-report", "file"], false) => report::file(inside).await?,
        (["users", segment, rest @ ..], _) => match name_of::<NewUserName>(segment) {
            Some(name) => return user_page(inside, &name, rest).await,
            None => return Ok(None),
        },
        (["groups"], false) => groups::show(inside).await?,
        (["groups"], true) => groups::take(inside).await?,
        (["groups", segment, rest @ ..], _) => match name_of::<GroupName>(segment) {
            Some(name) => return group_page(inside, &name, rest).await,
            None => return Ok(None),
        },
        (["mfa-devices"], false) => spare::show(inside).await?,
        (["mfa-devices"], true) => spare::take(inside).await?,
        _ => return Ok(None),
    }))
}

async fn user_page(inside: &Inside<'_>, name: &str, path: &[&str]) -> Result<Option<Reply>, Error> {
    Ok(Some(match (path, inside.is_post()) {
        ([], false) => inside.visit.go(&format!("{}/permissions", user::path(name))),
        (["permissions"], false) => permissions::show(inside, name).await?,
        (["permissions"], true) => permissions::take(inside, name).await?,
        (["policy"], false) => policy::show(inside, Holder::User(name)).await?,
        (["policy"], true) => policy::take(inside, Holder::User(name)).await?,
        (["groups"], false) => groups_of::show(inside, name).await?,
        (["groups"], true) => groups_of::take(inside, name).await?,
        (["tags"], false) => tags::show(inside, name).await?,
        (["tags"], true) => tags::take(inside, name).await?,
        (["credentials"], false) => credentials::show(inside, name).await?,
        (["credentials"], true) => credentials::take(inside, name).await?,
        (["mfa", "manage"], false) => device::show(inside, name).await?,
        (["mfa", "manage"], true) => device::take(inside, name).await?,
        (["delete"], false) => delete::show(inside, name).await?,
        (["delete"], true) => delete::take(inside, name).await?,
        _ => return Ok(None),
    }))
}

async fn group_page(inside: &Inside<'_>, name: &str, path: &[&str]) -> Result<Option<Reply>, Error> {
    Ok(Some(match (path, inside.is_post()) {
        ([], false) => group::show(inside, name).await?,
        ([], true) => group::take(inside, name).await?,
        (["policy"], false) => policy::show(inside, Holder::Group(name)).await?,
        (["policy"], true) => policy::take(inside, Holder::Group(name)).await?,
        _ => return Ok(None),
    }))
}
