//! CreateGroup.

use model::{Arn, GroupId, GroupName, Input, Path};
use serde::Serialize;
use serde_json::json;

use super::view::GroupView;
use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{Group, NamePointer, Permissions, keys};
use crate::{Changes, Context, Halt};

/// Makes a group, which gives nobody anything yet.
#[derive(Debug, Input)]
pub struct CreateGroup {
    /// Where the group shall stand.
    pub path: Option<Path>,
    /// What the group shall be called.
    pub group_name: GroupName,
}

/// The new group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    group: GroupView,
}

impl Operation for CreateGroup {
    const ACTION: &'static str = "iam:CreateGroup";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Created;

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let path = self.path.clone().unwrap_or_default();
        let arn = Arn::group(account, &path, &self.group_name);
        let permit = ctx.authorize_vacant::<Group>(&self.group_name, &arn).await?;
        let group = Group {
            schema: Group::SCHEMA,
            account,
            id: GroupId::generate(account, ctx.service.entropy.array()),
            name: self.group_name.clone(),
            path,
            created: ctx.now(),
            permissions: Permissions::default(),
        };
        let quota = Quota::GROUPS;
        let changes = Changes::new()
            .put(permit.key(), &group)
            .create(keys::id(account, group.id.as_str()), &NamePointer { name: group.name.clone() })
            .count(keys::group_count(account), 1, quota.limit, quota)
            .responded(json!({ "group": {
                "path": group.path.to_string(),
                "groupName": group.name.to_string(),
                "groupId": group.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { group: GroupView::of(&group) })
    }
}
