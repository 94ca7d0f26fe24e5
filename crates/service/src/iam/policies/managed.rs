//! Finding a managed policy by its ARN, and keeping account of who uses it.

use model::{AccountId, Arn, PolicyArn, PolicyVersionId, Resource, Text};

use crate::authorize::PolicyPlace;
use crate::authorize::rights::{Held, Provenance};
use crate::aws_managed::AwsManaged;
use crate::error::{Failure, Invalid, Missing};
use crate::records::keys::Usage;
use crate::records::{Holder, Loaded, ManagedPolicy, Records};
use crate::{Changes, Context, Error, Halt, Permit};

/// A managed policy that there is.
#[derive(Clone, Debug)]
pub enum Managed {
    /// One of AWS's own.
    Aws(&'static AwsManaged),
    /// One of the account.
    Customer(Loaded<ManagedPolicy>),
}

/// What an ARN of a managed policy names.
#[derive(Clone, Debug)]
pub enum Named {
    /// One of AWS's own, if there is one of that name.
    Aws(Option<&'static AwsManaged>),
    /// One of the account.
    Customer(PolicyPlace),
    /// One of another account, which does not exist for this one (rule R9).
    Elsewhere,
}

impl Named {
    /// Reads an ARN.
    ///
    /// # Errors
    /// If it is none of a managed policy.
    pub fn by(account: AccountId, arn: &PolicyArn) -> Result<Self, Error> {
        if arn.as_str().starts_with("arn:aws:iam::aws:policy/") {
            return Ok(Self::Aws(AwsManaged::find(arn.as_str())));
        }
        match Arn::parse(arn.as_str()) {
            Ok((owner, Resource::Policy { path, name })) if owner == account => {
                Ok(Self::Customer(PolicyPlace { path, name }))
            }
            Ok((_, Resource::Policy { .. })) => Ok(Self::Elsewhere),
            _ if arn.as_str().starts_with("arn:aws-") => Err(Invalid::ArnPartition.into()),
            _ => Err(Invalid::PolicyArn.into()),
        }
    }
}

impl Managed {
    /// The policy of an ARN, for who may do this operation to it.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, the caller may not, or there is none.
    pub async fn authorized(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Self, Halt> {
        Self::read(ctx, arn, Missing::Policy(arn.clone())).await
    }

    /// The same for an operation on a version: where there is no policy, AWS says that there is no such version.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, the caller may not, or there is none.
    pub async fn authorized_for_version(
        ctx: &Context<'_>,
        arn: &PolicyArn,
        version: &PolicyVersionId,
    ) -> Result<Self, Halt> {
        Self::read(ctx, arn, Missing::PolicyVersion(arn.clone(), version.clone())).await
    }

    async fn read(ctx: &Context<'_>, arn: &PolicyArn, missing: Missing) -> Result<Self, Halt> {
        let found = Self::find(ctx, arn).await?;
        match &found {
            Some(Self::Customer(policy)) => ctx.also_to::<ManagedPolicy>(policy)?,
            Some(Self::Aws(_)) | None => ctx.also(&Arn::given(arn.as_str()))?,
        }
        found.ok_or_else(|| Error::from(missing).into())
    }

    /// The policy of an ARN, to be changed: one of the account's. About any other, AWS's own among them, `outside` is said to
    /// whoever may ask, whether there is one or not.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, the caller may not, there is none, or it is none of the account's.
    pub async fn to_change(
        ctx: &Context<'_>,
        arn: &PolicyArn,
        outside: impl Into<Error>,
    ) -> Result<Permit<Loaded<ManagedPolicy>>, Halt> {
        Self::change(ctx, arn, outside.into(), Missing::Policy(arn.clone())).await
    }

    /// The same for an operation on a version: where there is no policy, AWS says that there is no such version.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, the caller may not, there is none, or it is none of the account's.
    pub async fn to_change_version(
        ctx: &Context<'_>,
        arn: &PolicyArn,
        version: &PolicyVersionId,
        outside: impl Into<Error>,
    ) -> Result<Permit<Loaded<ManagedPolicy>>, Halt> {
        let missing = Missing::PolicyVersion(arn.clone(), version.clone());
        Self::change(ctx, arn, outside.into(), missing).await
    }

    async fn change(
        ctx: &Context<'_>,
        arn: &PolicyArn,
        outside: Error,
        missing: Missing,
    ) -> Result<Permit<Loaded<ManagedPolicy>>, Halt> {
        let refusal = match Named::by(ctx.account(), arn)? {
            Named::Customer(place) => match customer(ctx.records(), ctx.account(), &place).await? {
                Some(policy) => return ctx.authorize_loaded(policy),
                None => missing.into(),
            },
            Named::Aws(_) | Named::Elsewhere => outside,
        };
        ctx.also(&Arn::given(arn.as_str()))?;
        Err(refusal.into())
    }

    /// The policy of an ARN, for who may attach it: that is authorized on its holder.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, or there is none.
    pub async fn to_attach(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Self, Halt> {
        let found = Self::find(ctx, arn).await?;
        found.ok_or_else(|| Error::from(Missing::AttachablePolicy(arn.clone())).into())
    }

    /// The policy of an ARN, for who may draw a boundary with it: that is authorized on whom it bounds.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy, or there is none.
    pub async fn to_bound(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Self, Halt> {
        let found = Self::find(ctx, arn).await?;
        found.ok_or_else(|| Error::from(Missing::Scope(arn.clone())).into())
    }

    /// A policy that somebody uses, and that is therefore there.
    ///
    /// # Errors
    /// If it is not: the store is damaged.
    pub async fn in_use(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Self, Halt> {
        let found = Self::find(ctx, arn).await?;
        found.ok_or_else(|| Error::ServiceFailure(Failure::Corrupt(arn.to_string())).into())
    }

    async fn find(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Option<Self>, Error> {
        Self::of_account(ctx.records(), ctx.account(), arn).await
    }

    /// The policy of an ARN, if it is there for an account.
    ///
    /// # Errors
    /// If the ARN is none of a managed policy.
    pub async fn of_account(
        records: &Records,
        account: AccountId,
        arn: &PolicyArn,
    ) -> Result<Option<Self>, Error> {
        Ok(match Named::by(account, arn)? {
            Named::Aws(found) => found.map(Self::Aws),
            Named::Customer(place) => customer(records, account, &place).await?.map(Self::Customer),
            Named::Elsewhere => None,
        })
    }

    /// Its id, for ever.
    pub fn id(&self) -> &str {
        match self {
            Self::Aws(policy) => policy.id,
            Self::Customer(policy) => policy.id.as_str(),
        }
    }

    /// The policy itself, as it is in force.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn held(&self) -> Result<Held, Error> {
        let unreadable = || Error::ServiceFailure(Failure::Corrupt(self.arn().to_string()));
        let policy = match self {
            Self::Aws(policy) => policy.policy()?,
            Self::Customer(policy) => {
                ManagedPolicy::in_force(policy).ok_or_else(unreadable)?.document.policy()?
            }
        };
        Ok(Held { policy, from: Provenance::Managed(Arn::given(self.arn().as_str())) })
    }

    /// Its ARN as it is stored: what its users keep.
    pub fn arn(&self) -> PolicyArn {
        let arn = match self {
            Self::Aws(policy) => policy.arn(),
            Self::Customer(policy) => ManagedPolicy::arn(policy),
        };
        <PolicyArn as Text>::checked(arn.as_str())
    }

    /// Notes that somebody uses it from now on. A policy that is deleted at the same moment is not used after all.
    pub fn used_by<H: Holder>(
        &self,
        changes: Changes,
        account: AccountId,
        usage: Usage,
        holder: &H,
    ) -> Changes {
        let changes = match self {
            Self::Aws(_) => changes,
            Self::Customer(policy) => changes.watch(policy),
        };
        changes.use_policy(account, usage, self.id(), holder)
    }

    /// Notes that somebody does not use it any more.
    pub fn unused_by<H: Holder>(
        &self,
        changes: Changes,
        account: AccountId,
        usage: Usage,
        holder: &H,
    ) -> Changes {
        changes.release_policy(account, usage, self.id(), holder)
    }
}

/// The policy of the account that stands there. Names are unique wherever policies stand, and without regard to case: one of
/// that name that stands elsewhere, or is written otherwise, is another ARN's. Were it not, a policy that denies to attach
/// `policy/Admin` would not deny `policy/admin`: conditions on ARNs judge what the request says (rule R10). AWS finds it.
async fn customer(
    records: &Records,
    account: AccountId,
    place: &PolicyPlace,
) -> Result<Option<Loaded<ManagedPolicy>>, Error> {
    let found = records.policy(account, &place.name).await?;
    Ok(found.filter(|policy| policy.path == place.path && policy.name == place.name))
}
