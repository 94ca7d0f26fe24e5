//! What policies decide, as who calls sees it: the condition keys that they can ask about, and what holds for any policies.

use std::net::IpAddr;

use bartizan_wire::Request;
use bytes::Bytes;
use service::Transport;

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate};
use crate::races::Dice;
use crate::world::{Answer, Keys};

// --- Condition keys

/// Who asks whether alice may be tagged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    /// Alice, with an access key.
    User,
    /// Alice, in a session with MFA that is a minute old.
    WithMfa,
    /// A role, in a session of half an hour ago.
    Role,
}

/// An account with alice, of team blue, who is `User` and `WithMfa`, and the role reader, whose session `Role` is.
struct Scene {
    estate: Estate,
    user: Keys,
    with_mfa: Keys,
    role: Keys,
    /// Alice's id.
    id: String,
}

const TRUST: &str = r##"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"#"},
    "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}"##;

impl Scene {
    async fn new() -> Self {
        let estate = Estate::new().await;
        let (world, admin) = (&estate.world, &estate.account.admin);
        let user = world.user(admin, "alice").await;
        let id = estate.call("GetUser", &[("UserName", "alice")]).await.ok().text("UserId").unwrap();
        let team = [("UserName", "alice"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
        estate.call("TagUser", &team).await.ok();

        let fields = [("RoleName", "reader"), ("AssumeRolePolicyDocument", &*estate.filled(TRUST))];
        estate.call("CreateRole", &fields).await.ok();
        let role = estate.filled("arn:aws:iam::#:role/reader");
        let fields = [
            ("RoleArn", &*role),
            ("RoleSessionName", "work"),
            ("SourceIdentity", "carol"),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "green"),
        ];
        let role = Keys::of_session(&world.sts(admin, "AssumeRole", &fields).await.ok());
        world.wait(1_800);

        let (serial, phone) = world.enabled(admin, "alice", "phone").await;
        let session = world.session(&user, &serial, &phone.code(world.now())).await.ok();
        world.wait(60);
        Self { with_mfa: Keys::of_session(&session), estate, user, role, id }
    }

    /// Gives alice and the role one policy, which allows all under a condition.
    async fn allow_if(&self, condition: &str) {
        let condition = condition.replace('@', &self.id);
        let text = self.estate.filled(&format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}}}"#
        ));
        for (action, field, name) in
            [("PutUserPolicy", "UserName", "alice"), ("PutRolePolicy", "RoleName", "reader")]
        {
            let fields = [(field, name), ("PolicyName", "p"), ("PolicyDocument", text.as_str())];
            self.estate.call(action, &fields).await.ok();
        }
    }

    /// Tags alice as belonging to a project, with a browser, from an address on the Internet.
    async fn ask(&self, who: As, transport: Transport) -> Answer {
        let keys = match who {
            As::User => &self.user,
            As::WithMfa => &self.with_mfa,
            As::Role => &self.role,
        };
        let body = "Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=Project&Tags.member.1.Value=moon";
        let more =
            [("user-agent", "tester/1.0".to_owned()), ("referer", "https://console.example/x".to_owned())];
        let mut request = http::Request::builder().method("POST").uri("/");
        for (name, value) in self.estate.world.signed(keys, "iam", body, &more) {
            request = request.header(name, value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let request = Request {
            parts: &parts,
            body: &Bytes::from_static(body.as_bytes()),
            address: IpAddr::from([203, 0, 113, 7]),
            transport,
            now: self.estate.world.now(),
        };
        let response = self.estate.world.door.answer(request).await;
        let xml = String::from_utf8(response.body().to_vec()).unwrap();
        Answer {
            status: response.status().as_u16(),
            xml,
            explanation: None,
            clock_offset: None,
            error_type: None,
        }
    }
}

/// Who asks, with which operator about which key, a value that is right and one that is not. `#` stands for the account,
/// `@` for alice's id.
const KEYS: &[(As, &str, &str, &str, &str)] = &[
    (As::User, "IpAddress", "aws:SourceIp", "203.0.113.0/24", "198.51.100.0/24"),
    (As::User, "NotIpAddress", "aws:SourceIp", "2001:db8::/32", "203.0.113.7"),
    (As::User, "StringLike", "aws:UserAgent", "tester/*", "aws-cli/*"),
    (As::User, "StringEquals", "aws:referer", "https://console.example/x", "https://console.example/"),
    (As::User, "DateGreaterThan", "aws:CurrentTime", "2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"),
    (As::User, "NumericLessThan", "aws:EpochTime", "1800003600", "1800000000"),
    (As::User, "DateGreaterThan", "aws:EpochTime", "2027-01-15", "2027-01-16"),
    (As::User, "Bool", "aws:SecureTransport", "false", "true"),
    (As::User, "StringEquals", "aws:RequestedRegion", "eu-west-1", "us-east-1"),
    (As::User, "StringEquals", "aws:username", "alice", "Alice"),
    (As::User, "StringEquals", "aws:userid", "@", "alice"),
    (As::User, "ArnEquals", "aws:PrincipalArn", "arn:aws:iam::#:user/alice", "arn:aws:iam::#:user/Alice"),
    (As::User, "ArnLike", "aws:PrincipalArn", "arn:aws:iam::#:user/*", "arn:aws:iam::#:role/*"),
    (As::User, "StringEquals", "aws:PrincipalAccount", "#", "123456789012"),
    (As::User, "StringEquals", "aws:PrincipalTag/team", "blue", "green"),
    (As::User, "StringEquals", "aws:PrincipalTag/TEAM", "blue", "Blue"),
    (As::User, "StringEquals", "aws:PrincipalType", "User", "AssumedRole"),
    (As::User, "StringEquals", "aws:ResourceAccount", "#", "123456789012"),
    (As::User, "StringEquals", "aws:ResourceTag/team", "blue", "green"),
    (As::User, "StringEquals", "iam:ResourceTag/team", "blue", "green"),
    (As::User, "StringEquals", "aws:RequestTag/Project", "moon", "mars"),
    (As::User, "ForAnyValue:StringEquals", "aws:TagKeys", "Project", "team"),
    (As::User, "ForAllValues:StringLike", "aws:TagKeys", "Proj*", "proj*"),
    (As::User, "Bool", "aws:ViaAWSService", "false", "true"),
    (As::User, "Bool", "aws:PrincipalIsAWSService", "false", "true"),
    (As::WithMfa, "DateGreaterThan", "aws:TokenIssueTime", "2027-01-15T08:30:00Z", "2027-01-15T08:40:00Z"),
    (As::WithMfa, "Bool", "aws:MultiFactorAuthPresent", "true", "false"),
    (As::WithMfa, "NumericLessThanEquals", "aws:MultiFactorAuthAge", "60", "59"),
    (As::WithMfa, "StringEquals", "aws:username", "alice", "bob"),
    (As::WithMfa, "StringEquals", "aws:userid", "@", "bob"),
    (As::WithMfa, "StringEquals", "aws:PrincipalType", "User", "AssumedRole"),
    (As::Role, "DateLessThan", "aws:TokenIssueTime", "2027-01-15T08:01:00Z", "2027-01-15T07:59:00Z"),
    (As::Role, "StringEquals", "aws:SourceIdentity", "carol", "alice"),
    (As::Role, "StringLike", "aws:userid", "AROA*:work", "AROA*:play"),
    (As::Role, "StringEquals", "aws:PrincipalType", "AssumedRole", "User"),
    (As::Role, "StringEquals", "aws:PrincipalTag/team", "green", "blue"),
    (As::Role, "StringEquals", "aws:ResourceTag/team", "blue", "green"),
    (
        As::Role,
        "ArnEquals",
        "aws:PrincipalArn",
        "arn:aws:iam::#:role/reader",
        "arn:aws:sts::#:assumed-role/reader/work",
    ),
];

#[tokio::test]
async fn a_policy_allows_if_a_key_has_the_right_value_and_not_if_it_has_another() {
    let scene = Scene::new().await;
    for (who, operator, key, right, wrong) in KEYS {
        for (condition, allowed) in [
            (format!(r#"{{"{operator}":{{"{key}":"{right}"}}}}"#), true),
            (format!(r#"{{"{operator}":{{"{key}":"{wrong}"}}}}"#), false),
            // Keys are the same in any case, and are there.
            (format!(r#"{{"{operator}":{{"{}":"{right}"}}}}"#, key.to_ascii_uppercase()), true),
            (format!(r#"{{"Null":{{"{key}":"false"}}}}"#), true),
            (format!(r#"{{"Null":{{"{key}":"true"}}}}"#), false),
        ] {
            scene.allow_if(&condition).await;
            let answer = scene.ask(*who, Transport::Plain).await;
            assert_eq!(answer.status == 200, allowed, "{who:?} {condition}: {}", answer.verdict());
        }
    }
    scene.allow_if(r#"{"Bool":{"aws:SecureTransport":"true"}}"#).await;
    assert_eq!(scene.ask(As::User, Transport::Plain).await.status, 403);
    scene.ask(As::User, Transport::Tls).await.ok();
}

#[tokio::test]
async fn a_key_that_is_not_known_is_absent_which_is_not_the_same_as_false() {
    let scene = Scene::new().await;
    for (who, key) in [
        (As::User, "aws:TokenIssueTime"),
        (As::User, "aws:SourceIdentity"),
        (As::User, "aws:MultiFactorAuthPresent"),
        (As::User, "aws:MultiFactorAuthAge"),
        (As::User, "aws:PrincipalTag/cost"),
        (As::User, "aws:ResourceTag/cost"),
        (As::User, "aws:RequestTag/team"),
        (As::User, "aws:PrincipalOrgID"),
        (As::User, "aws:ResourceOrgID"),
        (As::User, "aws:SourceVpc"),
        (As::User, "aws:SourceVpce"),
        (As::User, "aws:CalledVia"),
        (As::User, "aws:SourceArn"),
        (As::User, "aws:SourceAccount"),
        (As::User, "aws:FederatedProvider"),
        (As::User, "aws:Ec2InstanceSourceVpc"),
        (As::User, "iam:PolicyARN"),
        (As::User, "sts:ExternalId"),
        (As::User, "no:such-key"),
        (As::WithMfa, "aws:SourceIdentity"),
        (As::Role, "aws:username"),
        (As::Role, "aws:MultiFactorAuthPresent"),
        (As::Role, "aws:MultiFactorAuthAge"),
    ] {
        for (condition, allowed) in [
            (format!(r#"{{"Null":{{"{key}":"true"}}}}"#), true),
            (format!(r#"{{"Null":{{"{key}":"false"}}}}"#), false),
            (format!(r#"{{"StringLike":{{"{key}":"*"}}}}"#), false),
            (format!(r#"{{"StringLikeIfExists":{{"{key}":"x"}}}}"#), true),
            (format!(r#"{{"StringNotLike":{{"{key}":"*"}}}}"#), true),
            (format!(r#"{{"Bool":{{"{key}":"false"}}}}"#), false),
        ] {
            scene.allow_if(&condition).await;
            let answer = scene.ask(who, Transport::Plain).await;
            assert_eq!(answer.status == 200, allowed, "{who:?} {condition}: {}", answer.verdict());
        }
    }
}

#[tokio::test]
async fn all_conditions_of_a_statement_must_hold_and_one_of_the_values_of_each() {
    let scene = Scene::new().await;
    for (condition, allowed) in [
        (r#"{"StringEquals":{"aws:username":["bob","alice"]}}"#, true),
        (r#"{"StringEquals":{"aws:username":[]}}"#, false),
        (r#"{"StringNotEquals":{"aws:username":["bob","alice"]}}"#, false),
        (r#"{"StringNotEquals":{"aws:username":["bob","carol"]}}"#, true),
        (r#"{"StringEquals":{"aws:username":"alice","aws:PrincipalTag/team":"blue"}}"#, true),
        (r#"{"StringEquals":{"aws:username":"alice","aws:PrincipalTag/team":"red"}}"#, false),
        (r#"{"StringEquals":{"aws:username":"alice"},"Bool":{"aws:SecureTransport":"true"}}"#, false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#, true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/cost}"}}"#, false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/cost, 'blue'}"}}"#, true),
        (r#"{"StringEquals":{"aws:userid":"${aws:userid}"}}"#, true),
        (r#"{"ForAllValues:StringEquals":{"no:such-key":"x"}}"#, true),
        (r#"{"ForAnyValue:StringEquals":{"no:such-key":"x"}}"#, false),
    ] {
        scene.allow_if(condition).await;
        let answer = scene.ask(As::User, Transport::Plain).await;
        assert_eq!(answer.status == 200, allowed, "{condition}: {}", answer.verdict());
    }
}

// --- What holds for any policies

/// What alice asks, none of which changes anything.
const QUESTIONS: [(&str, &[(&str, &str)]); 9] = [
    ("GetUser", &[("UserName", "alice")]),
    ("GetUser", &[("UserName", "bob")]),
    ("GetUser", &[("UserName", "nobody")]),
    ("ListUsers", &[]),
    ("ListAccessKeys", &[("UserName", "bob")]),
    ("ListUserTags", &[("UserName", "alice")]),
    ("GetPolicy", &[("PolicyArn", ADMINISTRATOR_ACCESS)]),
    ("ListPolicies", &[]),
    ("ListGroups", &[]),
];

/// A statement of any sort, as the dice fall.
fn statement(dice: &mut Dice, effect: &str) -> String {
    let mut one = |of: &[&'static str]| of[dice.below(of.len())];
    let action = one(&[
        r#""Action":"*""#,
        r#""Action":"iam:*""#,
        r#""Action":["iam:Get*","iam:List*s"]"#,
        r#""Action":"iam:?et????""#,
        r#""Action":"iam:listusers""#,
        r#""NotAction":"iam:List*""#,
        r#""NotAction":["iam:GetUser","sts:*"]"#,
    ]);
    let resource = one(&[
        r#""Resource":"*""#,
        r##""Resource":"arn:aws:iam::#:user/alice""##,
        r##""Resource":"arn:aws:iam::#:user/${aws:username}""##,
        r##""Resource":["arn:aws:iam::#:user/*","arn:aws:iam::aws:policy/*"]"##,
        r##""NotResource":"arn:aws:iam::#:user/bob""##,
        r##""NotResource":["arn:aws:iam::#:group/*","arn:aws:iam::#:policy/*"]"##,
    ]);
    let condition = one(&[
        "",
        "",
        r#","Condition":{"StringEquals":{"aws:username":"alice"}}"#,
        r#","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"blue"}}"#,
        r#","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#,
        r#","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#,
        r#","Condition":{"Null":{"aws:TokenIssueTime":"true"}}"#,
    ]);
    format!(r#"{{"Effect":"{effect}",{action},{resource}{condition}}}"#)
}

#[tokio::test]
async fn one_more_deny_never_allows_more_and_one_more_allow_never_less() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    estate.call("CreateUser", &[("UserName", "bob")]).await.ok();
    let put = async |name: &str, statements: &[String]| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        let text = estate.filled(&text);
        let fields = [("UserName", "alice"), ("PolicyName", name), ("PolicyDocument", &text)];
        estate.call("PutUserPolicy", &fields).await.ok();
    };
    let allowed = async || {
        let mut allowed = Vec::new();
        for (action, fields) in QUESTIONS {
            allowed.push(estate.world.iam(&alice, action, fields).await.status != 403);
        }
        allowed
    };
    let (mut changed, mut dice) = ([0, 0], Dice(0x9E37_79B9_7F4A_7C15));
    for _ in 0..60 {
        let effects: Vec<_> =
            (0..=dice.below(2)).map(|_| ["Allow", "Allow", "Deny"][dice.below(3)]).collect();
        let first: Vec<_> = effects.iter().map(|effect| statement(&mut dice, effect)).collect();
        put("first", &first).await;
        let before = allowed().await;
        for (number, effect) in ["Deny", "Allow"].into_iter().enumerate() {
            let more = statement(&mut dice, effect);
            put("more", std::slice::from_ref(&more)).await;
            let after = allowed().await;
            for (question, (before, after)) in QUESTIONS.iter().zip(before.iter().zip(&after)) {
                let held = if effect == "Deny" { before | !after } else { !before | after };
                assert!(held, "{question:?}: {before}, then {after}, {first:?} and {more}");
            }
            changed[number] += usize::from(before != after);
            let fields = [("UserName", "alice"), ("PolicyName", "more")];
            estate.call("DeleteUserPolicy", &fields).await.ok();
        }
    }
    assert!(changed.iter().all(|times| *times > 5), "the dice decided nothing: {changed:?}");
}

#[tokio::test]
async fn a_deny_wins_wherever_it_and_the_allow_stand() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let group = [("GroupName", "staff"), ("UserName", "alice")];
    estate.call("CreateGroup", &group[..1]).await.ok();
    estate.call("AddUserToGroup", &group).await.ok();
    let deny = ALLOW_ALL.replace("Allow", "Deny").replace(r#""Action":"*""#, r#""Action":"iam:ListUsers""#);
    for allows in 0..4 {
        for denies in 0..4 {
            for (place, text) in [(allows, ALLOW_ALL), (denies, deny.as_str())] {
                let name = if text == ALLOW_ALL { "Allowing" } else { "Denying" };
                let made =
                    estate.call("CreatePolicy", &[("PolicyName", name), ("PolicyDocument", text)]).await.ok();
                let arn = made.text("Arn").unwrap();
                let (action, fields) = at(place, name, text, &arn);
                estate.call(action, &fields).await.ok();
            }
            let answer = estate.world.iam(&alice, "ListUsers", &[]).await.verdict();
            assert!(
                answer.contains(" with an explicit deny in an identity-based policy"),
                "{allows} {denies}: {answer}"
            );
            estate.world.iam(&alice, "ListGroups", &[]).await.ok();
            for (place, name) in [(allows, "Allowing"), (denies, "Denying")] {
                let arn = estate.filled(&format!("arn:aws:iam::#:policy/{name}"));
                let (action, fields) = at(place, name, "", &arn);
                let action = action.replace("Put", "Delete").replace("Attach", "Detach");
                estate.call(&action, &fields).await.ok();
                estate.call("DeletePolicy", &[("PolicyArn", &arn)]).await.ok();
            }
            assert_eq!(estate.world.iam(&alice, "ListGroups", &[]).await.status, 403);
        }
    }
}

/// How a policy comes to alice: inline or managed, of her own or of her group.
fn at<'a>(
    place: usize,
    name: &'a str,
    text: &'a str,
    arn: &'a str,
) -> (&'static str, Vec<(&'a str, &'a str)>) {
    let holder = if place.is_multiple_of(2) { ("UserName", "alice") } else { ("GroupName", "staff") };
    let action = ["PutUserPolicy", "PutGroupPolicy", "AttachUserPolicy", "AttachGroupPolicy"][place];
    (action, vec![holder, ("PolicyName", name), ("PolicyDocument", text), ("PolicyArn", arn)])
}

#[tokio::test]
async fn r9_the_policies_of_a_user_of_another_account_never_count() {
    let ours = Estate::new().await;
    let theirs = ours.world.account().await;
    let alice = ours.world.user(&ours.account.admin, "alice").await;
    let their_alice = ours.world.user(&theirs.admin, "alice").await;
    let all = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", ALLOW_ALL)];
    ours.world.iam(&theirs.admin, "PutUserPolicy", &all).await.ok();
    let fields = [("UserName", "alice"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    ours.world.iam(&theirs.admin, "AttachUserPolicy", &fields).await.ok();
    let fields = [("PolicyName", "Full"), ("PolicyDocument", ALLOW_ALL)];
    let full = ours.world.iam(&theirs.admin, "CreatePolicy", &fields).await.ok().text("Arn").unwrap();

    // Ours has nothing of what theirs has, and theirs sees nothing of ours.
    for (action, fields) in QUESTIONS {
        assert_eq!(ours.world.iam(&alice, action, fields).await.status, 403, "{action}");
    }
    let users = ours.world.iam(&their_alice, "ListUsers", &[]).await.ok();
    assert!(users.texts("Arn").iter().all(|arn| arn.contains(&theirs.id)), "{}", users.xml);
    let shown = ours.world.iam(&their_alice, "GetUser", &[("UserName", "alice")]).await.ok();
    assert!(shown.text("Arn").unwrap().contains(&theirs.id));

    // A policy of theirs is none that ours could have.
    let missing = format!("404 NoSuchEntity Policy {full} does not exist or is not attachable.");
    let fields = [("UserName", "alice"), ("PolicyArn", full.as_str())];
    ours.answers(&ours.account.admin, &[("AttachUserPolicy", &fields, &missing)]).await;

    // A role that trusts their alice is not assumed by ours, whatever her own policies say; nor one that trusts ours by theirs.
    ours.call("PutUserPolicy", &all).await.ok();
    for (name, trusted, may, may_not) in
        [("theirs", &theirs.id, &their_alice, &alice), ("ours", &ours.account.id, &alice, &their_alice)]
    {
        let trust = format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"arn:aws:iam::{trusted}:user/alice"}}}}}}"#
        );
        ours.call("CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &trust)]).await.ok();
        let role = ours.filled(&format!("arn:aws:iam::#:role/{name}"));
        let assume = [("RoleArn", role.as_str()), ("RoleSessionName", "work")];
        ours.world.sts(may, "AssumeRole", &assume).await.ok();
        assert_eq!(ours.world.sts(may_not, "AssumeRole", &assume).await.status, 403, "{name}");
    }
}
