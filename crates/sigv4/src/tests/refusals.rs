//! Each refusal with its code and its exact text.

use std::time::Duration;

use super::{NOW, RULES, Request, signer};
use crate::sign::Signer;
use crate::{Code, Head, Refusal, Rules, claim};

use Code::{IncompleteSignature, MalformedQueryString, MissingAuthenticationToken, SignatureDoesNotMatch};

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
    Secret Access Key and signing method. Consult the service documentation for details.";

fn authorized(authorization: &str) -> Request {
    Request::signed().without("authorization").header("authorization", authorization)
}

/// Signed well, with a part of the credential replaced afterwards: all that is checked before the signature.
fn scoped(old: &str, new: &str) -> Request {
    Request::signed().replace("authorization", old, new)
}

fn with_query(query: &str) -> Request {
    Request { query: query.to_owned(), ..Request::unsigned() }
}

#[test]
fn each_refusal_has_the_code_and_the_text_of_aws() {
    for (request, code, text) in [
        // 1. The query cannot be read.
        (with_query("a=%zz"), MalformedQueryString, "Illegal hex character in escape % pattern."),
        (with_query("a=%C"), MalformedQueryString, "Incomplete trailing escape % sequence."),
        // 2. Nothing to authenticate.
        (Request::unsigned(), MissingAuthenticationToken, "Request is missing Authentication Token"),
        (authorized(""), MissingAuthenticationToken, "Request is missing Authentication Token"),
        (
            with_query("X-Amz-Date=20150830T123600Z&X-Amz-Security-Token=t"),
            MissingAuthenticationToken,
            "Request is missing Authentication Token",
        ),
        (
            Request::presigned().header("authorization", "AWS4-HMAC-SHA256 Credential=a"),
            SignatureDoesNotMatch,
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
        ),
        // 3. Another algorithm.
        (
            authorized("AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=s"),
            IncompleteSignature,
            "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
        ),
        (authorized("Basic cm9vdDpyb290"), IncompleteSignature, "Unsupported AWS 'algorithm': 'Basic'."),
        (
            Request::presigned().replace_in_query("AWS4-HMAC-SHA256", "AWS3"),
            IncompleteSignature,
            "Unsupported AWS 'algorithm': 'AWS3'.",
        ),
        // 4. Pieces missing.
        (
            authorized("AWS4-HMAC-SHA256").without("x-amz-date"),
            IncompleteSignature,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
             parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
             existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
        ),
        (
            authorized("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=, Signature=5"),
            IncompleteSignature,
            "Authorization header requires 'SignedHeaders' parameter. \
             Authorization=AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=, Signature=5",
        ),
        (
            authorized("AWS4-HMAC-SHA256 Credential=1234, SignedHeadersdate;host"),
            IncompleteSignature,
            "'SignedHeadersdate;host' not a valid key=value pair (missing equal-sign) in Authorization header: \
             'AWS4-HMAC-SHA256 Credential=1234, SignedHeadersdate;host'",
        ),
        (
            with_query("X-Amz-Algorithm=AWS4-HMAC-SHA256"),
            IncompleteSignature,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include \
             'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string \
             parameters must include 'X-Amz-Date'. AWS query-string parameters must include 'X-Amz-Expires'. \
             Re-examine the query-string parameters.",
        ),
        (
            Request::presigned().replace_in_query("X-Amz-Expires=60&", ""),
            IncompleteSignature,
            "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-string parameters.",
        ),
        (
            Request::presigned().replace_in_query("X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""),
            IncompleteSignature,
            "AWS query-string parameters must include 'X-Amz-Algorithm'. Re-examine the query-string parameters.",
        ),
        (
            Request::presigned().replace_in_query("X-Amz-Expires=60", "X-Amz-Expires=604801"),
            IncompleteSignature,
            "X-Amz-Expires must be between 1 and 604800 seconds, not '604801'.",
        ),
        // 5. The date.
        (
            Request::signed().replace("x-amz-date", "20150830T123600Z", "2015-08-30T12:36:00Z"),
            IncompleteSignature,
            "Date must be in ISO-8601 'basic format'. Got '2015-08-30T12:36:00Z'. \
             See http://en.wikipedia.org/wiki/ISO_8601",
        ),
        (
            Request::presigned().replace_in_query("X-Amz-Date=20150830T123600Z", "X-Amz-Date=201"),
            IncompleteSignature,
            "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601",
        ),
        // 6. Headers that must be signed.
        (
            scoped("content-type;host;", "content-type;"),
            SignatureDoesNotMatch,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            Request::signed().header("x-amz-target", "t"),
            SignatureDoesNotMatch,
            "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            scoped("content-type;host;x-amz-date", "x-amz-date;host"),
            SignatureDoesNotMatch,
            "'SignedHeaders' must be lower-case names of headers in alphabetical order, each once, not \
             'x-amz-date;host'.",
        ),
        (
            Request::signed().without("content-type"),
            SignatureDoesNotMatch,
            "'content-type' is a 'SignedHeader' in the AWS Authorization, but the request has no such header.",
        ),
        // 8. The credential.
        (
            scoped("/iam/aws4_request", "/aws4_request"),
            IncompleteSignature,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
             'AKIDEXAMPLE/20150830/eu-west-1/aws4_request'",
        ),
        // 9. The scope.
        (
            scoped("/eu-west-1/", "//"),
            SignatureDoesNotMatch,
            "Credential should be scoped to a valid region, not ''.",
        ),
        (
            scoped("/iam/", "/s3/"),
            SignatureDoesNotMatch,
            "Credential should be scoped to correct service: 'iam'.",
        ),
        (
            scoped("aws4_request", "aws3_request"),
            SignatureDoesNotMatch,
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3_request'.",
        ),
        (
            scoped("/20150830/", "/20150829/"),
            SignatureDoesNotMatch,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '20150829' != '20150830', from '20150830T123600Z'.",
        ),
        (
            scoped("20150830/eu-west-1/iam/aws4_request", "2015/eu west/s3/end"),
            SignatureDoesNotMatch,
            "Credential should be scoped to a valid region, not 'eu west'. Credential should be scoped to correct \
             service: 'iam'. Credential should be scoped with a valid terminator: 'aws4_request', not 'end'. Date in \
             Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '2015' != '20150830', \
             from '20150830T123600Z'.",
        ),
        // 12. The signature.
        (Request { body: Vec::new(), ..Request::signed() }, SignatureDoesNotMatch, MISMATCH),
        (scoped("Signature=", "Signature=0"), SignatureDoesNotMatch, MISMATCH),
        (
            Request::unsigned().sign(&Signer { secret: "another", ..signer() }),
            SignatureDoesNotMatch,
            MISMATCH,
        ),
    ] {
        let refusal = request.verify().expect_err(text);
        assert_eq!((refusal.code(), refusal.to_string().as_str()), (code, text));
    }
}

#[test]
fn a_request_is_good_for_fifteen_minutes_before_and_after_its_moment() {
    const EXPIRED: &str = "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z \
        (20150830T125101Z - 15 min.)";
    const EARLY: &str = "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z \
        (20150830T122059Z + 15 min.)";
    let (quarter, second) = (Duration::from_secs(900), Duration::from_secs(1));
    for (now, refusal) in [
        (NOW, None),
        (NOW.after(quarter), None),
        (NOW.after(quarter).after(Duration::from_millis(999)), None),
        (NOW.after(quarter).after(second), Some(EXPIRED)),
        (NOW.before(quarter), None),
        (NOW.before(quarter).before(second), Some(EARLY)),
    ] {
        let verified = Request::signed().verify_at(&RULES, now).map_err(|refusal| {
            assert_eq!(refusal.code(), SignatureDoesNotMatch);
            refusal.to_string()
        });
        assert_eq!(verified.err().as_deref(), refusal, "at {now}");
    }

    let late = Request::presigned().verify_at(&RULES, NOW.after(Duration::from_secs(61)));
    assert_eq!(
        late.map_err(|refusal| refusal.to_string()),
        Err("Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T123701Z - 1 min.)".to_owned())
    );
}

#[test]
fn a_scope_may_name_any_region_and_one_of_several_services() {
    let rules = Rules::of(&["iam", "sts"]);
    for (region, service, accepted) in [
        ("us-east-1", "iam", true),
        ("aws-global", "sts", true),
        ("Rack_7", "sts", true),
        ("", "iam", false),
        ("eu west", "iam", false),
        ("é", "iam", false),
        (&"r".repeat(64), "iam", true),
        (&"r".repeat(65), "iam", false),
        ("us-east-1", "IAM", false),
        ("us-east-1", "", false),
    ] {
        let request = Request::unsigned().sign(&Signer { region, service, ..signer() });
        assert_eq!(request.verify_at(&rules, NOW).is_ok(), accepted, "{region}/{service}");
    }
    let refusal = Request::unsigned().sign(&Signer { service: "s3", ..signer() }).verify_at(&rules, NOW);
    assert_eq!(
        refusal.map_err(|refusal| refusal.to_string()),
        Err("Credential should be scoped to correct service: 'iam' or 'sts'.".to_owned())
    );
}

#[test]
fn what_decides_may_come_only_once() {
    for (header, name) in [
        ("authorization", "Authorization"),
        ("x-amz-date", "X-Amz-Date"),
        ("x-amz-security-token", "X-Amz-Security-Token"),
        ("host", "Host"),
    ] {
        let request = Request::unsigned().sign(&Signer { session_token: Some("t"), ..signer() });
        let (_, value) =
            request.headers.iter().find(|(name, _)| name == header).cloned().expect("it is there");
        let twice = request.header(header, &String::from_utf8_lossy(&value));
        assert_eq!(twice.verify(), Err(Refusal::RepeatedHeader(name)));
    }
    let presigned = Request::unsigned()
        .presign(&Signer { session_token: Some("t"), ..signer() }, Duration::from_secs(60));
    for piece in presigned.query.clone().split('&') {
        let twice = Request { query: format!("{piece}&{}", presigned.query), ..presigned.clone() };
        assert!(
            matches!(twice.verify(), Err(Refusal::RepeatedParameter(name)) if piece.starts_with(name)),
            "{piece}"
        );
    }
    for piece in ["Credential=other", "Signature=00", "SignedHeaders=host"] {
        let name = piece.split('=').next().unwrap_or_default();
        let twice = scoped("Credential=", &format!("{piece}, Credential="));
        assert!(matches!(twice.verify(), Err(Refusal::RepeatedPiece(piece)) if piece == name), "{piece}");
    }
}

#[test]
fn a_head_out_of_bounds_is_not_looked_at() {
    let many_headers =
        (0..128).fold(Request::signed(), |request, index| request.header(&format!("h{index}"), ""));
    let many_signed = (0..64).map(|index| format!("h{index:02};")).collect::<String>();
    for (request, part) in [
        (many_headers, "header list"),
        (Request { path: "/".repeat(4097), ..Request::signed() }, "path"),
        (Request { query: "a".repeat(65_537), ..Request::signed() }, "query string"),
        (Request { query: "a&".repeat(1025), ..Request::signed() }, "query string"),
        (Request { method: "GET\n/".to_owned(), ..Request::signed() }, "method"),
        (authorized(&"a".repeat(8193)), "Authorization header"),
        (scoped("content-type;host", &format!("{many_signed}host")), "list of signed headers"),
    ] {
        assert_eq!(request.verify(), Err(Refusal::Unacceptable(part)));
    }
}

#[test]
fn headers_are_bytes_and_only_those_that_must_be_text_are_refused() {
    let mut request = Request::unsigned();
    request.headers.push(("x-amz-meta".to_owned(), b" \xff\xfe \t two ".to_vec()));
    assert!(request.sign(&signer()).verify().is_ok());

    for (header, name) in
        [("authorization", "Authorization"), ("x-amz-security-token", "X-Amz-Security-Token")]
    {
        let mut request = Request::signed().without(header);
        request.headers.push((header.to_owned(), vec![0xff]));
        let verified = request.verify();
        assert!(matches!(verified, Err(Refusal::Unreadable(found)) if found == name), "{verified:?}");
    }
}

#[test]
fn a_date_header_serves_where_there_is_no_x_amz_date() {
    for date in ["20150830T123600Z", "Sun, 30 Aug 2015 12:36:00 GMT"] {
        let request = Request::unsigned().header("date", date);
        let body = crate::BodyHash::of(&request.body);
        let moment = crate::date::Moment::of(NOW);
        let signed =
            request.with_head(|head| signer().sign(head, &crate::query::Query::default(), &body, &moment));
        let signed = signed.expect("it can be signed");
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/iam/aws4_request,SignedHeaders={},Signature={}",
            signed.signed_headers, signed.signature
        );
        assert!(request.header("authorization", &authorization).verify().is_ok(), "{date}");
    }
    let request = Request::signed().header("date", "Mon, 31 Aug 2015 12:36:00 GMT");
    assert!(request.verify().is_ok(), "X-Amz-Date goes before Date");
}

#[test]
fn a_claim_without_check_tells_nothing() {
    Request::signed().with_head(|head: &Head<'_>| {
        let untimed = claim(head, &RULES).expect("it is well-formed");
        assert_eq!(format!("{untimed:?}"), "Untimed(..)");
    });
}
