//! Whoever changes one bit of what was signed is refused.

use super::{Request, signer};
use crate::Refusal;
use crate::sign::Signer;

/// Verifies as a server does: a key of another id is another key.
fn is_accepted(request: &Request) -> bool {
    let known = request.with_claim(&super::RULES, super::NOW, |claim| claim.access_key_id() == "AKIDEXAMPLE");
    known == Ok(true) && request.verify().is_ok()
}

/// All texts that differ from this one in a single bit.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = (usize, u8, Vec<u8>)> {
    (0..bytes.len()).flat_map(move |at| {
        (0..8).map(move |bit| {
            let mut other = bytes.to_vec();
            other[at] ^= 1 << bit;
            (at, 1 << bit, other)
        })
    })
}

fn flipped_text(text: &str) -> impl Iterator<Item = (usize, u8, String)> {
    flipped(text.as_bytes()).filter_map(|(at, bit, other)| Some((at, bit, String::from_utf8(other).ok()?)))
}

/// `%c3` and `%C3` are the same byte.
fn is_case_of_an_escape(text: &str, at: usize, bit: u8) -> bool {
    let after_percent =
        |distance| at.checked_sub(distance).and_then(|at| text.as_bytes().get(at)) == Some(&b'%');
    let is_letter = text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    bit == 0x20 && is_letter && (after_percent(1) || after_percent(2))
}

fn requests() -> [Request; 2] {
    let signer = Signer { session_token: Some("se/ss+ion"), ..signer() };
    let request = Request {
        path: "/a%20b/c".to_owned(),
        query: "name=va%C3%ABlue&empty=&Z=1".to_owned(),
        ..Request::unsigned().header("x-amz-target", "something")
    };
    let presigned =
        request.clone().without("user-agent").presign(&signer, std::time::Duration::from_secs(600));
    [request.sign(&signer), presigned]
}

#[test]
fn one_bit_changed_in_a_signed_request_refuses_it() {
    for request in requests() {
        assert!(is_accepted(&request), "{:?}", request.verify());
        for (at, _, method) in flipped_text(&request.method) {
            assert!(!is_accepted(&Request { method, ..request.clone() }), "byte {at} of the method");
        }
        for (at, _, path) in flipped_text(&request.path) {
            assert!(!is_accepted(&Request { path, ..request.clone() }), "byte {at} of the path");
        }
        for (at, bit, query) in flipped_text(&request.query) {
            let same = is_case_of_an_escape(&request.query, at, bit);
            assert_eq!(
                is_accepted(&Request { query, ..request.clone() }),
                same,
                "byte {at} of {}",
                request.query
            );
        }
        for (at, _, body) in flipped(&request.body) {
            assert!(!is_accepted(&Request { body, ..request.clone() }), "byte {at} of the body");
        }
    }
}

#[test]
fn one_bit_changed_in_a_signed_header_refuses_the_request() {
    for request in requests() {
        for index in 0..request.headers.len() {
            let (name, value) = &request.headers[index];
            if name == "user-agent" {
                continue; // not signed: proxies change it
            }
            for (at, _, value) in flipped(value) {
                let mut other = request.clone();
                other.headers[index].1 = value;
                assert!(!is_accepted(&other), "byte {at} of the value of {name}");
            }
            // Header names arrive in lower case, so the bit of the case is not one that can change.
            for (at, _, name) in flipped_text(name).filter(|(_, bit, _)| *bit != 0x20) {
                let mut other = request.clone();
                other.headers[index].0 = name;
                assert!(!is_accepted(&other), "byte {at} of the name {}", request.headers[index].0);
            }
        }
    }
}

#[test]
fn a_plus_cannot_take_the_place_of_a_signed_plus() {
    let request = Request { query: "a=1%2B1".to_owned(), ..Request::unsigned() }.sign(&signer());
    assert!(request.verify().is_ok());
    assert_eq!(request.replace_in_query("%2B", "+").verify(), Err(Refusal::SignatureDoesNotMatch));
    let request = Request { query: "a=1%201".to_owned(), ..Request::unsigned() }.sign(&signer());
    assert!(request.replace_in_query("%20", "+").verify().is_ok(), "which is read as a space everywhere");
}
