use std::sync::Arc;

use model::Secret;
use model::input::decode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::{Phones, VoiceProvider};
use crate::pause::Round;
use crate::voice::testing::{NONCE, NOW, NUMBER, OneCall, SID, TOKEN};
use crate::{CallFile, Language, Outbox, Placing, Site, Twilio, VoiceUrl, answer_by_hand};

fn phones(calls: &Arc<OneCall>, provider: VoiceProvider) -> Arc<Phones<OneCall>> {
    let site = (Site::new("https://id.example.com"), Language::English);
    let placing = Arc::new(Placing::default());
    Phones::new((Arc::clone(calls), placing), provider, site, Arc::new(|| NOW))
}

/// A provider that takes one request, gives an answer, and says what it was asked; and the base of its API.
async fn provider(answer: String) -> (VoiceProvider, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/laml", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut read, mut piece) = (Vec::new(), [0; 4_096]);
        while !read.ends_with(b"Timeout=30") {
            let length = stream.read(&mut piece).await.unwrap();
            assert_ne!(length, 0, "the request ended early");
            read.extend_from_slice(&piece[..length]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        let _ = stream.shutdown().await;
        String::from_utf8(read).unwrap()
    });
    let token = Secret::new(TOKEN.to_owned());
    let account = (SID.to_owned(), token.clone(), token);
    let twilio =
        Twilio::new(VoiceUrl::read(&base).unwrap(), account, "+15005550006".to_owned(), None).unwrap();
    (VoiceProvider::Twilio(Arc::new(twilio)), asked)
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_provider_is_asked_for_a_call_as_twilio_is() {
    let calls = Arc::new(OneCall::due());
    let (provider, asked) = provider(answer("201 Created", r#"{"sid":"CA123","status":"queued"}"#)).await;
    assert_eq!(phones(&calls, provider).round().await, Round::Done);
    assert_eq!(calls.told(), ["placed c1 as CA123"]);

    let asked = asked.await.unwrap();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with(&format!("POST /api/laml/2010-04-01/Accounts/{SID}/Calls.json HTTP/1.1\r\n")),
        "{head}"
    );
    let basic = data_encoding::BASE64.encode(format!("{SID}:{TOKEN}").as_bytes());
    assert!(head.contains(&format!("authorization: Basic {basic}")), "{head}");
    let form = decode("", body.as_bytes()).unwrap();
    let url = format!("https://id.example.com/voice/{NONCE}");
    for (name, value) in [
        ("To", NUMBER),
        ("From", "+15005550006"),
        ("Url", &url),
        ("Method", "POST"),
        ("StatusCallback", &format!("{url}/status")),
        ("StatusCallbackEvent", "completed"),
        ("Timeout", "30"),
    ] {
        assert_eq!(form.value(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn whatever_a_provider_answers_that_is_no_call_is_a_failed_call() {
    for answer in [
        answer("401 Unauthorized", r#"{"code":20003,"message":"Authenticate"}"#),
        answer("400 Bad Request", &format!(r#"{{"code":21211,"message":"{NUMBER} is not a number"}}"#)),
        answer("302 Found\r\nLocation: http://localhost:1/", r#"{"sid":"CA123"}"#),
        answer("201 Created", r#"{"sid":""}"#),
        answer("201 Created", r#"{"sid":"a/b"}"#),
        answer("201 Created", "{}"),
        answer("201 Created", "<html>"),
        answer("201 Created", &format!(r#"{{"x":"{}","sid":"CA1"}}"#, "x".repeat(70_000))),
        "nonsense\r\n\r\n".to_owned(),
        String::new(),
    ] {
        let calls = Arc::new(OneCall::due());
        let (provider, asked) = provider(answer.clone()).await;
        let phones = phones(&calls, provider);
        let why = phones.try_to_place(&crate::voice::testing::call()).await.unwrap_err();
        assert!(!why.contains(NUMBER) && !why.contains(TOKEN), "{why}");
        asked.await.unwrap();
        // Now nobody listens there.
        assert_eq!(phones.round().await, Round::Done);
        assert_eq!(calls.told(), ["failed c1"], "{answer}");
    }
}

#[tokio::test]
async fn without_a_provider_a_file_says_what_would_be_said_and_the_digits_are_asked_for_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let calls = Arc::new(OneCall::due());
    let outbox = Outbox::open(directory.path()).unwrap();
    assert_eq!(phones(&calls, VoiceProvider::Outbox(outbox)).round().await, Round::Done);
    let path = directory.path().join("call-c1.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(NUMBER) && text.contains("raccrochez, et changez votre mot de passe"), "{text}");
    assert!(text.contains(&format!("answer-call '{}'", path.display())), "{text}");

    let file = CallFile::read(&text).unwrap();
    let wrong = answer_by_hand(&*calls, (&file, "314159"), Language::English, NOW).await.unwrap();
    assert!(!wrong.is_right && wrong.text.starts_with("Ce n'était pas"), "{wrong:?}");
    let right = answer_by_hand(&*calls, (&file, "271828"), Language::English, NOW).await.unwrap();
    assert!(right.is_right, "{right:?}");
    let facts = format!("{NONCE} outbox-c1 {NUMBER}");
    let told = calls.told();
    assert_eq!(told[..2], ["placed c1 as outbox-c1".to_owned(), format!("answered {facts} None")]);
    assert_eq!(told[2], format!("keyed {facts} Some(\"314159\")"));
    assert!(CallFile::read("a letter to somebody").is_none());
}

#[tokio::test]
async fn a_stop_ends_it() {
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let directory = tempfile::tempdir().unwrap();
    let calls = Arc::new(OneCall::due());
    let provider = VoiceProvider::Outbox(Outbox::open(directory.path()).unwrap());
    let bell = Notify::new();
    let phones = phones(&calls, provider);
    let run = phones.run(&bell, stopping);
    let told = async {
        while calls.told().is_empty() {
            tokio::task::yield_now().await;
        }
        stop.send_replace(true);
    };
    tokio::join!(run, told);
    assert_eq!(calls.told(), ["placed c1 as outbox-c1"]);
}
