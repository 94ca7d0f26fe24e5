//! What a restore brought back that had been removed since (rule R31): keys of people who have left, passwords that were replaced.

use model::{AccountId, StatusType, Text};
use serde::{Deserialize, Serialize};
use store::{Exported, Key, Versioned};

use crate::error::Failure;
use crate::records::{Account, Credentials, Document, Role, User, keys};
use crate::{Error, Service};

/// Something that lets somebody in, and is there again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CameBack {
    /// What.
    pub what: WhatCameBack,
    /// In which account.
    pub account_id: String,
    /// Whose, or who: a name, or `root`.
    pub name: String,
    /// What names it for ever: an id, a key's id, a serial number; empty for a password.
    pub id: String,
    /// Whether it is known that it had been removed. Else it was there when the backup was made, and may have been removed since.
    pub is_known: bool,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WhatCameBack {
    /// An account.
    Account,
    /// A user.
    User,
    /// A role.
    Role,
    /// An access key that works.
    AccessKey,
    /// A password.
    Password,
    /// An MFA device that is enabled.
    MfaDevice,
    /// Membership in a group; the id is the group's.
    Membership,
}

impl WhatCameBack {
    /// What people call it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::User => "user",
            Self::Role => "role",
            Self::AccessKey => "access key",
            Self::Password => "password",
            Self::MfaDevice => "MFA device",
            Self::Membership => "membership in group",
        }
    }
}

/// Somebody who can get in.
struct Somebody<'a> {
    account: AccountId,
    name: &'a str,
    credentials: &'a Credentials,
    groups: Vec<String>,
}

type Told<'t> = &'t mut (dyn FnMut(CameBack) + Send);

impl Service {
    /// Tells of each thing that lets somebody in here and no more in the store that was in use before: removed, turned off or replaced
    /// there. Where that store is not at hand, of each thing that lets somebody in: the trail here ends with the backup, so nothing here
    /// says which of them were removed after it.
    ///
    /// # Errors
    /// If one of the stores fails.
    pub async fn came_back(&self, before: Option<&Self>, told: Told<'_>) -> Result<(), Error> {
        let mut export = self.records.store().export().await?;
        while let Some(Exported::Documents(documents)) = export.next().await.map_err(Failure::Store)? {
            for (key, found) in &documents {
                let Some(account) = account_of(key) else { continue };
                if key.path.starts_with(keys::USERS) {
                    let Some(user) = parsed::<User>(key, found) else { continue };
                    compare_user(account, &user, before, told).await?;
                } else if key.path.starts_with(keys::ROLES) {
                    let Some(role) = parsed::<Role>(key, found) else { continue };
                    compare_role(account, &role, before, told).await?;
                } else if *key == keys::account(account) {
                    let Some(root) = parsed::<Account>(key, found) else { continue };
                    compare_account(&root, before, told).await?;
                }
            }
        }
        Ok(())
    }
}

fn account_of(key: &Key) -> Option<AccountId> {
    match key.partition {
        store::Partition::Account(account) => AccountId::new(account),
        store::Partition::Global => None,
    }
}

/// What cannot be read lets nobody in, and stands in nobody's way.
fn parsed<T: Document>(key: &Key, found: &Versioned) -> Option<T> {
    let read = serde_json::from_slice(&found.body);
    if read.is_err() {
        tracing::error!(%key, "cannot be read, and is left aside");
    }
    read.ok()
}

async fn compare_user(
    account: AccountId,
    user: &User,
    before: Option<&Service>,
    told: Told<'_>,
) -> Result<(), Error> {
    let then = match before {
        Some(before) => before.records.by_id::<User>(account, user.id.as_str()).await?,
        None => None,
    };
    if then.is_none() {
        tell((WhatCameBack::User, account, user.name.as_str(), user.id.as_str()), before.is_some(), told);
    }
    let groups = |user: &User| user.groups.iter().map(|group| group.as_str().to_owned()).collect();
    let there =
        Somebody { account, name: user.name.as_str(), credentials: &user.credentials, groups: groups(user) };
    let then = then.as_deref().map(|then| (&then.credentials, groups(then)));
    compare(&there, then, before.is_some(), told);
    Ok(())
}

async fn compare_role(
    account: AccountId,
    role: &Role,
    before: Option<&Service>,
    told: Told<'_>,
) -> Result<(), Error> {
    let then = match before {
        Some(before) => before.records.by_id::<Role>(account, role.id.as_str()).await?,
        None => None,
    };
    if then.is_none() {
        tell((WhatCameBack::Role, account, role.name.as_str(), role.id.as_str()), before.is_some(), told);
    }
    Ok(())
}

async fn compare_account(root: &Account, before: Option<&Service>, told: Told<'_>) -> Result<(), Error> {
    let then = match before {
        Some(before) => before.records.account(root.id).await?,
        None => None,
    };
    if then.is_none() {
        tell((WhatCameBack::Account, root.id, &root.name, &root.id.to_string()), before.is_some(), told);
    }
    let there = Somebody { account: root.id, name: "root", credentials: &root.root, groups: Vec::new() };
    let then = then.as_deref().map(|then| (&then.root, Vec::new()));
    compare(&there, then, before.is_some(), told);
    Ok(())
}

fn compare(there: &Somebody<'_>, then: Option<(&Credentials, Vec<String>)>, is_known: bool, told: Told<'_>) {
    let mut tell_of = |what, id: &str| tell((what, there.account, there.name, id), is_known, told);
    let (then, groups) = then.map_or((None, Vec::new()), |(credentials, groups)| (Some(credentials), groups));
    let active = |credentials: &Credentials, id: &str| {
        let mut keys = credentials.access_keys.iter();
        keys.any(|key| key.status == StatusType::Active && key.id.as_str() == id)
    };
    for key in there.credentials.access_keys.iter().filter(|key| key.status == StatusType::Active) {
        if !then.is_some_and(|then| active(then, key.id.as_str())) {
            tell_of(WhatCameBack::AccessKey, key.id.as_str());
        }
    }
    if let Some(password) = &there.credentials.password
        && then.and_then(|then| then.password.as_ref()).map(|password| password.set) != Some(password.set)
    {
        tell_of(WhatCameBack::Password, "");
    }
    for device in &there.credentials.mfa_devices {
        let is_there =
            |then: &Credentials| then.mfa_devices.iter().any(|other| other.device == device.device);
        if !then.is_some_and(is_there) {
            tell_of(WhatCameBack::MfaDevice, device.serial.as_str());
        }
    }
    for group in there.groups.iter().filter(|group| !groups.contains(group)) {
        tell_of(WhatCameBack::Membership, group);
    }
}

fn tell((what, account, name, id): (WhatCameBack, AccountId, &str, &str), is_known: bool, told: Told<'_>) {
    let (name, id) = (name.to_owned(), id.to_owned());
    told(CameBack { what, account_id: account.to_string(), name, id, is_known });
}
