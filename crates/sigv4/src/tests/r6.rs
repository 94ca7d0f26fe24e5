//! R6: what is received is what was signed, all of it, and not for long.

use std::time::Duration;

use super::{NOW, RULES, Request, signer};
use crate::sign::{ContentHash, Signer};
use crate::{BodyRule, Refusal, Rules, Verified};

#[test]
fn r6_every_x_amz_header_must_be_signed() {
    for name in ["x-amz-security-token", "x-amz-target", "x-amz-user-agent", "x-amz-"] {
        let added = Request::signed().header(name, "added on the way");
        assert_eq!(added.verify(), Err(Refusal::HeaderNotSigned(name.to_owned())));
        if name != "x-amz-security-token" {
            let added = Request::presigned().header(name, "added on the way");
            assert_eq!(added.verify(), Err(Refusal::HeaderNotSigned(name.to_owned())));
        }
        let signed = Request::unsigned().header(name, "before signing").sign(&signer());
        assert!(signed.verify().is_ok(), "{name}");
    }
    // The SDKs send these unsigned; they are other names.
    for name in ["amz-sdk-request", "amz-sdk-invocation-id", "x-amzn-trace-id", "user-agent"] {
        assert!(Request::signed().without(name).header(name, "added on the way").verify().is_ok(), "{name}");
    }
}

#[test]
fn r6_the_host_must_be_signed() {
    for (list, refusal) in [
        ("content-type;x-amz-date", Refusal::HostNotSigned),
        ("content-type;hosts;x-amz-date", Refusal::HostNotSigned),
        ("content-type;Host;x-amz-date", Refusal::HostNotSigned),
    ] {
        let request = Request::signed().replace("authorization", "content-type;host;x-amz-date", list);
        assert_eq!(request.verify(), Err(refusal), "{list}");
    }
    assert_eq!(Request::signed().header("host", "other").verify(), Err(Refusal::RepeatedHeader("Host")));
}

#[test]
fn r6_the_declared_hash_must_be_that_of_the_body() {
    let signer = Signer { content_hash: ContentHash::Sent, ..signer() };
    let request = Request::unsigned().sign(&signer);
    assert!(request.verify().is_ok());
    let other = Request { body: b"Action=DeactivateMFADevice".to_vec(), ..request };
    assert_eq!(other.verify(), Err(Refusal::PayloadMismatch));

    let other = Request { body: b"Action=DeactivateMFADevice".to_vec(), ..Request::signed() };
    assert_eq!(other.verify(), Err(Refusal::SignatureDoesNotMatch), "also where none is declared");
}

#[test]
fn r6_unsigned_and_streaming_payloads_are_refused() {
    for declared in [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "",
    ] {
        let request = Request::unsigned().header("x-amz-content-sha256", declared).sign(&signer());
        assert_eq!(request.verify(), Err(Refusal::PayloadNotHashed(declared.to_owned())));
    }
}

#[test]
fn an_unsigned_body_is_for_those_alone_whose_rules_allow_it() {
    let rules = Rules { body: BodyRule::MayBeUnsigned, ..RULES };
    for (declared, is_allowed) in [
        ("UNSIGNED-PAYLOAD", true),
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", true),
        // Each chunk has a signature of its own, which nobody would verify.
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", false),
        ("unsigned-payload", false),
        ("", false),
    ] {
        let request = Request::unsigned().header("x-amz-content-sha256", declared);
        let refused = Err(Refusal::PayloadNotHashed(declared.to_owned()));
        assert_eq!(request.verify_at(&rules, NOW).err(), request.verify().err(), "unsigned as a whole");
        // Our signer signs the hash, which is not what such a request says.
        let signed = request.sign(&signer()).verify_at(&rules, NOW);
        let expected = if is_allowed { Err(Refusal::SignatureDoesNotMatch) } else { refused };
        assert_eq!(signed, expected, "{declared}");
    }
    assert!(Request::signed().verify_at(&rules, NOW).is_ok(), "a signed body is still one");
    let other = Request { body: b"Action=DeactivateMFADevice".to_vec(), ..Request::signed() };
    assert_eq!(other.verify_at(&rules, NOW), Err(Refusal::SignatureDoesNotMatch));
}

#[test]
fn r6_a_presigned_request_lives_fifteen_minutes_at_most() {
    // (asked for, good after so many seconds, and no longer after so many)
    for (asked, good, over) in [(1, 1, 2), (900, 900, 901), (3_600, 900, 901), (604_800, 900, 901)] {
        let request = Request::unsigned().presign(&signer(), Duration::from_secs(asked));
        let at = |seconds| request.verify_at(&RULES, NOW.after(Duration::from_secs(seconds)));
        assert_eq!(at(good).map(Verified::is_presigned), Ok(true), "{asked} s");
        assert!(matches!(at(over), Err(Refusal::Expired { .. })), "{asked} s");
    }
    for asked in [0, 604_801] {
        let request = Request::unsigned().presign(&signer(), Duration::from_secs(asked));
        assert!(matches!(request.verify(), Err(Refusal::Expires { .. })), "{asked} s");
    }
    for given in ["-1", "+60", "60.0", "0x3c", "4294967356", " 60", "١"] {
        let request =
            Request::presigned().replace_in_query("X-Amz-Expires=60", &format!("X-Amz-Expires={given}"));
        assert!(matches!(request.verify(), Err(Refusal::Expires { .. })), "{given}");
    }
}

#[test]
fn r6_a_presigned_request_ends_when_it_says_so() {
    let request = Request::presigned(); // for a minute
    for (seconds, accepted) in [(0, true), (60, true), (61, false), (900, false)] {
        let now = NOW.after(Duration::from_secs(seconds));
        assert_eq!(request.verify_at(&super::RULES, now).is_ok(), accepted, "after {seconds} s");
    }
}

#[test]
fn r6_a_token_in_the_query_must_be_signed() {
    let request = Request::presigned();
    let added = Request { query: format!("{}&X-Amz-Security-Token=token", request.query), ..request };
    assert_eq!(added.verify(), Err(Refusal::SignatureDoesNotMatch));

    let beside = Request::presigned().header("x-amz-security-token", "token");
    assert_eq!(beside.verify(), Err(Refusal::TokenOutsideQuery));
}

#[test]
fn r6_a_signed_header_cannot_be_taken_away_or_doubled() {
    let request = Request::signed().without("content-type");
    assert_eq!(request.verify(), Err(Refusal::SignedHeaderAbsent("content-type".to_owned())));
    let request = Request::signed().header("content-type", "text/plain");
    assert_eq!(request.verify(), Err(Refusal::SignatureDoesNotMatch));
}
