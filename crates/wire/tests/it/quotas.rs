//! Quotas that the operator sets.

use std::sync::Arc;

use service::Settings;
use store_sqlite::SqliteStore;

use crate::world::{Account, World};

#[tokio::test]
async fn an_account_has_as_many_users_as_its_operator_lets_it() {
    let settings = Settings { users_of_account: 3, ..Settings::default() };
    let world = World::configured(Arc::new(SqliteStore::in_memory().unwrap()), settings);
    let account = world.account().await;
    // The administrator is one.
    for name in ["alice", "bob"] {
        world.iam(&account.admin, "CreateUser", &[("UserName", name)]).await.ok();
    }
    let refused = world.iam(&account.admin, "CreateUser", &[("UserName", "carol")]).await;
    assert_eq!(refused.verdict(), "409 LimitExceeded Cannot exceed quota for UsersPerAccount: 3");
    let summary = world.iam(&account.admin, "GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains("<key>UsersQuota</key><value>3</value>"), "{}", summary.xml);
}

#[tokio::test]
async fn who_may_have_more_users_may_have_more_devices() {
    let settings = Settings { users_of_account: 20_000, ..Settings::default() };
    let world = World::configured(Arc::new(SqliteStore::in_memory().unwrap()), settings);
    let account = world.account().await;
    holds(&world, &account, "count/mfa-devices/", 40_001).await;
    let call = async |name| {
        world.iam(&account.admin, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]).await
    };
    call("the-last").await.ok();
    let refused = call("one-more").await;
    assert_eq!(
        refused.verdict(),
        "409 LimitExceeded Cannot exceed quota for VirtualMFADevicesPerAccount: 40002"
    );
}

/// It is put together in memory.
#[tokio::test]
async fn r16_a_credential_report_is_made_of_so_many_users_at_most() {
    let world = World::new().await;
    let account = world.account().await;
    // The administrator is one.
    holds(&world, &account, "count/users/", 49_999).await;
    world.iam(&account.admin, "GenerateCredentialReport", &[]).await.ok();
    let other = world.account().await;
    holds(&world, &other, "count/users/", 50_000).await;
    let refused = world.iam(&other.admin, "GenerateCredentialReport", &[]).await;
    assert_eq!(
        refused.verdict(),
        "409 LimitExceeded Cannot exceed quota for UsersPerCredentialReport: 50000"
    );
}

/// As if an account had so many more.
async fn holds(world: &World, account: &Account, counter: &str, more: i64) {
    let counter = store::Key::account(account.id.parse().unwrap(), counter);
    world.store.commit(store::Batch::at(1).add(counter, more, u64::from(u32::MAX))).await.unwrap();
}
