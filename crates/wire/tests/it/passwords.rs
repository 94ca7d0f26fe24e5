//! Passwords of users: login profiles, and users who change their own.

use crate::world::{Account, Answer, Keys, World};

const FIRST: &str = "First-Passw0rd";
const SECOND: &str = "Second-Passw0rd";
const THIRD: &str = "Third-Passw0rd";
const MISSING: &str = "404 NoSuchEntity Login Profile for User alice cannot be found.";
const VIOLATION: &str =
    "400 PasswordPolicyViolation Password does not conform to the account password policy.";
const WRONG: &str = "403 AccessDenied The old password was incorrect.";

/// A user with a key, who may change the own password and has one.
async fn with_password(world: &World, account: &Account) -> Keys {
    let alice = world.user(&account.admin, "alice").await;
    let change = r#"{"Statement":{"Effect":"Allow","Action":"iam:ChangePassword","Resource":"*"}}"#;
    let policy = [("UserName", "alice"), ("PolicyName", "change"), ("PolicyDocument", change)];
    world.iam(&account.admin, "PutUserPolicy", &policy).await.ok();
    profile(world, account, "CreateLoginProfile", &[("Password", FIRST)]).await.ok();
    alice
}

async fn profile(world: &World, account: &Account, action: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = [("UserName", "alice")].iter().chain(fields).copied().collect();
    world.iam(&account.admin, action, &fields).await
}

async fn change(world: &World, keys: &Keys, old: &str, new: &str) -> String {
    world.iam(keys, "ChangePassword", &[("OldPassword", old), ("NewPassword", new)]).await.verdict()
}

async fn shown(world: &World, account: &Account) -> [Option<String>; 3] {
    let shown = profile(world, account, "GetLoginProfile", &[]).await.ok();
    ["UserName", "CreateDate", "PasswordResetRequired"].map(|field| shown.text(field))
}

fn some(texts: [&str; 3]) -> [Option<String>; 3] {
    texts.map(|text| Some(text.to_owned()))
}

#[tokio::test]
async fn a_password_lives_from_creation_to_deletion() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    let began = "2027-01-15T08:00:00Z";
    assert_eq!(shown(&world, &account).await, some(["alice", began, "false"]));
    let again = profile(&world, &account, "CreateLoginProfile", &[("Password", SECOND)]).await;
    assert_eq!(again.verdict(), "409 EntityAlreadyExists Login Profile for user alice already exists.");
    let delete = world.iam(&account.admin, "DeleteUser", &[("UserName", "alice")]).await;
    assert_eq!(delete.text("Code").as_deref(), Some("DeleteConflict"));

    // A field that is not given leaves things as they are.
    for (fields, flag) in [
        (&[][..], "false"),
        (&[("PasswordResetRequired", "true")], "true"),
        (&[], "true"),
        (&[("Password", SECOND)], "true"),
    ] {
        world.wait(1);
        profile(&world, &account, "UpdateLoginProfile", fields).await.ok();
        assert_eq!(shown(&world, &account).await, some(["alice", began, flag]), "{fields:?}");
    }
    world.wait(60);
    assert_eq!(change(&world, &alice, FIRST, THIRD).await, WRONG, "it was reset");
    assert_eq!(change(&world, &alice, SECOND, THIRD).await, "200 OK");
    assert_eq!(shown(&world, &account).await, some(["alice", began, "false"]), "its owner chose it");

    profile(&world, &account, "DeleteLoginProfile", &[]).await.ok();
    for action in ["GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"] {
        assert_eq!(profile(&world, &account, action, &[]).await.verdict(), MISSING, "{action}");
    }
    assert_eq!(change(&world, &alice, THIRD, FIRST).await, MISSING);
    world.iam(&account.admin, "GetUser", &[("UserName", "alice")]).await.ok();
    profile(
        &world,
        &account,
        "CreateLoginProfile",
        &[("Password", THIRD), ("PasswordResetRequired", "true")],
    )
    .await
    .ok();
    assert_eq!(shown(&world, &account).await, some(["alice", "2027-01-15T08:01:04Z", "true"]));
}

#[tokio::test]
async fn a_login_profile_is_the_callers_where_nobody_is_named() {
    let world = World::new().await;
    let account = world.account().await;
    let own = world.iam(&account.admin, "GetLoginProfile", &[]).await.ok();
    assert_eq!(own.text("UserName").as_deref(), Some("admin"));
    assert_eq!(own.text("PasswordResetRequired").as_deref(), Some("true"), "the first one is not to stay");
    world.iam(&account.admin, "DeleteLoginProfile", &[]).await.ok();
    let bare = world.iam(&account.admin, "CreateLoginProfile", &[]).await;
    assert_eq!(bare.verdict(), "400 ValidationError Must specify password when creating a login profile");
    world.iam(&account.admin, "CreateLoginProfile", &[("Password", FIRST)]).await.ok();
    for action in ["GetLoginProfile", "DeleteLoginProfile", "CreateLoginProfile"] {
        let root = world.iam(&account.root, action, &[]).await;
        let needed = "400 ValidationError Must specify userName when calling with non-User credentials";
        assert_eq!(root.verdict(), needed, "{action}");
    }
}

#[tokio::test]
async fn who_changes_a_password_is_a_user_and_says_the_old_one() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    let root = change(&world, &account.root, FIRST, SECOND).await;
    assert_eq!(root, "400 InvalidUserType Only IAM Users can change their own password");
    assert_eq!(change(&world, &alice, SECOND, THIRD).await, WRONG);
    let same = "403 AccessDenied The new password must not be the old one.";
    assert_eq!(change(&world, &alice, FIRST, FIRST).await, same);
    assert_eq!(change(&world, &alice, THIRD, THIRD).await, same, "whether it is right or not");
    assert_eq!(change(&world, &alice, FIRST, "password").await, VIOLATION);
    assert_eq!(change(&world, &alice, FIRST, SECOND).await, "200 OK");
    assert_eq!(change(&world, &alice, FIRST, THIRD).await, WRONG);
    assert_eq!(change(&world, &alice, SECOND, THIRD).await, "200 OK");
}

#[tokio::test]
async fn a_role_has_no_password_to_change() {
    let world = World::new().await;
    let account = world.account().await;
    let trust = format!(
        r#"{{"Statement":{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"{}"}}}}}}"#,
        account.id
    );
    let role = [("RoleName", "reader"), ("AssumeRolePolicyDocument", trust.as_str())];
    let arn = world.iam(&account.admin, "CreateRole", &role).await.ok().text("Arn").unwrap();
    let fields = [("RoleArn", arn.as_str()), ("RoleSessionName", "work")];
    let session = Keys::of_session(&world.sts(&account.admin, "AssumeRole", &fields).await.ok());
    let refused = change(&world, &session, FIRST, SECOND).await;
    assert_eq!(refused, "400 InvalidUserType Only IAM Users can change their own password");
}

#[tokio::test]
async fn r18_and_r19_wrong_old_passwords_make_the_next_attempt_wait_and_lock_nobody() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    const THROTTLED: &str = "400 Throttling Rate exceeded";
    for _ in 0..6 {
        assert_eq!(change(&world, &alice, "wrong", SECOND).await, WRONG);
    }
    assert_eq!(change(&world, &alice, FIRST, SECOND).await, THROTTLED, "right, and not looked at");
    assert_eq!(
        change(&world.restarted().await, &alice, FIRST, SECOND).await,
        THROTTLED,
        "a restart forgets nothing"
    );
    world.wait(2);
    assert_eq!(change(&world, &alice, "wrong", SECOND).await, WRONG);
    world.wait(2);
    assert_eq!(change(&world, &alice, "wrong", SECOND).await, THROTTLED, "four seconds now");
    let event = world.events(&account.id).await.pop().unwrap();
    assert_eq!(
        (&event["eventName"], &event["errorCode"]),
        (&"ChangePassword".into(), &"ThrottlingException".into())
    );
    world.wait(2);
    assert_eq!(change(&world, &alice, "wrong", SECOND).await, WRONG, "what came too soon did not count");
    let event = world.events(&account.id).await.pop().unwrap();
    let details = &event["additionalEventData"]["passwordCheck"];
    assert_eq!(details, &serde_json::json!({ "result": "wrong", "failuresInARow": 8 }));
    for _ in 0..30 {
        world.wait(15 * 60);
        assert_eq!(change(&world, &alice, "wrong", SECOND).await, WRONG);
    }
    world.wait(15 * 60);
    assert_eq!(change(&world, &alice, FIRST, SECOND).await, "200 OK", "never a lock");
    for _ in 0..6 {
        assert_eq!(change(&world, &alice, "wrong", THIRD).await, WRONG, "it begins anew");
    }
    profile(&world, &account, "UpdateLoginProfile", &[("Password", THIRD)]).await.ok();
    assert_eq!(
        change(&world, &alice, THIRD, FIRST).await,
        "200 OK",
        "an administrator's reset ends the delay"
    );
}

#[tokio::test]
async fn r18_many_wrong_old_passwords_at_once_are_no_more_guesses_than_one_after_the_other() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    let attempts = (0..12).map(|_| change(&world, &alice, "wrong", SECOND));
    let mut wrong = 0;
    for verdict in join_all(attempts).await {
        assert_ne!(verdict, "200 OK");
        wrong += usize::from(verdict == WRONG);
    }
    assert!(wrong <= 6, "{wrong} were evaluated");
}

/// Runs them side by side.
pub async fn join_all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in &mut running {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *done = Some(value);
            }
        }
        match running.iter().all(|(_, done)| done.is_some()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn a_reset_ends_sessions_and_an_own_change_does_not() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    for (action, fields, ends) in [
        ("ChangePassword", vec![("OldPassword", FIRST), ("NewPassword", SECOND)], false),
        ("UpdateLoginProfile", vec![("UserName", "alice"), ("PasswordResetRequired", "true")], false),
        ("UpdateLoginProfile", vec![("UserName", "alice"), ("Password", THIRD)], true),
        ("DeleteLoginProfile", vec![("UserName", "alice")], true),
    ] {
        let session = Keys::of_session(&world.sts(&alice, "GetSessionToken", &[]).await.ok());
        world.wait(1);
        let by = if action == "ChangePassword" { &alice } else { &account.admin };
        world.iam(by, action, &fields).await.ok();
        let status = world.sts(&session, "GetCallerIdentity", &[]).await.status;
        assert_eq!(status, if ends { 403 } else { 200 }, "{action} {fields:?}");
        world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    }
}

#[tokio::test]
async fn r7_passwords_are_in_no_event_and_no_error() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = with_password(&world, &account).await;
    profile(&world, &account, "UpdateLoginProfile", &[("Password", SECOND)]).await.ok();
    change(&world, &alice, SECOND, THIRD).await;
    change(&world, &alice, FIRST, SECOND).await;
    let stranger = world.user(&account.admin, "mallory").await;
    world.iam(&stranger, "UpdateLoginProfile", &[("UserName", "alice"), ("Password", SECOND)]).await;
    let long = format!("{FIRST}{}", "x".repeat(128));
    let refused = profile(&world, &account, "UpdateLoginProfile", &[("Password", &long)]).await;
    assert_eq!(
        refused.verdict(),
        "400 ValidationError 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length \
         less than or equal to 128"
    );
    let events = serde_json::to_string(&world.events(&account.id).await).unwrap();
    assert!(events.contains("CreateLoginProfile") && events.contains("UpdateLoginProfile"));
    for password in [FIRST, SECOND, THIRD, "Passw0rd"] {
        assert!(!events.contains(password), "{password}");
    }
    let documents = world.documents().await;
    assert!(
        documents.iter().all(|(_, document)| !String::from_utf8_lossy(&document.body).contains("Passw0rd"))
    );
}
