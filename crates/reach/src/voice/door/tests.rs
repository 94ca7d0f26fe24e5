use std::sync::Arc;

use ::http::{Request, StatusCode};
use bytes::Bytes;
use model::Secret;

use super::{LONGEST, VoiceDoor, VoiceRequest};
use crate::voice::testing::{NONCE, NOW, NUMBER, OneCall, SID, TOKEN, signature};
use crate::{Language, Placing, Site, Twilio, VoiceUrl};

const PUBLIC: &str = "https://id.example.com";

/// A callback, as it is sent.
struct Callback {
    method: &'static str,
    path: String,
    body: String,
    token: &'static str,
    /// The URL that is signed.
    signed: String,
    kind: &'static str,
}

fn body(more: &str) -> String {
    let to = NUMBER.replace('+', "%2B");
    format!("AccountSid={SID}&CallSid=CA1&To={to}&From=%2B15005550006{more}")
}

fn callback(step: &str, more: &str) -> Callback {
    let path = format!("/voice/{NONCE}{step}");
    let signed = format!("{PUBLIC}{path}");
    Callback {
        method: "POST",
        path,
        body: body(more),
        token: TOKEN,
        signed,
        kind: "application/x-www-form-urlencoded",
    }
}

struct Desk {
    calls: Arc<OneCall>,
    placing: Arc<Placing>,
    door: VoiceDoor<OneCall>,
}

fn desk(with_provider: bool) -> Desk {
    let (calls, placing) = (Arc::new(OneCall::default()), Arc::new(Placing::default()));
    let url = VoiceUrl::read("http://localhost:1").unwrap();
    let account = (SID.to_owned(), Secret::new("of the API".to_owned()), Secret::new(TOKEN.to_owned()));
    let twilio = Twilio::new(url, account, "+15005550006".to_owned(), None).unwrap();
    let twilio = with_provider.then(|| Arc::new(twilio));
    let site = (Site::new(PUBLIC), Language::English);
    let door = VoiceDoor::new((Arc::clone(&calls), Arc::clone(&placing)), twilio, site);
    Desk { calls, placing, door }
}

impl Desk {
    async fn send(&self, callback: &Callback) -> (StatusCode, String) {
        let signature = signature(callback.token, &callback.signed, &callback.body);
        let request = Request::builder()
            .method(callback.method)
            .uri(&callback.path)
            .header("host", "evil.example.com")
            .header("content-type", callback.kind)
            .header("x-twilio-signature", signature)
            .body(())
            .unwrap();
        let (parts, ()) = request.into_parts();
        let body = Bytes::from(callback.body.clone());
        let answer = self.door.answer(VoiceRequest { parts: &parts, body: &body, now: NOW }).await;
        (answer.status(), String::from_utf8(answer.into_body().to_vec()).unwrap())
    }
}

#[tokio::test]
async fn r25_a_call_is_answered_typed_and_ended_by_signed_callbacks() {
    let desk = desk(true);
    let (status, asked) = desk.send(&callback("", "&Digits=271828")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(asked.contains("fr-FR") && asked.contains(&format!("{PUBLIC}/voice/{NONCE}/digits")), "{asked}");
    let (_, again) = desk.send(&callback("/digits", "&Digits=314159")).await;
    assert!(again.contains("Gather") && !again.contains("314159"), "{again}");
    let (_, right) = desk.send(&callback("/digits", "&Digits=271828")).await;
    assert!(!right.contains("Gather") && !right.contains("271828"), "{right}");
    assert_eq!(desk.send(&callback("/status", "&CallStatus=ringing")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(desk.send(&callback("/status", "&CallStatus=completed")).await.0, StatusCode::NO_CONTENT);
    let facts = format!("{NONCE} CA1 {NUMBER}");
    assert_eq!(
        desk.calls.told(),
        [
            format!("answered {facts} None"),
            format!("keyed {facts} Some(\"314159\")"),
            format!("keyed {facts} Some(\"271828\")"),
            format!("ended {facts} None"),
        ]
    );
}

#[tokio::test]
async fn r25_only_the_gathered_digits_count() {
    let desk = desk(true);
    for typed in [
        "",
        "&Digits=",
        "&Digits=27182%38%0A",
        "&Digits=2718281",
        "&Digits=27182a",
        "&Digits=%EF%BC%92",
        "&SpeechResult=271828",
    ] {
        let (status, again) = desk.send(&callback("/digits", typed)).await;
        assert!(status == StatusCode::OK && again.contains("Gather"), "{typed}: {again}");
    }
    assert!(desk.calls.told().iter().all(|told| told.ends_with(" None")), "{:?}", desk.calls.told());
}

#[tokio::test]
async fn r25_what_is_not_signed_by_our_account_for_our_url_is_refused_before_anything_else() {
    let desk = desk(true);
    let good = || callback("/digits", "&Digits=271828");
    let other_account = body("&Digits=271828").replace(SID, "AC00000000000000000000000000000002");
    let no_account = body("&Digits=271828").replace("AccountSid", "Account");
    for (what, callback) in [
        ("another token", Callback { token: "another token", ..good() }),
        ("no token", Callback { token: "", ..good() }),
        ("another account", Callback { body: other_account, ..good() }),
        ("no account", Callback { body: no_account, ..good() }),
        ("signed for another step", Callback { signed: format!("{PUBLIC}/voice/{NONCE}"), ..good() }),
        (
            "signed for the Host header",
            Callback { signed: format!("https://evil.example.com/voice/{NONCE}/digits"), ..good() },
        ),
        ("signed for plain HTTP", Callback { signed: good().signed.replace("https", "http"), ..good() }),
        ("signed for another call", Callback { signed: good().signed.replace("0123", "3210"), ..good() }),
    ] {
        assert_eq!(desk.send(&callback).await, (StatusCode::FORBIDDEN, String::new()), "{what}");
    }
    assert!(desk.calls.told().is_empty());
}

#[tokio::test]
async fn r25_r26_what_is_no_callback_completes_nothing() {
    let desk = desk(true);
    let good = || callback("/digits", "&Digits=271828");
    let elsewhere =
        |path: &str| Callback { path: path.to_owned(), signed: format!("{PUBLIC}{path}"), ..good() };
    let long = body(&format!("&Digits=271828&x={}", "x".repeat(LONGEST)));
    for (what, callback, status) in [
        ("a GET", Callback { method: "GET", ..good() }, StatusCode::METHOD_NOT_ALLOWED),
        ("a PUT", Callback { method: "PUT", ..good() }, StatusCode::METHOD_NOT_ALLOWED),
        ("too long", Callback { body: long, ..good() }, StatusCode::PAYLOAD_TOO_LARGE),
        ("JSON", Callback { kind: "application/json", ..good() }, StatusCode::BAD_REQUEST),
        ("a query", elsewhere(&format!("/voice/{NONCE}/digits?Digits=271828")), StatusCode::BAD_REQUEST),
        ("no call", Callback { body: format!("AccountSid={SID}&To=x"), ..good() }, StatusCode::BAD_REQUEST),
        ("no nonce", elsewhere("/voice/"), StatusCode::NOT_FOUND),
        ("no nonce at all", elsewhere("/voice"), StatusCode::NOT_FOUND),
        ("another step", elsewhere(&format!("/voice/{NONCE}/x")), StatusCode::NOT_FOUND),
        ("a step too many", elsewhere(&format!("/voice/{NONCE}/digits/x")), StatusCode::NOT_FOUND),
        ("a nonce with dots", elsewhere("/voice/../digits"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(desk.send(&callback).await.0, status, "{what}");
    }
    // A field that is there twice: two readers could each see another.
    let twice = format!("{}&Digits=271828", good().body);
    let request = Request::post(good().path).header("content-type", good().kind).body(()).unwrap();
    let (parts, ()) = request.into_parts();
    let answer = desk.door.answer(VoiceRequest { parts: &parts, body: &Bytes::from(twice), now: NOW }).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(desk.calls.told().is_empty());
}

#[tokio::test]
async fn without_a_provider_there_is_no_door() {
    let desk = desk(false);
    for method in ["POST", "GET"] {
        let callback = Callback { method, ..callback("", "") };
        assert_eq!(desk.send(&callback).await, (StatusCode::NOT_FOUND, String::new()));
    }
}

#[tokio::test]
async fn a_callback_that_is_faster_than_the_answer_waits_for_it() {
    let desk = desk(true);
    let placing = desk.placing.begin(NONCE);
    let callback = callback("", "");
    let answered = desk.send(&callback);
    tokio::pin!(answered);
    for _ in 0..10 {
        tokio::select! {
            biased;
            _ = &mut answered => panic!("the call's name is not stored yet"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(placing);
    assert_eq!(answered.await.0, StatusCode::OK);
}
