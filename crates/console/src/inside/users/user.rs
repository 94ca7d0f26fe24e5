//! What the pages of one user share: where they are, which tab is open, and what went well.

use model::Text;

use super::Inside;
use crate::page::Page;
use crate::signin::encoded;

/// A tab of a user's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Permissions,
    Groups,
    Tags,
    Credentials,
}

/// Whose page it is. Templates read it.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The user's name.
    pub name: String,
    /// Where the user's pages are.
    pub base: String,
    tab: Tab,
}

impl Whose {
    /// A user's page, with one tab open.
    pub fn new(name: &str, tab: Tab) -> Self {
        Self { name: name.to_owned(), base: path(name), tab }
    }

    /// Whether the tab of permissions is open.
    pub fn at_permissions(&self) -> bool {
        self.tab == Tab::Permissions
    }

    /// Whether the tab of groups is open.
    pub fn at_groups(&self) -> bool {
        self.tab == Tab::Groups
    }

    /// Whether the tab of tags is open.
    pub fn at_tags(&self) -> bool {
        self.tab == Tab::Tags
    }

    /// Whether the tab of credentials is open.
    pub fn at_credentials(&self) -> bool {
        self.tab == Tab::Credentials
    }
}

/// Where a user's pages are.
pub fn path(name: &str) -> String {
    format!("/console/users/{}", segment(name))
}

/// Where a group's pages are.
pub fn group_path(name: &str) -> String {
    format!("/console/groups/{}", segment(name))
}

/// A name as a part of a path. Browsers resolve `.` and `..`, which can be names, whether they are percent-encoded or not; a tilde
/// is in no name.
fn segment(name: &str) -> String {
    if matches!(name, "." | "..") { format!("~{name}") } else { encoded(name) }
}

/// The name that a part of a path says, if it can be one.
pub fn name_of<N: Text>(segment: &str) -> Option<String> {
    let segment = segment.strip_prefix('~').unwrap_or(segment);
    let name = decoded(segment)?;
    N::parse(&name).is_ok().then_some(name)
}

fn decoded(segment: &str) -> Option<String> {
    let mut bytes = segment.bytes();
    let mut text = Vec::with_capacity(segment.len());
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            b'%' => {
                let [high, low] = [bytes.next()?, bytes.next()?].map(|digit| char::from(digit).to_digit(16));
                u8::try_from(high? * 16 + low?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(text).ok()
}

/// A page about something that has a name.
pub fn page_of(inside: &Inside<'_>, name: &str) -> Page {
    inside.visit.page(name.to_owned()).of(&inside.caller).with_notice(done(inside))
}

/// What went well, where a form led here.
pub fn done(inside: &Inside<'_>) -> Option<String> {
    let s = inside.visit.speech;
    let words = match inside.visit.query.value("done")? {
        "user-created" => s.say("users-done-created"),
        "user-deleted" => s.say("users-done-deleted"),
        "attached" => s.say("users-done-attached"),
        "detached" => s.say("users-done-detached"),
        "policy-saved" => s.say("users-done-policy-saved"),
        "policy-deleted" => s.say("users-done-policy-deleted"),
        "added" => s.say("users-done-added"),
        "left" => s.say("users-done-left"),
        "tagged" => s.say("users-done-tagged"),
        "untagged" => s.say("users-done-untagged"),
        "password-set" => s.say("users-done-password-set"),
        "password-deleted" => s.say("users-done-password-deleted"),
        "resynchronized" => s.say("users-done-resynchronized"),
        "removed" => s.say("users-done-removed"),
        "key-renamed" => s.say("key-renamed"),
        "key-on" => s.say("users-done-key-on"),
        "key-off" => s.say("users-done-key-off"),
        "key-deleted" => s.say("users-done-key-deleted"),
        "group-created" => s.say("users-done-group-created"),
        "group-deleted" => s.say("users-done-group-deleted"),
        "device-deleted" => s.say("users-done-device-deleted"),
        _ => return None,
    };
    Some(words.into_owned())
}

#[cfg(test)]
mod tests {
    use model::NewUserName;

    use super::{name_of, path};

    #[test]
    fn every_name_leads_to_its_own_page() {
        for (name, path_) in [
            ("alice", "/console/users/alice"),
            ("a+b=c,d.e@f-g_h", "/console/users/a%2Bb%3Dc%2Cd.e%40f-g_h"),
            (".", "/console/users/~."),
            ("..", "/console/users/~.."),
            ("...", "/console/users/..."),
        ] {
            assert_eq!(path(name), path_);
            let segment = path_.rsplit('/').next().unwrap();
            assert_eq!(name_of::<NewUserName>(segment).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_is_no_name_leads_nowhere() {
        for segment in ["", "a%2Fb", "a%", "a%4", "a%zz", "%C3%A9", "%FF", "a b", "a~b", &"a".repeat(65)] {
            assert_eq!(name_of::<NewUserName>(segment), None, "{segment}");
        }
    }
}
