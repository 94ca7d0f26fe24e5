//! The tab "Tags": what is said of a user.

use askama::Template;
use service::Error;
use service::iam::users::{ListUserTags, TagUser, UntagUser};

use super::Inside;
use super::section::{Section, Wrong, ask, submit};
use super::user::{Tab, Whose, page_of, path};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/tags.html")]
struct Tags {
    page: Page,
    whose: Whose,
    /// Where forms go.
    here: String,
    tags: Section<Vec<(String, String)>>,
    key: String,
    value: String,
}

/// The page.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    render(inside, name, page_of(inside, name)).await
}

async fn render(inside: &Inside<'_>, name: &str, page: Page) -> Result<Reply, Error> {
    let found = ask::<ListUserTags>(inside, &[("UserName", name), ("MaxItems", "1000")]).await?;
    let tags = found.map(|found| found.tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
    let [key, value] = ["Key", "Value"].map(|field| inside.visit.typed(field).to_owned());
    let here = format!("{}/tags", path(name));
    Reply::page(&Tags { page, whose: Whose::new(name, Tab::Tags), here, tags, key, value })
}

/// Sets a tag, or takes one away.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let visit = inside.visit;
    let (key, value, back) = (visit.typed("Key"), visit.typed("Value"), format!("{}/tags", path(name)));
    let (outcome, done) = match visit.typed("do") {
        "untag" => {
            let known = [("UserName", name), ("TagKeys.member.1", visit.typed("TagKey"))];
            (submit(inside, visit.input::<UntagUser>(&known, &[]), &back).await?, "untagged")
        }
        _ => {
            let known = [("UserName", name), ("Tags.member.1.Key", key), ("Tags.member.1.Value", value)];
            let input = visit.input::<TagUser>(&known, &[]).map_err(|problems| renamed(&problems));
            (submit(inside, input, &back).await?, "tagged")
        }
    };
    match outcome {
        Ok(_) => Ok(visit.go(&format!("{back}?done={done}"))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, name, page_of(inside, name).with(problems)).await,
    }
}

/// The form has one tag, the operation a list of them.
fn renamed(problems: &Problems) -> Problems {
    let fields = [("Tags.1.member.key", "Key"), ("Tags.1.member.value", "Value"), ("", "")];
    let found = fields.into_iter().filter_map(|(path, field)| Some((field, problems.field(path)?)));
    found.fold(Problems::none(), |problems, (field, words)| problems.and(field, words))
}
