//! Whether a store is whole: each kind of damage is found, where it is, and a store that nobody touched has none.

use std::collections::BTreeSet;
use std::sync::Arc;

use mfa::seed_file::TokenSeed;
use mfa::{Algorithm, Parameters, TokenParameters};
use serde_json::{Value, json};
use service::operator::{Operator, TokenPool};
use service::{DocumentFinding, DocumentProblem};
use store::{Batch, Key, Partition, Store};

use crate::belongings::key;
use crate::phone::Phone;
use crate::stores::{Moment, MoodyStore};
use crate::world::{Account, World};

const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#;
const TRUST: &str = r##"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"#"}}}"##;

/// What a check of everything finds.
pub async fn findings(world: &World) -> Vec<DocumentFinding> {
    let mut check = world.service.check_store();
    let mut all = Vec::new();
    while let Some(found) = check.step(world.now()).await.unwrap() {
        all.extend(found);
    }
    assert_eq!(check.progress().unsettled, 0);
    all
}

/// A world with something of everything in it.
async fn full(world: &World) -> Account {
    world.service.note_form(world.now()).await.unwrap();
    let account = world.account().await;
    let admin = &account.admin;
    let call = async |action: &str, fields: &[(&str, &str)]| world.iam(admin, action, fields).await.ok();
    let alice = world.user(admin, "Alice").await;
    let (serial, phone) = world.enabled(admin, "Alice", "phone").await;
    assert_eq!(world.session(&alice, &serial, "000000").await.status, 403);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    world.device(admin, "spare").await;
    call("CreateLoginProfile", &[("UserName", "Alice"), ("Password", "Correct-horse-9")]).await;
    call("CreateGroup", &[("GroupName", "Admins")]).await;
    call("AddUserToGroup", &[("GroupName", "Admins"), ("UserName", "Alice")]).await;
    let made = call("CreatePolicy", &[("PolicyName", "Own"), ("PolicyDocument", POLICY)]).await;
    let arn = made.text("Arn").unwrap();
    call("AttachGroupPolicy", &[("GroupName", "Admins"), ("PolicyArn", &arn)]).await;
    call("AttachUserPolicy", &[("UserName", "Alice"), ("PolicyArn", &arn)]).await;
    call("PutUserPermissionsBoundary", &[("UserName", "Alice"), ("PermissionsBoundary", &arn)]).await;
    call("PutUserPolicy", &[("UserName", "Alice"), ("PolicyName", "in"), ("PolicyDocument", POLICY)]).await;
    let trust = TRUST.replace('#', &account.id);
    call("CreateRole", &[("RoleName", "Reader"), ("AssumeRolePolicyDocument", &trust)]).await;
    call("AttachRolePolicy", &[("RoleName", "Reader"), ("PolicyArn", &arn)]).await;
    call("CreateInstanceProfile", &[("InstanceProfileName", "Web")]).await;
    call("AddRoleToInstanceProfile", &[("InstanceProfileName", "Web"), ("RoleName", "Reader")]).await;
    call("UploadSSHPublicKey", &[("UserName", "Alice"), ("SSHPublicKeyBody", key!("ssh-rsa.pub"))]).await;
    call("UploadSigningCertificate", &[("UserName", "Alice"), ("CertificateBody", key!("one.pem"))]).await;
    let service = ("ServiceName", "codecommit.amazonaws.com");
    call("CreateServiceSpecificCredential", &[("UserName", "Alice"), service]).await;
    let site = [("CertificateBody", key!("one.pem")), ("PrivateKey", key!("one.key"))];
    call("UploadServerCertificate", &[&[("ServerCertificateName", "Site")], &site[..]].concat()).await;
    call("CreateAccountAlias", &[("AccountAlias", "my-company")]).await;
    call("GenerateCredentialReport", &[]).await;
    world.service.make_reports(world.now()).await.unwrap();
    token(world, &account).await;
    world.service.every_minute(world.now()).await.unwrap();
    account
}

/// A hardware token that is enabled for a user.
async fn token(world: &World, account: &Account) {
    let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let pool = TokenPool::Account(account.id.parse().unwrap());
    let import = world.service.import_tokens(Operator { uid: 0 }, pool, false, world.now()).await;
    let mut import = import.unwrap();
    let parameters = TokenParameters::Totp(Parameters::new(Algorithm::Sha1, 6, 30).unwrap());
    import.add(TokenSeed::new("GAHT12345678", seed, parameters).unwrap(), world.now()).await.unwrap();
    import.finish(world.now()).await.unwrap();
    world.iam(&account.admin, "CreateUser", &[("UserName", "bob")]).await.ok();
    world.enable(&account.admin, "bob", "GAHT12345678", &Phone::new(seed)).await.ok();
}

#[tokio::test]
async fn a_store_that_nobody_touched_is_whole() {
    let world = World::new().await;
    full(&world).await;
    full_again(&world).await;
    assert_eq!(findings(&world).await, []);
    let mut check = world.service.check_store();
    while check.step(world.now()).await.unwrap().is_some() {}
    assert_eq!(check.progress().accounts, 2);
    assert_eq!(usize::try_from(check.progress().documents).unwrap(), world.documents().await.len());
}

/// A second account, in which what was made is taken away again.
async fn full_again(world: &World) {
    let account = world.account().await;
    let admin = &account.admin;
    let call = async |action: &str, fields: &[(&str, &str)]| world.iam(admin, action, fields).await.ok();
    let carol = world.user(admin, "carol").await;
    let (serial, _) = world.enabled(admin, "carol", "phone").await;
    call("CreateGroup", &[("GroupName", "g")]).await;
    call("AddUserToGroup", &[("GroupName", "g"), ("UserName", "carol")]).await;
    call("UpdateUser", &[("UserName", "carol"), ("NewUserName", "caroline")]).await;
    call("UpdateGroup", &[("GroupName", "g"), ("NewGroupName", "h")]).await;
    call("RemoveUserFromGroup", &[("GroupName", "h"), ("UserName", "caroline")]).await;
    call("DeleteGroup", &[("GroupName", "h")]).await;
    call("DeactivateMFADevice", &[("UserName", "caroline"), ("SerialNumber", &serial)]).await;
    call("DeleteVirtualMFADevice", &[("SerialNumber", &serial)]).await;
    call("DeleteAccessKey", &[("UserName", "caroline"), ("AccessKeyId", &carol.id)]).await;
    call("DeleteUser", &[("UserName", "caroline")]).await;
}

/// What somebody does to documents.
enum Damage {
    /// Those whose keys begin so are gone.
    Removed(&'static str),
    /// The first of them says something else.
    Changed(&'static str, fn(&mut Value)),
    /// It is this text.
    Replaced(&'static str, &'static str),
    /// The first one that begins so is copied to another key.
    Copied(&'static str, fn(&str) -> String),
}

impl Damage {
    const fn prefix(&self) -> &'static str {
        match self {
            Self::Removed(prefix)
            | Self::Changed(prefix, _)
            | Self::Replaced(prefix, _)
            | Self::Copied(prefix, _) => prefix,
        }
    }

    /// Does it, and gives the batch that undoes it; nothing, where there is no such document.
    async fn doing(&self, world: &World, account: &Account) -> Option<Batch> {
        let own = Partition::Account(account.id.parse().unwrap());
        let is_meant = |key: &Key| {
            (key.partition == own || key.partition == Partition::Global)
                && key.path.starts_with(self.prefix())
        };
        let documents = world.documents().await;
        let (key, found) = documents.into_iter().find(|(key, _)| is_meant(key))?;
        let now = world.now().micros();
        let batch = match self {
            Self::Removed(_) => Batch::at(now).delete(key.clone()),
            Self::Changed(_, change) => {
                let mut document: Value = serde_json::from_slice(&found.body).unwrap();
                change(&mut document);
                Batch::at(now).put(key.clone(), document.to_string())
            }
            Self::Replaced(_, text) => Batch::at(now).put(key.clone(), *text),
            Self::Copied(_, to) => {
                let copy = Key::new(key.partition, to(&key.path));
                world.store.commit(Batch::at(now).put(copy.clone(), found.body)).await.unwrap();
                return Some(Batch::at(now).delete(copy));
            }
        };
        world.store.commit(batch).await.unwrap();
        Some(Batch::at(now).put(key, found.body))
    }
}

#[tokio::test]
async fn each_kind_of_damage_is_found_where_it_is() {
    use Damage::{Changed, Copied, Removed, Replaced};
    use DocumentProblem::{
        CounterWrong, Dangling, IndexMissing, IndexStale, KeyGone, Misplaced, SealBroken, UnknownKey,
        Unreadable,
    };
    fn flip(seal: &mut Value) {
        let text = seal.as_str().unwrap();
        let other = if text.ends_with("AAA=") { "BBB=" } else { "AAA=" };
        *seal = format!("{}{other}", &text[..text.len() - 4]).into();
    }
    fn later_generation(seal: &mut Value) {
        // Format 1, generation 9.
        let mut bytes = data_encoding::BASE64.decode(seal.as_str().unwrap().as_bytes()).unwrap();
        bytes[4] = 9;
        *seal = data_encoding::BASE64.encode(&bytes).into();
    }
    let cases: Vec<(Damage, &str, DocumentProblem)> = vec![
        (Replaced("user/alice/", "{}"), "user/alice/", Unreadable),
        (Replaced("group/", "no JSON"), "group/admins/", Unreadable),
        (Replaced("account/", "[]"), "account/", Unreadable),
        (Replaced("count/users/", "\"three\""), "count/users/", Unreadable),
        (Replaced("form/", "{}"), "form/", Unreadable),
        (Copied("group/", |_| "groups/admins/".to_owned()), "groups/admins/", UnknownKey),
        (Copied("form/", |_| "forms/".to_owned()), "forms/", UnknownKey),
        (Copied("count/users/", |_| "count/unicorns/".to_owned()), "count/unicorns/", UnknownKey),
        (Copied("user/alice/", |_| "user/mallory/".to_owned()), "user/mallory/", Misplaced),
        (Copied("policy/own/", |_| "policy/other/".to_owned()), "policy/other/", Misplaced),
        (Copied("mfa/phone/", |_| "mfa/other/".to_owned()), "mfa/other/", Misplaced),
        (Copied("token/", |_| "token/gaht99999999/".to_owned()), "token/gaht99999999/", Misplaced),
        (Changed("user/alice/", |user| user["account"] = "000000000001".into()), "user/alice/", Misplaced),
        (Changed("mfa/phone/", |device| flip(&mut device["seed"])), "mfa/phone/", SealBroken),
        (Changed("mfa/phone/", |device| later_generation(&mut device["seed"])), "mfa/phone/", KeyGone),
        (Changed("token/", |token| flip(&mut token["seed"])), "token/gaht12345678/", SealBroken),
        (Changed("seed-fingerprint-key/", |key| flip(&mut key["key"])), "seed-fingerprint-key/", SealBroken),
        (
            Changed("user/alice/", |user| flip(&mut user["credentials"]["access_keys"][0]["secret"])),
            "user/alice/",
            SealBroken,
        ),
        (
            Changed("user/alice/", |user| {
                let hash = &mut user["credentials"]["password"]["hash"];
                *hash = hash.as_str().unwrap().replace(",g=1$", ",g=9$").into();
            }),
            "user/alice/",
            KeyGone,
        ),
        (Removed("id/AIDA"), "user/", IndexMissing),
        (Removed("id/AGPA"), "user/alice/", Dangling),
        (Removed("id/AROA"), "role/reader/", IndexMissing),
        (Copied("id/AGPA", |key| key.replace("id/AGPA", "id/AGPAA")), "id/AGPAA", Misplaced),
        (Removed("member/"), "user/alice/", IndexMissing),
        (Changed("user/alice/", |user| user["groups"] = json!([])), "member/", IndexStale),
        (Removed("group/admins/"), "user/alice/", Dangling),
        (Removed("attached/"), "", IndexMissing),
        (
            Changed("role/reader/", |role| role["permissions"]["attached"] = json!([])),
            "attached/",
            IndexStale,
        ),
        (Removed("boundary/"), "user/alice/", IndexMissing),
        (
            Changed("user/alice/", |user| user["permissions"]["boundary"] = Value::Null),
            "boundary/",
            IndexStale,
        ),
        (Removed("policy/own/"), "user/alice/", Dangling),
        (
            Changed("policy/own/", |policy| policy["versions"][0]["document"] = "{}".into()),
            "policy/own/",
            Unreadable,
        ),
        (Changed("policy/own/", |policy| policy["default_version"] = 7.into()), "policy/own/", Dangling),
        (Changed("role/reader/", |role| role["trust"] = "{}".into()), "role/reader/", Unreadable),
        (
            Copied("instance-profile/web/", |_| "instance-profile/other/".to_owned()),
            "instance-profile/other/",
            Misplaced,
        ),
        (Removed("role-profile/"), "instance-profile/web/", IndexMissing),
        (Removed("instance-profile/web/"), "role-profile/", IndexStale),
        (
            Changed("instance-profile/web/", |profile| profile["role"] = Value::Null),
            "role-profile/",
            IndexStale,
        ),
        (Removed("id/AROA"), "instance-profile/web/", Dangling),
        (Removed("signing-certificate/"), "signing-certificates/", IndexMissing),
        (Removed("signing-certificates/"), "signing-certificate/", IndexStale),
        (Copied("ssh-keys/", |_| "ssh-keys/AIDAQAAAAAAAAAAAAAAAA/".to_owned()), "ssh-keys/AIDAQ", Dangling),
        (
            Copied("service-credentials/", |_| "service-credentials/nobody/".to_owned()),
            "service-credentials/nobody/",
            Misplaced,
        ),
        (
            Copied("server-certificate/site/", |_| "server-certificate/other/".to_owned()),
            "server-certificate/other/",
            Misplaced,
        ),
        (Removed("count/server-certificates/"), "count/server-certificates/", CounterWrong),
        (Removed("count/role-profile/"), "count/role-profile/", CounterWrong),
        (Removed("key/"), "", IndexMissing),
        (Changed("user/alice/", |user| user["credentials"]["access_keys"] = json!([])), "key/", IndexStale),
        (Removed("mfa/phone/"), "user/alice/", Dangling),
        (Removed("mfa/phone/"), "clock/", IndexStale),
        (Removed("clock/"), "mfa/phone/", Dangling),
        (Changed("mfa/phone/", |device| device["assignment"] = "Unassigned".into()), "user/alice/", Dangling),
        (
            Changed("user/alice/", |user| user["credentials"]["mfa_devices"] = json!([])),
            "mfa/phone/",
            Dangling,
        ),
        (Changed("token/", |token| token["assignment"] = "Unassigned".into()), "user/bob/", Dangling),
        (Changed("user/bob/", |user| user["credentials"]["mfa_devices"] = json!([])), "token/", Dangling),
        (Removed("token/"), "user/bob/", Dangling),
        (Removed("token-clock/"), "token/", Dangling),
        (Copied("guesses/", |_| "guesses/AIDAQAAAAAAAAAAAAAAAA/".to_owned()), "guesses/AIDAQ", Dangling),
        (Copied("used/AKIA", |_| "used/AKIAQAAAAAAAAAAAAAAA/".to_owned()), "used/AKIAQ", Dangling),
        (Removed("root-email/"), "account/", IndexMissing),
        (Removed("alias/"), "account/", IndexMissing),
        (Changed("account/", |account| account["alias"] = Value::Null), "alias/", IndexStale),
        (
            Copied("root-email/", |_| "root-email/thief@example.com/".to_owned()),
            "root-email/thief",
            IndexStale,
        ),
        (Replaced("count/users/", "77"), "count/users/", CounterWrong),
        (Removed("count/users/"), "count/users/", CounterWrong),
        (Replaced("count/groups/", "2"), "count/groups/", CounterWrong),
        (Replaced("count/roles/", "2"), "count/roles/", CounterWrong),
        (Replaced("count/policies/", "2"), "count/policies/", CounterWrong),
        (Replaced("count/member/", "2"), "count/member/", CounterWrong),
        (Replaced("count/attached/", "9"), "count/attached/", CounterWrong),
        (Replaced("count/boundary/", "2"), "count/boundary/", CounterWrong),
        (Replaced("count/mfa-devices/", "9"), "count/mfa-devices/", CounterWrong),
        (Replaced("count/mfa-devices-in-use/", "9"), "count/mfa-devices-in-use/", CounterWrong),
        (Replaced("count/hardware-tokens-in-use/", "2"), "count/hardware-tokens-in-use/", CounterWrong),
        (Removed("credential-report-part/"), "credential-report/", Dangling),
    ];
    let world = World::new().await;
    let account = full(&world).await;
    let mut missed = Vec::new();
    for (number, (damage, key, problem)) in cases.iter().enumerate() {
        let Some(undo) = damage.doing(&world, &account).await else {
            missed.push(format!("{number}: there is no {}", damage.prefix()));
            continue;
        };
        let found = findings(&world).await;
        let is_it = |finding: &DocumentFinding| {
            finding.problem == *problem && finding.key.split_once(':').unwrap().1.starts_with(key)
        };
        if !found.iter().any(is_it) {
            let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
            missed.push(format!("{number}: {problem:?} of {key}, but {shown:#?}"));
        }
        for finding in &found {
            assert!(!finding.advice.is_empty() && !finding.detail.is_empty());
        }
        world.store.commit(undo).await.unwrap();
        let left = findings(&world).await;
        if !left.is_empty() {
            missed.push(format!("{number} was undone: {left:#?}"));
            break;
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let covered: BTreeSet<_> = cases.iter().map(|(_, _, problem)| *problem).collect();
    assert_eq!(covered.len(), 9, "every problem has a case");
}

#[tokio::test]
async fn what_changes_while_it_is_looked_at_is_no_finding() {
    let store = MoodyStore::new();
    let world = Arc::new(World::over(Arc::clone(&store) as Arc<dyn Store>).await);
    let account = full(&world).await;
    // Each time between the page that has a document and the look at what it refers to.
    for (read, action, fields) in [
        ("id/AGPA", "DeleteGroup", vec![("GroupName", "fleeting")]),
        ("id/AIDA", "DeleteUser", vec![("UserName", "fleeting")]),
    ] {
        let create = if action == "DeleteGroup" { "CreateGroup" } else { "CreateUser" };
        world.iam(&account.admin, create, &fields).await.ok();
        let (other, admin) = (Arc::clone(&world), account.admin.clone());
        store.interrupt(Moment::Read(read), async move {
            other.iam(&admin, action, &fields).await.ok();
        });
        assert_eq!(findings(&world).await, [], "{action}");
        assert!(store.was_interrupted(), "{action}");
    }
}

#[tokio::test]
async fn counters_are_right_while_users_come_and_go() {
    let store = MoodyStore::new();
    let world = Arc::new(World::over(Arc::clone(&store) as Arc<dyn Store>).await);
    let account = full(&world).await;
    for number in 0..5 {
        let (other, admin) = (Arc::clone(&world), account.admin.clone());
        // When its counter is read, another user is there than when users were counted.
        store.interrupt(Moment::Read("count/"), async move {
            let name = format!("another{number}");
            other.iam(&admin, "CreateUser", &[("UserName", &name)]).await.ok();
        });
        assert_eq!(findings(&world).await, []);
        assert!(store.was_interrupted());
    }
}
