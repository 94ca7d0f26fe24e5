//! Trust policies, as they come in and as they are shown. Stored, users and roles stand in them by immutable id: somebody who
//! takes a name later is not trusted for it (rule R2). Shown, an id is the ARN that it has now; one that is gone stays an id,
//! as at AWS (facts E4).

use std::collections::HashMap;

use model::{AccountId, Arn, PolicyText, Resource, RoleId, RoleName, Text, UserId};
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
        match Principal::of(principal).stored(ctx.records()).await? {
            Some(id) => drop(ids.insert(principal, id)),
            None => return Err(Error::from(MalformedPolicy::Principal(principal.to_owned())).into()),
        }
    }
    let text = rewrite_principals(text.as_str(), |principal| ids.get(principal).cloned());
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
    User(AccountId, model::Path, model::UserName),
    Role(AccountId, model::Path, RoleName),
    Session(AccountId, RoleName, &'a str),
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
            Ok((account, Resource::User { path, name })) => return Self::User(account, path, name),
            Ok((account, Resource::Role { path, name })) => return Self::Role(account, path, name),
            Ok(_) => return Self::Nobody,
            Err(_) => {}
        }
        Self::of_session(text).unwrap_or_else(|| Self::of_id(text))
    }

    /// `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`. A federated user assumes no role, so none is named.
    fn of_session(text: &'a str) -> Option<Self> {
        let (account, rest) = text.strip_prefix("arn:aws:sts::")?.split_once(':')?;
        let account = account.parse().ok()?;
        let (role, session) = rest.strip_prefix("assumed-role/")?.split_once('/')?;
        Some(Self::Session(account, role.parse().ok()?, session))
    }

    fn of_id(text: &'a str) -> Self {
        let (id, session) = text.split_once(':').map_or((text, None), |(id, session)| (id, Some(session)));
        if let Ok(id) = id.parse() {
            return Self::RoleId(id, session);
        }
        text.parse().map_or(Self::Nobody, Self::UserId)
    }

    /// What is kept of it, if there is such a one.
    async fn stored(&self, records: &Records) -> Result<Option<String>, Error> {
        Ok(match self {
            Self::Everybody => Some("*".to_owned()),
            Self::Account(account) => {
                let found = records.account(*account).await?;
                found.map(|account| Arn::root(account.id).to_string())
            }
            Self::Nobody => None,
            Self::User(account, path, name) => {
                let found = records.user(*account, name).await?.filter(|user| user.path == *path);
                found.map(|user| user.id.to_string())
            }
            Self::Role(account, path, name) => {
                let found = role(records, *account, name).await?.filter(|role| role.path == *path);
                found.map(|role| role.id.to_string())
            }
            Self::Session(account, name, session) => {
                let found = role(records, *account, name).await?;
                found.map(|role| [role.id.as_str(), ":", session].concat())
            }
            // Ids of those who are gone are in documents that were read and are written back: they name nobody, and are refused
            // as AWS refuses them.
            Self::UserId(id) => {
                let found = user_by_id(records, id).await?;
                found.map(|_| id.to_string())
            }
            Self::RoleId(id, session) => {
                let found = role_by_id(records, id).await?;
                found.map(|_| of_session(id.as_str(), *session))
            }
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

fn of_session(id: &str, session: Option<&str>) -> String {
    match session {
        Some(session) => [id, ":", session].concat(),
        None => id.to_owned(),
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
