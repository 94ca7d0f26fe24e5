//! AWS's own suite: each vector in both forms, each stage of each, by the verifier and by the signer.
//!
//! The suite signs for a service named `service` in 2015, and presigned for an hour: services, clock and longest
//! lifetime are arguments, so every vector applies. One, `post-sts-header-after`, shows a session token that is added
//! *after* signing. R6 has such a token refused, in either form; its stages are compared without the token.

use std::time::Duration;

use model::Timestamp;
use serde_json::Value;

use super::Request;
use crate::date::Moment;
use crate::query::Query;
use crate::sign::{ContentHash, Signer};
use crate::{BodyHash, PathForm, Refusal, Rules, SigningKey};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/sigv4.jsonl");
const TOKEN_ADDED_LATER: &str = "post-sts-header-after";
const HOUR: Duration = Duration::from_secs(3600);

struct Vector(Value);

impl Vector {
    fn text(&self, pointer: &str) -> &str {
        self.0
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("the vector has no {pointer}"))
    }

    fn flag(&self, pointer: &str) -> bool {
        self.0.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
    }

    fn now(&self) -> Timestamp {
        let basic = self.text("/context/timestamp").replace(['-', ':'], "");
        Moment::parse_basic(basic.as_bytes()).expect("a date").at
    }

    fn path(&self) -> PathForm {
        if self.flag("/context/normalize") { PathForm::Normalized } else { PathForm::Verbatim }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { presigned_lifetime: HOUR, path: self.path(), ..Rules::of(&["service"]) }
    }

    fn token(&self) -> Option<&str> {
        self.0.pointer("/context/credentials/token").and_then(Value::as_str)
    }

    fn signer(&self) -> Signer<'_> {
        let credential = |part: &str| self.text(&format!("/context/credentials/{part}"));
        let added_later = self.text("/name") == TOKEN_ADDED_LATER;
        Signer {
            session_token: self.token().filter(|_| !added_later),
            path: self.path(),
            ..Signer::new(
                credential("access_key_id"),
                credential("secret_access_key"),
                self.text("/context/region"),
                self.text("/context/service"),
            )
        }
    }
}

fn vectors() -> Vec<Vector> {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        println!("skipped: the vectors are not at {FILE}");
        return Vec::new();
    };
    let vectors: Vec<_> =
        text.lines().map(|line| Vector(serde_json::from_str(line).expect("a vector"))).collect();
    assert_eq!(vectors.len(), 38);
    vectors
}

/// Reads a request as it is written in the suite: lines that begin with a space continue the header above.
fn read(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (first, headers) = head.split_once('\n').expect("a request line");
    let (method, target) = first.trim_end_matches(" HTTP/1.1").split_once(' ').expect("a target");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let unfolded = headers.replace("\n ", "\0");
    let headers = unfolded.lines().map(|line| line.split_once(':').expect("a header"));
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.replace('\0', "\n ").into()))
            .collect(),
        body: body.into(),
    }
}

#[test]
fn the_verifier_passes_every_stage_of_the_aws_suite() {
    for vector in vectors() {
        for form in ["header", "query"] {
            let name = format!("{}, {form} form", vector.text("/name"));
            let mut request = read(vector.text(&format!("/{form}/signed_request")));
            if vector.text("/name") == TOKEN_ADDED_LATER {
                request = refuse_the_token(&vector, &request);
            }
            let body = BodyHash::of(&request.body);
            let verified = request.with_claim(&vector.rules(), vector.now(), |claim| {
                let mut canonical = Vec::new();
                claim.canonical().write(&body, &mut canonical);
                let expected = vector.text(&format!("/{form}/canonical_request"));
                assert_eq!(String::from_utf8_lossy(&canonical), expected, "{name}");
                let expected = vector.text(&format!("/{form}/string_to_sign"));
                assert_eq!(claim.string_to_sign(&body), expected, "{name}");
                let secret = vector.text("/context/credentials/secret_access_key");
                let key = SigningKey::derive(secret, claim.date(), claim.region(), claim.service());
                claim.verify(&body, &key)
            });
            assert!(matches!(verified, Ok(Ok(_))), "{name}: {verified:?}");
        }
    }
}

/// The token that nobody signed is refused; gives the request without it.
fn refuse_the_token(vector: &Vector, request: &Request) -> Request {
    let verified = request.verify_at(&Rules { services: &["service"], ..vector.rules() }, vector.now());
    let without = request.clone().without("x-amz-security-token");
    if without.headers.len() < request.headers.len() {
        assert_eq!(verified, Err(Refusal::HeaderNotSigned("x-amz-security-token".to_owned())));
        return without;
    }
    assert_eq!(verified, Err(Refusal::SignatureDoesNotMatch));
    let kept: Vec<_> =
        request.query.split('&').filter(|piece| !piece.starts_with("X-Amz-Security-Token=")).collect();
    Request { query: kept.join("&"), ..request.clone() }
}

#[test]
fn the_signer_gives_the_headers_of_the_aws_suite() {
    for vector in vectors() {
        let name = vector.text("/name");
        let request = read(vector.text("/request"));
        let body = BodyHash::of(&request.body);
        let sent = if vector.flag("/context/sign_body") { ContentHash::Sent } else { ContentHash::Implied };
        let signer = Signer { content_hash: sent, ..vector.signer() };
        let added = request.with_head(|head| signer.headers(head, &body, vector.now())).expect(name);

        let expected = read(vector.text("/header/signed_request"));
        for (header, value) in &added {
            let found = expected.headers.iter().find(|(other, _)| other == header).map(|(_, value)| value);
            assert_eq!(found.map(|value| String::from_utf8_lossy(value)), Some(value.into()), "{name}");
        }
        let signed = added.into_iter().fold(request, |request, (name, value)| request.header(name, &value));
        compare_stages(&vector, "header", &signer, &signed);
    }
}

#[test]
fn the_signer_gives_the_presigned_queries_of_the_aws_suite() {
    for vector in vectors() {
        let name = vector.text("/name");
        let mut request = read(vector.text("/request"));
        let body = BodyHash::of(&request.body);
        let signer = vector.signer();
        request.query =
            request.with_head(|head| signer.presigned_query(head, &body, vector.now(), HOUR)).expect(name);
        if name != TOKEN_ADDED_LATER {
            assert_eq!(request.query, read(vector.text("/query/signed_request")).query, "{name}");
        }
        compare_stages(&vector, "query", &signer, &request);
    }
}

fn compare_stages(vector: &Vector, form: &str, signer: &Signer<'_>, signed: &Request) {
    let body = BodyHash::of(&signed.body);
    let stages = signed.with_head(|head| {
        let query = Query::parse(head.query)?;
        signer.sign(head, &query, &body, &Moment::of(vector.now()))
    });
    let stages = stages.expect("it can be signed");
    assert_eq!(
        stages.canonical,
        vector.text(&format!("/{form}/canonical_request")),
        "{}",
        vector.text("/name")
    );
    assert_eq!(stages.signature, vector.text(&format!("/{form}/signature")), "{}", vector.text("/name"));
}
