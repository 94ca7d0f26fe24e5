//! Quotas that the operator sets.

use std::sync::Arc;

use service::Settings;
use store_sqlite::SqliteStore;

use crate::world::World;

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
