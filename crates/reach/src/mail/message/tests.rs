use model::Timestamp;
use service::post::Notice;

use super::{Sender, Unsendable, message};
use crate::Site;
use crate::mail::wording::tests::{letter, letterhead, link, notice};

const NOW: Timestamp = Timestamp::from_secs(1_795_942_443);

fn sent(to: &str, about: &str, language: &str) -> Result<String, Unsendable> {
    let mail = letterhead().word(&letter(notice(Notice::DeviceAdded, about), Some(language)));
    let sender = Sender::new("no-reply@example.com", "Bartizan, the service").unwrap();
    let made = message(&mail, (&sender, to), ("0123abcd", &Site::new("https://id.example.com")), NOW);
    made.map(|message| String::from_utf8(message.formatted()).unwrap())
}

/// The lines of the head, folded ones together.
fn head(message: &str) -> Vec<String> {
    let head = message.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", " ");
    head.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_message_has_the_letters_id_the_clocks_date_and_says_that_a_machine_wrote_it() {
    let message = sent("root@example.com", "phone", "en").unwrap();
    let head = head(&message);
    for line in [
        "Message-ID: <0123abcd@id.example.com>",
        "Date: Sun, 29 Nov 2026 08:54:03 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Language: en",
        "From: =?utf-8?b?QmFydGl6YW4sIHRoZSBzZXJ2aWNl?= <no-reply@example.com>",
        "To: root@example.com",
        "Subject: An MFA device was added",
    ] {
        assert!(head.iter().any(|found| found == line), "{line}: {head:#?}");
    }
    assert_eq!(message, sent("root@example.com", "phone", "en").unwrap(), "sent twice, it is the same");
    assert!(message.contains("text/plain") && message.contains("text/html"), "{message}");
}

#[test]
fn no_letter_adds_a_header_whatever_an_account_chose() {
    let plain = head(&sent("root@example.com", "phone", "en").unwrap()).len();
    for hostile in [
        "x\r\nBcc: all@example.com",
        "x\n\n<script>",
        "x\r\n\r\nbody",
        "\u{2028}Bcc: x",
        "=?utf-8?q?=0ABcc?=",
    ] {
        for language in ["en", "ja", "x\r\nBcc: a@example.com"] {
            let message = sent("root@example.com", hostile, language).unwrap();
            assert_eq!(head(&message).len(), plain, "{message}");
            assert!(message.is_ascii(), "no server has to know 8BITMIME");
            assert!(message.lines().all(|line| line.len() <= 998), "{message}");
        }
        assert!(matches!(sent(&format!("root@example.com{hostile}"), "x", "en"), Err(Unsendable::Address)));
    }
    for wrong in ["", "root", "root@example.com, other@example.com", "<root@example.com>", "rööt@example.com"]
    {
        assert!(matches!(sent(wrong, "x", "en"), Err(Unsendable::Address)), "{wrong}");
    }
}

#[test]
fn a_sender_is_an_address_and_a_name_on_one_line() {
    assert!(Sender::new("no-reply@example.com", "").is_ok());
    for (address, name) in [
        ("no-reply", "x"),
        ("", "x"),
        ("no-reply@example.com\r\nBcc: x@example.com", "x"),
        ("no-reply@example.com", "x\r\nBcc: x@example.com"),
        ("Bartizan <no-reply@example.com>", "x"),
    ] {
        assert!(Sender::new(address, name).is_err(), "{address} {name}");
    }
}

#[test]
fn r7_what_a_letter_holds_is_in_its_body_alone() {
    let mail = letterhead().word(&letter(link(), None));
    let sender = Sender::new("no-reply@example.com", "x").unwrap();
    let site = Site::new("https://id.example.com");
    let message = message(&mail, (&sender, "root@example.com"), ("0123abcd", &site), NOW).unwrap();
    let message = String::from_utf8(message.formatted()).unwrap();
    for line in head(&message) {
        assert!(!line.contains("12345678") && !line.contains("token"), "{line}");
    }
}
