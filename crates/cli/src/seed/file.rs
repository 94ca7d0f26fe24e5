//! What a seed file can say. docs/testing.md has it as tables; unknown names are refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::document::Document;
use super::secrets::Given;
use crate::settings::{AccountNumber, GivenSecret, KeyId, Settings};

/// All of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The accounts, in the order in which they are made.
    #[serde(default)]
    pub accounts: Vec<Spanned<SeedAccount>>,
}

/// An account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAccount {
    pub id: Option<String>,
    #[serde(default = "usual_email")]
    pub email: String,
    pub name: Option<String>,
    pub alias: Option<String>,
    #[serde(default)]
    pub root: SeedRoot,
    #[serde(default)]
    pub administrator: SeedAdministrator,
    #[serde(default)]
    pub policies: Vec<Spanned<SeedPolicy>>,
    #[serde(default)]
    pub groups: Vec<Spanned<SeedGroup>>,
    #[serde(default)]
    pub users: Vec<Spanned<SeedUser>>,
    #[serde(default)]
    pub roles: Vec<Spanned<SeedRole>>,
}

/// The root user, who is there in any case.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRoot {
    pub password: Option<Given>,
    pub access_key: Option<SeedKey>,
}

/// The first administrator, who is there in any case.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAdministrator {
    pub password: Option<Given>,
    pub access_key: Option<SeedKey>,
}

/// An access key: a given one, or a new one if nothing is said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    pub id: Option<String>,
    pub secret: Option<Given>,
}

/// A virtual MFA device that is enabled.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedDevice {
    pub name: String,
    /// In base32; a new one if nothing is said.
    pub seed: Option<Given>,
}

/// A managed policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPolicy {
    pub name: String,
    pub path: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    pub document: Document,
}

/// A group.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedGroup {
    pub name: String,
    pub path: Option<String>,
    #[serde(default)]
    pub attach: Vec<String>,
    #[serde(default)]
    pub inline: BTreeMap<String, Document>,
}

/// A user.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    pub name: String,
    pub path: Option<String>,
    pub password: Option<Given>,
    #[serde(default)]
    pub must_change_password: bool,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    #[serde(default)]
    pub groups: Vec<String>,
    pub boundary: Option<String>,
    #[serde(default)]
    pub attach: Vec<String>,
    #[serde(default)]
    pub inline: BTreeMap<String, Document>,
    #[serde(default)]
    pub access_keys: Vec<SeedKey>,
    #[serde(default)]
    pub mfa: Vec<SeedDevice>,
}

/// A role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRole {
    pub name: String,
    pub path: Option<String>,
    pub description: Option<String>,
    pub trust: Document,
    /// In seconds.
    pub max_session: Option<u32>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    pub boundary: Option<String>,
    #[serde(default)]
    pub attach: Vec<String>,
    #[serde(default)]
    pub inline: BTreeMap<String, Document>,
}

fn usual_email() -> String {
    "root@example.com".to_owned()
}

impl Seed {
    /// Of accounts that stand in no file.
    pub fn of(accounts: Vec<SeedAccount>) -> Self {
        Self { accounts: accounts.into_iter().map(|account| Spanned::new(0..0, account)).collect() }
    }
}

impl SeedAccount {
    /// The account that the settings describe.
    pub fn of_settings(settings: &Settings) -> Self {
        let key = settings.ephemeral_access_key_id.zip(settings.ephemeral_secret_access_key.as_ref());
        let access_key = key.map(|(KeyId(id), GivenSecret(secret))| SeedKey {
            id: Some(id.to_string()),
            secret: Some(Given(secret.clone())),
        });
        Self {
            id: settings.ephemeral_account_id.map(|AccountNumber(id)| id.to_string()),
            email: settings.root_email.0.clone(),
            name: None,
            alias: None,
            root: SeedRoot::default(),
            administrator: SeedAdministrator { password: None, access_key },
            policies: Vec::new(),
            groups: Vec::new(),
            users: Vec::new(),
            roles: Vec::new(),
        }
    }

    /// The ids of access keys that are given. Each names the account.
    pub fn given_keys(&self) -> impl Iterator<Item = &str> {
        let users = self.users.iter().flat_map(|user| &user.get_ref().access_keys);
        let own = self.administrator.access_key.iter().chain(&self.root.access_key);
        own.chain(users).filter_map(|key| key.id.as_deref())
    }
}
