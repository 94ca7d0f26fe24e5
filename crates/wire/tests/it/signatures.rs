//! Signatures, from the bytes that arrive: what is not signed, or signed otherwise, opens nothing.

use crate::world::{Header, Keys, World};

const MISMATCH: &str = "403 SignatureDoesNotMatch The request signature we calculated does not match the signature you \
                        provided. Check your AWS Secret Access Key and signing method. Consult the service documentation \
                        for details.";
const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

async fn administrator() -> (World, Keys) {
    let world = World::new().await;
    let account = world.account().await;
    (world, account.admin)
}

fn with(headers: &[Header], name: &'static str, value: &str) -> Vec<Header> {
    let mut headers: Vec<_> = headers.iter().filter(|(other, _)| *other != name).cloned().collect();
    headers.push((name, value.to_owned()));
    headers
}

#[tokio::test]
async fn r6_what_was_not_signed_is_refused() {
    let (world, admin) = administrator().await;
    let headers = world.signed(&admin, "sts", WHO, &[]);
    world.raw("POST", "/", &headers, WHO.as_bytes()).await.ok();

    let authorization = &headers.last().unwrap().1;
    let without_host = authorization.replace("content-type;host;", "content-type;");
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let signed_unsigned =
        world.signed(&admin, "sts", WHO, &[("x-amz-content-sha256", "UNSIGNED-PAYLOAD".into())]);
    let signed_other = world.signed(&admin, "sts", WHO, &[("x-amz-content-sha256", hash.into())]);
    for (request, headers, body, verdict) in [
        ("with another body", headers.clone(), "Action=GetSessionToken&Version=2011-06-15", MISMATCH),
        ("for another host", with(&headers, "host", "other:7800"), WHO, MISMATCH),
        (
            "of another type",
            with(&headers, "content-type", "application/x-www-form-urlencoded"),
            WHO,
            MISMATCH,
        ),
        ("of another moment", with(&headers, "x-amz-date", "20270115T080001Z"), WHO, MISMATCH),
        (
            "with a header that was added",
            with(&headers, "x-amz-target", "x"),
            WHO,
            "403 SignatureDoesNotMatch 'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            "whose host is not signed",
            with(&headers, "authorization", &without_host),
            WHO,
            "403 SignatureDoesNotMatch 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            "whose body is not signed",
            signed_unsigned,
            WHO,
            "403 SignatureDoesNotMatch The 'x-amz-content-sha256' header must be the SHA-256 of the request body, not \
             'UNSIGNED-PAYLOAD'.",
        ),
        (
            "whose body is said to be another",
            signed_other,
            WHO,
            "403 SignatureDoesNotMatch The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
    ] {
        let answer = world.raw("POST", "/", &headers, body.as_bytes()).await;
        assert_eq!(answer.verdict(), verdict, "a request {request}");
    }
}

#[tokio::test]
async fn r6_a_field_in_query_and_body_is_refused() {
    let (world, admin) = administrator().await;
    for (query, body) in [(WHO, WHO), ("Version=2011-06-15", WHO), ("Action=GetSessionToken", WHO)] {
        let headers = world.signed(&admin, "sts", body, &[]);
        let answer = world.raw("POST", &format!("/?{query}"), &headers, body.as_bytes()).await;
        assert_eq!(
            (answer.status, answer.text("Code").as_deref()),
            (400, Some("MalformedInput")),
            "{query} {body}"
        );
    }
    let answer = world.send(&admin, "sts", &format!("{WHO}&Action=GetCallerIdentity")).await;
    assert_eq!(answer.text("Code").as_deref(), Some("MalformedInput"));
}

#[tokio::test]
async fn r6_presigned_requests_live_fifteen_minutes_at_most() {
    let (world, admin) = administrator().await;
    for (lifetime, age, good) in [
        (60, 0, true),
        (60, 60, true),
        (60, 61, false),
        (900, 900, true),
        (3_600, 900, true),
        (3_600, 901, false),
    ] {
        let query = world.presigned(&admin, "sts", WHO, lifetime);
        world.wait(age);
        let answer = world.get(&query).await;
        if good {
            assert!(answer.ok().xml.contains(":user/admin"));
        } else {
            let verdict = answer.verdict();
            assert!(
                verdict.starts_with("403 SignatureDoesNotMatch Signature expired: "),
                "{lifetime} {age}: {verdict}"
            );
        }
    }
    let query = world.presigned(&admin, "sts", WHO, 60);
    let other = query.replace("GetCallerIdentity", "GetSessionToken");
    assert_eq!(world.get(&other).await.verdict(), MISMATCH, "another action");
    let changed = query.replace("X-Amz-Expires=60", "X-Amz-Expires=900");
    assert_eq!(world.get(&changed).await.verdict(), MISMATCH, "a longer life");
}

#[tokio::test]
async fn a_session_presigns_with_its_token() {
    let (world, admin) = administrator().await;
    let session = Keys::of_session(&world.sts(&admin, "GetSessionToken", &[]).await.ok());
    let query = world.presigned(&session, "sts", WHO, 60);
    world.get(&query).await.ok();
    let at = query.find("&X-Amz-Security-Token").unwrap();
    let end = query[at + 1..].find('&').unwrap() + at + 1;
    let without = [&query[..at], &query[end..]].concat();
    assert_eq!(
        world.get(&without).await.verdict(),
        "403 InvalidClientTokenId The security token included in the request is invalid."
    );
}

#[tokio::test]
async fn a_signature_is_good_for_fifteen_minutes_around_its_moment() {
    let (world, admin) = administrator().await;
    let headers = world.signed(&admin, "sts", WHO, &[]);
    world.wait(900);
    world.raw("POST", "/", &headers, WHO.as_bytes()).await.ok();
    world.wait(1);
    assert_eq!(
        world.raw("POST", "/", &headers, WHO.as_bytes()).await.verdict(),
        "403 SignatureDoesNotMatch Signature expired: 20270115T080000Z is now earlier than 20270115T080001Z \
         (20270115T081501Z - 15 min.)"
    );
}

#[tokio::test]
async fn a_signature_for_one_service_is_not_good_for_the_other() {
    let (world, admin) = administrator().await;
    for (service, body) in [("iam", WHO), ("sts", "Action=ListUsers&Version=2010-05-08"), ("s3", WHO)] {
        let answer = world.send(&admin, service, body).await;
        let verdict = answer.verdict();
        assert!(
            verdict.starts_with("403 SignatureDoesNotMatch Credential should be scoped to correct service: "),
            "{verdict}"
        );
    }
}

#[tokio::test]
async fn what_is_no_request_to_an_operation_is_refused_before_anything_else() {
    let (world, admin) = administrator().await;
    for (body, verdict) in [
        ("", "400 MissingAction The request must contain the parameter Action."),
        ("Version=2010-05-08", "400 MissingAction The request must contain the parameter Action."),
        (
            "Action=Fly&Version=2010-05-08",
            "400 InvalidAction Could not find operation Fly for version 2010-05-08",
        ),
        (
            "Action=ListUsers",
            "400 InvalidAction Could not find operation ListUsers for version NO_VERSION_SPECIFIED",
        ),
        (
            "Action=ListUsers&Version=2011-06-15",
            "400 InvalidAction Could not find operation ListUsers for version 2011-06-15",
        ),
        (
            "Action=listusers&Version=2010-05-08",
            "400 InvalidAction Could not find operation listusers for version 2010-05-08",
        ),
        ("Action=%3Cb%3E&Version=%26", "400 InvalidAction Could not find operation <b> for version &"),
    ] {
        let service = if body.contains("2011") { "sts" } else { "iam" };
        assert_eq!(world.send(&admin, service, body).await.verdict(), verdict, "{body}");
    }
    for (body, code) in [
        ("Action=%", "MalformedQueryString"),
        ("Action=%zz", "MalformedQueryString"),
        ("Action=%FF", "MalformedInput"),
        ("Action=%00", "MalformedInput"),
        ("Action=A&Action=B", "MalformedInput"),
    ] {
        let answer = world.send(&admin, "iam", body).await;
        assert_eq!((answer.status, answer.text("Code").as_deref()), (400, Some(code)), "{body}");
    }
}

#[tokio::test]
async fn only_get_and_post_of_forms_at_the_root_are_requests() {
    let (world, admin) = administrator().await;
    let headers = world.signed(&admin, "sts", WHO, &[]);
    let json = with(&headers, "content-type", "application/json");
    for (method, uri, headers, body, status, code) in [
        ("PUT", "/", &headers, WHO, 405, "MethodNotAllowed"),
        ("DELETE", "/", &headers, WHO, 405, "MethodNotAllowed"),
        ("HEAD", "/", &headers, "", 405, "MethodNotAllowed"),
        ("POST", "/iam", &headers, WHO, 404, "NotFound"),
        ("POST", "//", &headers, WHO, 404, "NotFound"),
        ("POST", "/", &json, WHO, 415, "UnsupportedMediaType"),
        ("GET", "/", &headers, WHO, 400, "MalformedInput"),
        ("GET", "/", &headers, "", 400, "MissingAction"),
    ] {
        let answer = world.raw(method, uri, headers, body.as_bytes()).await;
        assert_eq!((answer.status, answer.text("Code").as_deref()), (status, Some(code)), "{method} {uri}");
    }
    let mut twice = headers.clone();
    twice.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
    assert_eq!(world.raw("POST", "/", &twice, WHO.as_bytes()).await.status, 415, "two content types");
}

#[tokio::test]
async fn a_get_signed_by_header_is_a_request_too() {
    let (world, admin) = administrator().await;
    // Fields in the query of a POST that has no body.
    let headers = [("host", b"localhost:7800".as_slice())];
    let head = sigv4::Head { method: "GET", path: "/", query: WHO, headers: &headers };
    let signer = sigv4::sign::Signer::new(&admin.id, &admin.secret, "us-east-1", "sts");
    let mut signed = signer.headers(&head, &sigv4::BodyHash::of(b""), world.now()).unwrap();
    signed.push(("host", "localhost:7800".to_owned()));
    world.raw("GET", &format!("/?{WHO}"), &signed, b"").await.ok();
    assert_eq!(world.raw("POST", &format!("/?{WHO}"), &signed, b"").await.verdict(), MISMATCH);
}
