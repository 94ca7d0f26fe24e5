//! Service control policies: what everybody in an account, its root user too, may do at most. The operator sets them.

use service::operator::{Operator, ServiceControlChange, ServiceControlChanged};

use crate::world::{Account, World};

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const NO_NEW_USERS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:CreateUser","Resource":"*"}}"#;
const READS_ONLY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}}"#;

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

    async fn set(&self, name: &str, text: &str) -> Result<ServiceControlChanged, String> {
        let (account, name) = (self.account.id.parse().unwrap(), name.parse().unwrap());
        let now = self.world.now();
        let set = self.world.service.set_service_control(Operator { uid: 7 }, account, (&name, text), now);
        set.await.map_err(|error| error.message(service::Api::Iam))
    }

    async fn remove(&self, name: &str) -> Result<ServiceControlChanged, String> {
        let (account, name) = (self.account.id.parse().unwrap(), name.parse().unwrap());
        let now = self.world.now();
        let removed = self.world.service.remove_service_control(Operator { uid: 7 }, account, &name, now);
        removed.await.map_err(|error| error.message(service::Api::Iam))
    }

    /// What the root user is told, who wants to make a user, and to list users.
    async fn root(&self) -> [String; 2] {
        let root = &self.account.root;
        let made = self.world.iam(root, "CreateUser", &[("UserName", "eve")]).await;
        if made.status == 200 {
            self.world.iam(root, "DeleteUser", &[("UserName", "eve")]).await.ok();
        }
        [made.verdict(), self.world.iam(root, "ListUsers", &[]).await.verdict()]
    }

    fn refused(&self, action: &str, resource: &str, why: &str) -> String {
        let id = &self.account.id;
        format!(
            "403 AccessDenied User: arn:aws:iam::{id}:root is not authorized to perform: {action} on resource: \
             arn:aws:iam::{id}:{resource} {why}"
        )
    }
}

#[tokio::test]
async fn the_root_user_is_bounded_by_what_the_operator_sets_and_free_again_without() {
    let scene = Scene::new().await;
    let ok = "200 OK".to_owned();
    assert_eq!(scene.root().await, [ok.clone(), ok.clone()]);

    scene.set("full", FULL).await.unwrap();
    assert_eq!(scene.root().await, [ok.clone(), ok.clone()]);

    scene.set("no-new-users", NO_NEW_USERS).await.unwrap();
    let denied =
        scene.refused("iam:CreateUser", "user/eve", "with an explicit deny in a service control policy");
    assert_eq!(scene.root().await, [denied, ok.clone()]);

    scene.remove("no-new-users").await.unwrap();
    scene.set("full", READS_ONLY).await.unwrap();
    let not_allowed = scene.refused(
        "iam:CreateUser",
        "user/eve",
        "because no service control policy allows the iam:CreateUser action",
    );
    assert_eq!(scene.root().await, [not_allowed, ok.clone()]);

    scene.remove("FULL").await.unwrap();
    assert_eq!(scene.root().await, [ok.clone(), ok]);
}

#[tokio::test]
async fn an_administrator_is_bounded_too_and_the_next_account_is_not() {
    let scene = Scene::new().await;
    let Scene { world, account, .. } = &scene;
    let other = world.account().await;
    scene.set("full", FULL).await.unwrap();
    scene.set("no-new-users", NO_NEW_USERS).await.unwrap();
    let eve = [("UserName", "eve")];
    let answer = world.iam(&account.admin, "CreateUser", &eve).await;
    assert!(
        answer.verdict().ends_with(" with an explicit deny in a service control policy"),
        "{}",
        answer.xml
    );
    world.iam(&other.admin, "CreateUser", &eve).await.ok();
    // Who one is, and a session, need no permission, and no policy takes them away.
    world.sts(&account.admin, "GetCallerIdentity", &[]).await.ok();
    world.sts(&account.admin, "GetSessionToken", &[]).await.ok();
}

#[tokio::test]
async fn what_is_set_is_told_with_whether_anything_is_allowed_any_more() {
    let scene = Scene::new().await;
    use ServiceControlChange::{Added, Removed, Replaced, Unchanged};
    // (name, text or nothing to remove it, what came of it, how many there are, whether they allow nothing)
    for (name, text, change, policies, allows_nothing) in [
        ("deny", Some(NO_NEW_USERS), Added, 1, true),
        ("Deny", Some(NO_NEW_USERS), Unchanged, 1, true),
        ("full", Some(FULL), Added, 2, false),
        ("full", Some(READS_ONLY), Replaced, 2, false),
        ("full", None, Removed, 1, true),
        ("deny", None, Removed, 0, false),
    ] {
        let told = match text {
            Some(text) => scene.set(name, text).await,
            None => scene.remove(name).await,
        };
        let told = told.unwrap();
        let (change, told) = ((change, policies, allows_nothing), told);
        assert_eq!((told.change, told.policies, told.allows_nothing), change, "{name} {text:?}");
    }
    assert!(scene.world.documents().await.iter().all(|(key, _)| key.path.as_ref() != "service-control/"));
}

#[tokio::test]
async fn what_cannot_be_set_is_explained_and_changes_nothing() {
    let scene = Scene::new().await;
    let long = |characters: usize| {
        let empty = FULL.replace("\"*\"}}", "\"arn:aws:iam::1:user/\"}}");
        empty.replace("user/\"", &format!("user/{}\"", "x".repeat(characters - empty.chars().count())))
    };
    let most = long(5_120);
    scene.set("most", &most.replace(',', " ,\n\t")).await.unwrap();
    for name in ["two", "three", "four", "five"] {
        scene.set(name, FULL).await.unwrap();
    }
    let before = scene.world.documents().await;
    let too_long = long(5_121);
    let principal = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}"#;
    for (name, text, complaint) in [
        ("two", "nonsense", "Syntax errors in policy."),
        ("two", "", "Syntax errors in policy."),
        (
            "two",
            r#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#,
            "Policy statement must contain actions.",
        ),
        ("two", principal, "Policy document should not specify a principal."),
        ("two", &too_long, "at most 5120 characters, white space not counted, and this one has 5121"),
        ("six", FULL, "has 5 service control policies, and no account can have more"),
    ] {
        let told = scene.set(name, text).await.unwrap_err();
        assert!(told.contains(complaint), "{name}: {told}");
    }
    let told = scene.remove("six").await.unwrap_err();
    assert!(told.contains("no service control policy six"), "{told}");
    assert!(scene.world.documents().await == before, "a refusal changed a document");
    scene.set("FIVE", READS_ONLY).await.unwrap();
}

#[tokio::test]
async fn the_trail_says_that_the_operator_did_it_and_what() {
    let scene = Scene::new().await;
    scene.set("full", FULL).await.unwrap();
    scene.set("full", FULL).await.unwrap();
    scene.remove("full").await.unwrap();
    let events = scene.world.events(&scene.account.id).await;
    let of = |name: &str| events.iter().filter(|event| event["eventName"] == name).collect::<Vec<_>>();
    let (set, removed) = (of("SetServiceControlPolicy"), of("RemoveServiceControlPolicy"));
    assert_eq!((set.len(), removed.len()), (1, 1), "what changed nothing is no event");
    assert_eq!(set[0]["requestParameters"]["policyName"], "full");
    assert_eq!(set[0]["requestParameters"]["policyDocument"], FULL);
    for event in [set[0], removed[0]] {
        assert_eq!(event["userIdentity"]["type"], "Operator");
        assert_eq!(event["userIdentity"]["principalId"], "uid:7");
        assert_eq!(event["eventSource"], "bartizan");
    }
}

#[tokio::test]
async fn policies_that_are_set_at_the_same_moment_are_all_set() {
    let scene = Scene::new().await;
    let set = async |name: &str| scene.set(name, FULL).await.unwrap().policies;
    let (a, b, c, d) = tokio::join!(set("a"), set("b"), set("c"), set("d"));
    assert_eq!([a, b, c, d].iter().max(), Some(&4));
    let names = scene.world.service.service_control(scene.account.id.parse().unwrap()).await.unwrap();
    assert_eq!(names.len(), 4);
}
