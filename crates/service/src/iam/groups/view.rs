//! A group as answers show it.

use serde::Serialize;

use crate::records::Group;
use crate::views::Moment;

/// A group.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupView {
    /// Where the group stands.
    pub path: String,
    /// What the group is called.
    pub group_name: String,
    group_id: String,
    /// The ARN.
    pub arn: String,
    /// Since when the group exists.
    pub create_date: Moment,
}

impl GroupView {
    /// A group as every answer shows it.
    pub fn of(group: &Group) -> Self {
        Self {
            path: group.path.to_string(),
            group_name: group.name.to_string(),
            group_id: group.id.to_string(),
            arn: group.arn().to_string(),
            create_date: Moment(group.created),
        }
    }
}
