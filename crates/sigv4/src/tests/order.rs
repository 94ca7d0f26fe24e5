//! A request with everything wrong is told one fault after the other, in the order in which AWS looks for them.

use std::time::Duration;

use super::{NOW, Request, signer};
use crate::{Refusal, Rules};

/// The number of the check, in AWS's order, that a refusal belongs to.
fn check(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::IllegalEscape => 1,
        Refusal::MissingAuthenticationToken => 2,
        Refusal::UnsupportedAlgorithm(_) => 3,
        Refusal::HeaderPiecesMissing { .. } | Refusal::QueryPiecesMissing(_) => 4,
        Refusal::MalformedDate(_) => 5,
        Refusal::HostNotSigned => 6,
        Refusal::Expired { .. } | Refusal::NotYetCurrent { .. } => 7,
        Refusal::CredentialParts(_) => 8,
        Refusal::Scope(_) => 9,
        Refusal::SignatureDoesNotMatch => 12, // 10 and 11 are the caller's: it looks the key up
        other => panic!("{other:?} is not in the order"),
    }
}

#[test]
fn faults_of_a_request_signed_by_header_are_told_in_the_order_of_aws() {
    let mut request = Request {
        query: "a=%zz".to_owned(),
        headers: vec![("host".to_owned(), b"h".to_vec()), ("x-amz-date".to_owned(), b"today".to_vec())],
        ..Request::unsigned()
    };
    let mut told = Vec::new();
    let mut next = |request: &Request| told.extend(request.verify().err().as_ref().map(check));

    next(&request);
    request.query.clear();
    next(&request);
    for authorization in ["AWS2 Credential=a", "AWS4-HMAC-SHA256 Credential=a"] {
        request = request.without("authorization").header("authorization", authorization);
        next(&request);
    }
    let authorization = "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=x-amz-date, Signature=s";
    request = request.without("authorization").header("authorization", authorization);
    next(&request);
    request = request.without("x-amz-date").header("x-amz-date", "20150830T000000Z");
    next(&request);
    request = request.replace("authorization", "=x-amz-date", "=host;x-amz-date");
    next(&request);
    request = request.without("x-amz-date").header("x-amz-date", "20150830T123600Z");
    next(&request);
    request = request.replace("authorization", "=a,", "=a/20150831/eu/ec2/term,");
    next(&request);
    request = request.replace("authorization", "20150831/eu/ec2/term", "20150830/eu/iam/aws4_request");
    next(&request);
    assert_eq!(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 12]);
}

#[test]
fn faults_of_a_presigned_request_are_told_in_the_order_of_aws() {
    let later = NOW.after(Duration::from_secs(3600));
    let mut told = Vec::new();
    for (query, now) in [
        ("X-Amz-Algorithm=AWS2&X-Amz-Date=%zz", later),
        ("X-Amz-Algorithm=AWS2&X-Amz-Date=today", later),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=today", later),
        (&query("today", "date", "a"), later),
        (&query("20150830T123600Z", "date", "a"), later),
        (&query("20150830T123600Z", "host", "a"), later),
        (&query("20150830T123600Z", "host", "a"), NOW),
        (&query("20150830T123600Z", "host", "a/b/c/d/e"), NOW),
        (&query("20150830T123600Z", "host", "a/20150830/eu/iam/aws4_request"), NOW),
    ] {
        let request = Request { query: query.to_owned(), ..Request::unsigned() };
        told.extend(request.verify_at(&Rules::of(&["iam"]), now).err().as_ref().map(check));
    }
    assert_eq!(told, [1, 3, 4, 5, 6, 7, 8, 9, 12]);
}

fn query(date: &str, signed_headers: &str, credential: &str) -> String {
    format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-SignedHeaders={signed_headers}\
         &X-Amz-Credential={credential}&X-Amz-Expires=60&X-Amz-Signature=s"
    )
}

#[test]
fn a_key_for_another_day_region_or_service_verifies_nothing() {
    let request = Request::signed();
    let body = crate::BodyHash::of(&request.body);
    for (day, region, service, accepted) in [
        ("20150830", "eu-west-1", "iam", true),
        ("20150829", "eu-west-1", "iam", false),
        ("20150830", "eu-west-2", "iam", false),
        ("20150830", "eu-west-1", "sts", false),
    ] {
        let key = crate::SigningKey::derive(signer().secret, day, region, service);
        let verified = request.with_claim(&super::RULES, NOW, |claim| claim.verify(&body, &key).is_ok());
        assert_eq!(verified, Ok(accepted), "{day}/{region}/{service}");
    }
}
