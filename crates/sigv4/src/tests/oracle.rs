//! What AWS's own signer for Rust signs is verified here, and what is signed here is what it signs.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use proptest::prelude::*;

use super::{NOW, Request, SECRET, signer};
use crate::encoding;
use crate::sign::{ContentHash, Signer};

const LIFETIME: Duration = Duration::from_secs(300);

/// Where AWS's signer puts its signature.
#[derive(Clone, Copy, Debug)]
enum Form {
    Headers(ContentHash),
    Query,
}

/// Signs a request as the AWS SDK for Rust does.
fn sign_as_the_sdk(mut request: Request, form: Form, token: Option<&str>) -> Request {
    let identity = Credentials::new("AKIDEXAMPLE", SECRET, token.map(str::to_owned), None, "test").into();
    let mut settings = SigningSettings::default();
    match form {
        Form::Headers(ContentHash::Sent) => settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256,
        Form::Headers(ContentHash::Implied) => {}
        Form::Query => {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(LIFETIME);
        }
    }
    let params = SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("iam")
        .time(UNIX_EPOCH + Duration::from_secs(NOW.secs()))
        .settings(settings)
        .build()
        .expect("all is given")
        .into();
    let question = if request.query.is_empty() { "" } else { "?" };
    let uri = format!("https://iam.example.com{}{question}{}", request.path, request.query);
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), str::from_utf8(value).expect("text")))
        .collect();
    let signable =
        SignableRequest::new(&request.method, &uri, headers.into_iter(), SignableBody::Bytes(&request.body));
    let (instructions, _) =
        sign(signable.expect("a request"), &params).expect("it can be signed").into_parts();
    for (name, value) in instructions.headers() {
        request.headers.push((name.to_owned(), value.into()));
    }
    for (name, value) in instructions.params() {
        let mut piece = format!("{}{name}=", if request.query.is_empty() { "" } else { "&" }).into_bytes();
        encoding::encode(value.as_bytes(), &mut piece);
        request.query.push_str(&String::from_utf8(piece).expect("text"));
    }
    request
}

fn requests() -> impl Strategy<Value = Request> {
    let escaped =
        || proptest::string::string_regex("([a-zA-Z0-9._~-]|%[2-7][0-9A-F]|%C3%A9){0,6}").expect("a pattern");
    let pair =
        ("[a-zA-Z]", escaped(), escaped()).prop_map(|(first, name, value)| format!("{first}{name}={value}"));
    let segment = prop_oneof![4 => escaped(), 1 => Just(".".to_owned()), 1 => Just("..".to_owned())];
    // Values without tabs: the two signers fold spaces alike, but only botocore's and ours fold tabs too.
    let header = ("h[a-z0-9-]{0,5}", "[ -~]{0,12}");
    (
        prop_oneof![Just("GET"), Just("POST"), Just("PUT")],
        proptest::collection::vec(segment, 0..5),
        proptest::collection::vec(pair, 0..5),
        proptest::collection::vec(header, 0..4),
        proptest::collection::vec(any::<u8>(), 0..100),
    )
        .prop_map(|(method, segments, pairs, mut headers, body)| {
            headers.retain(|(name, _)| name != "host");
            let host = ("host".to_owned(), "iam.example.com".to_owned());
            Request {
                method: method.to_owned(),
                path: format!("/{}", segments.join("/")),
                query: pairs.join("&"),
                headers: [host]
                    .into_iter()
                    .chain(headers)
                    .map(|(name, value)| (name, value.into_bytes()))
                    .collect(),
                body,
            }
        })
}

fn forms() -> impl Strategy<Value = Form> {
    prop_oneof![
        Just(Form::Headers(ContentHash::Implied)),
        Just(Form::Headers(ContentHash::Sent)),
        Just(Form::Query)
    ]
}

proptest! {
    #[test]
    fn what_the_aws_signer_signs_is_verified_and_signed_alike(
        request in requests(),
        form in forms(),
        token in proptest::option::of("[A-Za-z0-9/+=]{1,40}"),
    ) {
        let theirs = sign_as_the_sdk(request.clone(), form, token.as_deref());
        let verified = theirs.verify();
        prop_assert!(verified.is_ok(), "{:?} of {:?}", verified, theirs);
        let told = theirs.with_claim(&super::RULES, NOW, |claim| claim.session_token().map(str::to_owned));
        prop_assert_eq!(told, Ok(token.clone()));

        let signer = Signer { session_token: token.as_deref(), ..signer() };
        let ours = match form {
            Form::Headers(content_hash) => request.sign(&Signer { content_hash, ..signer }),
            Form::Query => request.presign(&signer, LIFETIME),
        };
        prop_assert_eq!(ours.headers.len(), theirs.headers.len());
        let signature = |request: &Request| {
            let header = request.headers.iter().find(|(name, _)| name == "authorization");
            let text = header.map_or(request.query.clone(), |(_, value)| String::from_utf8_lossy(value).into_owned());
            text.rsplit_once("Signature=").and_then(|(_, signature)| signature.get(..64).map(str::to_owned))
        };
        prop_assert_eq!(signature(&ours), signature(&theirs));
    }
}
