//! The simulator says what would happen, and what would happen is what happens.

use crate::world::{Account, Answer, Keys, World};

const TOO_MUCH: &str = "400 InvalidInput That is too much for one call. Ask about fewer resources at once, or with fewer or shorter policies.";

fn policy(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

async fn put(world: &World, admin: &Keys, user: &str, name: &str, document: &str) {
    let fields = [("UserName", user), ("PolicyName", name), ("PolicyDocument", document)];
    world.iam(admin, "PutUserPolicy", &fields).await.ok();
}

async fn simulate(world: &World, account: &Account, source: &str, fields: &[(&str, &str)]) -> Answer {
    let arn = format!("arn:aws:iam::{}:{source}", account.id);
    let mut all = vec![("PolicySourceArn", arn.as_str())];
    all.extend_from_slice(fields);
    world.iam(&account.admin, "SimulatePrincipalPolicy", &all).await
}

#[tokio::test]
async fn a_simulation_decides_as_the_request_is_decided() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    let alice = world.user(admin, "alice").await;
    world.user(admin, "bob").await;
    let user = |name: &str| format!("arn:aws:iam::{}:user/{name}", account.id);
    let group = [("GroupName", "staff"), ("UserName", "alice")];
    world.iam(admin, "CreateGroup", &group[..1]).await.ok();
    world.iam(admin, "AddUserToGroup", &group).await.ok();
    let base = [
        ("PolicyName", "base"),
        ("PolicyDocument", &policy(r#"{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}"#)),
    ];
    world.iam(admin, "CreatePolicy", &base).await.ok();

    let of_group = policy(r#"{"Effect":"Allow","Action":"iam:ListUserTags","Resource":"*"}"#);
    let boundary = format!("arn:aws:iam::{}:policy/base", account.id);
    for own in [
        policy(r#"{"Effect":"Allow","Action":"iam:*","Resource":"*"}"#),
        policy(
            r#"{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}"#,
        ),
        policy(
            r#"{"Effect":"Allow","Action":"iam:*","Resource":"*"},{"Effect":"Deny","NotAction":"iam:GetUser","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        ),
        policy(r#"{"Effect":"Allow","NotAction":"iam:TagUser","NotResource":"arn:aws:iam::*:user/bob"}"#),
    ] {
        put(&world, admin, "alice", "own", &own).await;
        for step in ["inline alone", "and the group's", "and a boundary"] {
            match step {
                "and the group's" => {
                    let fields =
                        [("GroupName", "staff"), ("PolicyName", "g"), ("PolicyDocument", of_group.as_str())];
                    world.iam(admin, "PutGroupPolicy", &fields).await.ok();
                }
                "and a boundary" => {
                    let fields = [("UserName", "alice"), ("PermissionsBoundary", boundary.as_str())];
                    world.iam(admin, "PutUserPermissionsBoundary", &fields).await.ok();
                }
                _ => {}
            }
            for (action, name, more) in [
                ("GetUser", "alice", vec![]),
                ("GetUser", "bob", vec![]),
                ("ListUserTags", "bob", vec![]),
                ("TagUser", "bob", vec![("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")]),
            ] {
                let mut fields = vec![("UserName", name)];
                fields.extend(more);
                let real = world.iam(&alice, action, &fields).await;
                let action = format!("iam:{action}");
                let arn = user(name);
                let question = [
                    ("ActionNames.member.1", action.as_str()),
                    ("ResourceArns.member.1", &arn),
                    ("ContextEntries.member.1.ContextKeyName", "aws:username"),
                    ("ContextEntries.member.1.ContextKeyType", "string"),
                    ("ContextEntries.member.1.ContextKeyValues.member.1", "alice"),
                ];
                let simulated = simulate(&world, &account, "user/alice", &question).await.ok();
                let decision = match real.verdict() {
                    verdict if verdict.contains("explicit deny") => "explicitDeny",
                    verdict if verdict.starts_with("403 ") => "implicitDeny",
                    _ => "allowed",
                };
                assert_eq!(
                    simulated.text("EvalDecision").as_deref(),
                    Some(decision),
                    "{step}: {action} on {name} under {own}\n{}\n{}",
                    real.xml,
                    simulated.xml
                );
                let bounded = simulated.text("AllowedByPermissionsBoundary");
                assert_eq!(bounded.is_some(), step == "and a boundary");
            }
        }
        let gone = [("GroupName", "staff"), ("PolicyName", "g")];
        world.iam(admin, "DeleteGroupPolicy", &gone).await.ok();
        world.iam(admin, "DeleteUserPermissionsBoundary", &[("UserName", "alice")]).await.ok();
    }
}

#[tokio::test]
async fn a_result_names_the_statement_its_place_and_what_it_was_not_told() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\",\n     \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}}}\n  ]\n}";
    put(&world, &account.admin, "alice", "own", text).await;
    let asked = [("ActionNames.member.1", "sqs:SendMessage")];
    let untold = simulate(&world, &account, "user/alice", &asked).await.ok();
    assert_eq!(untold.text("EvalDecision").as_deref(), Some("implicitDeny"));
    assert!(
        untold.xml.contains("<MissingContextValues><member>aws:SourceIp</member></MissingContextValues>")
    );
    assert!(untold.xml.contains("<MatchedStatements></MatchedStatements>"), "{}", untold.xml);

    let told = [
        asked[0],
        ("ContextEntries.member.1.ContextKeyName", "aws:sourceip"),
        ("ContextEntries.member.1.ContextKeyType", "ip"),
        ("ContextEntries.member.1.ContextKeyValues.member.1", "10.1.2.3"),
    ];
    let told = simulate(&world, &account, "user/alice", &told).await.ok();
    assert_eq!(told.text("EvalDecision").as_deref(), Some("allowed"));
    assert!(
        told.xml.contains(
            "<SourcePolicyId>user_alice_own</SourcePolicyId><SourcePolicyType>user</SourcePolicyType><StartPosition><Line>4</Line>\
             <Column>5</Column></StartPosition><EndPosition><Line>5</Line><Column>65</Column></EndPosition>"
        ),
        "{}",
        told.xml
    );
}

#[tokio::test]
async fn policies_that_are_nobodys_yet_are_tried() {
    let world = World::new().await;
    let account = world.account().await;
    let allow = policy(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let deny = policy(r#"{"Effect":"Deny","Action":"s3:DeleteObject","Resource":"*"}"#);
    let reads = policy(r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}"#);
    let bucket = policy(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/carol"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
    );
    let mine = format!("arn:aws:iam::{}:root", account.id);
    let given = |more: &[(&'static str, &str)]| {
        let mut fields = vec![
            ("PolicyInputList.member.1", allow.clone()),
            ("ActionNames.member.1", "s3:GetObject".to_owned()),
        ];
        fields.extend([("ActionNames.member.2", "s3:DeleteObject".to_owned())]);
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    for (what, fields, decisions) in [
        ("one", given(&[]), ["allowed", "allowed"]),
        ("and a deny", given(&[("PolicyInputList.member.2", &deny)]), ["allowed", "explicitDeny"]),
        (
            "and a boundary",
            given(&[("PermissionsBoundaryPolicyInputList.member.1", &reads)]),
            ["allowed", "implicitDeny"],
        ),
        (
            "and two levels above",
            given(&[
                (
                    "OrderedOrganizationPolicyInputList.member.1.ServiceControlPolicyInputList.member.1",
                    &allow,
                ),
                (
                    "OrderedOrganizationPolicyInputList.member.2.ServiceControlPolicyInputList.member.1",
                    &reads,
                ),
            ]),
            ["allowed", "implicitDeny"],
        ),
        (
            "and a bucket of another account",
            given(&[
                ("ResourcePolicy", &bucket),
                ("ResourceArns.member.1", "arn:aws:s3:::b/x"),
                ("CallerArn", "arn:aws:iam::111122223333:user/carol"),
                ("ResourceOwner", &mine),
            ]),
            ["allowed", "implicitDeny"],
        ),
    ] {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields).await.ok();
        assert_eq!(answer.texts("EvalDecision"), decisions, "{what}: {}", answer.xml);
    }
    let keys = policy(
        r#"{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::*:user/${aws:username}","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
    );
    let answer = world
        .iam(&account.admin, "GetContextKeysForCustomPolicy", &[("PolicyInputList.member.1", &keys)])
        .await
        .ok();
    assert!(answer.xml.contains(
        "<ContextKeyNames><member>aws:SecureTransport</member><member>aws:username</member></ContextKeyNames>"
    ));
}

#[tokio::test]
async fn what_cannot_be_simulated_is_refused_in_words() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let elsewhere = world.account().await;
    let theirs = format!("arn:aws:iam::{}:user/admin", elsewhere.id);
    let own = format!("arn:aws:iam::{}:user/alice", account.id);
    let device = format!("arn:aws:iam::{}:mfa/phone", account.id);
    let long = policy(&format!(
        r#"{{"Effect":"Allow","Action":"iam:*","Resource":"*","Sid":"{}"}}"#,
        "a".repeat(41_000)
    ));
    let action = ("ActionNames.member.1", "iam:GetUser");
    for (fields, verdict) in [
        (
            vec![("PolicySourceArn", theirs.as_str()), action],
            "404 NoSuchEntity The user with name admin cannot be found.",
        ),
        (
            vec![("PolicySourceArn", &device), action],
            "400 InvalidInput PolicySourceArn must be the ARN of a user, a group or a role.",
        ),
        (
            vec![("PolicySourceArn", &own), ("ActionNames.member.1", "iam:Get*")],
            "400 InvalidInput iam:Get* is not the name of an action: service, colon, operation, without wildcards.",
        ),
        (
            vec![("PolicySourceArn", &own), action, ("PolicyInputList.member.1", "{")],
            "400 InvalidInput Syntax errors in policy.",
        ),
        (
            vec![("PolicySourceArn", &own), action, ("PolicyInputList.member.1", &long)],
            "400 InvalidInput The policies have more than 40960 characters together, white space not counted.",
        ),
        (
            vec![
                ("PolicySourceArn", &own),
                action,
                ("ContextEntries.member.1.ContextKeyName", "aws:EpochTime"),
                ("ContextEntries.member.1.ContextKeyType", "numeric"),
                ("ContextEntries.member.1.ContextKeyValues.member.1", "soon"),
            ],
            "400 InvalidInput The context key aws:EpochTime is given twice, or has values that are not of its type, or not as many.",
        ),
        (
            vec![("PolicySourceArn", &own), action, ("CallerArn", &device)],
            "400 InvalidInput CallerArn must be the ARN of a user, a group or a role.",
        ),
    ] {
        assert_eq!(world.iam(&account.admin, "SimulatePrincipalPolicy", &fields).await.verdict(), verdict);
    }
    let refused = "400 InvalidInput An entry of PolicyExclusionList must be a PolicyType, a PolicyArn (with wildcards in the name \
                   only, and at most one *), or an InlinePolicyIdentifier.";
    let arn = "PolicyExclusionList.member.1.PolicyArn";
    for entry in [
        vec![(arn, "arn:aws:iam::aws:policy/*-*")],
        vec![(arn, "arn:aws:iam::*:policy/base")],
        vec![(arn, "arn:aws:iam::123456789012:role/base")],
        vec![(arn, "arn:aws:iam::aws:policy/x"), ("PolicyExclusionList.member.1.PolicyType", "scp")],
        vec![
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.PolicyName", "own"),
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentType", "user"),
            ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentName", "a*c*"),
        ],
    ] {
        let fields = [vec![("PolicySourceArn", own.as_str()), action], entry.clone()].concat();
        let answer = world.iam(&account.admin, "SimulatePrincipalPolicy", &fields).await;
        assert_eq!(answer.verdict(), refused, "{entry:?}");
    }
}

#[tokio::test]
async fn results_come_in_pages_and_a_marker_belongs_to_its_question() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let names: Vec<_> = (1..=7).map(|n| (format!("ActionNames.member.{n}"), format!("iam:A{n}"))).collect();
    let question = |more: &[(&str, &str)]| {
        let mut fields: Vec<(String, String)> = names.clone();
        fields.push(("ResourceArns.member.1".to_owned(), "*".to_owned()));
        fields.push(("ResourceArns.member.2".to_owned(), "arn:aws:iam::1:user/x".to_owned()));
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    };
    let ask = async |fields: Vec<(String, String)>| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        simulate(&world, &account, "user/alice", &fields).await
    };
    let (mut found, mut marker) = (Vec::new(), String::new());
    for size in ["3", "1", "100"] {
        let mut more = vec![("MaxItems", size)];
        if !marker.is_empty() {
            more.push(("Marker", &marker));
        }
        let page = ask(question(&more)).await.ok();
        found.extend(page.texts("EvalActionName"));
        assert_eq!(page.texts("EvalResourceDecision").len(), page.texts("EvalActionName").len() * 2);
        marker = page.text("Marker").unwrap_or_default();
    }
    assert_eq!(
        (found.join(" "), marker.as_str()),
        ((1..=7).map(|n| format!("iam:A{n}")).collect::<Vec<_>>().join(" "), "")
    );
    let first = ask(question(&[("MaxItems", "5")])).await.ok().text("Marker").unwrap();
    let other = ask(question(&[("Marker", &first), ("ActionNames.member.8", "iam:A8")])).await;
    assert_eq!(other.verdict(), "400 ValidationError The marker is not one that this list returned.");
}

#[tokio::test]
async fn a_result_tells_of_all_resources_together_and_of_each() {
    let world = World::new().await;
    let account = world.account().await;
    let reads = policy(r#"{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/*"}"#);
    let not_bob = policy(r#"{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:user/bob"}"#);
    let arn = |rest: &str| format!("arn:aws:iam::{}:{rest}", account.id);
    let (alice, bob, role) = (arn("user/alice"), arn("user/bob"), arn("role/reader"));
    for (resources, decision, each, statements) in [
        (vec![&alice], "allowed", vec!["allowed"], vec!["PolicyInputList.1"]),
        (vec![&alice, &role], "implicitDeny", vec!["allowed", "implicitDeny"], vec![]),
        (
            vec![&alice, &role, &bob],
            "explicitDeny",
            vec!["allowed", "implicitDeny", "explicitDeny"],
            vec!["PolicyInputList.2"],
        ),
    ] {
        let mut fields = vec![
            ("PolicyInputList.member.1".to_owned(), reads.as_str()),
            ("PolicyInputList.member.2".to_owned(), &not_bob),
            ("ActionNames.member.1".to_owned(), "iam:GetUser"),
        ];
        let numbered = (1..).zip(&resources);
        fields.extend(numbered.map(|(n, arn)| (format!("ResourceArns.member.{n}"), arn.as_str())));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields).await.ok();
        assert_eq!(answer.texts("EvalDecision"), [decision], "{}", answer.xml);
        assert_eq!(answer.texts("EvalResourceDecision"), each, "{}", answer.xml);
        assert_eq!(
            answer.texts("EvalResourceName")[0],
            "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}"
        );
        assert!(answer.xml.contains("<EvalDecisionDetails></EvalDecisionDetails>"), "{}", answer.xml);
        let together = answer.xml.split("<ResourceSpecificResults>").next().unwrap().to_owned();
        let together = Answer { xml: together, ..answer };
        assert_eq!(together.texts("SourcePolicyId"), statements, "{}", together.xml);
    }
}

#[tokio::test]
async fn what_would_be_without_a_policy_can_be_asked() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    world.user(admin, "Alice").await;
    let own = policy(r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}"#);
    put(&world, admin, "Alice", "own", &own).await;
    let base = policy(r#"{"Effect":"Allow","Action":["sns:Publish","sqs:SendMessage"],"Resource":"*"}"#);
    let created = [("PolicyName", "base-1"), ("PolicyDocument", base.as_str())];
    world.iam(admin, "CreatePolicy", &created).await.ok();
    let base = format!("arn:aws:iam::{}:policy/base-1", account.id);
    let reads = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    for arn in [base.as_str(), reads] {
        world.iam(admin, "AttachUserPolicy", &[("UserName", "Alice"), ("PolicyArn", arn)]).await.ok();
    }
    let bound = [("UserName", "Alice"), ("PermissionsBoundary", "arn:aws:iam::aws:policy/IAMReadOnlyAccess")];
    world.iam(admin, "PutUserPermissionsBoundary", &bound).await.ok();

    const ALL: [&str; 3] = ["implicitDeny", "implicitDeny", "allowed"];
    const UNBOUND: [&str; 3] = ["allowed", "allowed", "allowed"];
    let by = |field: &'static str, value: &str| {
        (format!("PolicyExclusionList.member.2.{field}"), value.to_owned())
    };
    let inline = |kind: &str, name: &str| {
        vec![
            by("InlinePolicyIdentifier.PolicyName", "own"),
            by("InlinePolicyIdentifier.AttachmentType", kind),
            by("InlinePolicyIdentifier.AttachmentName", name),
        ]
    };
    let named = |pattern: &str| vec![by("PolicyArn", &base.replace("base-1", pattern))];
    let unbound = ("PolicyExclusionList.member.1.PolicyType".to_owned(), "permission-boundary".to_owned());
    for (what, entries, decisions) in [
        ("nothing", vec![], ALL),
        ("the boundary", vec![unbound.clone()], UNBOUND),
        ("inline policies", vec![unbound.clone(), by("PolicyType", "inline")], UNBOUND),
        (
            "its own managed ones",
            vec![unbound.clone(), by("PolicyType", "user-managed")],
            ["allowed", "implicitDeny", "allowed"],
        ),
        (
            "those of AWS",
            vec![unbound.clone(), by("PolicyType", "aws-managed")],
            ["allowed", "allowed", "implicitDeny"],
        ),
        (
            "one by a pattern",
            [vec![unbound.clone()], named("b*-?")].concat(),
            ["allowed", "implicitDeny", "allowed"],
        ),
        ("one by another pattern", [vec![unbound.clone()], named("b*-??")].concat(), UNBOUND),
        (
            "another account's",
            vec![unbound.clone(), by("PolicyArn", "arn:aws:iam::111122223333:policy/base-1")],
            UNBOUND,
        ),
        ("the other account's inline", [vec![unbound.clone()], inline("group", "*")].concat(), UNBOUND),
    ] {
        let arn = format!("arn:aws:iam::{}:user/Alice", account.id);
        let mut fields = vec![("PolicySourceArn".to_owned(), arn)];
        for (n, action) in (1..).zip(["sqs:SendMessage", "sns:Publish", "iam:GetUser"]) {
            fields.push((format!("ActionNames.member.{n}"), action.to_owned()));
        }
        fields.extend(entries);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = world.iam(admin, "SimulatePrincipalPolicy", &fields).await.ok();
        assert_eq!(answer.texts("EvalDecision"), decisions, "without {what}: {}", answer.xml);
    }
    // Without either of the two that allow it, nothing does.
    let arn = format!("arn:aws:iam::{}:user/Alice", account.id);
    let mut fields = vec![
        ("PolicySourceArn".to_owned(), arn),
        ("ActionNames.member.1".to_owned(), "sqs:SendMessage".to_owned()),
        ("PolicyExclusionList.member.1.PolicyArn".to_owned(), base.clone()),
    ];
    fields.extend(inline("user", "a*e"));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = world.iam(admin, "SimulatePrincipalPolicy", &fields).await.ok();
    assert_eq!(answer.texts("EvalDecision"), ["implicitDeny"], "{}", answer.xml);
    assert!(!answer.xml.contains("SourcePolicyId"), "{}", answer.xml);
}

#[tokio::test]
async fn a_question_that_is_too_much_for_one_call_is_refused() {
    let world = World::new().await;
    let account = world.account().await;
    let long = policy(&format!(
        r#"{{"Effect":"Allow","Action":"iam:*","Resource":"*","Sid":"{}"}}"#,
        "a".repeat(40_000)
    ));
    let mut fields = vec![
        ("PolicyInputList.member.1".to_owned(), long),
        ("ActionNames.member.1".to_owned(), "iam:GetUser".to_owned()),
    ];
    fields
        .extend((1..=500).map(|n| (format!("ResourceArns.member.{n}"), format!("arn:aws:iam::1:user/{n}"))));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields).await;
    assert_eq!(answer.verdict(), TOO_MUCH);
    let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields[..202]).await.ok();
    assert_eq!(answer.texts("EvalResourceDecision").len(), 200);
}

#[tokio::test]
async fn r16_patterns_that_take_too_long_are_refused_for_their_steps() {
    let world = World::new().await;
    let account = world.account().await;
    let operands: Vec<String> =
        (0..43).map(|number| format!(r#""*{}{number}b*""#, "?a".repeat(300))).collect();
    let slow = policy(&format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"ForAllValues:StringNotLike":{{"aws:TagKeys":[{}]}}}}}}"#,
        operands.join(",")
    ));
    let mut fields = vec![
        ("PolicyInputList.member.1".to_owned(), slow),
        ("ActionNames.member.1".to_owned(), "iam:GetUser".to_owned()),
        ("ContextEntries.member.1.ContextKeyName".to_owned(), "aws:TagKeys".to_owned()),
        ("ContextEntries.member.1.ContextKeyType".to_owned(), "stringList".to_owned()),
    ];
    let values =
        (1..=64).map(|n| (format!("ContextEntries.member.1.ContextKeyValues.member.{n}"), "a".repeat(2_000)));
    fields.extend(values);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields).await;
    assert_eq!(answer.verdict(), TOO_MUCH);
    let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields[..5]).await.ok();
    assert_eq!(answer.texts("EvalDecision"), ["allowed"]);
}

#[tokio::test]
async fn r16_an_answer_of_a_simulation_has_bounds() {
    let world = World::new().await;
    let account = world.account().await;
    // Each resource tells of all the keys that it was not told.
    let keys: Vec<String> = (0..3_000).map(|number| format!(r#""&{number}":"x""#)).collect();
    let asks = policy(&format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}"#,
        keys.join(",")
    ));
    let ask = async |actions: usize, resources: usize| {
        let mut fields = vec![("PolicyInputList.member.1".to_owned(), asks.clone())];
        fields.extend((1..=actions).map(|n| (format!("ActionNames.member.{n}"), format!("iam:A{n}"))));
        fields.extend(
            (1..=resources).map(|n| (format!("ResourceArns.member.{n}"), format!("arn:aws:s3:::{n}"))),
        );
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        world.iam(&account.admin, "SimulateCustomPolicy", &fields).await
    };
    assert_eq!(ask(1, 100).await.verdict(), TOO_MUCH);
    let answer = ask(100, 3).await.ok();
    assert!(answer.xml.len() < 4 << 20, "{}", answer.xml.len());
    let told = answer.texts("EvalActionName").len();
    assert!((1..100).contains(&told), "{told}");
    assert!(answer.text("Marker").is_some());
}
