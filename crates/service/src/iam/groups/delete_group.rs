//! DeleteGroup: only when it has neither members nor policies any more.

use model::{GroupName, Input};

use crate::error::Conflict;
use crate::operation::{Operation, Sort};
use crate::records::{Group, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a group.
#[derive(Debug, Input)]
pub struct DeleteGroup {
    /// Which group.
    pub group_name: GroupName,
}

impl Operation for DeleteGroup {
    const ACTION: &'static str = "iam:DeleteGroup";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Group>(&self.group_name).await?;
        if !permit.permissions.attached.is_empty() {
            return Err(Error::from(Conflict::Policies).into());
        }
        if !permit.permissions.inline.is_empty() {
            return Err(Error::from(Conflict::InlinePolicies).into());
        }
        let account = ctx.account();
        let changes = Changes::new()
            .remove(permit.target())
            .remove_key(keys::id(account, permit.id.as_str()))
            // Who is a member is in the documents of the members: the counter tells whether there are any, also those who
            // become members at this moment.
            .count(keys::member_count(account, &permit.id), 0, 0, Conflict::Members)
            .tally(keys::group_count(account), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
