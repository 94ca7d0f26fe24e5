//! Who asks in a simulation.

use model::{Arn, Resource, ResourceName, Text};
use policy::{Principal, PrincipalKind};

use super::source::Source;
use crate::error::{Error, InvalidInput};
use crate::records::{Group, Role};
use crate::{Context, Halt, Target};

/// Who asks.
#[derive(Debug)]
pub struct Caller {
    /// The account.
    pub account: String,
    arn: Arn,
    /// The id, if it is known.
    id: String,
    kind: PrincipalKind,
}

impl Caller {
    /// The one whose policies are simulated.
    pub fn of(ctx: &Context<'_>, source: &Source) -> Self {
        let (account, arn) = (ctx.account().to_string(), source.arn.clone());
        Self { account, arn, id: source.id.clone(), kind: source.kind }
    }

    /// Somebody of the caller's account who has no name.
    pub fn nobody(ctx: &Context<'_>) -> Self {
        let account = ctx.account().to_string();
        // No policy names it: a user has a name.
        let arn = Arn::given(&format!("arn:aws:iam::{account}:user/"));
        Self { account, arn, id: String::new(), kind: PrincipalKind::User }
    }

    /// A user, a group or a role that the call names, of any account; a policy of the resource may know it by id.
    ///
    /// # Errors
    /// If the ARN is none of these.
    pub async fn given(ctx: &Context<'_>, arn: &ResourceName) -> Result<Self, Halt> {
        let named = Arn::parse(arn.as_str());
        let Ok((account, resource)) = named else { return Err(Error::from(InvalidInput::CallerArn).into()) };
        // Those of other accounts are not looked up (rule R9).
        let own = account == ctx.account();
        let (id, kind) = match resource {
            Resource::User { name, .. } if own => (
                ctx.records().user(account, &name).await?.map(|user| user.id.to_string()),
                PrincipalKind::User,
            ),
            Resource::Group { name, .. } if own => {
                let group = ctx.records().load::<Group>(Group::key(account, &name)).await?;
                (group.map(|group| group.id.to_string()), PrincipalKind::User)
            }
            Resource::Role { name, .. } if own => {
                let role = ctx.records().load::<Role>(Role::key(account, &name)).await?;
                (role.map(|role| role.id.to_string()), PrincipalKind::Role)
            }
            Resource::User { .. } | Resource::Group { .. } => (None, PrincipalKind::User),
            Resource::Role { .. } => (None, PrincipalKind::Role),
            _ => return Err(Error::from(InvalidInput::CallerArn).into()),
        };
        let arn = Arn::given(arn.as_str());
        Ok(Self { account: account.to_string(), arn, id: id.unwrap_or_default(), kind })
    }

    /// As policies name principals.
    pub fn principal(&self) -> Principal<'_> {
        Principal {
            account: &self.account,
            arn: self.arn.as_str(),
            id: &self.id,
            session: None,
            kind: self.kind,
        }
    }
}
