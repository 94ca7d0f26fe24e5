use std::time::Duration;

use model::{Secret, Timestamp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::{Credentials, Outcome, Relay, SmtpUrl};
use crate::mail::{Mail, Part, Sender, message};
use crate::{Language, Site};

const PASSWORD: &str = "hunter2";

/// What a server says: its greeting, then an answer to each of HELLO, (AUTH,) MAIL, RCPT, DATA, and the message. After the last it is
/// gone.
async fn server(answers: &[&str]) -> SmtpUrl {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = SmtpUrl::read(&format!("smtp+plain://{}", listener.local_addr().unwrap())).unwrap();
    let answers: Vec<String> = answers.iter().map(|answer| format!("{answer}\r\n")).collect();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut in_message = false;
        for answer in answers {
            let _ = writing.write_all(answer.as_bytes()).await;
            in_message = answer.starts_with("354");
            while let Ok(Some(line)) = lines.next_line().await {
                if !in_message || line == "." {
                    break;
                }
            }
        }
        assert!(!in_message, "a message is answered");
    });
    url
}

async fn outcome(url: SmtpUrl, login: bool) -> Outcome {
    let site = Site::new("https://id.example.com");
    let login =
        login.then(|| Credentials { user: "me".to_owned(), password: Secret::new(PASSWORD.to_owned()) });
    let relay = Relay::new(url, login, (None, Duration::from_secs(20)), &site).unwrap();
    assert!(!format!("{relay:?}").contains(PASSWORD));
    let parts = vec![Part::Text("Bonjour".to_owned())];
    let mail = Mail { language: Language::French, subject: "Bonjour".to_owned(), parts };
    let sender = Sender::new("no-reply@example.com", "").unwrap();
    let now = Timestamp::from_secs(1_800_000_000);
    let message = message(&mail, (&sender, "root@example.com"), ("0123abcd", &site), now).unwrap();
    relay.send(&message).await
}

/// The sort of an outcome, and the code in its reason.
fn sort(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent => "sent",
        Outcome::Refused(_) => "refused",
        Outcome::NotNow(_) => "not now",
        Outcome::Down(_) => "down",
    }
}

#[tokio::test]
async fn what_a_refusal_means_depends_on_when_it_comes() {
    const OK: &str = "250 ok";
    for (answers, expected, code) in [
        (&["220 hello", OK, OK, OK, "354 go on", OK][..], "sent", ""),
        (&["220 hello", OK, OK, "550 5.1.1 <root@example.com> is not here"], "refused", "550"),
        (&["220 hello", OK, OK, "553 root@example.com?"], "refused", "553"),
        (&["220 hello", OK, OK, "554 5.7.1 relaying is denied"], "not now", "554"),
        (&["220 hello", OK, OK, "530 5.7.0 who are you"], "not now", "530"),
        (&["220 hello", OK, OK, "451 4.7.1 greylisted"], "not now", "451"),
        (&["220 hello", OK, OK, "550 5.4.5 so many a day"], "not now", "550"),
        (&["220 hello", OK, OK, "550 5.2.1 closed"], "refused", "550"),
        (&["220 hello", OK, OK, "552 5.2.2 full"], "not now", "552"),
        (&["220 hello", OK, OK, OK, "354 go on", "554 looks like spam"], "not now", "554"),
        (
            &["220 hello", OK, OK, OK, "354 go on", "554 Message rejected: Email address is not verified"],
            "not now",
            "554",
        ),
        (&["220 hello", OK, OK, OK, "550 5.7.60 not as this sender"], "not now", "550"),
        (&["220 hello", OK, OK, OK, "354 go on", "452 the disk is full"], "not now", "452"),
        (&["220 hello", OK, OK, OK], "not now", ""),
        (&["220 hello", OK, OK], "not now", ""),
        (&["220 hello", OK, "550 not from you"], "down", "550"),
        (&["220 hello", OK], "down", ""),
        (&["554 no service"], "down", "554"),
        (&["421 busy"], "down", "421"),
        (&["nonsense"], "down", ""),
        (&[], "down", ""),
    ] {
        let outcome = outcome(server(answers).await, false).await;
        assert_eq!(sort(&outcome), expected, "{answers:?}: {outcome:?}");
        let shown = format!("{outcome:?}");
        assert!(shown.contains(code) && !shown.contains("root@example.com"), "{shown}");
    }
}

#[tokio::test]
async fn r7_a_wrong_password_is_a_setting_and_shown_nowhere() {
    let hello = "250-hello\r\n250 AUTH PLAIN LOGIN";
    for (answers, expected) in [
        (&["220 hello", hello, "235 ok", "250 ok", "250 ok", "354 go on", "250 ok"][..], "sent"),
        (&["220 hello", hello, "535 5.7.8 no"], "down"),
        // Who offers no way to sign in is not spoken to as if none were wanted.
        (&["220 hello", "250 hello"], "down"),
    ] {
        let outcome = outcome(server(answers).await, true).await;
        assert_eq!(sort(&outcome), expected, "{outcome:?}");
        assert!(!format!("{outcome:?}").contains(PASSWORD));
    }
}

#[tokio::test]
async fn where_nobody_listens_letters_wait() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = SmtpUrl::read(&format!("smtp+plain://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    assert_eq!(sort(&outcome(url, false).await), "down");
}
