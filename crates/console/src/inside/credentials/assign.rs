//! The wizard, for who is signed in: for oneself, and by an administrator for somebody else.

use askama::Template;
use service::Error;

use super::wizard::{For, Outcome, Wizard};
use crate::inside::{Inside, prove};
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/credentials/assigned.html")]
struct Assigned<'a> {
    page: Page,
    user: Option<&'a str>,
    /// Whether it is the only one, so that another is a good idea.
    is_only: bool,
    /// Whether it is a security key.
    is_key: bool,
    action: String,
    back: String,
}

/// For oneself.
pub async fn own(inside: &Inside<'_>) -> Result<Reply, Error> {
    run(inside, For::Oneself).await
}

/// For a user, whose name is in the path.
pub async fn for_user(inside: &Inside<'_>, segment: &str) -> Result<Option<Reply>, Error> {
    let Some(name) = decoded(segment) else { return Ok(None) };
    run(inside, For::User(&name)).await.map(Some)
}

async fn run(inside: &Inside<'_>, whom: For<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let wizard = Wizard { visit, caller: &inside.caller, whom };
    if !inside.is_post() {
        return match visit.query.value("assigned") {
            Some(kind) => assigned(&wizard, kind == "key").await,
            None => wizard.open().await,
        };
    }
    match wizard.take().await? {
        Outcome::Shown(reply) => Ok(reply),
        Outcome::Assigned(_) => {
            let kind = if visit.typed("step") == "key" { "=key" } else { "" };
            Ok(visit.go(&format!("{}?assigned{kind}", wizard.action())))
        }
        // The session ended meanwhile.
        Outcome::Refused(Error::InvalidClientTokenId { .. }, _) => Ok(visit.go("/signin?ended")),
        Outcome::Refused(error, reply) => Ok(prove::detour(inside, &error, &wizard.here()).unwrap_or(reply)),
    }
}

async fn assigned(wizard: &Wizard<'_>, is_key: bool) -> Result<Reply, Error> {
    let user = match wizard.whom {
        For::User(name) => Some(name),
        For::Oneself | For::SigningIn => None,
    };
    let is_only = wizard.devices().await?.is_some_and(|devices| devices.len() == 1);
    let (action, back) = (wizard.action(), wizard.back());
    Reply::page(&Assigned { page: wizard.page(), user, is_only, is_key, action, back })
}

/// A segment of a path, decoded: no user's name needs that, but browsers encode some of its letters all the same.
fn decoded(segment: &str) -> Option<String> {
    // Names of dots alone would be taken for folders.
    let mut bytes = segment.strip_prefix('~').unwrap_or(segment).bytes();
    let mut decoded = Vec::with_capacity(segment.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let [high, low] = [bytes.next()?, bytes.next()?].map(|digit| char::from(digit).to_digit(16));
                u8::try_from(high? * 16 + low?).ok()?
            }
            other => other,
        });
    }
    let name = String::from_utf8(decoded).ok()?;
    // What is no name of a user, is no page.
    name.parse::<model::UserName>().is_ok().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_in_paths_are_decoded_and_nothing_else_is_one() {
        for (segment, name) in [
            ("alice", Some("alice")),
            ("alice%40example.com", Some("alice@example.com")),
            ("a+b%2Bc=d,e", Some("a+b+c=d,e")),
            ("~..", Some("..")),
            ("%", None),
            ("%+f", None),
            ("%4", None),
            ("%zz", None),
            ("%2F", None),
            ("%00", None),
            ("%ff", None),
            ("", None),
        ] {
            assert_eq!(decoded(segment).as_deref(), name, "{segment}");
        }
    }
}
