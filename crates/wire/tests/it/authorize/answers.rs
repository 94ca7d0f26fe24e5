//! Who it is, and what policies say.

use serde_json::{Value, json};
use service::operator::Operator;
use service::records::ServedAccounts;

use super::{OBJECT, READS, Request, Store};
use crate::world::Keys;

#[tokio::test]
async fn who_signed_and_what_policies_let_them_do() {
    let store = Store::open().await;
    let answer = store.ask(store.signed(&store.alice, |_| {})).await;
    let user_id = answer["Caller"]["UserId"].as_str().unwrap();
    assert!(user_id.starts_with("AIDA"), "{answer}");
    let now = store.world.now().to_string();
    assert_eq!(
        answer,
        json!({
            "Authenticated": true,
            "Allowed": true,
            "Caller": {
                "Arn": format!("arn:aws:iam::{}:user/alice", store.account.id),
                "Account": store.account.id,
                "UserId": user_id,
                "Type": "User",
                "UserName": "alice",
                "PrincipalArn": format!("arn:aws:iam::{}:user/alice", store.account.id),
            },
            "Session": { "Temporary": false, "MfaAuthenticated": false },
            "Proof": { "Type": "Signature", "SignedAt": now, "Presigned": false, "BodySigned": true },
            "Decision": {
                "Verdict": "allowed",
                "PolicyType": "identity",
                "MatchedStatement": {
                    "Policy": format!("arn:aws:iam::{}:user/alice/may", store.account.id),
                    "Statement": 1,
                    "Sid": "Reads",
                },
            },
        })
    );
    let presigned = store.ask(store.signed(&store.alice, |request| request.presigned = true)).await;
    // A presigned address of S3 never signs the body; here it must, and does.
    assert_eq!((&presigned["Allowed"], &presigned["Proof"]["Presigned"]), (&json!(true), &json!(true)));
    let written = store.signed(&store.alice, |request| {
        (request.method, request.body, request.path) = ("PUT", b"meow", "/photos/a//b/../c%20d+e");
        request.query = "versionId=1&x=%2F";
    });
    assert_eq!(store.ask(written).await["Allowed"], true, "paths of S3 are signed as they are sent");
}

#[tokio::test]
async fn the_use_of_a_key_is_told_as_of_the_other_service() {
    let store = Store::open().await;
    store.ask(store.signed(&store.alice, |_| {})).await;
    let fields = [("AccessKeyId", store.alice.id.as_str())];
    let used = store.world.iam(&store.account.admin, "GetAccessKeyLastUsed", &fields).await.ok();
    assert_eq!(used.text("ServiceName").as_deref(), Some("s3"));
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_in_the_simulators_words() {
    let store = Store::open().await;
    let verdict = async || {
        let answer = store.ask(store.signed(&store.alice, |_| {})).await;
        let decision = &answer["Decision"];
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        assert_eq!(answer["Allowed"], decision["Verdict"] == "allowed");
        format!("{} {}", text(&decision["Verdict"]), text(&decision["PolicyType"]))
    };
    assert_eq!(verdict().await, "allowed identity");
    let denies = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}]}"#;
    store.allow("alice", denies).await;
    assert_eq!(verdict().await, "explicitDeny identity");
    store.allow("alice", r#"{"Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}}"#).await;
    assert_eq!(verdict().await, "implicitDeny identity");
    store.allow("alice", READS).await;
    let admin = &store.account.admin;
    let boundary = [
        ("PolicyName", "lists"),
        (
            "PolicyDocument",
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}}"#,
        ),
    ];
    let arn = store.world.iam(admin, "CreatePolicy", &boundary).await.ok().text("Arn").unwrap();
    let fields = [("UserName", "alice"), ("PermissionsBoundary", arn.as_str())];
    store.world.iam(admin, "PutUserPermissionsBoundary", &fields).await.ok();
    assert_eq!(verdict().await, "implicitDeny boundary");
    store.world.iam(admin, "DeleteUserPermissionsBoundary", &fields[..1]).await.ok();
    let account = store.account.id.parse().unwrap();
    let only_iam = r#"{"Statement":{"Effect":"Allow","Action":["iam:*","bartizan:*"],"Resource":"*"}}"#;
    let policy = ("only-iam".parse().unwrap(), only_iam);
    let named = (&policy.0, policy.1);
    store
        .world
        .service
        .set_service_control(Operator { uid: 0 }, account, named, store.world.tick())
        .await
        .unwrap();
    assert_eq!(verdict().await, "implicitDeny service-control");
}

const NEEDS_MFA: &str = r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*",
    "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"600"}}}}"#;

#[tokio::test]
async fn r29_only_a_session_with_mfa_is_one_with_mfa() {
    let store = Store::open().await;
    store.allow("alice", NEEDS_MFA).await;
    let (serial, phone) = store.world.enabled(&store.account.admin, "alice", "phone").await;
    let code = phone.code(store.world.now());
    let session = Keys::of_session(&store.world.session(&store.alice, &serial, &code).await.ok());
    let plain = Keys::of_session(&store.world.sts(&store.alice, "GetSessionToken", &[]).await.ok());
    for (who, keys, allowed) in
        [("key", &store.alice, false), ("session", &plain, false), ("MFA", &session, true)]
    {
        let answer = store.ask(store.signed(keys, |_| {})).await;
        assert_eq!((&answer["Authenticated"], &answer["Allowed"]), (&json!(true), &json!(allowed)), "{who}");
        assert_eq!(answer["Session"]["MfaAuthenticated"], allowed, "{who}");
    }
    store.world.wait(100);
    let answer = store.ask(store.signed(&session, |_| {})).await;
    assert_eq!(answer["Session"]["MfaAgeSeconds"], 100);
    assert!(answer["Session"]["ExpiresAt"].is_string());
    store.world.wait(600);
    assert_eq!(store.ask(store.signed(&session, |_| {})).await["Allowed"], false, "too long ago");
    // The service cannot say otherwise.
    for key in ["aws:MultiFactorAuthPresent", "aws:multifactorauthage", "AWS:PrincipalArn", "aws:SourceIp"] {
        let context =
            json!([{ "ContextKeyName": key, "ContextKeyType": "string", "ContextKeyValues": ["true"] }]);
        let more = json!({ "SignedRequest": store.signed(&store.alice, |_| {}), "Context": context });
        let answer = store.asked_with(more).await;
        assert!(answer.verdict().starts_with("400 ValidationException"), "{key}: {}", answer.xml);
    }
}

#[tokio::test]
async fn conditions_know_what_the_service_says_and_what_is_known_here() {
    let store = Store::open().await;
    let fields = [("UserName", "alice"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
    store.world.iam(&store.account.admin, "TagUser", &fields).await.ok();
    let context = json!([
        { "ContextKeyName": "s3:prefix", "ContextKeyType": "string", "ContextKeyValues": ["cats/"] },
        { "ContextKeyName": "aws:ResourceTag/team", "ContextKeyType": "string", "ContextKeyValues": ["red"] },
    ]);
    let told = json!({ "Context": context, "SourceIp": "192.0.2.7", "SecureTransport": true });
    for (condition, told_allowed, untold_allowed) in [
        (r#"{"StringEquals":{"s3:prefix":"cats/"}}"#, true, false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#, true, false),
        (r#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#, true, true),
        (r#"{"StringEquals":{"aws:username":"alice"}}"#, true, true),
        (r#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, true, false),
        // The service's own address is not its client's.
        (r#"{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}"#, false, false),
        (r#"{"Bool":{"aws:SecureTransport":"true"}}"#, true, false),
        (r#"{"StringEquals":{"aws:UserAgent":"a client"}}"#, true, true),
        (r#"{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#, true, true),
        (r#"{"Null":{"aws:MultiFactorAuthPresent":"true"}}"#, true, true),
    ] {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{condition}}}}}"#
        );
        store.allow("alice", &policy).await;
        let mut more = told.clone();
        more["SignedRequest"] = store.signed(&store.alice, |_| {});
        assert_eq!(store.asked_with(more).await.ok().json()["Allowed"], told_allowed, "told: {condition}");
        let answer = store.ask(store.signed(&store.alice, |_| {})).await;
        assert_eq!(answer["Allowed"], untold_allowed, "not told: {condition}");
    }
}

#[tokio::test]
async fn r29_other_accounts_only_where_the_operator_said_so() {
    let store = Store::open().await;
    let other = store.world.account().await;
    let third = store.world.account().await;
    let ask = async |keys: &Keys| {
        let answer = store.ask(store.signed(keys, |_| {})).await;
        (answer["Reason"].as_str().map(str::to_owned), answer["Decision"].clone())
    };
    let not_served = Some("AccountNotServed".to_owned());
    // Whether the signature is right makes no difference.
    let wrong = Keys { secret: "wrong".to_owned(), ..other.admin.clone() };
    for keys in [&other.admin, &wrong] {
        assert_eq!(ask(keys).await.0, not_served);
    }
    let others = vec![other.id.parse().unwrap()];
    store.register(|wanted| wanted.accounts = ServedAccounts::These(others)).await;
    let (reason, decision) = ask(&other.admin).await;
    // What policies of others say is not the service's to read.
    assert_eq!((reason, decision), (None, json!({ "Verdict": "allowed", "PolicyType": "identity" })));
    assert_eq!(ask(&third.admin).await.0, not_served);
    store.register(|wanted| wanted.accounts = ServedAccounts::All).await;
    assert_eq!(ask(&third.admin).await.0, None);
    assert_eq!(ask(&third.root).await.1, json!({ "Verdict": "allowed" }), "the root user");
    store.register(|_| {}).await;
    assert_eq!(ask(&other.admin).await.0, not_served, "at once");
}

#[tokio::test]
async fn a_service_may_be_a_role_and_its_word_is_not_taken_for_a_token() {
    let store = Store::open().await;
    let session = Keys::of_session(&store.world.sts(&store.alice, "GetSessionToken", &[]).await.ok());
    let token = json!({ "AccessKeyId": session.id, "SessionToken": session.token });
    let asked = async |token: &Value| store.asked_with(json!({ "Session": token })).await.ok().json();
    assert_eq!(asked(&token).await["Reason"], "VouchingNotAllowed");
    store.register(|wanted| wanted.vouches = true).await;
    let answer = asked(&token).await;
    assert_eq!(answer["Proof"], json!({ "Type": "VouchedByService" }), "it says so");
    assert_eq!(answer["Allowed"], true);
    for (id, token, reason) in [
        (&store.alice.id, session.token.as_deref().unwrap(), "UnknownCredentials"),
        (&session.id, "nonsense", "UnknownCredentials"),
    ] {
        assert_eq!(
            asked(&json!({ "AccessKeyId": id, "SessionToken": token })).await["Reason"],
            reason,
            "{id}"
        );
    }
    let other = store.world.account().await;
    let elsewhere = Keys::of_session(&store.world.sts(&other.admin, "GetSessionToken", &[]).await.ok());
    let elsewhere = json!({ "AccessKeyId": elsewhere.id, "SessionToken": elsewhere.token });
    assert_eq!(asked(&elsewhere).await["Reason"], "AccountNotServed");

    let trust = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
        store.account.id
    );
    let admin = &store.account.admin;
    store
        .world
        .iam(admin, "CreateRole", &[("RoleName", "gate"), ("AssumeRolePolicyDocument", &trust)])
        .await
        .ok();
    let may = r#"{"Statement":{"Effect":"Allow","Action":"bartizan:Authorize","Resource":"*"}}"#;
    let fields = [("RoleName", "gate"), ("PolicyName", "may"), ("PolicyDocument", may)];
    store.world.iam(admin, "PutRolePolicy", &fields).await.ok();
    let arn = format!("arn:aws:iam::{}:role/gate", store.account.id);
    let role = [("RoleArn", arn.as_str()), ("RoleSessionName", "one")];
    let gate = Keys::of_session(&store.world.sts(admin, "AssumeRole", &role).await.ok());
    let body = json!({ "Service": "store", "Action": "s3:GetObject", "Resource": OBJECT, "SignedRequest": store.signed(&store.alice, |_| {}) });
    assert_eq!(store.post(&gate, &body.to_string()).await.ok().json()["Allowed"], true);
}

#[tokio::test]
async fn a_described_session_of_a_role_is_who_it_is() {
    let store = Store::open().await;
    let admin = &store.account.admin;
    let trust = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
        store.account.id
    );
    store
        .world
        .iam(admin, "CreateRole", &[("RoleName", "reader"), ("AssumeRolePolicyDocument", &trust)])
        .await
        .ok();
    let fields = [("RoleName", "reader"), ("PolicyName", "may"), ("PolicyDocument", READS)];
    store.world.iam(admin, "PutRolePolicy", &fields).await.ok();
    let arn = format!("arn:aws:iam::{}:role/reader", store.account.id);
    let role = [("RoleArn", arn.as_str()), ("RoleSessionName", "job")];
    let narrow = r#"{"Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}}"#;
    let narrowed = [role[0], role[1], ("Policy", narrow)];
    for (fields, verdict, kind) in
        [(&role[..], "allowed", "identity"), (&narrowed[..], "implicitDeny", "session")]
    {
        let session = Keys::of_session(&store.world.sts(admin, "AssumeRole", fields).await.ok());
        let answer = store.ask(store.signed(&session, |_| {})).await;
        assert_eq!(answer["Caller"]["Type"], "AssumedRole");
        assert_eq!(answer["Caller"]["PrincipalArn"], arn);
        assert_eq!(
            answer["Caller"]["Arn"],
            format!("arn:aws:sts::{}:assumed-role/reader/job", store.account.id)
        );
        assert_eq!(
            (&answer["Decision"]["Verdict"], &answer["Decision"]["PolicyType"]),
            (&json!(verdict), &json!(kind))
        );
    }
}

#[tokio::test]
async fn hosts_below_one_that_was_registered_with_a_star_are_the_services() {
    let store = Store::open().await;
    let below = |request: &mut Request| request.host = "photos.store.example.com:9000";
    let reason = async || store.ask(store.signed(&store.alice, below)).await["Reason"].clone();
    assert_eq!(reason().await, "WrongHost");
    let star = "*.store.example.com:9000".parse().unwrap();
    store.register(|wanted| wanted.hosts.push(star)).await;
    assert_eq!(reason().await, Value::Null);
    // A host that another service has is that one's, however close the star is.
    let mut other = super::registration(&store.account.id, "photos", "photos.store.example.com:9000");
    other.signing_services = vec!["s3".to_owned()];
    let service = &store.world.service;
    service.register_service(Operator { uid: 0 }, &other, store.world.tick()).await.unwrap();
    assert_eq!(reason().await, "WrongHost");
    let taken = super::registration(&store.account.id, "thief", super::HOST);
    let refused =
        service.register_service(Operator { uid: 0 }, &taken, store.world.tick()).await.unwrap_err();
    assert!(refused.message(service::Api::Iam).contains("a host is one service's"));
    let named = (store.account.id.parse().unwrap(), &"photos".parse().unwrap());
    service.remove_service(Operator { uid: 0 }, named, store.world.tick()).await.unwrap();
    assert_eq!(reason().await, Value::Null, "a host that was let go");
    let events = store.world.events(&store.account.id).await;
    let names: Vec<_> = events
        .iter()
        .filter(|event| event["userIdentity"]["type"] == "Operator")
        .map(|event| event["eventName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names[names.len() - 4..],
        ["RegisterService", "RegisterService", "RegisterService", "RemoveService"]
    );
}
