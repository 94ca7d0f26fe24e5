//! UpdateUser: another name, another path. The id, and with it keys, devices and sessions, stay.

use model::{Arn, Folded, Input, NewUserName, Path, Text, UserName};

use crate::authorize::condition_keys;
use crate::iam::mfa::renamed_user;
use crate::operation::{Operation, Sort};
use crate::records::Loaded;
use crate::records::{NamePointer, User, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, Permit, Target};

/// Renames or moves a user.
#[derive(Debug, Input)]
pub struct UpdateUser {
    /// Who.
    pub user_name: UserName,
    /// Where the user shall stand.
    pub new_path: Option<Path>,
    /// What the user shall be called.
    pub new_user_name: Option<NewUserName>,
}

impl Operation for UpdateUser {
    const ACTION: &'static str = "iam:UpdateUser";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        let mut user = User {
            name: self.new_user_name.clone().map_or_else(|| permit.name.clone(), UserName::from),
            path: self.new_path.clone().unwrap_or_else(|| permit.path.clone()),
            ..User::clone(permit.target())
        };
        if user.name != permit.name {
            let devices = renamed_user(ctx.account(), &user.credentials.mfa_devices, &user.name)?;
            user.credentials.mfa_devices = devices;
        }
        // AWS asks for the permission on both: else a policy about a path could be left behind by moving.
        ctx.also(&Arn::user(ctx.account(), &user.path, &user.name))?;

        let changes = if Folded::of(user.name.as_str()) == Folded::of(permit.name.as_str()) {
            Changes::new().update(permit.target(), &user)
        } else {
            renamed(ctx, &permit, &user).await?
        };
        let changes = if user.name == permit.name {
            changes
        } else {
            changes.put(keys::id(ctx.account(), user.id.as_str()), &NamePointer { name: user.name.clone() })
        };
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}

/// The document moves to the key of its new name, which must be free.
async fn renamed(ctx: &Context<'_>, permit: &Permit<Loaded<User>>, user: &User) -> Result<Changes, Halt> {
    if let Some(there) = ctx.records().user(ctx.account(), &user.name).await? {
        return Err(Error::from(there.existing()).into());
    }
    Ok(Changes::new().remove(permit.target()).create(keys::user(ctx.account(), &user.name), user))
}
