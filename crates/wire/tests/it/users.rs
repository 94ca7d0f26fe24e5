//! Users and their keys through their whole life.

use crate::world::{Keys, World};

#[tokio::test]
async fn a_user_lives_from_creation_to_deletion() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let made = world.iam(admin, "CreateUser", &[("UserName", "Alice"), ("Path", "/staff/")]).await.ok();
    let arn = format!("arn:aws:iam::{}:user/staff/Alice", account.id);
    assert_eq!(made.text("Arn").unwrap(), arn);
    assert!(made.text("UserId").unwrap().starts_with("AIDA") && made.text("UserId").unwrap().len() == 21);
    assert_eq!(made.text("CreateDate").as_deref(), Some("2027-01-15T08:00:00Z"));
    let shown = world.iam(admin, "GetUser", &[("UserName", "aLICE")]).await.ok();
    for field in ["Path", "UserName", "UserId", "Arn", "CreateDate"] {
        assert_eq!(shown.text(field), made.text(field), "{field}");
    }
    let event = world.events(&account.id).await.pop().unwrap();
    assert_eq!(event["eventName"], "CreateUser");
    assert_eq!(event["requestParameters"]["userName"], "Alice");
    assert_eq!(event["responseElements"]["user"]["arn"], arn);
    assert_eq!(event["userIdentity"]["userName"], "admin");
    assert_eq!(event["requestID"], made.text("RequestId").unwrap());

    world.iam(admin, "DeleteUser", &[("UserName", "alice")]).await.ok();
    assert_eq!(world.iam(admin, "GetUser", &[("UserName", "alice")]).await.status, 404);
    world.iam(admin, "CreateUser", &[("UserName", "alice")]).await.ok();
}

#[tokio::test]
async fn a_renamed_user_keeps_everything_but_the_name() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let id = world.iam(admin, "GetUser", &[("UserName", "alice")]).await.ok().text("UserId");
    let (serial, phone) = world.enabled(admin, "alice", "phone").await;
    let session = world.session(&alice, &serial, &phone.code(world.now())).await.ok();

    for (from, change, arn) in [
        ("alice", [("NewUserName", "ALICE"), ("NewPath", "/")], "user/ALICE"),
        ("alice", [("NewUserName", "carol"), ("NewPath", "/staff/")], "user/staff/carol"),
        ("carol", [("NewUserName", "carol"), ("NewPath", "/guests/")], "user/guests/carol"),
    ] {
        let fields = [("UserName", from), change[0], change[1]];
        world.iam(admin, "UpdateUser", &fields).await.ok();
        for keys in [&alice, &Keys::of_session(&session)] {
            let me = world.sts(keys, "GetCallerIdentity", &[]).await.ok();
            assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:{arn}", account.id));
            assert_eq!(me.text("UserId"), id);
        }
    }
    assert_eq!(world.iam(admin, "GetUser", &[("UserName", "alice")]).await.status, 404);
    let list = world.iam(admin, "ListMFADevices", &[("UserName", "carol")]).await.ok();
    assert_eq!(
        (list.texts("SerialNumber"), list.text("UserName").as_deref()),
        (vec![serial.clone()], Some("carol"))
    );
    let list = world.iam(admin, "ListVirtualMFADevices", &[]).await.ok();
    assert_eq!(list.text("UserName").as_deref(), Some("carol"));
    world.iam(admin, "UpdateUser", &[("UserName", "carol")]).await.ok(); // nothing to change
    let other = world.iam(admin, "CreateUser", &[("UserName", "alice")]).await.ok();
    assert_ne!(other.text("UserId"), id, "the name is free, and leads to somebody else");
    world.wait(60);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn an_administrator_who_renames_himself_goes_on() {
    let world = World::new().await;
    let account = world.account().await;
    let fields = [("UserName", "admin"), ("NewUserName", "chief")];
    world.iam(&account.admin, "UpdateUser", &fields).await.ok();
    let me = world.iam(&account.admin, "GetUser", &[]).await.ok();
    assert_eq!(me.text("UserName").as_deref(), Some("chief"));
    world.iam(&account.admin, "CreateUser", &[("UserName", "admin")]).await.ok();
}

#[tokio::test]
async fn the_secret_of_a_key_is_answered_once() {
    let world = World::new().await;
    let account = world.account().await;
    let made = world.iam(&account.admin, "CreateUser", &[("UserName", "alice")]).await.ok();
    drop(made);
    let key = world.iam(&account.admin, "CreateAccessKey", &[("UserName", "ALICE")]).await.ok();
    let secret = key.text("SecretAccessKey").unwrap();
    assert_eq!((secret.len(), key.text("Status").as_deref()), (40, Some("Active")));
    assert_eq!(key.text("UserName").as_deref(), Some("alice"));
    let id = key.text("AccessKeyId").unwrap();
    assert!(id.starts_with("AKIA") && id.len() == 20);
    let info = world.sts(&account.admin, "GetAccessKeyInfo", &[("AccessKeyId", &id)]).await.ok();
    assert_eq!(info.text("Account"), Some(account.id.clone()), "the id says whose account it is of");
    let list = world.iam(&account.admin, "ListAccessKeys", &[("UserName", "alice")]).await.ok();
    assert!(!list.xml.contains(&secret) && !list.xml.contains("Secret"));
    assert_eq!(list.texts("AccessKeyId"), [id]);
}

#[tokio::test]
async fn the_root_user_manages_keys_of_its_own() {
    let world = World::new().await;
    let account = world.account().await;
    let root = &account.root;
    let made = world.iam(root, "CreateAccessKey", &[]).await.ok();
    let second = Keys {
        id: made.text("AccessKeyId").unwrap(),
        secret: made.text("SecretAccessKey").unwrap(),
        token: None,
    };
    assert_eq!(made.text("UserName"), None);
    let me = world.sts(&second, "GetCallerIdentity", &[]).await.ok();
    assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:root", account.id));
    assert_eq!(me.text("UserId").unwrap(), account.id);
    let answer = world.iam(root, "CreateAccessKey", &[]).await;
    assert_eq!(answer.verdict(), "409 LimitExceeded Cannot exceed quota for AccessKeysPerUser: 2");
    let field = ("AccessKeyId", root.id.as_str());
    world.iam(&second, "UpdateAccessKey", &[field, ("Status", "Inactive")]).await.ok();
    assert_eq!(world.sts(root, "GetCallerIdentity", &[]).await.status, 403);
    world.iam(&second, "DeleteAccessKey", &[field]).await.ok();
    let used = world.iam(&second, "GetAccessKeyLastUsed", &[("AccessKeyId", &second.id)]).await.ok();
    assert_eq!((used.text("UserName"), used.text("ServiceName").as_deref()), (None, Some("iam")));
    let answer = world.iam(&second, "GetAccessKeyLastUsed", &[field]).await;
    assert_eq!(answer.status, 403, "it is gone");
}

#[tokio::test]
async fn when_a_key_was_used_last_survives_a_restart() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let used = async |world: &World| {
        let used =
            world.iam(&account.admin, "GetAccessKeyLastUsed", &[("AccessKeyId", &alice.id)]).await.ok();
        ["UserName", "LastUsedDate", "ServiceName", "Region"].map(|field| used.text(field))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(used(&world).await, [some("alice"), None, some("N/A"), some("N/A")]);
    world.wait(90);
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    world.wait(30);
    let then = [some("alice"), some("2027-01-15T08:01:30Z"), some("sts"), some("eu-west-1")];
    assert_eq!(used(&world).await, then);
    world.service.every_minute(world.now()).await.unwrap();
    assert_eq!(used(&world).await, then);
    assert_eq!(used(&world.restarted().await).await, then);
    let forged = Keys { secret: "guess".to_owned(), ..alice.clone() };
    world.sts(&forged, "GetCallerIdentity", &[]).await;
    assert_eq!(used(&world).await, then, "who proves nothing uses nothing");
}
