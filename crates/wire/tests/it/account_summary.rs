//! How much there is in an account.

use std::collections::BTreeMap;

use crate::world::{Keys, World};

/// Every key, in the order of AWS, with what it says of a new account whose administrator was just made (facts F3).
const NEW: [(&str, u64); 34] = [
    ("GroupPolicySizeQuota", 5_120),
    ("InstanceProfilesQuota", 1_000),
    ("Policies", 0),
    ("GroupsPerUserQuota", 10),
    ("InstanceProfiles", 0),
    ("AttachedPoliciesPerUserQuota", 10),
    ("Users", 1),
    ("PoliciesQuota", 1_500),
    ("Providers", 0),
    ("AccountMFAEnabled", 0),
    ("AccessKeysPerUserQuota", 2),
    ("AssumeRolePolicySizeQuota", 2_048),
    ("PolicyVersionsInUseQuota", 10_000),
    ("GlobalEndpointTokenVersion", 1),
    ("VersionsPerPolicyQuota", 5),
    ("AttachedPoliciesPerGroupQuota", 10),
    ("PolicySizeQuota", 6_144),
    ("Groups", 0),
    ("AccountSigningCertificatesPresent", 0),
    ("UsersQuota", 5_000),
    ("ServerCertificatesQuota", 20),
    ("MFADevices", 0),
    ("UserPolicySizeQuota", 2_048),
    ("PolicyVersionsInUse", 1),
    ("ServerCertificates", 0),
    ("Roles", 0),
    ("RolesQuota", 1_000),
    ("SigningCertificatesPerUserQuota", 2),
    ("MFADevicesInUse", 0),
    ("RolePolicySizeQuota", 10_240),
    ("AttachedPoliciesPerRoleQuota", 10),
    ("AccountAccessKeysPresent", 1),
    ("AccountPasswordPresent", 1),
    ("GroupsQuota", 300),
];

async fn summary(world: &World, keys: &Keys) -> Vec<(String, u64)> {
    let answer = world.iam(keys, "GetAccountSummary", &[]).await.ok();
    let values = answer.texts("value").into_iter().map(|value| value.parse().unwrap());
    answer.texts("key").into_iter().zip(values).collect()
}

/// What differs from a new account.
async fn changed(world: &World, keys: &Keys) -> BTreeMap<String, u64> {
    let now = summary(world, keys).await;
    let new = NEW.map(|(key, value)| (key.to_owned(), value));
    now.into_iter().filter(|entry| !new.contains(entry)).collect()
}

fn expected(numbers: &[(&str, u64)]) -> BTreeMap<String, u64> {
    numbers.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
}

#[tokio::test]
async fn a_new_account_is_told_by_every_key_of_aws_in_its_order() {
    let world = World::new().await;
    let account = world.account().await;
    for keys in [&account.admin, &account.root] {
        let found = summary(&world, keys).await;
        let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        assert_eq!(found, NEW);
    }
    let answer = world.iam(&account.admin, "GetAccountSummary", &[]).await.ok();
    assert!(
        answer.xml.contains(
            "<GetAccountSummaryResult><SummaryMap><entry><key>GroupPolicySizeQuota</key><value>5120</value></entry>"
        ),
        "{}",
        answer.xml
    );
}

#[tokio::test]
async fn what_is_made_is_counted_and_what_is_deleted_is_not() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    world.user(admin, "alice").await;
    for group in ["one", "two"] {
        world.iam(admin, "CreateGroup", &[("GroupName", group)]).await.ok();
    }
    let role = [("RoleName", "reader"), ("AssumeRolePolicyDocument", trust)];
    world.iam(admin, "CreateRole", &role).await.ok();
    let (alices, _) = world.enabled(admin, "alice", "alices").await;
    world.device(admin, "spare").await;
    assert_eq!(
        changed(&world, admin).await,
        expected(&[("Users", 2), ("Groups", 2), ("Roles", 1), ("MFADevices", 2), ("MFADevicesInUse", 1)])
    );
    let device = [("UserName", "alice"), ("SerialNumber", alices.as_str())];
    world.iam(admin, "DeactivateMFADevice", &device).await.ok();
    world.iam(admin, "DeleteVirtualMFADevice", &device[1..]).await.ok();
    world.iam(admin, "DeleteGroup", &[("GroupName", "one")]).await.ok();
    world.iam(admin, "DeleteRole", &role[..1]).await.ok();
    assert_eq!(
        changed(&world, admin).await,
        expected(&[("Users", 2), ("Groups", 1), ("MFADevices", 1)]),
        "another account's are not counted, and these are not there any more"
    );
    assert!(changed(&world, &world.account().await.admin).await.is_empty());
}

#[tokio::test]
async fn a_policy_is_in_use_once_whoever_has_it_and_however() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let policy = |name: &str| format!("arn:aws:iam::{}:policy/{name}", account.id);
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    for name in ["one", "two"] {
        world.iam(admin, "CreatePolicy", &[("PolicyName", name), ("PolicyDocument", text)]).await.ok();
    }
    for user in ["alice", "bob"] {
        world.iam(admin, "CreateUser", &[("UserName", user)]).await.ok();
    }
    let (one, two) = (policy("one"), policy("two"));
    let call = async |action: &str, user: &str, field: &str, arn: &str| {
        world.iam(admin, action, &[("UserName", user), (field, arn)]).await.ok();
    };
    let in_use = async || {
        let all = changed(&world, admin).await;
        assert_eq!(all["Policies"], 2);
        all.get("PolicyVersionsInUse").copied().unwrap_or(1)
    };
    assert_eq!(in_use().await, 1, "AdministratorAccess");
    call("AttachUserPolicy", "alice", "PolicyArn", &one).await;
    call("AttachUserPolicy", "bob", "PolicyArn", &one).await;
    call("PutUserPermissionsBoundary", "bob", "PermissionsBoundary", &one).await;
    assert_eq!(in_use().await, 2);
    call("PutUserPermissionsBoundary", "alice", "PermissionsBoundary", &two).await;
    assert_eq!(in_use().await, 3);
    call("DetachUserPolicy", "alice", "PolicyArn", &one).await;
    call("DetachUserPolicy", "bob", "PolicyArn", &one).await;
    assert_eq!(in_use().await, 3, "it still bounds bob");
    for user in ["alice", "bob"] {
        world.iam(admin, "DeleteUserPermissionsBoundary", &[("UserName", user)]).await.ok();
    }
    assert_eq!(in_use().await, 1);
}

#[tokio::test]
async fn the_root_user_is_told_by_what_it_has() {
    let world = World::new().await;
    let account = world.account().await;
    let key = [("AccessKeyId", account.root.id.as_str())];
    world.iam(&account.root, "DeleteAccessKey", &key).await.ok();
    assert_eq!(changed(&world, &account.admin).await, expected(&[("AccountAccessKeysPresent", 0)]));
}
