//! UpdateGroup: another name, another path. The id, and with it members and policies, stay.

use model::{Arn, Folded, GroupName, Input, Path, Text};

use crate::operation::{Operation, Sort};
use crate::records::{Group, Loaded, NamePointer, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Permit, Target};

/// Renames or moves a group.
#[derive(Debug, Input)]
pub struct UpdateGroup {
    /// Which group.
    pub group_name: GroupName,
    /// Where the group shall stand.
    pub new_path: Option<Path>,
    /// What the group shall be called.
    pub new_group_name: Option<GroupName>,
}

impl Operation for UpdateGroup {
    const ACTION: &'static str = "iam:UpdateGroup";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Group>(&self.group_name).await?;
        let group = Group {
            name: self.new_group_name.clone().unwrap_or_else(|| permit.name.clone()),
            path: self.new_path.clone().unwrap_or_else(|| permit.path.clone()),
            ..Group::clone(permit.target())
        };
        // As for users, the permission is asked for on both.
        ctx.also(&Arn::group(ctx.account(), &group.path, &group.name))?;

        let is_same_key = Folded::of(group.name.as_str()) == Folded::of(permit.name.as_str());
        let changes = if is_same_key {
            Changes::new().update(permit.target(), &group)
        } else {
            renamed(ctx, &permit, &group).await?
        };
        let pointer = keys::id(ctx.account(), group.id.as_str());
        let changes = changes.put(pointer, &NamePointer { name: group.name.clone() });
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}

/// The document moves to the key of its new name, which must be free.
async fn renamed(ctx: &Context<'_>, permit: &Permit<Loaded<Group>>, group: &Group) -> Result<Changes, Halt> {
    let key = keys::group(ctx.account(), &group.name);
    if let Some(there) = ctx.records().load::<Group>(key.clone()).await? {
        return Err(Error::from(there.existing()).into());
    }
    Ok(Changes::new().remove(permit.target()).create(key, group))
}
