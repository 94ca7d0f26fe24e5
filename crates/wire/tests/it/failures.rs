//! What callers see when the store fails: 500 ServiceFailure, nothing half done, and all is well when the disk is.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::codes::{Enrolled, WRONG};
use crate::stores::{Moment, Mood, MoodyStore};
use crate::world::{Keys, World};

const FAILURE: &str = "500 ServiceFailure The request processing has failed because of an unknown error, exception \
                       or failure.";

/// An operation of every sort, and its fields.
fn calls(serial: &str) -> [(&'static str, Vec<(&'static str, String)>); 6] {
    let field = |name, value: &str| (name, value.to_owned());
    [
        ("CreateUser", vec![field("UserName", "bob")]),
        ("CreateAccessKey", vec![field("UserName", "alice")]),
        ("CreateVirtualMFADevice", vec![field("VirtualMFADeviceName", "second")]),
        ("UpdateUser", vec![field("UserName", "alice"), field("NewUserName", "carol")]),
        ("DeactivateMFADevice", vec![field("UserName", "alice"), field("SerialNumber", serial)]),
        (
            "TagUser",
            vec![
                field("UserName", "alice"),
                field("Tags.member.1.Key", "a"),
                field("Tags.member.1.Value", ""),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_says_so() {
    let store = MoodyStore::new();
    let enrolled = Enrolled::within(World::over(store.clone()).await).await;
    let Enrolled { world, account, phone, .. } = &enrolled;
    let before = (world.documents().await, world.events(&account.id).await);
    store.be(Mood::Full);
    for (action, fields) in calls(&enrolled.serial) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(world.iam(&account.admin, action, &fields).await.verdict(), FAILURE, "{action}");
    }
    let code = phone.code(world.now());
    assert_eq!(enrolled.try_code(&code).await.verdict(), FAILURE, "a right code");
    assert_eq!(enrolled.guess().await.verdict(), FAILURE, "a wrong code is never told unless it is counted");
    let denied = world.iam(&enrolled.alice, "ListUsers", &[]).await;
    assert_eq!(denied.verdict(), FAILURE, "a denial that cannot be recorded");
    world.iam(&account.admin, "ListUsers", &[]).await.ok();
    assert_eq!((world.documents().await, world.events(&account.id).await), before);

    store.be(Mood::Well);
    enrolled.try_code(&code).await.ok();
    for (action, fields) in calls(&enrolled.serial) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = world.iam(&account.admin, action, &fields).await;
        // The fourth renames alice: what is about her afterwards does not find her, as it should be.
        assert!(answer.status == 200 || answer.status == 404, "{action}: {}", answer.verdict());
    }
}

#[tokio::test]
async fn a_store_that_is_gone_fails_closed_and_comes_back() {
    let store = MoodyStore::new();
    let enrolled = Enrolled::within(World::over(store.clone()).await).await;
    let restarted = enrolled.world.restarted().await; // which has nothing in memory
    store.be(Mood::Gone);
    let answer = restarted.sts(&enrolled.alice, "GetCallerIdentity", &[]).await;
    assert_eq!(answer.verdict(), FAILURE);
    store.be(Mood::Well);
    restarted.sts(&enrolled.alice, "GetCallerIdentity", &[]).await.ok();

    restarted.wait(60);
    restarted.service.every_minute(restarted.now()).await.unwrap();
    let events = restarted.events(&enrolled.account.id).await;
    let failed = events.iter().find(|event| event["eventName"] == "FailedAuthentications");
    assert_eq!(failed, None, "our own failure is not the caller's");
}

#[tokio::test]
async fn r19_who_lost_every_race_is_not_told_that_the_code_was_wrong() {
    let store = MoodyStore::new();
    let enrolled = Enrolled::within(World::over(store.clone()).await).await;
    let Enrolled { world, account, alice, serial, phone } = &enrolled;
    let (spare, spare_phone) = world.device(&account.admin, "spare").await;
    let code = phone.code(world.now());
    let wrong = phone.wrong(world.now());
    store.be(Mood::Contended);
    assert_eq!(enrolled.try_code(&code).await.verdict(), FAILURE, "a right code");
    assert_eq!(enrolled.try_code(&wrong).await.verdict(), FAILURE, "a wrong code");
    assert_eq!(
        world.enable(&account.admin, "alice", &spare, &spare_phone).await.verdict(),
        FAILURE,
        "a pair"
    );
    let answer = world.pair("ResyncMFADevice", &account.admin, "alice", serial, [&wrong, &wrong]).await;
    assert_eq!(answer.verdict(), FAILURE, "a wrong pair");
    let answer = world.iam(&account.admin, "CreateUser", &[("UserName", "bob")]).await;
    assert!(answer.verdict().starts_with("409 ConcurrentModification "), "{}", answer.verdict());
    let plain = world.sts(alice, "GetSessionToken", &[]).await;
    assert_eq!(plain.verdict(), FAILURE);

    store.be(Mood::Well);
    enrolled.try_code(&code).await.ok();
    assert_eq!(enrolled.guess().await.verdict(), WRONG);
    assert_eq!(enrolled.last_check().await["failuresInARow"], 1, "what lost the races did not count");
}

#[tokio::test]
async fn a_refusal_after_lost_races_is_in_the_trail() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let account = world.account().await;
    store.be(Mood::Contended);
    let answer = world.iam(&account.admin, "CreateUser", &[("UserName", "bob")]).await;
    assert_eq!(answer.status, 409);
    let events = world.events(&account.id).await;
    assert_eq!(events.last().unwrap()["errorCode"], "ConcurrentModificationException");
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_a_failure_and_the_code_is_spent() {
    let store = MoodyStore::new();
    let enrolled = Enrolled::within(World::over(store.clone()).await).await;
    let code = enrolled.phone.code(enrolled.world.now());
    store.be(Mood::Forgetful);
    assert_eq!(enrolled.try_code(&code).await.verdict(), FAILURE);
    let admin = &enrolled.account.admin;
    let answer = enrolled.world.iam(admin, "CreateUser", &[("UserName", "bob")]).await;
    assert_eq!(answer.verdict(), FAILURE);
    store.be(Mood::Well);
    assert_eq!(enrolled.try_code(&code).await.verdict(), WRONG);
    enrolled.world.iam(admin, "GetUser", &[("UserName", "bob")]).await.ok();
}

#[tokio::test]
async fn what_was_counted_while_the_disk_was_full_is_written_when_it_is_not() {
    let store = MoodyStore::new();
    let enrolled = Enrolled::within(World::over(store.clone()).await).await;
    let Enrolled { world, account, alice, .. } = &enrolled;
    world.service.every_minute(world.now()).await.unwrap();
    let forged = Keys { secret: "wrong".to_owned(), ..alice.clone() };
    for _ in 0..3 {
        world.sts(&forged, "GetCallerIdentity", &[]).await;
    }
    for _ in 0..40 {
        world.iam(alice, "ListUsers", &[]).await;
    }
    world.wait(60);
    store.be(Mood::Full);
    world.service.every_minute(world.now()).await.unwrap_err();
    store.be(Mood::Well);
    world.service.every_minute(world.now()).await.unwrap();
    world.service.every_minute(world.now()).await.unwrap();

    let events = world.events(&account.id).await;
    let counts = |name: &str, field: &str| -> Vec<_> {
        let named = events.iter().filter(|event| event["eventName"] == name);
        named.map(|event| event["additionalEventData"][field].as_u64().unwrap()).collect()
    };
    assert_eq!(counts("FailedAuthentications", "count"), [3]);
    assert_eq!(counts("FurtherRefusals", "refusals"), [10]);
}

#[tokio::test]
async fn a_device_whose_qr_code_cannot_be_made_is_not_made() {
    let settings =
        service::Settings { issuer: "Acme: production".to_owned(), ..service::Settings::default() };
    let world = World::configured(MoodyStore::new(), settings);
    let account = world.account().await;
    let before = world.documents().await;
    let device = [("VirtualMFADeviceName", "phone")];
    assert_eq!(world.iam(&account.admin, "CreateVirtualMFADevice", &device).await.verdict(), FAILURE);
    assert_eq!(world.documents().await, before);
}

#[tokio::test]
async fn what_cannot_be_written_of_one_key_holds_nothing_else_back() {
    let store = MoodyStore::new();
    // Nothing is kept in memory, so that what is stored is what is read.
    let settings = service::Settings { cache_bytes: 0, ..service::Settings::default() };
    let world = World::configured(store.clone(), settings);
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    let forged = Keys { secret: "guess".to_owned(), ..account.admin.clone() };
    world.sts(&forged, "GetCallerIdentity", &[]).await;
    let broken = store::Key::account(account.id.parse().unwrap(), format!("key/{}/", alice.id));
    world.store.commit(store::Batch::at(1).put(broken, "not a document")).await.unwrap();

    world.wait(60);
    world.service.every_minute(world.now()).await.unwrap_err();
    let events = world.events(&account.id).await;
    assert!(events.iter().any(|event| event["eventName"] == "FailedAuthentications"));
    let documents = world.documents().await;
    let used = format!("used/{}/", account.admin.id);
    assert!(documents.iter().any(|(key, _)| *key.path == *used), "of the administrator's key");
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_the_change_whole_and_in_force() {
    let store = MoodyStore::new();
    let world = Arc::new(World::over(store.clone()).await);
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok(); // so that she is in memory
    let (reached, wait_for_reached) = oneshot::channel();
    let (go_on, wait_to_go_on) = oneshot::channel::<()>();
    store.interrupt(Moment::Write("user/alice/"), async move {
        reached.send(()).unwrap();
        wait_to_go_on.await.unwrap();
    });
    let (there, admin, id) = (Arc::clone(&world), account.admin.clone(), alice.id.clone());
    let request = tokio::spawn(async move {
        let fields = [("UserName", "alice"), ("AccessKeyId", id.as_str()), ("Status", "Inactive")];
        there.iam(&admin, "UpdateAccessKey", &fields).await
    });
    wait_for_reached.await.unwrap();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok(); // not yet
    go_on.send(()).unwrap();
    // The next change of the same user is stored after that one, and shows that it was.
    let tags = [("UserName", "alice"), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    world.iam(&account.admin, "TagUser", &tags).await.ok();
    let list = world.iam(&account.admin, "ListAccessKeys", &[("UserName", "alice")]).await.ok();
    assert_eq!(list.texts("Status"), ["Inactive"]);
    assert_eq!(world.sts(&alice, "GetCallerIdentity", &[]).await.status, 403);
}

#[tokio::test]
async fn a_store_that_another_version_wrote_is_known_as_such() {
    use service::records::Form;

    let world = World::new().await;
    assert_eq!(world.service.form().await.unwrap(), Form::Known, "a new store");
    world.service.note_form(world.now()).await.unwrap();
    world.account().await;
    assert_eq!(world.service.form().await.unwrap(), Form::Known);
    for (stored, expected) in [
        (Some(r#"{"form":1}"#), Form::Known),
        (Some(r#"{"form":2}"#), Form::Known),
        (Some(r#"{"form":6}"#), Form::Other { found: Some(6), known: 5 }),
        (Some(r#"{"form":0}"#), Form::Other { found: Some(0), known: 5 }),
        (None, Form::Other { found: None, known: 5 }),
    ] {
        let batch = store::Batch::at(1);
        let key = store::Key::global("form/");
        let batch = match stored {
            Some(document) => batch.put(key, document),
            None => batch.delete(key),
        };
        world.store.commit(batch).await.unwrap();
        let restarted = world.restarted().await;
        assert_eq!(restarted.service.form().await.unwrap(), expected);
    }
}
