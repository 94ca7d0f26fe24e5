//! Why a request was refused: the answer carries it sealed, and who may reads it.

use serde_json::Value;

use crate::world::{Keys, World};

async fn decoded(world: &World, keys: &Keys, message: &str) -> Value {
    let answer = world.sts(keys, "DecodeAuthorizationMessage", &[("EncodedMessage", message)]).await.ok();
    serde_json::from_str(&answer.text("DecodedMessage").unwrap()).unwrap()
}

#[tokio::test]
async fn a_refusal_says_which_statement_decided_to_whoever_may_read_it() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoUsers",
        "Effect":"Deny","Action":"iam:CreateUser","Resource":"*","Condition":{"StringEquals":{"aws:username":"alice"}}}]}"#;
    let put = [("UserName", "alice"), ("PolicyName", "limits"), ("PolicyDocument", deny)];
    world.iam(admin, "PutUserPolicy", &put).await.ok();
    let refused = world.iam(&alice, "CreateUser", &[("UserName", "bob"), ("Path", "/x/")]).await;
    assert!(
        refused.verdict().ends_with("with an explicit deny in an identity-based policy"),
        "{}",
        refused.xml
    );

    let message = refused.explanation.unwrap();
    let said = decoded(&world, admin, &message).await;
    let arn = |rest: &str| format!("arn:aws:iam::{}:{rest}", account.id);
    assert_eq!((&said["allowed"], &said["explicitDeny"]), (&false.into(), &true.into()));
    let statement = &said["matchedStatements"]["items"][0];
    assert_eq!((&statement["statementId"], &statement["statement"]), (&"NoUsers".into(), &2.into()));
    assert_eq!(statement["policy"], format!("inline policy limits of {}", arn("user/alice")));
    let context = &said["context"];
    assert_eq!(
        (&context["action"], &context["resource"]),
        (&"iam:CreateUser".into(), &arn("user/x/bob").into())
    );
    assert_eq!(context["principal"]["arn"], arn("user/alice"));
    assert!(context["principal"]["id"].as_str().unwrap().starts_with("AIDA"));
    assert_eq!(context["conditions"]["items"][0]["key"], "aws:username");
    assert_eq!(context["conditions"]["items"][0]["values"]["items"][0]["value"], "alice");

    // Who may not decode reads nothing, and neither does another account, or whoever changes the text.
    let elsewhere = world.account().await;
    const INVALID: &str = "400 InvalidAuthorizationMessageException The message is not one that this service encoded for this account.";
    let changed = format!("{}{}", &message[..20], message[20..].replacen('A', "B", 1));
    for (keys, text, verdict) in [
        (&elsewhere.admin, message.as_str(), INVALID),
        (admin, changed.as_str(), INVALID),
        (admin, "nonsense", INVALID),
    ] {
        let answer = world.sts(keys, "DecodeAuthorizationMessage", &[("EncodedMessage", text)]).await;
        assert_eq!(answer.verdict(), verdict);
    }
    let bob = world.user(admin, "bob").await;
    let stranger = world.sts(&bob, "DecodeAuthorizationMessage", &[("EncodedMessage", &message)]).await;
    assert!(stranger.verdict().starts_with("403 AccessDenied"), "{}", stranger.xml);
}

#[tokio::test]
async fn r7_an_explanation_holds_no_secret_and_stays_short_enough_to_be_decoded() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    // A role that asks for a secret between two others, and a request with tags of all the length there is.
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["sts:AssumeRole","sts:TagSession"],
        "Condition":{"StringEquals":{"sts:ExternalId":"between-us","sts:RoleSessionName":"other"}}}]}"#;
    let role = [("RoleName", "third"), ("AssumeRolePolicyDocument", trust)];
    world.iam(admin, "CreateRole", &role).await.ok();
    let arn = format!("arn:aws:iam::{}:role/third", account.id);
    let asked = [("RoleArn", arn.as_str()), ("RoleSessionName", "work"), ("ExternalId", "between-us")];
    let refused = world.sts(&alice, "AssumeRole", &asked).await;
    assert_eq!(refused.status, 403);
    let said = decoded(&world, admin, &refused.explanation.unwrap()).await;
    assert!(!said.to_string().contains("between-us"), "{said}");
    assert!(said.to_string().contains(r#""key":"sts:RoleSessionName""#), "{said}");

    let keys: Vec<String> = (0..50).map(|number| format!("k{number}")).collect();
    let asks: Vec<String> = keys.iter().map(|key| format!(r#""aws:RequestTag/{key}":"x""#)).collect();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"iam:TagUser","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}]}}"#,
        asks.join(",")
    );
    let put = [("UserName", "alice"), ("PolicyName", "tags"), ("PolicyDocument", policy.as_str())];
    world.iam(admin, "PutUserPolicy", &put).await.ok();
    let value = "v".repeat(256);
    let names: Vec<_> =
        (1..=50).map(|n| (format!("Tags.member.{n}.Key"), format!("Tags.member.{n}.Value"))).collect();
    let mut fields = vec![("UserName", "bob")];
    for ((key_name, value_name), key) in names.iter().zip(&keys) {
        fields.extend([(key_name.as_str(), key.as_str()), (value_name.as_str(), value.as_str())]);
    }
    let refused = world.iam(&alice, "TagUser", &fields).await;
    let message = refused.explanation.unwrap();
    assert!(message.len() <= 3_072, "{}", message.len());
    let said = decoded(&world, admin, &message).await;
    assert!(said["context"]["conditions"]["items"].as_array().unwrap().len() > 1, "{said}");
}

#[tokio::test]
async fn r16_a_key_that_is_spelled_in_many_ways_is_answered_once() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    // As many spellings of one key as a managed policy has room for: else each would cost a value at every refusal.
    let spelled = |number: usize| -> String {
        let letter = |(at, letter): (usize, char)| match number >> at & 1 {
            1 => letter.to_ascii_uppercase(),
            _ => letter,
        };
        format!("aws:{}", "principalarn".chars().enumerate().map(letter).collect::<String>())
    };
    let asks: Vec<String> = (0..150).map(|number| format!(r#""{}":"x""#, spelled(number))).collect();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{},"aws:username":"x"}}}}}}]}}"#,
        asks.join(",")
    );
    let create = [("PolicyName", "spelled"), ("PolicyDocument", policy.as_str())];
    world.iam(admin, "CreatePolicy", &create).await.ok();
    let arn = format!("arn:aws:iam::{}:policy/spelled", account.id);
    world.iam(admin, "AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &arn)]).await.ok();
    let refused = world.iam(&alice, "ListUsers", &[]).await;
    let said = decoded(&world, admin, &refused.explanation.unwrap()).await;
    let conditions = said["context"]["conditions"]["items"].as_array().unwrap();
    let keys: Vec<_> =
        conditions.iter().map(|condition| condition["key"].as_str().unwrap().to_lowercase()).collect();
    assert_eq!(keys, ["aws:principalarn", "aws:username"]);
}

#[tokio::test]
async fn what_policies_did_not_refuse_carries_no_explanation() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    for (keys, action, fields) in [
        (&account.admin, "GetUser", vec![("UserName", "nobody")]),
        (&account.admin, "ListUsers", vec![]),
        (&alice, "GetUser", vec![("UserName", "?")]),
    ] {
        assert_eq!(world.iam(keys, action, &fields).await.explanation, None, "{action}");
    }
    // Whom a role of another account trusts is not for this account to read; neither is whether there is such a role.
    let theirs = world.account().await;
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}"#;
    let role = [("RoleName", "visitors"), ("AssumeRolePolicyDocument", trust)];
    world.iam(&theirs.admin, "CreateRole", &role).await.ok();
    for arn in ["visitors", "none"].map(|role| format!("arn:aws:iam::{}:role/{role}", theirs.id)) {
        let answer = world.sts(&alice, "AssumeRole", &[("RoleArn", &arn), ("RoleSessionName", "work")]).await;
        assert_eq!((answer.status, answer.explanation), (403, None), "{arn}");
    }
}

#[tokio::test]
async fn r10_an_explanation_tells_a_stranger_nothing_by_its_length_or_its_absence() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*",
        "Condition":{"StringEquals":{"aws:ResourceTag/team":"alices"}}}]}"#;
    let put = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", policy)];
    world.iam(admin, "PutUserPolicy", &put).await.ok();
    let path = format!("/{}/", "engineering/secret/".repeat(20));
    let tag = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "a long name of a team")];
    world
        .iam(admin, "CreateUser", &[&[("UserName", "there"), ("Path", &path)], &tag[..]].concat())
        .await
        .ok();
    let trust = |rest: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":{rest},"Action":"sts:AssumeRole"}}]}}"#)
    };
    let nobody = format!(r#""Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}}"#, account.id);
    for (name, rest) in [
        ("account", nobody.as_str()),
        ("denied", r#""Deny","Principal":"*""#),
        ("address", r#""Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#),
    ] {
        let role = [("RoleName", name), ("AssumeRolePolicyDocument", &trust(rest))];
        world.iam(admin, "CreateRole", &role).await.ok();
    }

    let mut lengths = Vec::new();
    for user in ["there", "nobody"] {
        let refused = world.iam(&alice, "GetUser", &[("UserName", user)]).await;
        lengths.push((user, refused.status, refused.explanation.map(|text| text.len())));
    }
    for role in ["account", "denied", "address", "none", "Account"] {
        let arn = format!("arn:aws:iam::{}:role/{role}", account.id);
        let refused =
            world.sts(&alice, "AssumeRole", &[("RoleArn", &arn), ("RoleSessionName", "work")]).await;
        let message = refused.explanation.unwrap();
        let said = decoded(&world, admin, &message).await;
        assert_eq!(said["context"]["resource"], arn, "who may read it reads it as ever");
        lengths.push((role, refused.status, Some(message.len())));
    }
    assert!(
        lengths.iter().all(|(_, status, length)| (*status, *length) == (403, lengths[0].2)),
        "{lengths:?}"
    );
    assert!(lengths[0].2.is_some_and(|length| length <= 3_072), "{lengths:?}");
}
