//! An inline policy of a user or a group: show it, write it, delete it.

use askama::Template;
use service::Error;

use super::Inside;
use super::holder::{Deed, Holder};
use super::section::Wrong;
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/policy.html")]
struct Policy {
    page: Page,
    /// Where forms go.
    editor: String,
    /// Where the policies are listed.
    back: String,
    holder: String,
    policy_name: String,
    document: String,
    is_new: bool,
}

impl Policy {
    fn of(page: Page, holder: Holder<'_>, policy_name: &str, document: String, is_new: bool) -> Self {
        Self {
            page,
            editor: format!("{}/policy", holder.base()),
            back: holder.page(),
            holder: holder.name().to_owned(),
            policy_name: policy_name.to_owned(),
            document,
            is_new,
        }
    }
}

/// What a new policy begins with.
const BLANK: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "",
      "Resource": "*"
    }
  ]
}"#;

/// The page of the policy that the query names; of a new one, if it names none.
pub async fn show(inside: &Inside<'_>, holder: Holder<'_>) -> Result<Reply, Error> {
    let Some(policy) = inside.visit.query.value("PolicyName") else {
        let page = inside.page("users-policy-new");
        return Reply::page(&Policy::of(page, holder, "", BLANK.to_owned(), true));
    };
    match holder.document(inside, policy).await? {
        Ok(document) => {
            let page = inside.page("users-policy-title");
            Reply::page(&Policy::of(page, holder, policy, document, false))
        }
        Err(words) => {
            let page = inside.page("users-policy-title").with_trouble(words);
            Reply::page(&Policy::of(page, holder, policy, String::new(), false))
        }
    }
}

/// Writes the policy, or deletes it.
pub async fn take(inside: &Inside<'_>, holder: Holder<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let (policy, document) = (visit.typed("PolicyName"), visit.typed("PolicyDocument"));
    let is_new = visit.typed("new") == "yes";
    let again = |problems: Problems| {
        let page = if is_new { inside.page("users-policy-new") } else { inside.page("users-policy-title") };
        Reply::page(&Policy::of(page.with(problems), holder, policy, document.to_owned(), is_new))
    };
    // A policy of that name would be replaced, which nobody asked for. Who may not look writes all the same.
    if is_new && !policy.is_empty() && holder.document(inside, policy).await?.is_ok() {
        return again(Problems::one("PolicyName", visit.speech.say("users-policy-there")));
    }
    let (deed, done) = match visit.typed("do") {
        "delete" => (Deed::Delete, "policy-deleted"),
        _ => (Deed::Put, "policy-saved"),
    };
    match holder.act(inside, deed).await? {
        Ok(()) => Ok(visit.go(&format!("{}?done={done}", holder.page()))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => again(problems),
    }
}
