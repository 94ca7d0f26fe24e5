//! Policies that are ready for use, as the operator installs them: what becomes of them, and what they then decide.

use model::{AccountId, GroupId, Path};
use serde_json::{Value, json};
use service::operator::{
    AttachTo, Attachment, InstallPolicy, InstalledPolicy, Operator, PolicyChange, ReadyPolicy,
};
use service::records::{Group, Permissions, keys};
use store::{Batch, Key};

use crate::world::{Account, Keys, World};

const MANAGE: &str = "manage-own-mfa-device";
const RESYNC: &str = "resync-own-device-only";

struct Scene {
    world: World,
    account: Account,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        Self { world, account }
    }

    fn id(&self) -> AccountId {
        self.account.id.parse().unwrap()
    }

    async fn install(
        &self,
        name: &str,
        replace: bool,
        attach_to: Option<AttachTo>,
    ) -> Result<InstalledPolicy, String> {
        let wanted = InstallPolicy { policy: ReadyPolicy::find(name).unwrap(), replace, attach_to };
        let now = self.world.now();
        self.world.wait(1);
        let installed = self.world.service.install_policy(Operator { uid: 7 }, self.id(), &wanted, now);
        installed.await.map_err(|error| error.message(service::Api::Iam))
    }

    async fn find(&self, path: &str) -> Option<Value> {
        let documents = self.world.documents().await;
        let found = documents.iter().find(|(key, _)| key.path.as_ref() == path);
        found.map(|(_, found)| serde_json::from_slice(&found.body).unwrap())
    }

    async fn stored(&self, name: &str) -> Value {
        self.find(&format!("policy/{name}/")).await.unwrap()
    }

    /// Puts a document in the place of another; the service is one that has not read the old one.
    async fn put(&mut self, key: Key, document: &Value) {
        let batch = Batch::at(self.world.now().micros()).put(key, document.to_string());
        self.world.store.commit(batch).await.unwrap();
        self.world = self.world.restarted().await;
    }

    /// Has the policy's version in force say something else.
    async fn change(&mut self, name: &str) {
        let mut policy = self.stored(name).await;
        let in_force = policy["default_version"].as_u64().unwrap();
        let versions = policy["versions"].as_array_mut().unwrap();
        let version = versions.iter_mut().find(|version| version["number"] == in_force).unwrap();
        let other = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "iam:*", "Resource": "*" } });
        version["document"] = json!(other.to_string());
        let key = keys::policy(self.id(), &name.parse().unwrap());
        self.put(key, &policy).await;
    }

    async fn group(&mut self, name: &str) {
        let group = Group {
            schema: Group::SCHEMA,
            account: self.id(),
            id: GroupId::generate(self.id(), [1; 6]),
            name: name.parse().unwrap(),
            path: Path::default(),
            created: self.world.now(),
            permissions: Permissions::default(),
        };
        self.put(keys::group(self.id(), &group.name), &serde_json::to_value(&group).unwrap()).await;
    }

    /// How often the policy is attached: by its index, and by its counter.
    async fn uses(&self, name: &str) -> (usize, u64) {
        let id = self.stored(name).await["id"].as_str().unwrap().to_owned();
        let index = format!("attached/{id}/");
        let documents = self.world.documents().await;
        let count = self.find(&format!("count/attached/{id}/")).await;
        (
            documents.iter().filter(|(key, _)| key.path.starts_with(&index)).count(),
            count.map_or(0, |count| count.as_u64().unwrap()),
        )
    }
}

fn user(name: &str) -> Option<AttachTo> {
    Some(AttachTo::User(name.parse().unwrap()))
}

fn group(name: &str) -> Option<AttachTo> {
    Some(AttachTo::Group(name.parse().unwrap()))
}

#[tokio::test]
async fn a_ready_policy_becomes_a_managed_policy_once() {
    let scene = Scene::new().await;
    let installed = scene.install(MANAGE, false, None).await.unwrap();
    assert_eq!(installed.arn, format!("arn:aws:iam::{}:policy/{MANAGE}", scene.account.id));
    assert_eq!((installed.version_id.as_str(), installed.change), ("v1", PolicyChange::Created));
    assert!(installed.attachment.is_none());

    let policy = scene.stored(MANAGE).await;
    assert_eq!(policy["name"], MANAGE);
    assert_eq!((&policy["path"], &policy["last_version"]), (&json!("/"), &json!(1)));
    assert!(policy["id"].as_str().unwrap().starts_with("ANPA"));
    let text = ReadyPolicy::find(MANAGE).unwrap().text;
    assert_eq!(policy["versions"][0]["document"], text);
    assert_eq!(scene.find("count/policies/").await, Some(json!(1)));

    // Again, with whatever is said: it is there already.
    let before = scene.world.documents().await;
    for replace in [false, true] {
        let installed = scene.install(MANAGE, replace, None).await.unwrap();
        assert_eq!((installed.version_id.as_str(), installed.change), ("v1", PolicyChange::Unchanged));
    }
    assert!(scene.world.documents().await == before, "what is there already was written anew");
    scene.install(RESYNC, false, None).await.unwrap();
    assert_eq!(scene.find("count/policies/").await, Some(json!(2)));
}

#[tokio::test]
async fn one_that_says_something_else_is_replaced_only_if_that_is_asked_for() {
    let mut scene = Scene::new().await;
    scene.install(MANAGE, false, None).await.unwrap();
    // Laid out otherwise is not something else.
    let mut policy = scene.stored(MANAGE).await;
    let text = ReadyPolicy::find(MANAGE).unwrap().text;
    policy["versions"][0]["document"] = json!(serde_json::from_str::<Value>(text).unwrap().to_string());
    let key = keys::policy(scene.id(), &MANAGE.parse().unwrap());
    scene.put(key, &policy).await;
    assert_eq!(scene.install(MANAGE, false, None).await.unwrap().change, PolicyChange::Unchanged);

    scene.change(MANAGE).await;
    let before = scene.world.documents().await;
    let told = scene.install(MANAGE, false, None).await.unwrap_err();
    assert!(told.contains("its version v1 says something else") && told.contains("--replace"), "{told}");
    assert!(scene.world.documents().await == before);

    for version in ["v2", "v3", "v4", "v5"] {
        let installed = scene.install(MANAGE, true, None).await.unwrap();
        assert_eq!((installed.version_id.as_str(), installed.change), (version, PolicyChange::Replaced));
        scene.change(MANAGE).await;
    }
    let told = scene.install(MANAGE, true, None).await.unwrap_err();
    assert!(told.contains("up to 5 versions"), "{told}");

    // An older version that says it becomes the default again.
    let mut policy = scene.stored(MANAGE).await;
    policy["versions"][2]["document"] = json!(text);
    let key = keys::policy(scene.id(), &MANAGE.parse().unwrap());
    scene.put(key, &policy).await;
    let installed = scene.install(MANAGE, true, None).await.unwrap();
    assert_eq!((installed.version_id.as_str(), installed.change), ("v3", PolicyChange::Replaced));
    assert_eq!(scene.stored(MANAGE).await["versions"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn it_is_attached_to_a_user_or_a_group_once() {
    let mut scene = Scene::new().await;
    scene.world.user(&scene.account.admin, "alice").await;
    scene.group("everybody").await;
    for (whom, attachment, uses) in [
        (user("Alice"), Attachment::Attached, 1),
        (user("alice"), Attachment::Unchanged, 1),
        (group("everybody"), Attachment::Attached, 2),
        (group("EVERYBODY"), Attachment::Unchanged, 2),
    ] {
        let installed = scene.install(MANAGE, false, whom.clone()).await.unwrap();
        assert_eq!(installed.attachment, Some(attachment), "{whom:?}");
        assert_eq!(scene.uses(MANAGE).await, (uses, uses as u64), "{whom:?}");
    }
    for holder in ["user/alice/", "group/everybody/"] {
        let holder = scene.find(holder).await.unwrap();
        let arn = format!("arn:aws:iam::{}:policy/{MANAGE}", scene.account.id);
        assert_eq!(holder["permissions"]["attached"], json!([arn]));
    }
    let events = scene.world.events(&scene.account.id).await;
    let installed: Vec<_> = events.iter().filter(|event| event["eventName"] == "InstallPolicy").collect();
    assert_eq!(installed.len(), 2, "what changed nothing is no event");
    assert_eq!(installed[0]["userIdentity"]["principalId"], "uid:7");
    assert_eq!(installed[0]["requestParameters"]["userName"], "Alice");
    assert_eq!(installed[1]["requestParameters"]["groupName"], "everybody");
    assert_eq!(installed[0]["additionalEventData"]["versionId"], "v1");
}

#[tokio::test]
async fn nothing_is_installed_if_it_cannot_be_attached() {
    let mut scene = Scene::new().await;
    scene.world.user(&scene.account.admin, "alice").await;
    let mut alice = scene.find("user/alice/").await.unwrap();
    let arn = |number: usize| format!("arn:aws:iam::aws:policy/Number{number}");
    alice["permissions"]["attached"] = (0..10).map(arn).collect();
    let key = keys::user(scene.id(), &"alice".parse().unwrap());
    scene.put(key, &alice).await;

    let before = scene.world.documents().await;
    for (whom, complaint) in [
        (user("nobody"), "The user with name nobody cannot be found."),
        (group("nobody"), "The group with name nobody cannot be found."),
        (user("alice"), "Cannot exceed quota for PoliciesPerUser: 10"),
    ] {
        assert_eq!(scene.install(MANAGE, false, whom).await.unwrap_err(), complaint);
    }
    assert!(scene.world.documents().await == before, "a refusal changed a document");
}

#[tokio::test]
async fn a_user_with_the_policy_sets_up_a_device_and_does_everything_else_with_mfa_only() {
    let scene = Scene::new().await;
    let Scene { world, account } = &scene;
    let alice = world.user(&account.admin, "alice").await;
    scene.install(MANAGE, false, user("alice")).await.unwrap();
    let arn = format!("arn:aws:iam::{}:policy/{MANAGE}", account.id);

    let (serial, phone) = world.device(&alice, "phone").await;
    world.enable(&alice, "alice", &serial, &phone).await.ok();
    world.wait(60);
    let own = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
    let denied = world.iam(&alice, "DeactivateMFADevice", &own).await;
    assert!(
        denied.verdict().ends_with(&format!(" with an explicit deny in an identity-based policy: {arn}")),
        "{}",
        denied.xml
    );
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", &alice, "alice", &serial, [&one, &two]).await.ok();
    world.wait(60);

    let session = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    let with_mfa = Keys::of_session(&session);
    let not_allowed = world.iam(&with_mfa, "ListUsers", &[]).await;
    assert!(
        not_allowed.verdict().ends_with(" because no identity-based policy allows the iam:ListUsers action")
    );
    world.iam(&with_mfa, "DeactivateMFADevice", &own).await.ok();
}

#[tokio::test]
async fn a_user_with_the_smaller_policy_resynchronizes_and_makes_no_device() {
    let scene = Scene::new().await;
    let Scene { world, account } = &scene;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    scene.install(RESYNC, false, user("alice")).await.unwrap();

    world.iam(&alice, "ListVirtualMFADevices", &[]).await.ok();
    world.iam(&alice, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", &alice, "alice", &serial, [&one, &two]).await.ok();
    for (action, fields) in [
        ("CreateVirtualMFADevice", [("VirtualMFADeviceName", "other")]),
        ("GetUser", [("UserName", "alice")]),
        ("ListMFADevices", [("UserName", "admin")]),
    ] {
        assert_eq!(world.iam(&alice, action, &fields).await.status, 403, "{action}");
    }
}
