//! What one account, one user or a stranger can make the service write, and that it stops nobody else.

use std::net::IpAddr;

use crate::stores::MoodyStore;
use crate::world::{Account, Keys, World};

#[tokio::test]
async fn r16_a_full_account_stops_no_other() {
    let world = World::new().await;
    let (full, other) = (world.account().await, world.account().await);
    for counter in ["count/users/", "count/mfa-devices/"] {
        let key = store::Key::account(full.id.parse().unwrap(), counter);
        world.store.commit(store::Batch::at(1).add(key, 20_000, u64::from(u32::MAX))).await.unwrap();
    }
    for (action, name) in [("CreateUser", "UserName"), ("CreateVirtualMFADevice", "VirtualMFADeviceName")] {
        assert_eq!(world.iam(&full.admin, action, &[(name, "one")]).await.status, 409);
        world.iam(&other.admin, action, &[(name, "one")]).await.ok();
    }
}

#[tokio::test]
async fn r16_refusals_of_one_user_are_counted_when_there_are_too_many() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let account = world.account().await;
    let (alice, bob) = (world.user(&account.admin, "alice").await, world.user(&account.admin, "bob").await);
    world.service.every_minute(world.now()).await.unwrap();
    let before = store.commits();
    for _ in 0..100 {
        world.iam(&alice, "ListUsers", &[]).await;
    }
    assert_eq!(store.commits() - before, 30);
    world.iam(&bob, "ListUsers", &[]).await;
    assert_eq!(store.commits() - before, 31, "others are recorded");
    world.wait(60);
    world.service.every_minute(world.now()).await.unwrap();
    let events = world.events(&account.id).await;
    let further: Vec<_> = events.iter().filter(|event| event["eventName"] == "FurtherRefusals").collect();
    assert_eq!(further.len(), 1);
    assert_eq!(further[0]["additionalEventData"]["refusals"], 70);
    assert_eq!(further[0]["userIdentity"]["userName"], "alice");
}

async fn knock(world: &World, keys: &Keys, address: &str) {
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let headers = world.signed(keys, "sts", body, &[]);
    let address: IpAddr = address.parse().unwrap();
    world.raw_from(address, "POST", "/", &headers, body.as_bytes()).await;
}

#[tokio::test]
async fn r17_a_strangers_flood_writes_nothing_but_one_event_of_each_kind_a_minute() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let (account, other): (Account, Account) = (world.account().await, world.account().await);
    world.service.every_minute(world.now()).await.unwrap();
    let before = store.commits();
    let forged = Keys { secret: "guess".to_owned(), ..account.admin.clone() };
    let unknown = Keys { id: format!("{}AAAA", &account.admin.id[..16]), ..forged.clone() };
    let nowhere = Keys { id: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..forged.clone() };
    for n in 0..50 {
        knock(&world, &forged, &format!("192.0.2.{n}")).await;
        knock(&world, &forged, &format!("2001:db8:1:{n}::1")).await;
        knock(&world, &unknown, &format!("192.0.2.{n}")).await;
        knock(&world, &nowhere, &format!("198.51.100.{n}")).await;
    }
    assert_eq!(store.commits(), before, "not one commit");
    world.wait(60);
    world.service.every_minute(world.now()).await.unwrap();
    let events = world.events(&account.id).await;
    let mut counts: Vec<_> = events
        .iter()
        .filter(|event| event["eventName"] == "FailedAuthentications")
        .map(|event| &event["additionalEventData"])
        .map(|data| format!("{} {} {}", data["addressPrefix"], data["errorCode"], data["count"]))
        .collect();
    counts.sort();
    assert_eq!(
        counts,
        [
            r#""192.0.2.0/24" "InvalidClientTokenId" 50"#,
            r#""192.0.2.0/24" "SignatureDoesNotMatch" 50"#,
            r#""2001:db8:1::/48" "SignatureDoesNotMatch" 50"#,
        ]
    );
    assert_eq!(store.commits() - before, 3, "an account that is not there has no trail");
    let others = world.events(&other.id).await;
    assert!(!others.iter().any(|event| event["eventName"] == "FailedAuthentications"));
}

#[tokio::test]
async fn r17_a_stranger_with_many_addresses_does_not_fill_the_trail() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let account = world.account().await;
    world.service.every_minute(world.now()).await.unwrap();
    let before = store.commits();
    let forged = Keys { secret: "guess".to_owned(), ..account.admin.clone() };
    for n in 0..=255 {
        knock(&world, &forged, &format!("203.0.{n}.1")).await;
    }
    world.service.every_minute(world.now()).await.unwrap();
    assert!((1..=33).contains(&(store.commits() - before)), "{}", store.commits() - before);
    world.sts(&account.admin, "GetCallerIdentity", &[]).await.ok(); // and locks nobody out
}

#[tokio::test]
async fn a_flood_of_refusals_that_goes_on_is_in_the_trail_every_minute() {
    let world = World::new().await;
    let account = world.account().await;
    let bob = world.user(&account.admin, "bob").await;
    for _minute in 0..3 {
        for _ in 0..40 {
            assert_eq!(world.iam(&bob, "ListUsers", &[]).await.text("Code").as_deref(), Some("AccessDenied"));
        }
        world.wait(60);
        assert_eq!(world.iam(&bob, "ListUsers", &[]).await.status, 403); // it goes on in the next minute
        world.service.every_minute(world.now()).await.unwrap();
    }
    let events = world.events(&account.id).await;
    let further = events.iter().filter(|event| event["eventName"] == "FurtherRefusals");
    let counted: Vec<_> =
        further.map(|event| event["additionalEventData"]["refusals"].as_u64().unwrap()).collect();
    // 40 in the first minute, 1 + 40 in those after: 30 are recorded one by one.
    assert_eq!(counted, [10, 11, 11]);
}

#[tokio::test]
async fn r16_sessions_without_a_code_are_issued_a_hundred_at_once_and_then_one_a_second() {
    let world = World::new().await;
    let account = world.account().await;
    let bob = world.user(&account.admin, "bob").await;
    let arn = format!("arn:aws:iam::{}:role/open", account.id);
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    let role = [("RoleName", "open"), ("AssumeRolePolicyDocument", trust)];
    world.iam(&account.admin, "CreateRole", &role).await.ok();
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#;
    let put = [("UserName", "bob"), ("PolicyName", "p"), ("PolicyDocument", policy)];
    world.iam(&account.admin, "PutUserPolicy", &put).await.ok();
    let assume = [("RoleArn", arn.as_str()), ("RoleSessionName", "work")];
    let ways: [(&str, &[_]); 3] =
        [("GetSessionToken", &[]), ("AssumeRole", &assume), ("GetFederationToken", &[("Name", "guest")])];
    let ask = async || world.sts(&bob, "GetSessionToken", &[]).await.verdict();
    for number in 0..100 {
        let (action, fields) = ways[number % 3];
        assert_eq!(world.sts(&bob, action, fields).await.verdict(), "200 OK");
    }
    for (action, fields) in ways {
        assert_eq!(
            world.sts(&bob, action, fields).await.verdict(),
            "400 Throttling Rate exceeded",
            "{action}"
        );
    }
    world.wait(1);
    assert_eq!(ask().await, "200 OK");
    assert_eq!(world.sts(&account.admin, "GetSessionToken", &[]).await.verdict(), "200 OK", "others go on");
}

#[tokio::test]
async fn the_trail_says_itself_that_it_does_not_reach_back_any_further() {
    let world = World::new().await;
    let account = world.account().await;
    world.wait(401 * 24 * 3_600);
    assert_eq!(world.service.expire_events(world.now()).await.unwrap(), 1);
    let events = world.events(&account.id).await;
    let names: Vec<_> = events.iter().map(|event| event["eventName"].as_str().unwrap()).collect();
    assert_eq!(names, ["ExpireAuditEvents"]);
    assert_eq!(world.service.expire_events(world.now()).await.unwrap(), 0, "nothing more to remove");
}
