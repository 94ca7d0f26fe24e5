//! A user's access keys. A new one's secret is on the page that answers the form, and nowhere else, ever.

use askama::Template;
use service::Error;
use service::iam::access_keys::{
    CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, UpdateAccessKey,
};

use super::section::{Section, Wrong, ask, submit};
use super::user::page_of;
use super::{Inside, credentials};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;

/// An access key.
pub struct Key {
    /// Its id.
    pub id: String,
    /// Whether it works.
    pub is_active: bool,
    /// Since when it exists.
    pub created: When,
    /// When it was last used, if it was; who may not ask about that sees why.
    pub last_used: Section<Option<When>>,
}

#[derive(Template)]
#[template(path = "inside/users/new_key.html")]
struct NewKey {
    page: Page,
    name: String,
    back: String,
    id: String,
    secret: String,
}

/// The keys of a user.
pub async fn list(inside: &Inside<'_>, name: &str) -> Result<Section<Vec<Key>>, Error> {
    let found = match ask::<ListAccessKeys>(inside, &[("UserName", name)]).await? {
        Ok(found) => found,
        Err(words) => return Ok(Err(words)),
    };
    let mut keys = Vec::with_capacity(found.access_key_metadata.len());
    for key in found.access_key_metadata {
        let used = ask::<GetAccessKeyLastUsed>(inside, &[("AccessKeyId", &key.access_key_id)]).await?;
        keys.push(Key {
            is_active: key.status == "Active",
            created: key.create_date.into(),
            last_used: used.map(|used| used.access_key_last_used.last_used_date.map(When::from)),
            id: key.access_key_id,
        });
    }
    Ok(Ok(keys))
}

/// Does what a form asks for.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let (visit, back) = (inside.visit, credentials::here(name));
    let known = [("UserName", name)];
    let fields = ["AccessKeyId"];
    let (outcome, done) = match visit.typed("do") {
        "key-on" => {
            let known = [("UserName", name), ("Status", "Active")];
            let input = visit.input::<UpdateAccessKey>(&known, &fields);
            (submit(inside, input, &back).await?, "key-on")
        }
        "key-off" => {
            let known = [("UserName", name), ("Status", "Inactive")];
            let input = visit.input::<UpdateAccessKey>(&known, &fields);
            (submit(inside, input, &back).await?, "key-off")
        }
        "key-delete" => {
            let input = visit.input::<DeleteAccessKey>(&known, &fields);
            (submit(inside, input, &back).await?, "key-deleted")
        }
        _ => {
            let input = visit.input::<CreateAccessKey>(&known, &[]);
            match submit(inside, input, &back).await? {
                Ok(created) => {
                    let key = created.access_key;
                    return Reply::page(&NewKey {
                        page: inside.page("users-key-new-title"),
                        name: name.to_owned(),
                        back,
                        id: key.access_key_id,
                        secret: key.secret_access_key,
                    });
                }
                Err(wrong) => (Err(wrong), ""),
            }
        }
    };
    match outcome {
        Ok(_) => Ok(visit.go(&format!("{back}?done={done}"))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => {
            credentials::render(inside, name, page_of(inside, name).with(problems)).await
        }
    }
}
