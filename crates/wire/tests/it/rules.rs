//! The rules of SECURITY.md that hold at this door, each by its number.

use serde_json::json;
use service::operator::{Operator, Whose};

use crate::codes::{Enrolled, NOT_VALIDATED};
use crate::world::{Keys, Phone, World, data};

const INVALID_KEY: &str = "403 InvalidClientTokenId The security token included in the request is invalid.";
const INVALID_SESSION: &str =
    "403 InvalidClientTokenId The security token included in the request is invalid";
const SELF_MANAGEMENT: &str = "403 AccessDenied To complete this action, please ensure that you are authenticated with an \
                               MFA device that is enabled for this user.";

async fn who(world: &World, keys: &Keys) -> String {
    world.sts(keys, "GetCallerIdentity", &[]).await.verdict()
}

async fn session(world: &World, keys: &Keys) -> Keys {
    Keys::of_session(&world.sts(keys, "GetSessionToken", &[]).await.ok())
}

#[tokio::test]
async fn r1_a_token_works_with_its_own_key_only() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let bob = world.user(&account.admin, "bob").await;
    let (a, b, other_a) =
        (session(&world, &alice).await, session(&world, &bob).await, session(&world, &alice).await);
    for (whose, token) in
        [("of another user", &b.token), ("of another session of the same user", &other_a.token)]
    {
        let mixed = Keys { token: token.clone(), ..a.clone() };
        assert_eq!(who(&world, &mixed).await, INVALID_SESSION, "a token {whose}");
    }
    assert_eq!(who(&world, &a).await, "200 OK");
}

#[tokio::test]
async fn r2_a_user_who_takes_a_name_inherits_nothing() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let (serial, phone) = world.enabled(admin, "alice", "phone").await;
    for _ in 0..6 {
        world.session(&alice, &serial, &phone.wrong(world.now())).await;
    }
    world.wait(60);
    let with_mfa = Keys::of_session(&world.session(&alice, &serial, &phone.code(world.now())).await.ok());
    let plain = session(&world, &alice).await;
    for _ in 0..6 {
        world.session(&alice, &serial, &phone.wrong(world.now())).await;
    }

    let name = ("UserName", "alice");
    world.iam(admin, "TagUser", &[name, ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")]).await.ok();
    world.iam(admin, "DeactivateMFADevice", &[name, ("SerialNumber", &serial)]).await.ok();
    world.iam(admin, "DeleteAccessKey", &[name, ("AccessKeyId", &alice.id)]).await.ok();
    world.iam(admin, "DeleteUser", &[name]).await.ok();
    let left = world.documents().await;
    let of_alice =
        left.iter().filter(|(key, _)| ["guesses/", "id/"].iter().any(|kind| key.path.starts_with(kind)));
    assert_eq!(of_alice.count(), 1, "the administrator's id");
    let again = world.user(admin, "alice").await;

    for (which, keys, verdict) in [
        ("key", &alice, INVALID_KEY),
        ("session", &plain, INVALID_SESSION),
        ("session with MFA", &with_mfa, INVALID_SESSION),
    ] {
        assert_eq!(who(&world, keys).await, verdict, "the {which} of the user who was deleted");
    }
    let user = world.iam(admin, "GetUser", &[name]).await.ok();
    assert!(!user.xml.contains("<Tags>"), "{}", user.xml);
    for list in ["ListMFADevices", "ListAccessKeys", "ListUserTags"] {
        let list = world.iam(admin, list, &[name]).await.ok();
        assert_eq!((list.texts("SerialNumber").len(), list.texts("Key").len()), (0, 0));
        assert!(list.texts("AccessKeyId").iter().all(|id| *id == again.id));
    }
    let answer = world.session(&again, &serial, &phone.code(world.now())).await;
    assert_eq!(answer.verdict(), NOT_VALIDATED, "the device of the user who was deleted");
}

#[tokio::test]
async fn r3_what_is_revoked_ends_at_once_and_sessions_outlive_their_key() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let issued = session(&world, &alice).await;
    let key = [("UserName", "alice"), ("AccessKeyId", alice.id.as_str())];
    let update = |status| [key[0], key[1], ("Status", status)];

    world.iam(admin, "UpdateAccessKey", &update("Inactive")).await.ok();
    assert_eq!(who(&world, &alice).await, INVALID_KEY);
    assert_eq!(who(&world, &issued).await, "200 OK", "as at AWS, sessions go on");
    world.iam(admin, "UpdateAccessKey", &update("Active")).await.ok();
    assert_eq!(who(&world, &alice).await, "200 OK");
    world.iam(admin, "DeleteAccessKey", &key).await.ok();
    assert_eq!(who(&world, &alice).await, INVALID_KEY);
    assert_eq!(who(&world, &issued).await, "200 OK");
    world.iam(admin, "DeleteUser", &[key[0]]).await.ok();
    assert_eq!(who(&world, &issued).await, INVALID_SESSION, "the user is gone");
}

#[tokio::test]
async fn r3_sessions_end_when_the_documents_say_so() {
    for (whose, field) in [
        ("user/alice/", "/credentials/sessions_valid_after"),
        ("account/", "/sessions_valid_after"),
        ("user/alice/", "/credentials/revoked_sessions"),
    ] {
        let world = World::new().await;
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        let before = session(&world, &alice).await;
        let key = store::Key::account(account.id.parse().unwrap(), whose);
        let found = world.store.get(std::slice::from_ref(&key)).await.unwrap().pop().flatten().unwrap();
        let mut document: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
        *document.pointer_mut(field).unwrap() = match field {
            "/credentials/revoked_sessions" => serde_json::json!([before.id]),
            _ => serde_json::to_value(world.now()).unwrap(),
        };
        world.store.commit(store::Batch::at(1).put(key, document.to_string())).await.unwrap();
        let world = world.restarted().await; // what was in memory is not what is stored now
        assert_eq!(who(&world, &before).await, INVALID_SESSION, "{whose} {field}");
        world.wait(1);
        assert_eq!(who(&world, &session(&world, &alice).await).await, "200 OK", "a new one, {whose} {field}");
    }
}

#[tokio::test]
async fn r3_the_operator_ends_the_sessions_of_one_principal_and_of_nobody_else() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let bob = world.user(&account.admin, "bob").await;
    let id = account.id.parse().unwrap();
    for (whose, keys, told) in [
        (Whose::User("ALICE".parse().unwrap()), &alice, json!({ "userName": "alice", "root": false })),
        (Whose::Root, &account.root, json!({ "userName": null, "root": true })),
    ] {
        let (before, of_bob) = (session(&world, keys).await, session(&world, &bob).await);
        assert_eq!(who(&world, &before).await, "200 OK");
        world.wait(1);
        world.service.end_sessions(Operator { uid: 7 }, id, &whose, world.now()).await.unwrap();
        let event = world.events(&account.id).await.pop().unwrap();
        assert_eq!((&event["eventName"], &event["requestParameters"]), (&json!("EndSessions"), &told));
        assert_eq!(event["userIdentity"], json!({ "type": "Operator", "principalId": "uid:7" }));
        assert_eq!(who(&world, &before).await, INVALID_SESSION, "{whose:?}");
        assert_eq!(who(&world, keys).await, "200 OK", "the access key, {whose:?}");
        assert_eq!(who(&world, &of_bob).await, "200 OK", "somebody else's session, {whose:?}");
        world.wait(1);
        assert_eq!(who(&world, &session(&world, keys).await).await, "200 OK", "a new one, {whose:?}");
    }
}

#[tokio::test]
async fn r7_no_secret_is_in_an_event_an_error_or_a_document() {
    let world = World::new().await;
    let account = world.account().await;
    let mut secrets = vec![account.admin.secret.clone(), account.root.secret.clone()];
    let alice = world.user(&account.admin, "alice").await;
    secrets.push(alice.secret.clone());
    let device =
        world.iam(&account.admin, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone")]).await.ok();
    let encoded = device.text("Base32StringSeed").unwrap();
    let seed = String::from_utf8(data(&encoded)).unwrap();
    secrets.extend([encoded, seed.clone(), device.text("QRCodePNG").unwrap()]);
    let (serial, phone) = (device.text("SerialNumber").unwrap(), Phone::new(&seed));
    let mut answers = Vec::new();

    secrets.extend(phone.pair(world.now()));
    answers.push(world.enable(&account.admin, "alice", &serial, &phone).await);
    world.wait(60);
    let (right, wrong) = (phone.code(world.now()), phone.wrong(world.now()));
    let signed_in = world.session(&alice, &serial, &right).await.ok();
    let keys = Keys::of_session(&signed_in);
    for code in [&right, &wrong, &"12345x".to_owned(), &"1234567".to_owned()] {
        answers.push(world.session(&alice, &serial, code).await);
        answers.push(world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [code, code]).await);
        answers.push(world.sts(&alice, "GetSessionToken", &[("TokenCode", code)]).await);
        secrets.push(code.clone());
    }
    secrets.extend([keys.secret.clone(), keys.token.clone().unwrap()]);
    for broken in [
        Keys { secret: keys.secret[1..].to_owned(), ..keys.clone() },
        Keys { token: Some(keys.token.clone().unwrap()[1..].to_owned()), ..keys.clone() },
        Keys { secret: format!("{}x", alice.secret), ..alice.clone() },
    ] {
        answers.push(world.sts(&broken, "GetCallerIdentity", &[]).await);
    }
    answers.push(world.iam(&keys, "ListUsers", &[]).await);
    world.wait(60);
    world.service.every_minute(world.now()).await.unwrap();

    let trail: String = world.events(&account.id).await.iter().map(|event| format!("{event}\n")).collect();
    let errors: String = answers.iter().map(|answer| answer.xml.as_str()).collect();
    let documents: String = (world.documents().await.iter())
        .map(|(_, document)| String::from_utf8_lossy(&document.body).into_owned())
        .collect();
    let debug = format!("{:?} {:?} {device:?}", world.service, world.documents().await);
    for secret in &secrets {
        // A code could be in a random number of six digits; as a value of its own it may not be anywhere.
        let shown = if secret.len() < 10 { format!("\"{secret}\"") } else { secret.clone() };
        assert!(!trail.contains(&shown), "in the trail: {secret}");
        assert!(
            !errors.contains(&shown) && !errors.contains(&format!("'{secret}'")),
            "in an answer: {secret}"
        );
        assert!(!documents.contains(&shown), "in a document: {secret}");
    }
    for secret in &secrets[..4] {
        assert!(!debug.replace(&format!("{device:?}"), "").contains(secret.as_str()), "in Debug: {secret}");
    }
}

#[test]
fn r7_a_request_shows_nothing_that_was_sent() {
    let body = bytes::Bytes::from_static(b"Action=GetSessionToken&TokenCode=271828");
    let builder = http::Request::post("/?X-Amz-Security-Token=in-the-query")
        .header("x-amz-security-token", "in-a-header");
    let (parts, ()) =
        builder.header("authorization", "AWS4-HMAC-SHA256 Signature=31415").body(()).unwrap().into_parts();
    let address = std::net::IpAddr::from([192, 0, 2, 1]);
    let now = model::Timestamp::default();
    let request = bartizan_wire::Request {
        parts: &parts,
        body: &body,
        address,
        transport: service::Transport::Plain,
        now,
    };
    let form = model::Form::new(vec![("TokenCode".into(), "271828".into())]).unwrap();
    for shown in [format!("{request:?}"), format!("{form:?}")] {
        for secret in ["271828", "in-the-query", "in-a-header", "31415"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    assert!(format!("{request:?}").contains("192.0.2.1") && format!("{form:?}").contains("TokenCode"));
}

#[tokio::test]
async fn r9_what_belongs_to_another_account_does_not_exist() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    let alice = world.user(&ours.admin, "alice").await;
    world.user(&theirs.admin, "alice").await;
    let (serial, phone) = world.enabled(&ours.admin, "alice", "phone").await;
    world.device(&theirs.admin, "phone").await;
    let (spare, spare_phone) = world.device(&ours.admin, "spare").await;
    let none = format!("arn:aws:iam::{}:mfa/none", theirs.id);

    let (name, tag) = (("UserName", "alice"), [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")]);
    let before = world.documents().await;
    for (action, fields) in [
        ("DeactivateMFADevice", vec![name]),
        ("ResyncMFADevice", vec![name, ("AuthenticationCode1", "123456"), ("AuthenticationCode2", "123456")]),
        ("EnableMFADevice", vec![name, ("AuthenticationCode1", "123456"), ("AuthenticationCode2", "123456")]),
        ("GetMFADevice", vec![name]),
        ("DeleteVirtualMFADevice", vec![]),
        ("TagMFADevice", tag.to_vec()),
        ("UntagMFADevice", vec![("TagKeys.member.1", "a")]),
        ("ListMFADeviceTags", vec![]),
    ] {
        let ask = async |serial: &str| {
            let mut fields = fields.clone();
            fields.push(("SerialNumber", serial));
            world.iam(&theirs.admin, action, &fields).await.verdict().replace(serial, "SERIAL")
        };
        let unknown = ask(&none).await;
        assert!(unknown.starts_with("404 NoSuchEntity "), "{action}: {unknown}");
        for there in [&serial, &spare] {
            assert_eq!(ask(there).await, unknown, "{action}");
        }
    }
    let answer = world.enable(&theirs.admin, "alice", &spare, &spare_phone).await;
    assert_eq!(answer.status, 404);
    let mallory = world.key_of(&theirs.admin, "alice").await;
    let answer = world.session(&mallory, &serial, &phone.code(world.now())).await;
    assert_eq!(answer.verdict(), NOT_VALIDATED);
    for action in ["UpdateAccessKey", "DeleteAccessKey"] {
        let fields = [name, ("AccessKeyId", &*alice.id), ("Status", "Inactive")];
        assert_eq!(world.iam(&theirs.admin, action, &fields).await.status, 404, "{action}");
    }
    let answer = world.iam(&theirs.admin, "GetAccessKeyLastUsed", &[("AccessKeyId", &alice.id)]).await;
    assert!(
        answer.verdict().ends_with(&format!("on resource: access key {}", alice.id)),
        "{}",
        answer.verdict()
    );
    let after = world.documents().await;
    let ours_of = |documents: Vec<(store::Key, store::Versioned)>| {
        let account = store::Partition::Account(ours.id.parse().unwrap());
        documents.into_iter().filter(|(key, _)| key.partition == account).collect::<Vec<_>>()
    };
    assert!(ours_of(before) == ours_of(after));
    for list in ["ListUsers", "ListVirtualMFADevices"] {
        let list = world.iam(&theirs.admin, list, &[]).await.ok();
        assert!(!list.xml.contains(&ours.id), "{}", list.xml);
    }
    assert_eq!(who(&world, &alice).await, "200 OK");
}

#[tokio::test]
async fn r10_the_stored_arn_is_judged_and_a_stranger_sees_only_what_was_typed() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let fields = [("UserName", "Bob"), ("Path", "/admins/")];
    world.iam(&account.admin, "CreateUser", &fields).await.ok();
    let arn = |name: &str| format!("arn:aws:iam::{}:user/{name}", account.id);
    // (typed, judged)
    for (typed, judged) in [("bob", "admins/Bob"), ("BOB", "admins/Bob"), ("nobody", "nobody")] {
        let denied = world.iam(&alice, "GetUser", &[("UserName", typed)]).await.verdict();
        assert!(denied.contains(&format!("on resource: {} because", arn(typed))), "{typed}: {denied}");
        let event = world.events(&account.id).await.pop().unwrap();
        assert_eq!(event["resources"][0]["ARN"], arn(judged), "{event}");
    }
    let shown = world.iam(&account.admin, "GetUser", &[("UserName", "BOB")]).await.ok();
    assert_eq!(shown.text("UserName").as_deref(), Some("Bob"));
    // Who moves a user is judged about where the user goes, too.
    let moved = [("UserName", "alice"), ("NewPath", "/admins/"), ("NewUserName", "Alice")];
    world.iam(&account.admin, "UpdateUser", &moved).await.ok();
    let me = world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:user/admins/Alice", account.id));
}

#[tokio::test]
async fn r12_names_are_ascii_and_compared_without_regard_to_case() {
    let world = World::new().await;
    let account = world.account().await;
    for name in ["ünal", "аlice", "alice\u{200b}", "٣", "alice\u{0301}", "ﬁ", "\u{212a}ate"] {
        let answer = world.iam(&account.admin, "CreateUser", &[("UserName", name)]).await;
        assert_eq!(answer.text("Code").as_deref(), Some("ValidationError"), "{name}");
    }
    world.iam(&account.admin, "CreateUser", &[("UserName", "kate")]).await.ok();
    assert_eq!(world.iam(&account.admin, "CreateUser", &[("UserName", "KATE")]).await.status, 409);
}

#[tokio::test]
async fn r13_the_last_step_of_a_seed_survives_deactivation() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, alice, serial, phone } = &enrolled;
    let code = phone.code(world.now());
    enrolled.try_code(&code).await.ok();
    let fields = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
    world.iam(&account.admin, "DeactivateMFADevice", &fields).await.ok();
    assert_ne!(world.enable(&account.admin, "alice", serial, phone).await.status, 200, "a spent step");
    world.wait(60);
    world.enable(&account.admin, "alice", serial, phone).await.ok();
    world.wait(30);
    assert_eq!(world.session(alice, serial, &code).await.status, 403);
    enrolled.sign_in().await.ok();
}

#[tokio::test]
async fn r14_who_has_a_device_manages_own_devices_with_mfa_only() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let plain_session = session(&world, admin).await;
    // The first enrolment needs none, by a plain key.
    let (first, phone) = world.enabled(admin, "admin", "first").await;
    let (second, second_phone) = world.device(admin, "second").await;
    let none = format!("arn:aws:iam::{}:mfa/none", account.id);

    for (which, serial) in [("another", &second), ("the same", &first), ("no", &none)] {
        let answer = world.enable(admin, "admin", serial, &second_phone).await;
        assert_eq!(answer.verdict(), SELF_MANAGEMENT, "enables {which} device");
        let fields = [("UserName", "ADMIN"), ("SerialNumber", serial.as_str())];
        let answer = world.iam(admin, "DeactivateMFADevice", &fields).await;
        assert_eq!(answer.verdict(), SELF_MANAGEMENT, "deactivates {which} device");
        let answer = world.iam(admin, "DeactivateMFADevice", &fields[1..]).await;
        assert_eq!(answer.verdict(), SELF_MANAGEMENT, "deactivates {which} device, unnamed");
    }
    let answer = world.iam(&plain_session, "ListUsers", &[]).await;
    assert_eq!(answer.verdict(), INVALID_SESSION, "a session without MFA calls no IAM at all");

    // A resynchronization, and other users' devices, need none.
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", admin, "admin", &first, [&one, &two]).await.ok();
    world.user(admin, "alice").await;
    let (of_alice, _) = world.enabled(admin, "alice", "alices").await;
    world.iam(admin, "DeactivateMFADevice", &[("UserName", "alice"), ("SerialNumber", &of_alice)]).await.ok();

    // With MFA, even the last device may go; afterwards a plain key enrols again.
    let with_mfa = Keys::of_session(&world.session(admin, &first, &phone.code(world.now())).await.ok());
    world.enable(&with_mfa, "admin", &second, &second_phone).await.ok();
    for serial in [&first, &second] {
        world.iam(&with_mfa, "DeactivateMFADevice", &[("SerialNumber", serial)]).await.ok();
    }
    world.wait(60);
    world.enable(admin, "admin", &second, &second_phone).await.ok();
}

#[tokio::test]
async fn sessions_without_mfa_call_nothing_of_iam_and_no_session_issues_another() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, .. } = &enrolled;
    let admin = &account.admin;
    let (serial, phone) = world.enabled(&account.root, "admin", "admins").await;
    let plain = session(world, admin).await;
    let with_mfa = Keys::of_session(&world.session(admin, &serial, &phone.code(world.now())).await.ok());
    let code = "200 OK";
    let denied = |name| format!("403 AccessDenied Cannot call {name} with session credentials");
    for (keys, iam) in [(&plain, INVALID_SESSION), (&with_mfa, code)] {
        assert_eq!(world.iam(keys, "ListUsers", &[]).await.verdict(), iam);
        assert_eq!(who(world, keys).await, code);
        assert_eq!(world.sts(keys, "GetSessionToken", &[]).await.verdict(), denied("GetSessionToken"));
        let key = [("AccessKeyId", admin.id.as_str())];
        assert_eq!(world.sts(keys, "GetAccessKeyInfo", &key).await.verdict(), denied("GetAccessKeyInfo"));
    }
    let of_root = world.sts(&account.root, "GetSessionToken", &[("DurationSeconds", "43200")]).await.ok();
    assert_eq!(of_root.text("Expiration").as_deref(), Some("2027-01-15T11:02:00Z"), "an hour at most");
    let keys = Keys::of_session(&of_root);
    world.wait(3_599);
    assert_eq!(who(world, &keys).await, code);
    world.wait(1);
    assert_eq!(
        who(world, &keys).await,
        "403 ExpiredToken The security token included in the request is expired"
    );
}
