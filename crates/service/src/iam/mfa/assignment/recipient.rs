//! Whom a new device is for.

use model::UserName;

use super::enabling;
use crate::error::{Denial, Error, Missing, Quota};
use crate::iam::mfa::{device, root};
use crate::records::{Account, EnabledDevice, Loaded, Owner, User};
use crate::signin::Stage;
use crate::{Context, Credential, Halt, Identity, Permit};

/// Whom a new device is for, after it was asked whether the caller may enable one for them.
pub(in crate::iam::mfa) enum Recipient {
    /// The caller, who is the root user, which needs no permission.
    Root(Permit<()>, Loaded<Account>),
    /// A user.
    User(Permit<Loaded<User>>),
}

impl Recipient {
    /// The user named, else the caller.
    pub async fn named(ctx: &Context<'_>, name: Option<&UserName>) -> Result<Self, Halt> {
        if let (None, Identity::Root(_)) = (name, ctx.caller().identity()) {
            return Self::root(ctx).await;
        }
        Self::user(ctx, &ctx.named_user(name)?).await
    }

    /// The one that something was begun for, whatever the name is now.
    pub async fn of(ctx: &Context<'_>, owner: &Owner) -> Result<Self, Halt> {
        let gone = || Error::from(Missing::Assignment);
        match owner {
            Owner::Root => Self::root(ctx).await,
            Owner::User(id) => {
                let user = ctx.records().by_id::<User>(ctx.account(), id.as_str()).await?;
                Self::user(ctx, &user.ok_or_else(gone)?.name).await
            }
            Owner::Role(_) | Owner::Vouched(_) => Err(gone().into()),
        }
    }

    async fn root(ctx: &Context<'_>) -> Result<Self, Halt> {
        let account = root::root(ctx)?;
        // The self-management rule (R14), as for users.
        if !account.root.mfa_devices.is_empty() && !ctx.caller().manages_own_devices() {
            return Err(Error::from(Denial::SelfManagementWithoutMfa).into());
        }
        Self::Root(ctx.unconditional(), account.clone()).checked(ctx).await
    }

    async fn user(ctx: &Context<'_>, name: &UserName) -> Result<Self, Halt> {
        let permit = enabling(ctx).authorize::<User>(name).await?;
        device::own_after_recovery(ctx, &permit)?;
        device::self_management(ctx, &permit)?;
        Self::User(permit).checked(ctx).await
    }

    /// That there is room for one more, and that who is still signing in enrols because that is what is due.
    async fn checked(self, ctx: &Context<'_>) -> Result<Self, Halt> {
        if let Credential::SigningIn(ceremony) = ctx.caller().credential() {
            let stage = ctx.service.stage(ctx.caller(), ceremony, ctx.origin, ctx.now()).await?;
            if stage != Stage::Enrolment || self.owner() != ctx.caller().owner() {
                let denial = Denial::SessionCredentials { operation: "EnableMFADevice" };
                return Err(Error::from(denial).into());
            }
        }
        if self.devices().len() as u64 >= Quota::MFA_DEVICES.limit {
            return Err(Error::from(Quota::MFA_DEVICES).into());
        }
        Ok(self)
    }

    /// The devices that they have already.
    pub fn devices(&self) -> &[EnabledDevice] {
        match self {
            Self::Root(_, account) => &account.root.mfa_devices,
            Self::User(user) => &user.credentials.mfa_devices,
        }
    }

    pub fn owner(&self) -> Owner {
        match self {
            Self::Root(..) => Owner::Root,
            Self::User(user) => Owner::User(user.id.clone()),
        }
    }

    /// The name, which the root user has not.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Root(..) => None,
            Self::User(user) => Some(user.name.to_string()),
        }
    }
}
