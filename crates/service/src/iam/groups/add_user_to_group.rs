//! AddUserToGroup: a user may do what the group may. Once more changes nothing.

use model::{GroupName, Input, UserName};

use super::member;
use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{Group, Present, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Makes a user a member of a group.
#[derive(Debug, Input)]
pub struct AddUserToGroup {
    /// Which group.
    pub group_name: GroupName,
    /// Who.
    pub user_name: UserName,
}

impl Operation for AddUserToGroup {
    const ACTION: &'static str = "iam:AddUserToGroup";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<Group>(&self.group_name).await?;
        let user = member::user(ctx, &self.user_name).await?;
        if user.groups.contains(&permit.id) {
            ctx.commit(&permit, Changes::new()).await?;
            return Ok(Empty);
        }
        let quota = Quota::GROUPS_OF_USER;
        if user.groups.len() as u64 >= quota.limit {
            return Err(Error::from(quota).into());
        }
        let mut member = User::clone(&user);
        member.groups.push(permit.id.clone());
        let account = ctx.account();
        let changes = Changes::new()
            .update(&user, &member)
            .put(keys::member(account, &permit.id, &user.id), &Present {})
            .tally(keys::member_count(account, &permit.id), 1);
        // The group is watched by the permit: one that is deleted at the same moment gets no member.
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
