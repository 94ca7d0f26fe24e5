//! What happens when something else is faster by the least possible: between a request's decision and its commit, or
//! between two of its reads.

use std::sync::Arc;

use crate::stores::{Moment, MoodyStore};
use crate::world::{Account, Answer, Keys, World};

const LIST_USERS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;
const INVALID: &str = "403 InvalidClientTokenId The security token included in the request is invalid.";

#[derive(Clone)]
struct Scene {
    store: Arc<MoodyStore>,
    world: Arc<World>,
    account: Arc<Account>,
    alice: Keys,
}

impl Scene {
    async fn new() -> Self {
        let store = MoodyStore::new();
        let world = Arc::new(World::over(store.clone()).await);
        let account = Arc::new(world.account().await);
        let alice = world.user(&account.admin, "alice").await;
        Self { store, world, account, alice }
    }

    /// At that moment, somebody is faster with these calls.
    fn meanwhile(&self, before: Moment, keys: &Keys, calls: Vec<Call>) {
        let (world, keys) = (Arc::clone(&self.world), keys.clone());
        self.store.interrupt(before, async move {
            for (action, fields) in calls {
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                world.iam(&keys, action, &fields).await.ok();
            }
        });
    }

    #[track_caller]
    fn interrupted(&self) {
        assert!(self.store.was_interrupted(), "nothing happened in between");
    }

    async fn users(&self) -> Vec<String> {
        self.world.iam(&self.account.root, "ListUsers", &[]).await.ok().texts("UserName")
    }
}

type Call = (&'static str, Vec<(&'static str, String)>);

fn call(action: &'static str, fields: &[(&'static str, &str)]) -> Call {
    (action, fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
}

#[tokio::test]
async fn r11_whose_key_was_turned_off_or_deleted_meanwhile_changes_nothing() {
    for (fate, calls) in [
        ("off", vec![call("UpdateAccessKey", &[("UserName", "admin"), ("Status", "Inactive")])]),
        ("deleted", vec![call("DeleteAccessKey", &[("UserName", "admin")])]),
    ] {
        let scene = Scene::new().await;
        let admin = scene.account.admin.clone();
        let calls = calls.into_iter().map(|(action, mut fields)| {
            fields.push(("AccessKeyId", admin.id.clone()));
            (action, fields)
        });
        scene.meanwhile(Moment::Write("user/bob/"), &scene.account.root, calls.collect());
        let answer = scene.world.iam(&admin, "CreateUser", &[("UserName", "bob")]).await;
        scene.interrupted();
        assert_eq!(answer.verdict(), INVALID, "{fate}");
        assert_eq!(scene.users().await, ["admin", "alice"], "{fate}");
    }
}

#[tokio::test]
async fn r11_who_was_deleted_meanwhile_gets_no_session_and_spends_no_code() {
    let scene = Scene::new().await;
    let Scene { world, account, alice, .. } = &scene;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    let alice_field = ("UserName", "alice");
    let deleted = vec![
        call("DeactivateMFADevice", &[alice_field, ("SerialNumber", &serial)]),
        call("DeleteAccessKey", &[alice_field, ("AccessKeyId", &alice.id)]),
        call("DeleteUser", &[alice_field]),
    ];
    scene.meanwhile(Moment::Write("clock/"), &account.admin, deleted);
    let answer = world.session(alice, &serial, &phone.code(world.now())).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), INVALID);
    let events = world.events(&account.id).await;
    let sign_ins: Vec<_> = events.iter().filter(|event| event["eventName"] == "GetSessionToken").collect();
    assert_eq!(sign_ins.len(), 1);
    assert_eq!(sign_ins[0]["errorCode"], "InvalidClientTokenIdException");
}

#[tokio::test]
async fn r11_a_key_made_while_its_user_is_deleted_does_not_outlive_the_user() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    world.iam(&account.admin, "CreateUser", &[("UserName", "bob")]).await.ok();
    scene.meanwhile(Moment::Write("key/"), &account.admin, vec![call("DeleteUser", &[("UserName", "bob")])]);
    let answer = world.iam(&account.admin, "CreateAccessKey", &[("UserName", "bob")]).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), "404 NoSuchEntity The user with name bob cannot be found.");
    let keys = world.documents().await;
    assert_eq!(
        keys.iter().filter(|(key, _)| key.path.starts_with("key/")).count(),
        3,
        "of admin, root, alice"
    );

    world.iam(&account.admin, "CreateUser", &[("UserName", "bob")]).await.ok();
    scene.meanwhile(
        Moment::Write("user/bob/"),
        &account.admin,
        vec![call("CreateAccessKey", &[("UserName", "bob")])],
    );
    let answer = world.iam(&account.admin, "DeleteUser", &[("UserName", "bob")]).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), "409 DeleteConflict Cannot delete entity, must delete access keys first.");
}

#[tokio::test]
async fn r11_a_device_goes_to_the_faster_of_two_users() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let admin = &account.admin;
    world.user(admin, "bob").await;
    let (serial, phone) = world.device(admin, "phone").await;
    let [one, two] = phone.pair(world.now());
    let of_bob = [
        ("UserName", "bob"),
        ("SerialNumber", serial.as_str()),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    scene.meanwhile(Moment::Write("clock/"), admin, vec![call("EnableMFADevice", &of_bob)]);
    let answer = world.enable(admin, "alice", &serial, &phone).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), "409 EntityAlreadyExists MFA Device is already in use.");
    assert_eq!(devices(world, admin, "alice").await, Vec::<String>::new());
    assert_eq!(devices(world, admin, "bob").await, [serial]);
}

#[tokio::test]
async fn r11_a_device_given_away_between_two_reads_is_in_use_and_its_code_not_wrong() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let admin = &account.admin;
    world.user(admin, "bob").await;
    let (serial, phone) = world.device(admin, "phone").await;
    let [one, two] = phone.pair(world.now());
    let of_bob = [
        ("UserName", "bob"),
        ("SerialNumber", serial.as_str()),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    scene.meanwhile(Moment::Read("clock/"), admin, vec![call("EnableMFADevice", &of_bob)]);
    let answer = world.enable(admin, "alice", &serial, &phone).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), "409 EntityAlreadyExists MFA Device is already in use.");
    let documents = world.documents().await;
    assert!(!documents.iter().any(|(key, _)| key.path.starts_with("guesses/")), "nobody guessed");
}

#[tokio::test]
async fn r11_a_device_deleted_meanwhile_is_not_enabled() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let (serial, phone) = world.device(&account.admin, "phone").await;
    let deleted = vec![call("DeleteVirtualMFADevice", &[("SerialNumber", &serial)])];
    scene.meanwhile(Moment::Write("clock/"), &account.admin, deleted);
    let answer = world.enable(&account.admin, "alice", &serial, &phone).await;
    scene.interrupted();
    assert_eq!(answer.status, 404, "{}", answer.xml);
    let documents = world.documents().await;
    let left =
        documents.iter().filter(|(key, _)| key.path.starts_with("mfa/") || key.path.starts_with("clock/"));
    assert_eq!(left.count(), 0);
}

#[tokio::test]
async fn r11_a_device_goes_with_the_user_who_is_renamed_meanwhile() {
    let scene = Scene::new().await;
    let Scene { world, account, alice, .. } = &scene;
    let admin = &account.admin;
    let (serial, phone) = world.device(admin, "phone").await;

    let renamed = |from, to| vec![call("UpdateUser", &[("UserName", from), ("NewUserName", to)])];
    scene.meanwhile(Moment::Write("clock/"), admin, renamed("alice", "carol"));
    let answer = world.enable(admin, "alice", &serial, &phone).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), "404 NoSuchEntity The user with name alice cannot be found.");

    let [one, two] = phone.pair(world.now());
    let of_carol = [
        ("UserName", "carol"),
        ("SerialNumber", serial.as_str()),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    scene.meanwhile(Moment::Write("user/carol/"), admin, vec![call("EnableMFADevice", &of_carol)]);
    world.iam(admin, "UpdateUser", &[("UserName", "carol"), ("NewUserName", "dora")]).await.ok();
    scene.interrupted();
    assert_eq!(devices(world, admin, "dora").await, [serial.as_str()]);
    world.wait(60);
    world.session(alice, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn r14_two_first_devices_at_once_are_one_first_device() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let admin = &account.admin;
    let (first, _) = world.device(admin, "first").await;
    let (second, second_phone) = world.device(admin, "second").await;
    let first_phone = {
        // The phone of the first device, which enables it meanwhile.
        let (serial, phone) = world.device(admin, "third").await;
        world.iam(admin, "DeleteVirtualMFADevice", &[("SerialNumber", &first)]).await.ok();
        (serial, phone)
    };
    let [one, two] = first_phone.1.pair(world.now());
    let mine = [
        ("UserName", "admin"),
        ("SerialNumber", first_phone.0.as_str()),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    scene.meanwhile(Moment::Write("clock/"), admin, vec![call("EnableMFADevice", &mine)]);
    let answer = world.enable(admin, "admin", &second, &second_phone).await;
    scene.interrupted();
    assert_eq!(answer.text("Code").as_deref(), Some("AccessDenied"), "{}", answer.xml);
    assert_eq!(devices(world, admin, "admin").await, [first_phone.0]);
}

#[tokio::test]
async fn a_code_that_was_spent_meanwhile_is_refused() {
    let scene = Scene::new().await;
    let Scene { world, account, alice, .. } = &scene;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    let code = phone.code(world.now());
    let (other_world, other_alice, other_serial, other_code) =
        (Arc::clone(world), alice.clone(), serial.clone(), code.clone());
    scene.store.interrupt(Moment::Write("clock/"), async move {
        other_world.session(&other_alice, &other_serial, &other_code).await.ok();
    });
    let answer = world.session(alice, &serial, &code).await;
    scene.interrupted();
    assert_eq!(answer.verdict(), crate::codes::WRONG);
}

#[tokio::test]
async fn a_failure_meanwhile_is_not_forgotten_by_a_success() {
    let scene = Scene::new().await;
    let Scene { world, account, alice, .. } = &scene;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    let (wrong, now) = (phone.wrong(world.now()), world.now());
    let other_key = world.key_of(&account.admin, "alice").await;
    let (other_world, other_serial) = (Arc::clone(world), serial.clone());
    scene.store.interrupt(Moment::Write("clock/"), async move {
        for _ in 0..6 {
            other_world.session(&other_key, &other_serial, &wrong).await;
        }
    });
    world.session(alice, &serial, &phone.code(now)).await.ok();
    scene.interrupted();
    let guesses = world.documents().await;
    assert!(guesses.iter().any(|(key, _)| key.path.starts_with("guesses/")), "the other key's waits go on");
}

#[tokio::test]
async fn a_user_who_is_renamed_between_two_reads_is_found() {
    let scene = Scene::new().await;
    let Scene { world, account, alice, .. } = &scene;
    let renamed = call("UpdateUser", &[("UserName", "alice"), ("NewUserName", "carol")]);
    scene.meanwhile(Moment::Read("user/alice/"), &account.admin, vec![renamed]);
    let restarted = world.restarted().await; // which has nothing in memory yet
    let me: Answer = restarted.sts(alice, "GetCallerIdentity", &[]).await.ok();
    scene.interrupted();
    assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:user/carol", account.id));
}

async fn devices(world: &World, keys: &Keys, user: &str) -> Vec<String> {
    world.iam(keys, "ListMFADevices", &[("UserName", user)]).await.ok().texts("SerialNumber")
}

const MEMBERS_FIRST: &str = "409 DeleteConflict Cannot delete entity, must remove users from group first.";

#[tokio::test]
async fn nobody_is_a_member_of_a_group_that_is_gone_or_of_another_who_is() {
    let (staff, alice) = (("GroupName", "staff"), ("UserName", "alice"));
    let policy = [staff, ("PolicyName", "p"), ("PolicyDocument", LIST_USERS)];
    for (asked, fields, before, meanwhile, verdict) in [
        (
            "AddUserToGroup",
            [staff, alice].to_vec(),
            Moment::Write("member/"),
            call("DeleteGroup", &[staff]),
            "404 NoSuchEntity The group with name staff cannot be found.",
        ),
        (
            "AddUserToGroup",
            [staff, alice].to_vec(),
            Moment::Write("member/"),
            call("UpdateUser", &[alice, ("NewUserName", "carol")]),
            "404 NoSuchEntity The user with name alice cannot be found.",
        ),
        (
            "DeleteGroup",
            [staff].to_vec(),
            Moment::Write("group/staff/"),
            call("AddUserToGroup", &[staff, alice]),
            MEMBERS_FIRST,
        ),
        (
            "DeleteGroup",
            [staff].to_vec(),
            Moment::Write("group/staff/"),
            call("PutGroupPolicy", &policy),
            "409 DeleteConflict Cannot delete entity, must delete policies first.",
        ),
        (
            "UpdateGroup",
            [staff, ("NewGroupName", "crew")].to_vec(),
            Moment::Write("group/crew/"),
            call("CreateGroup", &[("GroupName", "crew")]),
            "409 EntityAlreadyExists Group with name crew already exists.",
        ),
    ] {
        let scene = Scene::new().await;
        let admin = &scene.account.admin;
        scene.world.iam(admin, "CreateGroup", &[staff]).await.ok();
        scene.meanwhile(before, admin, vec![meanwhile]);
        assert_eq!(scene.world.iam(admin, asked, &fields).await.verdict(), verdict);
        scene.interrupted();
        // Index and counter say what the user's document says.
        let documents = scene.world.documents().await;
        let count = |prefix: &str| documents.iter().filter(|(key, _)| key.path.starts_with(prefix)).count();
        let members = usize::from(verdict == MEMBERS_FIRST);
        assert_eq!((count("member/"), count("count/member/")), (members, members), "{verdict}");
    }
}

#[tokio::test]
async fn who_left_a_group_that_is_deleted_is_refused_and_not_failed() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let (staff, member) = (("GroupName", "staff"), [("GroupName", "staff"), ("UserName", "alice")]);
    let policy = [staff, ("PolicyName", "p"), ("PolicyDocument", LIST_USERS)];
    world.iam(&account.admin, "CreateGroup", &[staff]).await.ok();
    world.iam(&account.admin, "AddUserToGroup", &member).await.ok();
    world.iam(&account.admin, "PutGroupPolicy", &policy).await.ok();
    // A server that has just written all this has no need to read it.
    let scene = Scene { world: Arc::new(world.restarted().await), ..scene.clone() };
    let Scene { world, account, alice, .. } = &scene;
    let leave = vec![
        call("RemoveUserFromGroup", &member),
        call("DeleteGroupPolicy", &policy[..2]),
        call("DeleteGroup", &[staff]),
    ];
    scene.meanwhile(Moment::Read("id/AGPA"), &account.admin, leave);
    let answer = world.iam(alice, "ListUsers", &[]).await;
    scene.interrupted();
    assert_eq!(answer.text("Code").as_deref(), Some("AccessDenied"), "{}", answer.xml);
}
