//! Trust policies, as they come in and as they are shown. Stored, users and roles stand in them by immutable id: somebody who
//! takes a name later is not trusted for it (rule R2). Shown, an id is the ARN that it has now; one that is gone stays an id,
//! as at AWS (facts E4).

use std::collections::HashMap;

use model::{
    AccountId, Arn, FederatedUserName, PolicyText, Resource, RoleId, RoleName, RoleSessionName, Text, UserId,
    UserName,
};
use policy::{Kind, Policy, rewrite_principals};

use crate::error::{Error, MalformedPolicy, Quota};
use crate::records::{Loaded, PolicyDocument, Records, Role, Trust, User, keys};
use crate::{Context, Halt};

/// Takes a trust policy in.
///
/// # Errors
/// If it is none, is too long, or names somebody whom there is not. The accounts of this installation are looked into for
/// that: whom a role trusts may belong to another one (rule R9).
pub async fn stored(ctx: &Context<'_>, text: &PolicyText) -> Result<PolicyDocument<Trust>, Halt> {
    let policy = Policy::parse(text.as_str(), Kind::Trust).map_err(Error::from)?;
    let quota = Quota::TRUST_SIZE;
    if policy::size(text.as_str()) as u64 > quota.limit {
        return Err(Error::from(quota).into());
    }
    let mut ids = HashMap::new();
    for principal in policy.principals() {
        match Principal::of(principal).stored(principal, ctx.records()).await? {
            Some(kept) => drop(ids.insert(principal, kept)),
            None => return Err(Error::from(MalformedPolicy::Principal(principal.to_owned())).into()),
        }
    }
    let text = rewrite_principals(text.as_str(), |principal| {
        // What stays is not written anew, or its spelling in JSON could change.
        ids.get(principal).filter(|kept| *kept != principal).cloned()
    });
    Ok(PolicyDocument::parse(&text.map_err(Error::from)?).map_err(Error::from)?)
}

/// The text of a trust policy as answers show it.
///
/// # Errors
/// If the store fails.
pub async fn shown(ctx: &Context<'_>, document: &PolicyDocument<Trust>) -> Result<String, Error> {
    let policy = document.policy()?;
    let mut arns = HashMap::new();
    for principal in policy.principals() {
        if let Some(arn) = Principal::of(principal).shown(ctx.records()).await? {
            arns.insert(principal, arn);
        }
    }
    Ok(rewrite_principals(document.text(), |principal| arns.get(principal).cloned())?)
}

/// Whom a principal of a trust policy names.
enum Principal<'a> {
    Everybody,
    Account(AccountId),
    User(AccountId, UserName),
    Role(AccountId, RoleName),
    Session(AccountId, RoleName, RoleSessionName),
    FederatedUser(AccountId),
    UserId(UserId),
    RoleId(RoleId, Option<&'a str>),
    Nobody,
}

impl<'a> Principal<'a> {
    fn of(text: &'a str) -> Self {
        if text == "*" {
            return Self::Everybody;
        }
        if let Ok(account) = text.parse() {
            return Self::Account(account);
        }
        match Arn::parse(text) {
            Ok((account, Resource::Root)) => return Self::Account(account),
            Ok((account, Resource::User { name, .. })) => return Self::User(account, name),
            Ok((account, Resource::Role { name, .. })) => return Self::Role(account, name),
            Ok(_) => return Self::Nobody,
            Err(_) => {}
        }
        Self::of_sts(text).unwrap_or_else(|| Self::of_id(text))
    }

    /// `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`, or `…:federated-user/NAME`.
    fn of_sts(text: &str) -> Option<Self> {
        let (account, rest) = text.strip_prefix("arn:aws:sts::")?.split_once(':')?;
        let account = account.parse().ok()?;
        match rest.split_once('/')? {
            ("assumed-role", rest) => {
                let (role, session) = rest.split_once('/')?;
                Some(Self::Session(account, role.parse().ok()?, session.parse().ok()?))
            }
            ("federated-user", name) => {
                name.parse::<FederatedUserName>().is_ok().then_some(Self::FederatedUser(account))
            }
            _ => None,
        }
    }

    fn of_id(text: &'a str) -> Self {
        let (id, session) = text.split_once(':').map_or((text, None), |(id, session)| (id, Some(session)));
        if let Ok(id) = id.parse() {
            return Self::RoleId(id, session);
        }
        text.parse().map_or(Self::Nobody, Self::UserId)
    }

    /// What is kept of it, if there is such a one. ARNs are taken to the letter: `text` is where the user or role stands, and
    /// how the name is written.
    async fn stored(&self, text: &str, records: &Records) -> Result<Option<String>, Error> {
        Ok(match self {
            Self::Everybody => Some(text.to_owned()),
            Self::Nobody => None,
            Self::Account(account) => {
                let found = records.account(*account).await?;
                found.map(|account| Arn::root(account.id).to_string())
            }
            Self::User(account, name) => {
                let found = records.user(*account, name).await?;
                found.filter(|user| user.arn().as_str() == text).map(|user| user.id.to_string())
            }
            Self::Role(account, name) => {
                let found = role(records, *account, name).await?;
                found.filter(|role| role.arn().as_str() == text).map(|role| role.id.to_string())
            }
            // The ARN of a session has no path.
            Self::Session(account, name, session) => {
                let found = role(records, *account, name).await?.filter(|role| role.name == *name);
                found.map(|role| [role.id.as_str(), ":", session.as_str()].concat())
            }
            // A federated user is not stored anywhere, and has no id but this.
            Self::FederatedUser(account) => records.account(*account).await?.map(|_| text.to_owned()),
            // Whoever reads a policy and writes it back with the id of somebody who is gone is refused, as by AWS.
            Self::UserId(id) => user_by_id(records, id).await?.map(|_| text.to_owned()),
            Self::RoleId(id, _) => role_by_id(records, id).await?.map(|_| text.to_owned()),
        })
    }

    /// The ARN that an id has now, if it is one.
    async fn shown(&self, records: &Records) -> Result<Option<String>, Error> {
        Ok(match self {
            Self::UserId(id) => user_by_id(records, id).await?.map(|user| user.arn().to_string()),
            Self::RoleId(id, session) => role_by_id(records, id).await?.map(|role| match session {
                Some(session) => Arn::assumed_role(role.account, &role.name, session).to_string(),
                None => role.arn().to_string(),
            }),
            _ => None,
        })
    }
}

async fn role(records: &Records, account: AccountId, name: &RoleName) -> Result<Option<Loaded<Role>>, Error> {
    records.load(keys::role(account, name)).await
}

async fn user_by_id(records: &Records, id: &UserId) -> Result<Option<Loaded<User>>, Error> {
    match id.account() {
        Some(account) => records.by_id(account, id.as_str()).await,
        None => Ok(None),
    }
}

async fn role_by_id(records: &Records, id: &RoleId) -> Result<Option<Loaded<Role>>, Error> {
    match id.account() {
        Some(account) => records.by_id(account, id.as_str()).await,
        None => Ok(None),
    }
}
