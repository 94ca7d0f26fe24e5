//! Whose policies are simulated: those of a user with its groups, of a group, or of a role.

use model::{Arn, PolicyArn, Resource, Text};
use policy::PrincipalKind;

use crate::authorize::rights::{self, Held};
use crate::error::{Error, InvalidInput, Missing};
use crate::records::{Group, Loaded, Role, User};
use crate::{Context, Halt, Target};

/// A user, a group or a role, and all policies that it has.
#[derive(Debug)]
pub struct Source {
    /// Its ARN.
    pub arn: Arn,
    /// Its id.
    pub id: String,
    /// What it would be as a caller. A group calls nothing: its policies are asked as a user's.
    pub kind: PrincipalKind,
    /// Its policies.
    pub identity: Vec<Held>,
    /// Its boundary.
    pub boundary: Option<Vec<Held>>,
    /// What bounds its account.
    pub service_control: Option<Vec<Held>>,
}

impl Source {
    /// Authorizes the operation on a user, a group or a role, and gathers its policies.
    ///
    /// # Errors
    /// If the ARN names none, the caller may not, or there is none.
    pub async fn authorized(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Self, Halt> {
        match Arn::parse(arn.as_str()) {
            // What belongs to another account does not exist (rule R9), and who may not ask is not told even that.
            Ok((account, Resource::User { name, .. })) if account != ctx.account() => {
                ctx.also(&Arn::given(arn.as_str()))?;
                Err(Error::from(Missing::User(name)).into())
            }
            Ok((account, Resource::Group { name, .. })) if account != ctx.account() => {
                ctx.also(&Arn::given(arn.as_str()))?;
                Err(Error::from(Missing::Group(name)).into())
            }
            Ok((account, Resource::Role { name, .. })) if account != ctx.account() => {
                ctx.also(&Arn::given(arn.as_str()))?;
                Err(Error::from(Missing::Role(name)).into())
            }
            Ok((_, Resource::User { name, .. })) => {
                let user = found::<User>(ctx, &name, arn).await?;
                Self::of_user(ctx, &user).await
            }
            Ok((_, Resource::Group { name, .. })) => {
                let group = found::<Group>(ctx, &name, arn).await?;
                Self::of_group(ctx, &group).await
            }
            Ok((_, Resource::Role { name, .. })) => {
                let role = found::<Role>(ctx, &name, arn).await?;
                Self::of_role(ctx, &role).await
            }
            _ => Err(Error::from(InvalidInput::PolicySource).into()),
        }
    }

    async fn of_user(ctx: &Context<'_>, user: &User) -> Result<Self, Halt> {
        Ok(Self {
            arn: user.arn(),
            id: user.id.to_string(),
            kind: PrincipalKind::User,
            identity: rights::of_user(ctx.records(), user).await?,
            boundary: rights::of_boundary(ctx.records(), user.account, &user.permissions).await?,
            service_control: rights::of_account(ctx.records(), user.account).await?,
        })
    }

    async fn of_group(ctx: &Context<'_>, group: &Group) -> Result<Self, Halt> {
        let (records, account) = (ctx.records(), group.account);
        Ok(Self {
            arn: group.arn(),
            id: group.id.to_string(),
            kind: PrincipalKind::User,
            identity: rights::held_by(records, account, &group.permissions, || group.arn()).await?,
            boundary: None,
            service_control: rights::of_account(records, account).await?,
        })
    }

    async fn of_role(ctx: &Context<'_>, role: &Role) -> Result<Self, Halt> {
        let (records, account) = (ctx.records(), role.account);
        Ok(Self {
            arn: role.arn(),
            id: role.id.to_string(),
            kind: PrincipalKind::Role,
            identity: rights::held_by(records, account, &role.permissions, || role.arn()).await?,
            boundary: rights::of_boundary(records, account, &role.permissions).await?,
            service_control: rights::of_account(records, account).await?,
        })
    }
}

/// Whoever has this name, if the ARN is the one that is stored: what stands elsewhere is another ARN's.
async fn found<T: Target>(ctx: &Context<'_>, name: &T::Name, arn: &PolicyArn) -> Result<Loaded<T>, Halt> {
    let key = T::key(ctx.account(), name);
    match ctx.records().load::<T>(key).await?.filter(|found| found.arn().as_str() == arn.as_str()) {
        Some(found) => {
            ctx.also_to::<T>(&found)?;
            Ok(found)
        }
        None => {
            ctx.also(&Arn::given(arn.as_str()))?;
            Err(Error::from(T::missing(ctx.account(), name)).into())
        }
    }
}
