//! Roles: who may take one on, with what, and what its sessions may do.

use crate::world::{Account, Answer, Keys, World};

const DENIED: &str = "403 AccessDenied User: ";

/// An account with a user alice, who may ask for any role.
struct Scene {
    world: World,
    account: Account,
    alice: Keys,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        Self { world, account, alice }
    }

    fn arn(&self, rest: &str) -> String {
        format!("arn:aws:iam::{}:{rest}", self.account.id)
    }

    /// Who alice is to a trust policy.
    fn alice_arn(&self) -> String {
        self.arn("user/alice")
    }

    async fn role(&self, name: &str, principal: &str, condition: &str) {
        self.role_with(name, &trust(principal, r#""sts:AssumeRole""#, condition), &[]).await.ok();
    }

    async fn role_with(&self, name: &str, trust: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("RoleName", name), ("AssumeRolePolicyDocument", trust)];
        fields.extend_from_slice(more);
        self.world.iam(&self.account.admin, "CreateRole", &fields).await
    }

    async fn give(&self, action: &str, (kind, name): (&str, &str), document: &str) {
        let fields = [(kind, name), ("PolicyName", "p"), ("PolicyDocument", document)];
        self.world.iam(&self.account.admin, action, &fields).await.ok();
    }

    async fn assume(&self, keys: &Keys, role: &str, more: &[(&str, &str)]) -> Answer {
        let arn = self.arn(&format!("role/{role}"));
        assume(&self.world, keys, &arn, more).await
    }

    fn refusal(&self, action: &str, role: &str) -> String {
        format!(
            "{DENIED}{} is not authorized to perform: {action} on resource: {}",
            self.alice_arn(),
            self.arn(role)
        )
    }
}

async fn assume(world: &World, keys: &Keys, role: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("RoleArn", role)];
    if !more.iter().any(|(name, _)| *name == "RoleSessionName") {
        fields.push(("RoleSessionName", "work"));
    }
    fields.extend_from_slice(more);
    world.sts(keys, "AssumeRole", &fields).await
}

fn trust(principal: &str, actions: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(r#","Condition":{condition}"#) };
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":[{actions}]{condition}}}]}}"#
    )
}

fn allow(action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}"#
    )
}

fn code(verdict: &str) -> &str {
    verdict.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn whom_the_role_names_may_assume_it_and_is_the_role_then() {
    let scene = Scene::new().await;
    let (world, admin) = (&scene.world, &scene.account.admin);
    scene.role("reader", &scene.alice_arn(), "").await;
    scene.give("PutRolePolicy", ("RoleName", "reader"), &allow("iam:GetUser", "*")).await;

    let answer = scene.assume(&scene.alice, "reader", &[]).await.ok();
    let id = answer.text("AssumedRoleId").unwrap();
    let session_arn = format!("arn:aws:sts::{}:assumed-role/reader/work", scene.account.id);
    assert_eq!(answer.text("Arn").unwrap(), session_arn);
    assert!(id.starts_with("AROA") && id.ends_with(":work"), "{id}");
    assert_eq!(answer.text("PackedPolicySize"), None);

    let session = Keys::of_session(&answer);
    let identity = world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    assert_eq!((identity.text("Arn").unwrap(), identity.text("UserId").unwrap()), (session_arn.clone(), id));

    world.iam(&session, "GetUser", &[("UserName", "alice")]).await.ok();
    assert_eq!(
        world.iam(&session, "ListUsers", &[]).await.verdict(),
        format!(
            "{DENIED}{session_arn} is not authorized to perform: iam:ListUsers on resource: {} because no identity-based \
             policy allows the iam:ListUsers action",
            scene.arn("user/")
        )
    );
    assert_eq!(
        world.iam(&session, "GetUser", &[]).await.verdict(),
        "400 ValidationError Must specify userName when calling with non-User credentials"
    );
    for operation in ["GetSessionToken", "GetFederationToken"] {
        assert_eq!(
            world.sts(&session, operation, &[("Name", "guest")]).await.verdict(),
            format!("403 AccessDenied Cannot call {operation} with session credentials")
        );
    }
    let last = world.events(&scene.account.id).await.pop().unwrap();
    assert_eq!(last["userIdentity"]["type"], "AssumedRole");
    assert_eq!(last["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"], scene.arn("role/reader"));
    assert_eq!(last["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"], "false");
    // What the role loses, its sessions lose at once (rule R3).
    world.iam(admin, "DeleteRolePolicy", &[("RoleName", "reader"), ("PolicyName", "p")]).await.ok();
    assert_eq!(
        code(&world.iam(&session, "GetUser", &[("UserName", "alice")]).await.verdict()),
        "AccessDenied"
    );
}

#[tokio::test]
async fn r9_a_role_that_is_not_there_and_one_that_does_not_trust_answer_alike() {
    let scene = Scene::new().await;
    scene.world.user(&scene.account.admin, "bob").await;
    scene.role("bobs", &scene.arn("user/bob"), "").await;
    scene
        .role_with("deep", &trust(&scene.alice_arn(), r#""sts:AssumeRole""#, ""), &[("Path", "/team/")])
        .await
        .ok();
    for role in ["role/bobs", "role/nothing", "role/deep", "role/other/deep"] {
        let verdict = assume(&scene.world, &scene.alice, &scene.arn(role), &[]).await.verdict();
        assert_eq!(verdict, scene.refusal("sts:AssumeRole", role));
    }
    assume(&scene.world, &scene.alice, &scene.arn("role/team/deep"), &[]).await.ok();
    for (arn, verdict) in [
        (
            "arn:aws:iam::123456789012:user/alice",
            "400 ValidationError arn:aws:iam::123456789012:user/alice is invalid",
        ),
        ("ThisIsNoArnOfAnything", "400 ValidationError ThisIsNoArnOfAnything is invalid"),
    ] {
        assert_eq!(assume(&scene.world, &scene.alice, arn, &[]).await.verdict(), verdict);
    }
    assert_eq!(
        scene.assume(&scene.account.root, "deep", &[]).await.verdict(),
        "403 AccessDenied Roles may not be assumed by root accounts."
    );
}

#[tokio::test]
async fn trust_in_the_account_leaves_it_to_the_policies_of_its_users() {
    let scene = Scene::new().await;
    scene.role("shared", &scene.arn("root"), "").await;
    let refused = scene.refusal("sts:AssumeRole", "role/shared");
    assert_eq!(scene.assume(&scene.alice, "shared", &[]).await.verdict(), refused);
    let policy = allow("sts:AssumeRole", &scene.arn("role/shared"));
    scene.give("PutUserPolicy", ("UserName", "alice"), &policy).await;
    scene.assume(&scene.alice, "shared", &[]).await.ok();
    let policy =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sts:*","Resource":"*"}]}"#;
    scene.role("named", &scene.alice_arn(), "").await;
    scene.assume(&scene.alice, "named", &[]).await.ok();
    scene.give("PutUserPolicy", ("UserName", "alice"), policy).await;
    // A deny of one's own wins over trust, and no deny stops GetSessionToken and GetCallerIdentity.
    assert_eq!(
        scene.assume(&scene.alice, "named", &[]).await.verdict(),
        scene.refusal("sts:AssumeRole", "role/named")
    );
    scene.world.sts(&scene.alice, "GetSessionToken", &[]).await.ok();
    scene.world.sts(&scene.alice, "GetCallerIdentity", &[]).await.ok();
}

#[tokio::test]
async fn r2_a_user_of_the_same_name_is_not_trusted_and_a_role_of_the_same_name_has_no_old_sessions() {
    let scene = Scene::new().await;
    let (world, admin) = (&scene.world, &scene.account.admin);
    scene.role("reader", &scene.alice_arn(), "").await;
    let session = Keys::of_session(&scene.assume(&scene.alice, "reader", &[]).await.ok());

    let key = [("UserName", "alice"), ("AccessKeyId", scene.alice.id.as_str())];
    world.iam(admin, "DeleteAccessKey", &key).await.ok();
    world.iam(admin, "DeleteUser", &[("UserName", "alice")]).await.ok();
    let other_alice = world.user(admin, "alice").await;
    let refused = scene.refusal("sts:AssumeRole", "role/reader");
    assert_eq!(scene.assume(&other_alice, "reader", &[]).await.verdict(), refused);
    // As at AWS, a session outlives who asked for it; ending it is the role's business.
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();

    world.iam(admin, "DeleteRole", &[("RoleName", "reader")]).await.ok();
    scene.role("reader", &scene.alice_arn(), "").await;
    assert_eq!(
        world.sts(&session, "GetCallerIdentity", &[]).await.verdict(),
        "403 InvalidClientTokenId The security token included in the request is invalid"
    );
    scene.assume(&other_alice, "reader", &[]).await.ok();
}

const MFA: &str =
    r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"900"}}"#;

#[tokio::test]
async fn a_role_that_demands_mfa_is_assumed_with_a_code_or_from_a_session_with_mfa() {
    let scene = Scene::new().await;
    let (world, admin) = (&scene.world, &scene.account.admin);
    scene.role("guarded", &scene.alice_arn(), MFA).await;
    scene.role("closed", &scene.arn("root"), MFA).await;
    let (serial, phone) = world.enabled(admin, "alice", "phone").await;
    let refused = scene.refusal("sts:AssumeRole", "role/guarded");

    assert_eq!(scene.assume(&scene.alice, "guarded", &[]).await.verdict(), refused, "without a code");
    let plain = Keys::of_session(&world.sts(&scene.alice, "GetSessionToken", &[]).await.ok());
    assert_eq!(scene.assume(&plain, "guarded", &[]).await.verdict(), refused, "a session without MFA");
    let half = scene.assume(&scene.alice, "guarded", &[("SerialNumber", &serial)]).await.verdict();
    assert_eq!(
        half,
        "403 AccessDenied MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    );

    let now = phone.code(world.now());
    let with = |code: &'static str| [("SerialNumber", serial.clone()), ("TokenCode", code.to_owned())];
    let wrong = with(if now == "000000" { "111111" } else { "000000" });
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        scene.assume(&scene.alice, "guarded", &wrong).await.verdict(),
        "403 AccessDenied MultiFactorAuthentication failed with invalid MFA one time pass code. "
    );
    let last = world.events(&scene.account.id).await.pop().unwrap();
    assert_eq!(last["additionalEventData"]["mfaCheck"]["result"], "wrong");

    // A role that refuses in any case does not look at the code: neither is it told whether it was right, nor is it spent.
    let right = [("SerialNumber", serial.as_str()), ("TokenCode", now.as_str())];
    for code in [&wrong[..], &right[..]] {
        let verdict = scene.assume(&scene.alice, "closed", code).await.verdict();
        assert_eq!(verdict, scene.refusal("sts:AssumeRole", "role/closed"));
    }
    let session = Keys::of_session(&scene.assume(&scene.alice, "guarded", &right).await.ok());
    assert_eq!(
        scene.assume(&scene.alice, "guarded", &right).await.verdict(),
        "403 AccessDenied MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        "a code works once"
    );

    world.wait(60);
    let code = phone.code(world.now());
    let mfa = Keys::of_session(&world.session(&scene.alice, &serial, &code).await.ok());
    scene.assume(&mfa, "guarded", &[]).await.ok();
    world.wait(901);
    assert_eq!(scene.assume(&mfa, "guarded", &[]).await.verdict(), refused, "MFA too long ago");

    // MFA counts when the role is assumed; the session itself carries none: absent, not false.
    for (condition, allowed) in [
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#, false),
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#, false),
        (r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}"#, true),
        (r#"{"Null":{"aws:MultiFactorAuthPresent":"true","aws:MultiFactorAuthAge":"true"}}"#, true),
    ] {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{condition}}}}}"#
        );
        scene.give("PutRolePolicy", ("RoleName", "guarded"), &policy).await;
        assert_eq!(world.iam(&session, "ListUsers", &[]).await.status == 200, allowed, "{condition}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_session_is_what_trust_can_rest_on() {
    let scene = Scene::new().await;
    let alice = scene.alice_arn();
    for (name, actions, condition) in [
        ("third", r#""sts:AssumeRole""#, r#"{"StringEquals":{"sts:ExternalId":"secret-7"}}"#),
        ("named", r#""sts:AssumeRole""#, r#"{"StringLike":{"sts:RoleSessionName":"${aws:username}-*"}}"#),
        ("untagged", r#""sts:AssumeRole""#, ""),
        (
            "tagged",
            r#""sts:AssumeRole","sts:TagSession""#,
            r#"{"StringLikeIfExists":{"aws:RequestTag/team":"blue"}}"#,
        ),
        (
            "sourced",
            r#""sts:AssumeRole","sts:SetSourceIdentity""#,
            r#"{"StringEqualsIfExists":{"sts:SourceIdentity":"alice"}}"#,
        ),
    ] {
        scene.role_with(name, &trust(&alice, actions, condition), &[]).await.ok();
    }
    let tag = |value| [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", value)];
    for (role, more, refused) in [
        ("third", vec![], Some("sts:AssumeRole")),
        ("third", vec![("ExternalId", "secret-8")], Some("sts:AssumeRole")),
        ("third", vec![("ExternalId", "secret-7")], None),
        ("named", vec![("RoleSessionName", "bob-1")], Some("sts:AssumeRole")),
        ("named", vec![("RoleSessionName", "alice-1")], None),
        ("untagged", tag("blue").to_vec(), Some("sts:TagSession")),
        ("tagged", tag("red").to_vec(), Some("sts:AssumeRole")),
        ("tagged", tag("blue").to_vec(), None),
        ("untagged", vec![("SourceIdentity", "alice")], Some("sts:SetSourceIdentity")),
        ("sourced", vec![("SourceIdentity", "mallory")], Some("sts:AssumeRole")),
        ("sourced", vec![("SourceIdentity", "alice")], None),
    ] {
        let expected = match refused {
            Some(action) => scene.refusal(action, &format!("role/{role}")),
            None => "200 OK".to_owned(),
        };
        assert_eq!(scene.assume(&scene.alice, role, &more).await.verdict(), expected, "{role} {more:?}");
    }
}

#[tokio::test]
async fn tags_that_pass_on_reach_the_next_role_and_cannot_be_changed() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let actions = r#""sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity""#;
    scene.role_with("first", &trust(&scene.alice_arn(), actions, ""), &[]).await.ok();
    scene.role_with("second", &trust(&scene.arn("role/first"), actions, ""), &[]).await.ok();
    scene.role_with("strict", &trust(&scene.arn("role/first"), r#""sts:AssumeRole""#, ""), &[]).await.ok();
    scene
        .give(
            "PutRolePolicy",
            ("RoleName", "second"),
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{
               "StringEquals":{"aws:PrincipalTag/Team":"blue","aws:SourceIdentity":"alice"},"Null":{"aws:PrincipalTag/Mood":"true"}}}}"#,
        )
        .await;

    let said = [
        ("Tags.member.1.Key", "Team"),
        ("Tags.member.1.Value", "blue"),
        ("Tags.member.2.Key", "Mood"),
        ("Tags.member.2.Value", "good"),
        ("TransitiveTagKeys.member.1", "team"),
        ("SourceIdentity", "alice"),
    ];
    let first = scene.assume(&scene.alice, "first", &said).await.ok();
    assert_eq!(first.text("SourceIdentity").as_deref(), Some("alice"));
    assert!(first.text("PackedPolicySize").is_some());
    let first = Keys::of_session(&first);
    let second = scene.assume(&first, "second", &[]).await.ok();
    assert_eq!(second.text("SourceIdentity").as_deref(), Some("alice"));
    world.iam(&Keys::of_session(&second), "ListUsers", &[]).await.ok();

    let again = [("Tags.member.1.Key", "TEAM"), ("Tags.member.1.Value", "red")];
    let denied = |action: &str, role: &str| {
        format!(
            "{DENIED}arn:aws:sts::{}:assumed-role/first/work is not authorized to perform: {action} on resource: {}",
            scene.account.id,
            scene.arn(&format!("role/{role}"))
        )
    };
    for (keys, role, more, verdict) in [
        (
            &first,
            "second",
            again.to_vec(),
            "400 InvalidParameterValue One of the specified transitive tag keys can't be set because it conflicts with a \
             transitive tag key from the calling session."
                .to_owned(),
        ),
        (
            &first,
            "second",
            vec![("SourceIdentity", "bob")],
            "400 InvalidParameterValue The source identity of the calling session cannot be changed.".to_owned(),
        ),
        (&first, "strict", vec![], denied("sts:TagSession", "strict")),
        (
            &scene.alice,
            "first",
            vec![("TransitiveTagKeys.member.1", "Team")],
            "400 InvalidParameterValue The specified transitive tag key must be included in the requested tags.".to_owned(),
        ),
        (
            &scene.alice,
            "first",
            [&said[..2], &[("Tags.member.2.Key", "TEAM"), ("Tags.member.2.Value", "x")]].concat(),
            "400 InvalidParameterValue Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned(),
        ),
    ] {
        assert_eq!(scene.assume(keys, role, &more).await.verdict(), verdict);
    }
}

#[tokio::test]
async fn a_session_lasts_as_long_as_role_and_chain_allow() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let first = trust(&scene.alice_arn(), r#""sts:AssumeRole""#, "");
    scene.role_with("long", &first, &[("MaxSessionDuration", "43200")]).await.ok();
    scene.role("short", &scene.alice_arn(), "").await;
    let second = trust(&scene.arn("role/long"), r#""sts:AssumeRole""#, "");
    scene.role_with("chained", &second, &[("MaxSessionDuration", "43200")]).await.ok();
    let long = scene.assume(&scene.alice, "long", &[("DurationSeconds", "43200")]).await.ok();
    let long = Keys::of_session(&long);

    const LONGER_THAN_ROLE: &str =
        "400 ValidationError The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    const LONGER_THAN_CHAINED: &str = "400 ValidationError The requested DurationSeconds exceeds the 1 hour session limit \
                                       for roles assumed by role chaining.";
    for (keys, role, seconds, verdict) in [
        (&scene.alice, "short", "3600", "200 OK"),
        (&scene.alice, "short", "3601", LONGER_THAN_ROLE),
        (&long, "chained", "3600", "200 OK"),
        (&long, "chained", "3601", LONGER_THAN_CHAINED),
        (
            &scene.alice,
            "short",
            "899",
            "400 ValidationError 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value greater than or equal to 900",
        ),
    ] {
        let answer = scene.assume(keys, role, &[("DurationSeconds", seconds)]).await;
        assert_eq!(answer.verdict(), verdict, "{role} {seconds}");
    }
    let short = Keys::of_session(&scene.assume(&scene.alice, "short", &[]).await.ok());
    world.wait(3_599);
    world.sts(&short, "GetCallerIdentity", &[]).await.ok();
    world.wait(1);
    assert_eq!(code(&world.sts(&short, "GetCallerIdentity", &[]).await.verdict()), "ExpiredToken");
    world.sts(&long, "GetCallerIdentity", &[]).await.ok();
}

#[tokio::test]
async fn r9_between_accounts_both_sides_must_agree_and_both_see_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let theirs = world.account().await;
    let role = format!("arn:aws:iam::{}:role/visitors", theirs.id);
    let create = |principal: String| {
        let trust = trust(&principal, r#""sts:AssumeRole""#, "");
        let admin = theirs.admin.clone();
        async move {
            let fields = [("RoleName", "visitors"), ("AssumeRolePolicyDocument", trust.as_str())];
            world.iam(&admin, "CreateRole", &fields).await
        }
    };
    let refused = format!(
        "{DENIED}{} is not authorized to perform: sts:AssumeRole on resource: {role}",
        scene.alice_arn()
    );
    create(scene.alice_arn()).await.ok();
    assert_eq!(assume(world, &scene.alice, &role, &[]).await.verdict(), refused, "trust alone is not enough");
    scene.give("PutUserPolicy", ("UserName", "alice"), &allow("sts:AssumeRole", &role)).await;
    let before = world.events(&theirs.id).await.len();
    let answer = assume(world, &scene.alice, &role, &[]).await.ok();
    let session = Keys::of_session(&answer);
    let identity = world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    assert_eq!(identity.text("Account").unwrap(), theirs.id);

    let ours = world.events(&scene.account.id).await.pop().unwrap();
    let seen = world.events(&theirs.id).await;
    assert_eq!(seen.len(), before + 1);
    let seen = seen.last().unwrap();
    assert_eq!((&ours["eventName"], &seen["eventName"]), (&"AssumeRole".into(), &"AssumeRole".into()));
    assert_eq!(ours["requestID"], seen["requestID"]);
    assert_eq!(ours["userIdentity"]["userName"], "alice");
    assert_eq!(seen["userIdentity"]["type"], "AWSAccount");
    assert_eq!(seen["userIdentity"]["accountId"], scene.account.id.as_str());
    assert_eq!(seen["userIdentity"]["userName"], serde_json::Value::Null);
    assert_eq!(seen["recipientAccountId"], theirs.id.as_str());
    let waiting = world.documents().await;
    assert!(!waiting.iter().any(|(key, _)| key.path.starts_with("outbox/")), "the event was delivered");

    // The owner of the role ends it; the visitor's permission alone opens nothing.
    world.iam(&theirs.admin, "DeleteRole", &[("RoleName", "visitors")]).await.ok();
    assert_eq!(code(&world.sts(&session, "GetCallerIdentity", &[]).await.verdict()), "InvalidClientTokenId");
    assert_eq!(assume(world, &scene.alice, &role, &[]).await.verdict(), refused);
    let nowhere = role.replace(&theirs.id, "123123123123");
    assert_eq!(assume(world, &scene.alice, &nowhere, &[]).await.verdict(), refused.replace(&role, &nowhere));
}

#[tokio::test]
async fn policies_of_a_session_bound_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    scene.role("reader", &scene.alice_arn(), "").await;
    scene.give("PutRolePolicy", ("RoleName", "reader"), &allow("iam:*", "*")).await;
    let read_only = "arn:aws:iam::aws:policy/AdministratorAccess";
    let get = allow("iam:GetUser", "*");
    for (more, lists, gets) in [
        (vec![], true, true),
        (vec![("Policy", get.as_str())], false, true),
        (vec![("PolicyArns.member.1.arn", read_only)], true, true),
        (vec![("PolicyArns.member.1.arn", read_only), ("Policy", get.as_str())], true, true),
    ] {
        let session = Keys::of_session(&scene.assume(&scene.alice, "reader", &more).await.ok());
        assert_eq!(world.iam(&session, "ListUsers", &[]).await.status == 200, lists, "{more:?}");
        assert_eq!(
            world.iam(&session, "GetUser", &[("UserName", "alice")]).await.status == 200,
            gets,
            "{more:?}"
        );
        if !lists {
            let verdict = world.iam(&session, "ListUsers", &[]).await.verdict();
            assert!(
                verdict.ends_with(" because no session policy allows the iam:ListUsers action"),
                "{verdict}"
            );
        }
    }
    let unknown = scene.arn("policy/nothing");
    for (field, value, code_of) in [
        ("Policy", "{}", "MalformedPolicyDocument"),
        ("Policy", "not json", "MalformedPolicyDocument"),
        ("PolicyArns.member.1.arn", unknown.as_str(), "MalformedPolicyDocument"),
        ("PolicyArns.member.1.arn", "a text that is no arn at all", "ValidationError"),
    ] {
        let verdict = scene.assume(&scene.alice, "reader", &[(field, value)]).await.verdict();
        assert_eq!(code(&verdict), code_of, "{value}: {verdict}");
    }
}

#[tokio::test]
async fn a_federated_user_says_who_it_is_and_calls_nothing_else() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let account = &scene.account;
    scene.give("PutUserPolicy", ("UserName", "alice"), &allow("sts:GetFederationToken", "*")).await;
    for keys in [&scene.alice, &account.root] {
        let policy = allow("*", "*");
        let answer =
            world.sts(keys, "GetFederationToken", &[("Name", "guest"), ("Policy", &policy)]).await.ok();
        let (id, arn) =
            (format!("{}:guest", account.id), format!("arn:aws:sts::{}:federated-user/guest", account.id));
        assert_eq!(
            (answer.text("FederatedUserId"), answer.text("Arn")),
            (Some(id.clone()), Some(arn.clone()))
        );
        let session = Keys::of_session(&answer);
        let identity = world.sts(&session, "GetCallerIdentity", &[]).await.ok();
        assert_eq!((identity.text("UserId"), identity.text("Arn")), (Some(id), Some(arn)));
        assert_eq!(code(&world.iam(&session, "ListUsers", &[]).await.verdict()), "InvalidClientTokenId");
        let role = scene.arn("role/x");
        let verdict = assume(world, &session, &role, &[]).await.verdict();
        assert_eq!(verdict, "403 AccessDenied Cannot call AssumeRole with session credentials");
    }
    let empty = world.sts(&scene.alice, "GetFederationToken", &[("Name", "guest")]).await.ok();
    assert_eq!(empty.text("PackedPolicySize").as_deref(), Some("0"));
    let tags = [("Name", "guest"), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    let verdict = world.sts(&scene.alice, "GetFederationToken", &tags).await.verdict();
    assert!(verdict.contains("is not authorized to perform: sts:TagSession"), "{verdict}");
}

#[tokio::test]
async fn r2_a_policy_of_the_same_name_is_not_the_one_that_bounds_a_session() {
    let scene = Scene::new().await;
    let (world, admin) = (&scene.world, &scene.account.admin);
    scene.role("reader", &scene.alice_arn(), "").await;
    scene.give("PutRolePolicy", ("RoleName", "reader"), &allow("iam:*", "*")).await;
    let create = async |text: &str| {
        world.iam(admin, "CreatePolicy", &[("PolicyName", "bound"), ("PolicyDocument", text)]).await.ok();
    };
    create(&allow("iam:ListUsers", "*")).await;
    let bound = scene.arn("policy/bound");
    let session = scene.assume(&scene.alice, "reader", &[("PolicyArns.member.1.arn", &bound)]).await.ok();
    let session = Keys::of_session(&session);
    let lists = async || world.iam(&session, "ListUsers", &[]).await.status == 200;
    assert!(lists().await);
    world.iam(admin, "DeletePolicy", &[("PolicyArn", &bound)]).await.ok();
    assert!(!lists().await);
    create(&allow("*", "*")).await;
    assert!(!lists().await);
}

#[tokio::test]
async fn r16_what_is_said_of_a_session_at_length_is_not_in_the_trail_of_another_account() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let theirs = world.account().await;
    let role = format!("arn:aws:iam::{}:role/visitors", theirs.id);
    let trust = trust(&scene.alice_arn(), r#""sts:AssumeRole","sts:TagSession""#, "");
    let fields = [("RoleName", "visitors"), ("AssumeRolePolicyDocument", trust.as_str())];
    world.iam(&theirs.admin, "CreateRole", &fields).await.ok();
    scene.give("PutUserPolicy", ("UserName", "alice"), &allow("*", "*")).await;
    let (long, value) = (allow("sts:*", &format!("arn:aws:sts:::{}", "a".repeat(1_000))), "v".repeat(200));
    let names: Vec<_> = (1..=12)
        .map(|n| (format!("Tags.member.{n}.Key"), format!("k{n}"), format!("Tags.member.{n}.Value")))
        .collect();
    let mut more = vec![("Policy", long.as_str())];
    for (key_name, key, value_name) in &names {
        more.extend([(key_name.as_str(), key.as_str()), (value_name.as_str(), value.as_str())]);
    }
    assume(world, &scene.alice, &role, &more).await.ok();
    let ours = world.events(&scene.account.id).await.pop().unwrap();
    let seen = world.events(&theirs.id).await.pop().unwrap();
    assert_eq!(ours["requestParameters"]["tags"].as_array().unwrap().len(), 12);
    assert_eq!(seen["requestParameters"]["roleArn"], role);
    assert_eq!(seen["requestParameters"]["tags"], serde_json::Value::Null);
    assert!(seen.to_string().len() < 4_096, "{seen}");
}
