//! What nobody is known by, and what is not even a question.

use serde_json::{Value, json};
use service::operator::Operator;

use super::{HOST, OBJECT, Request, Store, registration, replace};
use crate::world::Keys;

/// Asks about a described request, and gives the reason why nobody is known.
async fn reason(store: &Store, about: Value) -> String {
    let answer = store.ask(about).await;
    assert_eq!((&answer["Authenticated"], &answer["Allowed"]), (&json!(false), &json!(false)), "{answer}");
    assert_eq!(answer.as_object().unwrap().len(), 3, "nothing else is told: {answer}");
    answer["Reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn r29_what_was_signed_for_another_service_is_worth_nothing_here() {
    let store = Store::open().await;
    let mut queue = registration(&store.account.id, "queue", "queue.example.com");
    queue.signing_services = vec!["sqs".to_owned()];
    let service = &store.world.service;
    service.register_service(Operator { uid: 0 }, &queue, store.world.tick()).await.unwrap();
    // (what is wrong, what the client signed, the reason)
    for (what, host, signed_for, expected) in [
        ("another service of ours, replayed", "queue.example.com", "sqs", "WrongHost"),
        ("another service's host", "queue.example.com", "s3", "WrongHost"),
        ("another name at the right host", HOST, "sqs", "WrongService"),
        ("this server itself", HOST, "iam", "WrongService"),
        ("this server's host and name", "localhost:7800", "sts", "WrongHost"),
        ("a host that nobody registered", "evil.example.com", "s3", "WrongHost"),
        ("the right host at another port", "store.example.com", "s3", "WrongHost"),
        ("no host", "", "s3", "WrongHost"),
    ] {
        let about =
            store.signed(&store.alice, |request| (request.host, request.service) = (host, signed_for));
        assert_eq!(reason(&store, about).await, expected, "{what}");
    }
    // To say that it was sent here makes it no other signature.
    let mut about = store.signed(&store.alice, |request| request.host = "queue.example.com");
    replace(&mut about, "host", |_| HOST.to_owned());
    assert_eq!(reason(&store, about).await, "SignatureDoesNotMatch");
    let mut about = store.signed(&store.alice, |_| {});
    about["Headers"].as_array_mut().unwrap().push(super::header("Host", HOST));
    assert_eq!(reason(&store, about).await, "WrongHost", "two hosts");
    let mut about = store.signed(&store.alice, |_| {});
    replace(&mut about, "authorization", |value| value.replace("host;", ""));
    assert_eq!(reason(&store, about).await, "WrongHost", "a host that is not signed");
}

#[tokio::test]
async fn r29_what_was_changed_on_the_way_is_not_what_was_signed() {
    let store = Store::open().await;
    let signed = || store.signed(&store.alice, |request| (request.method, request.body) = ("PUT", b"meow"));
    assert_eq!(store.ask(signed()).await["Authenticated"], true);
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 11] = [
        ("another body", |about| about["BodySha256"] = json!("0".repeat(64)), "SignatureDoesNotMatch"),
        (
            "no body",
            |about| drop(about.as_object_mut().unwrap().remove("BodySha256")),
            "SignatureDoesNotMatch",
        ),
        ("another method", |about| about["Method"] = json!("DELETE"), "SignatureDoesNotMatch"),
        ("another path", |about| about["Path"] = json!("/photos/dog.jpg"), "SignatureDoesNotMatch"),
        ("another query", |about| about["Query"] = json!("delete="), "SignatureDoesNotMatch"),
        (
            "a header more",
            |about| about["Headers"].as_array_mut().unwrap().push(super::header("X-Amz-Acl", "public")),
            "MalformedSignature",
        ),
        (
            "another hash in the header",
            |about| replace(about, "x-amz-content-sha256", |_| "0".repeat(64)),
            "SignatureDoesNotMatch",
        ),
        (
            "an unsigned body",
            |about| replace(about, "x-amz-content-sha256", |_| "UNSIGNED-PAYLOAD".to_owned()),
            "UnsignedBody",
        ),
        (
            "another signature",
            |about| replace(about, "authorization", |value| value.replace("Signature=", "Signature=0")),
            "SignatureDoesNotMatch",
        ),
        ("no signature", |about| replace(about, "authorization", |_| String::new()), "Unsigned"),
        (
            "half a signature",
            |about| replace(about, "authorization", |value| value[..40].to_owned()),
            "MalformedSignature",
        ),
    ];
    for (what, change, expected) in changes {
        let mut about = signed();
        change(&mut about);
        assert_eq!(reason(&store, about).await, expected, "{what}");
    }
}

#[tokio::test]
async fn r29_credentials_that_are_over_are_over_here_too() {
    let store = Store::open().await;
    let (world, admin) = (&store.world, &store.account.admin);
    let wrong = Keys { secret: "wrong".to_owned(), ..store.alice.clone() };
    assert_eq!(reason(&store, store.signed(&wrong, |_| {})).await, "SignatureDoesNotMatch");
    let (most, last) = store.alice.id.split_at(19);
    let unknown =
        Keys { id: format!("{most}{}", if last == "A" { "B" } else { "A" }), ..store.alice.clone() };
    assert_eq!(reason(&store, store.signed(&unknown, |_| {})).await, "UnknownCredentials");
    let nobody = Keys { id: "root".to_owned(), ..store.alice.clone() };
    assert_eq!(reason(&store, store.signed(&nobody, |_| {})).await, "UnknownCredentials");

    let about = store.signed(&store.alice, |_| {});
    world.wait(901);
    assert_eq!(reason(&store, about).await, "OutsideTimeWindow");
    let presigned = store.signed(&store.alice, |request| request.presigned = true);
    world.wait(301);
    assert_eq!(reason(&store, presigned).await, "OutsideTimeWindow");

    let short = world.sts(&store.alice, "GetSessionToken", &[("DurationSeconds", "900")]).await.ok();
    let short = Keys::of_session(&short);
    let ended = Keys::of_session(&world.sts(&store.alice, "GetSessionToken", &[]).await.ok());
    let bare = Keys { token: None, ..ended.clone() };
    assert_eq!(reason(&store, store.signed(&bare, |_| {})).await, "UnknownCredentials");
    world.wait(900);
    assert_eq!(reason(&store, store.signed(&short, |_| {})).await, "ExpiredCredentials");
    assert_eq!(store.ask(store.signed(&ended, |_| {})).await["Authenticated"], true);
    let whose = service::operator::Whose::User("alice".parse().unwrap());
    let account = store.account.id.parse().unwrap();
    world.service.end_sessions(Operator { uid: 0 }, account, &whose, world.tick()).await.unwrap();
    assert_eq!(reason(&store, store.signed(&ended, |_| {})).await, "UnknownCredentials", "ended");

    let off = [("UserName", "alice"), ("AccessKeyId", &store.alice.id), ("Status", "Inactive")];
    world.iam(admin, "UpdateAccessKey", &off).await.ok();
    assert_eq!(reason(&store, store.signed(&store.alice, |_| {})).await, "UnknownCredentials", "turned off");
    let on = [off[0], off[1], ("Status", "Active")];
    world.iam(admin, "UpdateAccessKey", &on).await.ok();
    assert_eq!(store.ask(store.signed(&store.alice, |_| {})).await["Authenticated"], true);
    world.iam(admin, "DeleteAccessKey", &off[..2]).await.ok();
    assert_eq!(reason(&store, store.signed(&store.alice, |_| {})).await, "UnknownCredentials", "deleted");
}

#[tokio::test]
async fn r29_who_asks_needs_the_permission_for_this_very_service() {
    let store = Store::open().await;
    let about = store.signed(&store.alice, |_| {});
    let body =
        json!({ "Service": "store", "Action": "s3:GetObject", "Resource": OBJECT, "SignedRequest": about });
    let body = body.to_string();
    let verdict = store.post(&store.alice, &body).await.verdict();
    let expected = format!(
        "403 AccessDeniedException User: arn:aws:iam::{0}:user/alice is not authorized to perform: bartizan:Authorize on resource: \
         arn:aws:bartizan::{0}:service/store because no identity-based policy allows the bartizan:Authorize action",
        store.account.id
    );
    assert_eq!(verdict, expected);
    // An administrator of another account may everything there, and there is no such service.
    let other = store.world.account().await;
    let verdict = store.post(&other.admin, &body).await.verdict();
    assert!(verdict.starts_with("404 ResourceNotFoundException No service store"), "{verdict}");
    // The permission is for one service.
    let elsewhere = body.replace("\"store\"", "\"queue\"");
    assert!(store.post(&store.keys, &elsewhere).await.verdict().starts_with("403 AccessDenied"));
    let named = (store.account.id.parse().unwrap(), &"store".parse().unwrap());
    store.world.service.remove_service(Operator { uid: 0 }, named, store.world.tick()).await.unwrap();
    assert!(store.post(&store.keys, &body).await.verdict().starts_with("404"));
    let federated = Keys::of_session(
        &store
            .world
            .sts(
                &store.account.admin,
                "GetFederationToken",
                &[
                    ("Name", "guest"),
                    ("Policy", r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#),
                ],
            )
            .await
            .ok(),
    );
    assert!(store.post(&federated, &body).await.verdict().starts_with("403 AccessDenied"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_before_anybody_is_looked_at() {
    let store = Store::open().await;
    let about = store.signed(&store.alice, |_| {});
    let whole =
        json!({ "Service": "store", "Action": "s3:GetObject", "Resource": OBJECT, "SignedRequest": about });
    let with = |name: &str, value: Value| {
        let mut body = whole.clone();
        body[name] = value;
        body.to_string()
    };
    let in_request = |name: &str, value: Value| {
        let mut body = whole.clone();
        body["SignedRequest"][name] = value;
        body.to_string()
    };
    let headers = |count: usize| Value::Array(vec![super::header("x", "y"); count]);
    let text = whole.to_string();
    let twice = text.replacen('{', r#"{"Service":"store","#, 1);
    let nested_twice = text.replacen(r#""Method":"#, r#""Method":"DELETE","Method":"#, 1);
    assert!(nested_twice != text);
    for (what, body, verdict) in [
        ("no JSON", "{".to_owned(), "400 SerializationException"),
        ("a list", "[]".to_owned(), "400 SerializationException"),
        ("a member twice", twice, "400 SerializationException"),
        ("a nested member twice", nested_twice, "400 SerializationException"),
        ("a number", with("Service", json!(1)), "400 SerializationException"),
        ("too many headers", in_request("Headers", headers(129)), "400 ValidationException"),
        ("very many headers", in_request("Headers", headers(300)), "400 SerializationException"),
        ("no action", with("Action", Value::Null), "400 ValidationException"),
        ("no name of an action", with("Action", json!("s3")), "400 ValidationException"),
        ("an action with a wildcard", with("Action", json!("s3:*")), "400 ValidationException"),
        ("an action of this server", with("Action", json!("IAM:CreateUser")), "400 ValidationException"),
        ("another action of it", with("Action", json!("bartizan:ForwardAuth")), "400 ValidationException"),
        ("no service", with("Service", Value::Null), "400 ValidationException"),
        ("no name of a service", with("Service", json!("Store/..")), "400 ValidationException"),
        ("neither", with("SignedRequest", Value::Null), "400 ValidationException"),
        (
            "both",
            with("Session", json!({ "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SessionToken": "x" })),
            "400 ValidationException",
        ),
        ("no address", with("SourceIp", json!("localhost")), "400 ValidationException"),
        ("a path with a line end", in_request("Path", json!("/a\nb")), "400 ValidationException"),
        ("a path with a space", in_request("Path", json!("/a b")), "400 ValidationException"),
        ("no path", in_request("Path", json!("photos")), "400 ValidationException"),
        ("a method with a space", in_request("Method", json!("GET /")), "400 ValidationException"),
        ("a hash in capitals", in_request("BodySha256", json!("A".repeat(64))), "400 ValidationException"),
        (
            "a long header",
            in_request("Headers", json!([super::header("x", &"y".repeat(16_385))])),
            "400 ValidationException",
        ),
        (
            "a header with a line end",
            in_request("Headers", json!([super::header("x", "y\r\nz")])),
            "400 ValidationException",
        ),
        (
            "a key twice",
            with("Context", json!([entry("s3:prefix"), entry("S3:Prefix")])),
            "400 ValidationException",
        ),
    ] {
        let answer = store.post(&store.keys, &body).await;
        assert!(answer.verdict().starts_with(verdict), "{what}: {}", answer.verdict());
    }
    assert_eq!(store.post(&store.keys, &text).await.ok().json()["Allowed"], true);
}

fn entry(name: &str) -> Value {
    json!({ "ContextKeyName": name, "ContextKeyType": "string", "ContextKeyValues": ["x"] })
}

#[tokio::test]
async fn an_unsigned_body_only_where_the_operator_said_so() {
    let store = Store::open().await;
    let about = || {
        let mut request = Request::default();
        request.headers.push(("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        // Signed as S3's clients do over TLS: the word in place of the hash.
        unsigned(&store, &request)
    };
    assert_eq!(reason(&store, about()).await, "UnsignedBody");
    store.register(|wanted| wanted.unsigned_bodies = true).await;
    let answer = store.ask(about()).await;
    assert_eq!(
        (&answer["Allowed"], &answer["Proof"]["BodySigned"]),
        (&json!(true), &json!(false)),
        "{answer}"
    );
    let signed = store.ask(store.signed(&store.alice, |_| {})).await;
    assert_eq!(signed["Proof"]["BodySigned"], true);
}

/// Signs a request whose body is left out, by AWS's own recipe: no signer of ours makes such signatures.
fn unsigned(store: &Store, request: &Request) -> Value {
    use aws_lc_rs::{digest, hmac};
    let (keys, now) = (&store.alice, store.world.now().basic());
    let day = &now[..8];
    let mac = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
    };
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let list = "host;x-amz-content-sha256;x-amz-date";
    let canonical = format!(
        "{}\n{}\n\nhost:{}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{now}\n\n{list}\nUNSIGNED-PAYLOAD",
        request.method, request.path, request.host
    );
    let scope = format!("{day}/us-east-1/s3/aws4_request");
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{now}\n{scope}\n{}",
        hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    );
    let key = ["us-east-1", "s3", "aws4_request"]
        .iter()
        .fold(mac(format!("AWS4{}", keys.secret).as_bytes(), day), |key, part| mac(&key, part));
    let signature = hex(&mac(&key, &to_sign));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={list}, Signature={signature}",
        keys.id
    );
    json!({
        "Method": request.method, "Path": request.path,
        "Headers": [
            super::header("Host", request.host),
            super::header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
            super::header("X-Amz-Date", &now),
            super::header("Authorization", &authorization),
        ],
    })
}

#[tokio::test]
async fn r7_no_event_and_no_answer_shows_what_was_described() {
    let store = Store::open().await;
    let session = Keys::of_session(&store.world.sts(&store.alice, "GetSessionToken", &[]).await.ok());
    let about = store.signed(&session, |request| request.presigned = true);
    let token = session.token.clone().unwrap();
    let answer = store.ask(about.clone()).await.to_string();
    assert!(!answer.contains(&token) && !answer.contains("X-Amz-Signature"), "{answer}");
    // A refusal is an event, with what was asked.
    let body = json!({
        "Service": "store", "Action": "s3:GetObject", "Resource": OBJECT, "SignedRequest": about,
        "Session": { "AccessKeyId": session.id, "SessionToken": token },
    });
    assert_eq!(store.post(&store.alice, &body.to_string()).await.status, 403);
    let event = store.world.events(&store.account.id).await.pop().unwrap();
    assert_eq!(event["eventName"], "Authorize");
    assert_eq!(event["requestParameters"]["resource"], OBJECT);
    let text = event.to_string();
    assert!(!text.contains(&token) && !text.contains("X-Amz-Signature"), "{text}");
}
