//! RemoveUserFromGroup: a user may not do any more what only the group may. Of somebody who is no member it changes nothing.

use model::{GroupName, Input, UserName};

use super::member;
use crate::operation::{Operation, Sort};
use crate::records::{Group, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes a user out of a group.
#[derive(Debug, Input)]
pub struct RemoveUserFromGroup {
    /// Which group.
    pub group_name: GroupName,
    /// Who.
    pub user_name: UserName,
}

impl Operation for RemoveUserFromGroup {
    const ACTION: &'static str = "iam:RemoveUserFromGroup";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Group>(&self.group_name).await?;
        let user = member::user(ctx, &self.user_name).await?;
        let mut without = User::clone(&user);
        without.groups.retain(|id| *id != permit.id);
        if without.groups.len() == user.groups.len() {
            ctx.commit(&permit, Changes::new()).await?;
            return Ok(Empty);
        }
        let account = ctx.account();
        let changes = Changes::new()
            .update(&user, &without)
            .remove_key(keys::member(account, &permit.id, &user.id))
            .tally(keys::member_count(account, &permit.id), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
