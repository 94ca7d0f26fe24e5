//! An account with groups, roles and managed policies, written as they are stored.

use model::{AccountId, GroupId, PolicyId, RoleId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use service::records::{
    Group, ManagedPolicy, NamePointer, Permissions, PolicyDocument, PolicyVersion, Role, keys,
};
use store::{Batch, Direction, Key, Partition, ScanRange};

use crate::world::{Account, Answer, Keys, World};

/// Allows everything.
pub const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
/// AWS's own policy of that name.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// Fields of a request.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// A world with an account in it.
pub struct Estate {
    pub world: World,
    pub account: Account,
}

impl Estate {
    pub async fn new() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        Self { world, account }
    }

    pub fn id(&self) -> AccountId {
        self.account.id.parse().unwrap()
    }

    /// A request of the administrator.
    pub async fn call(&self, action: &str, fields: Fields<'_>) -> Answer {
        self.world.iam(&self.account.admin, action, fields).await
    }

    /// A text with the account's number in the place of `#`.
    pub fn filled(&self, text: &str) -> String {
        text.replace('#', &self.account.id)
    }

    /// Each request of somebody gets the verdict beside it. `#` stands for the account.
    pub async fn answers(&self, keys: &Keys, cases: &[(&str, Fields<'_>, &str)]) {
        for (action, fields, verdict) in cases {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, self.filled(value))).collect();
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = self.world.iam(keys, action, &fields).await.verdict();
            assert_eq!(answer, self.filled(verdict), "{action} {fields:?}");
        }
    }

    pub async fn group(&self, name: &str, path: &str) -> Group {
        let group = Group {
            schema: Group::SCHEMA,
            account: self.id(),
            id: GroupId::generate(self.id(), random(name)),
            name: name.parse().unwrap(),
            path: path.parse().unwrap(),
            created: Timestamp::default(),
            permissions: Permissions::default(),
        };
        self.write(keys::group(group.account, &group.name), &group).await;
        self.point(group.id.as_str(), name).await;
        group
    }

    pub async fn role(&self, name: &str, path: &str) -> Role {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"{}"}}}}}}"#,
            self.account.id
        );
        let role = Role {
            schema: Role::SCHEMA,
            account: self.id(),
            id: RoleId::generate(self.id(), random(name)),
            name: name.parse().unwrap(),
            path: path.parse().unwrap(),
            created: Timestamp::default(),
            description: None,
            max_session_duration: 3_600,
            trust: PolicyDocument::parse(&trust).unwrap(),
            tags: Vec::new(),
            permissions: Permissions::default(),
            sessions_valid_after: Timestamp::default(),
            linked_to: None,
        };
        self.write(keys::role(role.account, &role.name), &role).await;
        self.point(role.id.as_str(), name).await;
        role
    }

    pub async fn policy(&self, name: &str, path: &str, text: &str) -> String {
        let version = PolicyVersion {
            number: 1,
            created: Timestamp::default(),
            document: PolicyDocument::parse(text).unwrap(),
        };
        let policy = ManagedPolicy {
            schema: ManagedPolicy::SCHEMA,
            account: self.id(),
            id: PolicyId::generate(self.id(), random(name)),
            name: name.parse().unwrap(),
            path: path.parse().unwrap(),
            created: Timestamp::default(),
            updated: Timestamp::default(),
            description: None,
            tags: Vec::new(),
            versions: vec![version],
            default_version: 1,
            last_version: 1,
        };
        self.write(keys::policy(policy.account, &policy.name), &policy).await;
        policy.arn().to_string()
    }

    /// Deletes a policy if nobody uses it, as DeletePolicy does.
    pub async fn delete_policy(&self, name: &str) -> bool {
        let key = keys::policy(self.id(), &name.parse().unwrap());
        let found = self.world.store.get(std::slice::from_ref(&key)).await.unwrap().pop().flatten().unwrap();
        let policy: ManagedPolicy = serde_json::from_slice(&found.body).unwrap();
        let mut batch = Batch::at(self.world.now().micros())
            .expect(key.clone(), store::Expected::At(found.revision))
            .delete(key);
        for usage in [keys::Usage::Attached, keys::Usage::Boundary] {
            batch = batch.add(keys::policy_usage_count(self.id(), usage, policy.id.as_str()), 0, 0);
        }
        self.world.store.commit(batch).await.is_ok()
    }

    /// Makes a user a member of a group. What was in memory of the user is not what is stored now.
    pub async fn join(&mut self, user: &str, group: &Group) {
        let key = keys::user(self.id(), &user.parse().unwrap());
        let mut document = self.document(&key).await.unwrap();
        document["groups"] = serde_json::json!([group.id.as_str()]);
        self.write(key, &document).await;
        self.world = self.world.restarted().await;
    }

    /// A document as it is stored.
    pub async fn document(&self, key: &Key) -> Option<Value> {
        let found = self.world.store.get(std::slice::from_ref(key)).await.unwrap().pop().flatten();
        found.map(|versioned| serde_json::from_slice(&versioned.body).unwrap())
    }

    /// Every document below a prefix of keys.
    pub async fn documents(&self, prefix: &str) -> Vec<(String, Value)> {
        let range = ScanRange::prefix(Partition::Account(self.id().number()), prefix);
        let found = self.world.store.scan(&range, Direction::Forward, 1_000).await.unwrap();
        let read = |(key, versioned): (Key, store::Versioned)| {
            (key.path.to_string(), serde_json::from_slice(&versioned.body).unwrap())
        };
        found.into_iter().map(read).collect()
    }

    async fn point(&self, id: &str, name: &str) {
        self.write(keys::id(self.id(), id), &NamePointer { name: name.to_owned() }).await;
    }

    async fn write(&self, key: Key, document: &impl Serialize) {
        let body = serde_json::to_vec(document).unwrap();
        self.world.store.commit(Batch::at(self.world.now().micros()).put(key, body)).await.unwrap();
    }
}

/// Another id for each name.
fn random(name: &str) -> [u8; 6] {
    let mut bytes = [0; 6];
    for (index, byte) in name.bytes().enumerate() {
        bytes[index % 6] ^= byte.rotate_left(u32::try_from(index / 6).unwrap());
    }
    bytes
}
