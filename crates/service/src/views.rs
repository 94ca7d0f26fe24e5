//! What several operations answer alike.

use model::Timestamp;
use serde::{Serialize, Serializer};

use crate::records::{Account, LastUsed, Permissions, User};

/// A moment as answers show it: `2026-09-11T19:58:24Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Bytes, which answers show in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob(pub Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

// Seeds are answered as blobs: nothing of them is shown.
impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

/// The text of a policy as answers show it: percent-encoded, but for the unreserved characters of RFC 3986.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentView(pub String);

impl Serialize for DocumentView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut encoded = String::with_capacity(self.0.len() * 2);
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
                _ => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        serializer.serialize_str(&encoded)
    }
}

/// An answer that says nothing but that it was done.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Empty;

/// How far the clock of a device is from ours, as a pair of its codes showed.
///
/// It is told only to whoever just gave a right pair, who knows by it what the device shows: a wrong one is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceOffset {
    /// So many seconds ahead; negative if it is behind.
    pub seconds: i64,
}

impl DeviceOffset {
    /// Cut to whole seconds.
    pub(crate) const fn of_millis(millis: i64) -> Self {
        Self { seconds: millis / 1_000 }
    }
}

/// An answer whose body says nothing but that it was done, as AWS's, and whose head has what a pair showed of a device's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paired {
    /// None of a device that has no clock.
    pub offset: Option<DeviceOffset>,
}

impl Serialize for Paired {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Empty.serialize(serializer)
    }
}

/// A tag.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagView {
    /// What it is about.
    pub key: String,
    /// What it says.
    pub value: String,
}

impl TagView {
    /// Tags as answers show them.
    pub fn all(tags: &[model::Tag]) -> Vec<Self> {
        tags.iter().map(|tag| Self { key: tag.key.to_string(), value: tag.value.to_string() }).collect()
    }
}

/// A page of tags.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagPage {
    /// The tags.
    pub tags: Vec<TagView>,
    is_truncated: bool,
    /// Where the next page begins, if there is one.
    pub marker: Option<String>,
}

impl TagPage {
    /// A page, and where the next one begins.
    pub fn new((tags, marker): (Vec<model::Tag>, Option<String>)) -> Self {
        Self { tags: TagView::all(&tags), is_truncated: marker.is_some(), marker }
    }
}

/// A managed policy that bounds permissions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BoundaryView {
    permissions_boundary_type: &'static str,
    /// The ARN of the policy.
    pub permissions_boundary_arn: String,
}

impl BoundaryView {
    /// The type is the word that AWS answers with; its service model has another.
    pub fn of(permissions: &Permissions) -> Option<Self> {
        permissions.boundary.as_ref().map(|arn| Self {
            permissions_boundary_type: "Policy",
            permissions_boundary_arn: arn.to_string(),
        })
    }
}

/// A user, or the root user, which has neither name nor path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserView {
    /// Where the user stands.
    pub path: Option<String>,
    /// What the user is called.
    pub user_name: Option<String>,
    user_id: String,
    /// The ARN.
    pub arn: String,
    /// Since when the user exists.
    pub create_date: Moment,
    password_last_used: Option<Moment>,
    /// What bounds the user's permissions.
    pub permissions_boundary: Option<BoundaryView>,
    /// What is said of the user.
    pub tags: Option<Vec<TagView>>,
}

impl UserView {
    /// The same with the last use of the password, if there is one and it was used.
    pub fn with_password_use(self, used: Option<LastUsed>) -> Self {
        Self { password_last_used: used.map(|used| Moment(used.at)), ..self }
    }

    /// A user as lists show it: without tags and boundary.
    pub fn listed(user: &User) -> Self {
        Self {
            path: Some(user.path.to_string()),
            user_name: Some(user.name.to_string()),
            user_id: user.id.to_string(),
            arn: user.arn().to_string(),
            create_date: Moment(user.created),
            password_last_used: None,
            permissions_boundary: None,
            tags: None,
        }
    }

    /// A user with tags and boundary, if there are any.
    pub fn whole(user: &User) -> Self {
        let tags = (!user.tags.is_empty()).then(|| TagView::all(&user.tags));
        let permissions_boundary = BoundaryView::of(&user.permissions);
        Self { permissions_boundary, tags, ..Self::listed(user) }
    }

    /// The root user of an account.
    pub fn root(account: &Account) -> Self {
        Self {
            path: None,
            user_name: None,
            user_id: account.id.to_string(),
            arn: model::Arn::root(account.id).to_string(),
            create_date: Moment(account.created),
            password_last_used: None,
            permissions_boundary: None,
            tags: None,
        }
    }
}
