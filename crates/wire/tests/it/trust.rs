//! Whom roles trust: taken in by name, kept by immutable id, shown by the name of the day.

use model::input::decode;
use serde_json::json;
use service::records::keys;

use crate::estate::Estate;
use crate::world::{Answer, Keys};

/// A trust policy. The lines and the order of its fields are what its author chose.
fn trust(principal: &str) -> String {
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{{\n    \"Action\": \"sts:AssumeRole\",\n    \
         \"Principal\": {principal},\n    \"Effect\": \"Allow\"\n  }}]\n}}"
    )
}

/// The document in an answer, decoded.
fn document(answer: &Answer) -> String {
    let text = answer.text("AssumeRolePolicyDocument").unwrap();
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
    assert!(text.bytes().all(is_unreserved), "{text}");
    // Nothing in it is a plus sign, so it is a field of a form as well.
    let form = format!("Document={text}");
    decode(&form, b"").unwrap().value("Document").unwrap().to_owned()
}

/// Fields of CreateRole.
fn role<'a>(name: &'a str, trust: &'a str) -> [(&'a str, &'a str); 2] {
    [("RoleName", name), ("AssumeRolePolicyDocument", trust)]
}

async fn shown(estate: &Estate, name: &str) -> String {
    document(&estate.call("GetRole", &[("RoleName", name)]).await.ok())
}

async fn kept(estate: &Estate, name: &str) -> String {
    let key = keys::role(estate.id(), &name.parse().unwrap());
    estate.document(&key).await.unwrap()["trust"].as_str().unwrap().to_owned()
}

/// The id of the user, or the role, of that name.
async fn id(estate: &Estate, kind: &str, name: &str) -> String {
    let answer = estate.call(&format!("Get{kind}"), &[(&format!("{kind}Name"), name)]).await.ok();
    answer.text(&format!("{kind}Id")).unwrap()
}

/// An account with the user `/team/Alice` and the role `/team/Reader`.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "Alice"), ("Path", "/team/")]).await.ok();
    let anybody = trust(r#""*""#);
    let fields = [("RoleName", "Reader"), ("Path", "/team/"), ("AssumeRolePolicyDocument", &anybody)];
    estate.call("CreateRole", &fields).await.ok();
    estate
}

#[tokio::test]
async fn who_is_trusted_by_name_is_kept_by_id_and_shown_by_name() {
    let estate = estate().await;
    let [alice, reader] = [id(&estate, "User", "Alice").await, id(&estate, "Role", "Reader").await];
    let elsewhere = estate.world.account().await;
    let of = |text: &str| {
        let text = text.replace("ALICE", &alice).replace("READER", &reader);
        estate.filled(&text.replace("OTHER", &elsewhere.id))
    };
    for (given, kept_as, shown_as) in [
        (r#""*""#, r#""*""#, r#""*""#),
        (r#"{"AWS": "\u002a"}"#, r#"{"AWS": "\u002a"}"#, r#"{"AWS": "\u002a"}"#),
        (r##"{"AWS": "#"}"##, r#"{"AWS": "arn:aws:iam::#:root"}"#, r#"{"AWS": "arn:aws:iam::#:root"}"#),
        (
            r#"{"AWS": ["OTHER", "arn:aws:iam::#:root"]}"#,
            r#"{"AWS": ["arn:aws:iam::OTHER:root", "arn:aws:iam::#:root"]}"#,
            r#"{"AWS": ["arn:aws:iam::OTHER:root", "arn:aws:iam::#:root"]}"#,
        ),
        (
            r#"{"AWS": "arn:aws:iam::#:user/team/Alice"}"#,
            r#"{"AWS": "ALICE"}"#,
            r#"{"AWS": "arn:aws:iam::#:user/team/Alice"}"#,
        ),
        (
            r#"{"AWS": ["arn:aws:iam::#:role/team/Reader", "arn:aws:sts::#:assumed-role/Reader/alice@work"]}"#,
            r#"{"AWS": ["READER", "READER:alice@work"]}"#,
            r#"{"AWS": ["arn:aws:iam::#:role/team/Reader", "arn:aws:sts::#:assumed-role/Reader/alice@work"]}"#,
        ),
        (
            r#"{"AWS": ["ALICE", "READER", "READER:work"]}"#,
            r#"{"AWS": ["ALICE", "READER", "READER:work"]}"#,
            r#"{"AWS": ["arn:aws:iam::#:user/team/Alice", "arn:aws:iam::#:role/team/Reader", "arn:aws:sts::#:assumed-role/Reader/work"]}"#,
        ),
        (
            r#"{"AWS": "arn:aws:iam::OTHER:user/admin"}"#,
            r#"{"AWS": "ADMIN"}"#,
            r#"{"AWS": "arn:aws:iam::OTHER:user/admin"}"#,
        ),
        (
            r#"{"AWS": "arn:aws:sts::#:federated-user/guest"}"#,
            r#"{"AWS": "arn:aws:sts::#:federated-user/guest"}"#,
            r#"{"AWS": "arn:aws:sts::#:federated-user/guest"}"#,
        ),
        (
            r#"{"Service": "ec2.amazonaws.com", "Federated": "accounts.google.com"}"#,
            r#"{"Service": "ec2.amazonaws.com", "Federated": "accounts.google.com"}"#,
            r#"{"Service": "ec2.amazonaws.com", "Federated": "accounts.google.com"}"#,
        ),
    ] {
        let there = estate.world.iam(&elsewhere.admin, "GetUser", &[("UserName", "admin")]).await.ok();
        let there = there.text("UserId").unwrap();
        let made = estate.call("CreateRole", &role("trusting", &trust(&of(given)))).await.ok();
        assert_eq!(kept(&estate, "trusting").await, trust(&of(kept_as).replace("ADMIN", &there)), "{given}");
        for shown in [document(&made), shown(&estate, "trusting").await] {
            assert_eq!(shown, trust(&of(shown_as)), "{given}");
        }
        estate.call("DeleteRole", &[("RoleName", "trusting")]).await.ok();
    }
}

#[tokio::test]
async fn whom_there_is_not_nobody_trusts() {
    let estate = estate().await;
    let role_id = id(&estate, "Role", "Reader").await;
    let gone = id(&estate, "User", "Alice").await;
    estate.call("DeleteUser", &[("UserName", "Alice")]).await.ok();
    estate.call("CreateUser", &[("UserName", "Alice"), ("Path", "/team/")]).await.ok();
    let before = estate.world.documents().await;
    for principal in [
        "arn:aws:iam::#:user/team/nobody",
        // ARNs are taken to the letter, as a path and as a case.
        "arn:aws:iam::#:user/Alice",
        "arn:aws:iam::#:user/other/Alice",
        "arn:aws:iam::#:user/team/alice",
        "arn:aws:iam::#:role/Reader",
        "arn:aws:iam::#:role/team/READER",
        "arn:aws:sts::#:assumed-role/reader/work",
        "arn:aws:sts::#:assumed-role/nothing/work",
        "arn:aws:sts::#:assumed-role/Reader/w",
        "arn:aws:sts::#:assumed-role/Reader/work/more",
        "arn:aws:sts::#:federated-user/g",
        "arn:aws:iam::#:user/team/Reader",
        "arn:aws:iam::#:group/admins",
        "arn:aws:iam::#:user/*",
        "arn:aws:iam::123123123123:root",
        "123123123123",
        "arn:aws:iam::123123123123:user/admin",
        "arn:aws:sts::123123123123:federated-user/guest",
        "AIDAALICEALICEALICE22",
        "AROAADMINADMINADMIN22",
        &gone,
        &format!("{gone}:work"),
        &format!("AROAADMINADMINADMIN22:{role_id}"),
        "alice",
    ] {
        let principal = estate.filled(principal);
        let verdict =
            format!("400 MalformedPolicyDocument Invalid principal in policy: \"AWS\":\"{principal}\"");
        let trust = trust(&json!({ "AWS": [estate.account.id, principal] }).to_string());
        let answer = estate.call("CreateRole", &role("trusting", &trust)).await;
        assert_eq!(answer.verdict(), verdict);
        let fields = [("RoleName", "Reader"), ("PolicyDocument", trust.as_str())];
        assert_eq!(estate.call("UpdateAssumeRolePolicy", &fields).await.verdict(), verdict);
    }
    assert!(estate.world.documents().await == before);
}

#[tokio::test]
async fn r2_trust_follows_who_was_trusted_and_not_the_name() {
    let estate = estate().await;
    let both = r#"{"AWS": ["arn:aws:iam::#:user/team/Alice", "arn:aws:iam::#:role/team/Reader"]}"#;
    estate.call("CreateRole", &role("trusting", &trust(&estate.filled(both)))).await.ok();
    let ids = kept(&estate, "trusting").await;
    let [alice, reader] = [id(&estate, "User", "Alice").await, id(&estate, "Role", "Reader").await];

    let fields = [("UserName", "Alice"), ("NewUserName", "Carol"), ("NewPath", "/")];
    estate.call("UpdateUser", &fields).await.ok();
    estate.call("CreateUser", &[("UserName", "Alice"), ("Path", "/team/")]).await.ok();
    let renamed = r#"{"AWS": ["arn:aws:iam::#:user/Carol", "arn:aws:iam::#:role/team/Reader"]}"#;
    assert_eq!(shown(&estate, "trusting").await, trust(&estate.filled(renamed)));

    // Who is gone stays as an id, also when the name is somebody else's.
    estate.call("DeleteUser", &[("UserName", "Carol")]).await.ok();
    estate.call("CreateUser", &[("UserName", "Carol")]).await.ok();
    estate.call("DeleteRole", &[("RoleName", "Reader")]).await.ok();
    estate
        .call("CreateRole", &[role("Reader", &trust(r#""*""#)).as_slice(), &[("Path", "/team/")]].concat())
        .await
        .ok();
    let gone = trust(&format!(r#"{{"AWS": ["{alice}", "{reader}"]}}"#));
    assert_eq!(shown(&estate, "trusting").await, gone);
    let list = estate.call("ListRoles", &[]).await.ok();
    assert!(list.xml.contains(&alice) && list.xml.contains(&reader), "{}", list.xml);
    assert_eq!(kept(&estate, "trusting").await, ids);

    // What is shown cannot be written back: whoever is gone is to be taken out.
    let fields = [("RoleName", "trusting"), ("PolicyDocument", gone.as_str())];
    let verdict = format!("400 MalformedPolicyDocument Invalid principal in policy: \"AWS\":\"{alice}\"");
    assert_eq!(estate.call("UpdateAssumeRolePolicy", &fields).await.verdict(), verdict);
}

#[tokio::test]
async fn one_session_of_a_role_is_trusted_and_no_other() {
    let estate = estate().await;
    let world = &estate.world;
    let own = trust(&estate.filled(r#"{"AWS": "arn:aws:sts::#:assumed-role/Reader/work"}"#));
    estate.call("CreateRole", &role("trusting", &own)).await.ok();
    let bob = world.user(&estate.account.admin, "bob").await;
    let assume = async |keys: &Keys, role: &str, session: &str| {
        let arn = estate.filled(&format!("arn:aws:iam::#:role/{role}"));
        world.sts(keys, "AssumeRole", &[("RoleArn", &arn), ("RoleSessionName", session)]).await
    };
    for (session, status) in [("work", 200), ("play", 403)] {
        let reader = Keys::of_session(&assume(&bob, "team/Reader", session).await.ok());
        assert_eq!(assume(&reader, "trusting", "next").await.status, status, "{session}");
    }
}

#[tokio::test]
async fn a_trust_policy_is_changed_as_a_whole() {
    let estate = estate().await;
    let alice = trust(&estate.filled(r#"{"AWS": "arn:aws:iam::#:user/team/Alice"}"#));
    let fields = [("RoleName", "READER"), ("PolicyDocument", alice.as_str())];
    let changed = estate.call("UpdateAssumeRolePolicy", &fields).await.ok();
    assert!(!changed.xml.contains("Result"), "{}", changed.xml);
    assert_eq!(shown(&estate, "Reader").await, alice);
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert_eq!(event["eventName"], "UpdateAssumeRolePolicy");
    assert_eq!(event["requestParameters"]["policyDocument"], alice);
    estate
        .answers(
            &estate.account.admin,
            &[(
                "UpdateAssumeRolePolicy",
                &[("RoleName", "nobody"), ("PolicyDocument", "{}")],
                "404 NoSuchEntity The role with name nobody cannot be found.",
            )],
        )
        .await;
}

#[tokio::test]
async fn what_is_no_trust_policy_is_refused_in_words() {
    let estate = estate().await;
    let before = estate.world.documents().await;
    let long = |size: usize| {
        let text = trust(r#""*""#);
        let spare = size - text.split_whitespace().collect::<String>().len();
        text.replace("2012-10-17\",", &format!("2012-10-17\", \"Id\": \"{}\",", "x".repeat(spare - 8)))
    };
    for (text, verdict) in [
        ("{".to_owned(), "400 MalformedPolicyDocument This policy contains invalid Json"),
        ("{}".to_owned(), "400 MalformedPolicyDocument Syntax errors in policy."),
        (
            trust(r#""*""#).replace("sts:AssumeRole", "iam:GetUser"),
            "400 MalformedPolicyDocument Trust Policy statement actions can only be sts:AssumeRole, \
             sts:AssumeRoleWithSAML,  and sts:AssumeRoleWithWebIdentity",
        ),
        (trust(r#""*", "Resource": "*""#), "400 MalformedPolicyDocument Has prohibited field Resource."),
        (long(2_049), "409 LimitExceeded Cannot exceed quota for ACLSizePerRole: 2048"),
        (
            "\u{7}".to_owned(),
            "400 ValidationError 1 validation error detected: Value at 'FIELD' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        ),
        (
            String::new(),
            "400 ValidationError 1 validation error detected: Value at 'FIELD' failed to satisfy constraint: Member must \
             have length greater than or equal to 1",
        ),
    ] {
        let answer = estate.call("CreateRole", &role("trusting", &text)).await;
        assert_eq!(answer.verdict(), verdict.replace("FIELD", "assumeRolePolicyDocument"));
        let fields = [("RoleName", "Reader"), ("PolicyDocument", text.as_str())];
        let answer = estate.call("UpdateAssumeRolePolicy", &fields).await;
        assert_eq!(answer.verdict(), verdict.replace("FIELD", "policyDocument"));
    }
    assert!(estate.world.documents().await == before);
    let fields = [("RoleName", "Reader"), ("PolicyDocument", &long(2_048))];
    estate.call("UpdateAssumeRolePolicy", &fields).await.ok();
}
