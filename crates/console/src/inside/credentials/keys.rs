//! Access keys: making one, turning it off and on, deleting it.

use askama::Template;
use service::Error;
use service::iam::access_keys::{CreateAccessKey, DeleteAccessKey, UpdateAccessKey};

use super::{HERE, overview, page_of, refused};
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/credentials/key_created.html")]
struct KeyCreated {
    page: Page,
    id: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "inside/credentials/key_delete.html")]
struct KeyDelete {
    page: Page,
    id: String,
}

/// Makes a key. Its secret is on this page and on no other: nobody can ask for it again.
pub async fn create(inside: &Inside<'_>) -> Result<Reply, Error> {
    match inside.visit.call(&inside.caller, &CreateAccessKey { user_name: None }).await {
        Ok(created) => {
            let page = inside.page("key-created-title");
            let key = created.access_key;
            Reply::page(&KeyCreated { page, id: key.access_key_id, secret: key.secret_access_key })
        }
        Err(error) => again(inside, error).await,
    }
}

/// Turns a key off, or on.
pub async fn set_status(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let input = match visit.input::<UpdateAccessKey>(&[], &["AccessKeyId", "Status"]) {
        Ok(input) => input,
        Err(problems) => return broken(inside, problems).await,
    };
    let done = if visit.typed("Status") == "Active" { "key-on" } else { "key-off" };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("{HERE}?done={done}"))),
        Err(error) => again(inside, error).await,
    }
}

/// Asks whether a key shall be deleted: that cannot be taken back.
pub fn ask_to_delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    let id = inside.visit.query.value("AccessKeyId").unwrap_or_default();
    let is_id = (16..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id {
        return Ok(inside.visit.go(HERE));
    }
    Reply::page(&KeyDelete { page: inside.page("key-delete-title"), id: id.to_owned() })
}

/// Deletes a key.
pub async fn delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let input = match visit.input::<DeleteAccessKey>(&[], &["AccessKeyId"]) {
        Ok(input) => input,
        Err(problems) => return broken(inside, problems).await,
    };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("{HERE}?done=key-deleted"))),
        Err(error) => again(inside, error).await,
    }
}

async fn again(inside: &Inside<'_>, error: Error) -> Result<Reply, Error> {
    let page = page_of(inside);
    refused(inside, error, HERE, async |page| overview::render(inside, page).await, page).await
}

/// The fields of these forms are ours: whoever breaks them wrote the request.
async fn broken(inside: &Inside<'_>, _: crate::faults::Problems) -> Result<Reply, Error> {
    let words = inside.visit.speech.say("fault-unreadable").into_owned();
    overview::render(inside, page_of(inside).with_trouble(words)).await
}
