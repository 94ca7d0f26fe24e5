//! DeleteUser: only when nothing is attached any more.

use model::{Input, UserName};

use crate::authorize::condition_keys;
use crate::error::Conflict;
use crate::iam::belongings;
use crate::iam::boundaries::bounded;
use crate::iam::mfa::question;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a user.
#[derive(Debug, Input)]
pub struct DeleteUser {
    /// Who.
    pub user_name: UserName,
}

impl Operation for DeleteUser {
    const ACTION: &'static str = "iam:DeleteUser";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        if let Some(conflict) = attached(&permit) {
            return Err(Error::from(conflict).into());
        }
        let account = ctx.account();
        let owner = Owner::User(permit.id.clone());
        // What a user has beside is in documents of its own, which the commit expects to be absent still.
        let absent = belongings::none(ctx, &owner).await?;
        let mut changes = bounded::lifted(ctx, &**permit.target())
            .await?
            .remove(permit.target())
            .remove_key(keys::id(account, permit.id.as_str()))
            .remove_key(keys::guesses(account, &owner))
            .remove_key(keys::recovery_codes(account, &owner))
            .remove_key(keys::password_last_used(account, &owner))
            .tally(keys::user_count(account), -1);
        for session in ctx.service.sessions_of(account, &owner).await? {
            changes = changes.remove_key(session.key().clone());
        }
        for asked in question::of(ctx, &owner).await? {
            changes = changes.remove_key(asked);
        }
        let changes = absent.into_iter().fold(changes, Changes::watch_key);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}

/// What must be taken away first. All of this is in the user's own document, so what is decided here holds when it is committed.
fn attached(user: &User) -> Option<Conflict> {
    [
        (!user.credentials.access_keys.is_empty(), Conflict::AccessKeys),
        (!user.credentials.mfa_devices.is_empty(), Conflict::MfaDevices),
        (user.credentials.password.is_some(), Conflict::LoginProfile),
        (!user.permissions.attached.is_empty(), Conflict::Policies),
        (!user.permissions.inline.is_empty(), Conflict::InlinePolicies),
        (!user.groups.is_empty(), Conflict::Groups),
    ]
    .into_iter()
    .find_map(|(is_attached, conflict)| is_attached.then_some(conflict))
}
