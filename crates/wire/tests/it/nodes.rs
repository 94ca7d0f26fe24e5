//! Several nodes over one store.

use std::sync::Arc;
use std::time::Duration;

use service::records::Freshness;

use crate::stores::{Mood, MoodyStore};
use crate::world::World;

/// A node that may serve what is a minute old.
fn settings() -> service::Settings {
    service::Settings {
        freshness: Freshness::Within(Duration::from_secs(60)),
        ..service::Settings::default()
    }
}

#[tokio::test(start_paused = true)]
async fn r3_what_one_node_revokes_works_at_another_no_longer_than_documents_serve() {
    let store = MoodyStore::new();
    let (here, there) = (World::configured(store.clone(), settings()), World::configured(store, settings()));
    let account = here.account().await;
    let alice = here.user(&account.admin, "alice").await;
    there.sts(&alice, "GetCallerIdentity", &[]).await.ok();

    let off = [("UserName", "alice"), ("AccessKeyId", alice.id.as_str()), ("Status", "Inactive")];
    here.iam(&account.admin, "UpdateAccessKey", &off).await.ok();
    assert_eq!(here.sts(&alice, "GetCallerIdentity", &[]).await.status, 403, "at once where it was done");
    tokio::time::advance(Duration::from_secs(59)).await;
    there.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(there.sts(&alice, "GetCallerIdentity", &[]).await.status, 403);
}

#[tokio::test(start_paused = true)]
async fn r3_what_is_too_old_is_not_served_when_the_store_is_gone() {
    let store = MoodyStore::new();
    let world = World::configured(store.clone(), settings());
    let account = world.account().await;
    world.sts(&account.admin, "GetCallerIdentity", &[]).await.ok();
    store.be(Mood::Gone);
    tokio::time::advance(Duration::from_secs(30)).await;
    world.sts(&account.admin, "GetCallerIdentity", &[]).await.ok();
    tokio::time::advance(Duration::from_secs(30)).await;
    assert_eq!(world.sts(&account.admin, "GetCallerIdentity", &[]).await.status, 500);
    store.be(Mood::Well);
    world.sts(&account.admin, "GetCallerIdentity", &[]).await.ok();
}

#[tokio::test(start_paused = true)]
async fn a_change_that_rests_on_an_old_document_is_made_on_the_new_one() {
    let store = MoodyStore::new();
    let (here, there) = (World::configured(store.clone(), settings()), World::configured(store, settings()));
    let account = here.account().await;
    here.user(&account.admin, "alice").await;
    there.iam(&account.admin, "GetUser", &[("UserName", "alice")]).await.ok();
    for (node, tag) in [(&here, "a"), (&there, "b"), (&here, "c"), (&there, "d")] {
        let fields = [("UserName", "alice"), ("Tags.member.1.Key", tag), ("Tags.member.1.Value", "")];
        node.iam(&account.admin, "TagUser", &fields).await.ok();
    }
    let tags = there.iam(&account.admin, "ListUserTags", &[("UserName", "alice")]).await.ok();
    assert_eq!(tags.texts("Key"), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn r30_a_node_whose_clock_is_far_from_the_stores_believes_nobody() {
    let store = MoodyStore::new();
    let world = World::over(Arc::clone(&store) as _).await;
    let account = world.account().await;
    let compare = async || world.service.compare_clocks(|| world.now()).await;
    let identity = async || world.sts(&account.admin, "GetCallerIdentity", &[]).await.status;

    assert_eq!(compare().await.unwrap(), None, "a store without a clock of its own");
    // (by how many seconds this machine is ahead, what it answers then)
    for (ahead, status) in [(0, 200), (10, 200), (-10, 200), (16, 500), (15, 200), (-300, 500), (0, 200)] {
        store.show_time(match ahead {
            0.. => world.now().before(Duration::from_secs(u64::from(i32::unsigned_abs(ahead)))),
            _ => world.now().after(Duration::from_secs(u64::from(i32::unsigned_abs(ahead)))),
        });
        let offset = compare().await.unwrap().unwrap();
        assert_eq!(offset.millis(), i64::from(ahead) * 1_000);
        assert_eq!(identity().await, status, "{ahead}");
    }

    // What was known stays known while the store does not answer.
    store.show_time(world.now().after(Duration::from_secs(100)));
    compare().await.unwrap();
    store.be(Mood::Gone);
    compare().await.unwrap_err();
    assert!(!world.service.clock_offset().is_tolerated());
}
