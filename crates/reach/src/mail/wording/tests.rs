use model::Timestamp;
use service::post::{Letter, Notice, Writing};

use super::Letterhead;
use crate::{Language, Site};

const NOTICES: [Notice; 15] = [
    Notice::DeviceAdded,
    Notice::DeviceRemoved,
    Notice::DeviceResynced,
    Notice::AccessKeyMade,
    Notice::PasswordChanged,
    Notice::WrongCodes,
    Notice::Locked,
    Notice::SecurityContactChanged,
    Notice::RecoveryStarted,
    Notice::RecoveryFinished,
    Notice::RecoveryCodesMade,
    Notice::RecoveryCodeUsed,
    Notice::SupportActed,
    Notice::SupportCancelled,
    Notice::ContactRestored,
];

pub fn letterhead() -> Letterhead {
    Letterhead { site: Site::new("https://id.example.com"), language: Language::English }
}

pub fn letter(writing: Writing, language: Option<&str>) -> Letter {
    Letter {
        account: "123456789012".parse().unwrap(),
        to: "root@example.com".to_owned(),
        language: language.map(str::to_owned),
        writing,
        until: Timestamp::from_secs(1_795_943_343),
    }
}

pub fn link() -> Writing {
    Writing::RecoveryLink { path: "/recovery?token=abc&x=1".to_owned(), code: "12345678".to_owned() }
}

pub fn notice(notice: Notice, about: &str) -> Writing {
    Writing::Notice {
        notice,
        at: Timestamp::from_secs(1_795_942_443),
        by: None,
        about: Some(about.to_owned()),
        address: Some("192.0.2.1".to_owned()),
        last: Some(Timestamp::from_secs(1_795_946_043)),
    }
}

fn all() -> Vec<Writing> {
    let settled = Timestamp::from_secs(1_796_200_000);
    let changed = |phone| Writing::ContactChanged { phone, path: "/undo?x".to_owned(), settled };
    let mut all =
        vec![link(), Writing::EmailCode { code: "123456".to_owned() }, changed(true), changed(false)];
    let user = Some("arn:aws:iam::123456789012:user/alice".to_owned());
    all.push(Writing::SupportAsked { password: false, about: user, due: settled });
    all.extend(NOTICES.map(|sort| notice(sort, "arn:aws:iam::123456789012:mfa/phone")));
    all
}

#[test]
fn every_letter_has_words_in_every_language_and_each_its_own() {
    for language in Language::ALL {
        let mut subjects = std::collections::BTreeSet::new();
        for writing in all() {
            let mail = letterhead().word(&letter(writing, Some(language.tag())));
            assert_eq!(mail.language, language);
            let (text, html) = (mail.text(), mail.html().unwrap());
            for written in [&mail.subject, &text, &html] {
                assert!(!written.contains('{') && !written.contains('$'), "{written}");
            }
            assert!(text.contains("123456789012"), "which account: {text}");
            assert!(html.contains(&format!("lang=\"{}\"", language.tag())), "{html}");
            assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
            assert!(subjects.insert(mail.subject.clone()), "{} is there twice", mail.subject);
        }
    }
}

#[test]
fn what_the_operator_was_asked_for_is_told_with_its_time_and_how_to_stop_it() {
    for language in Language::ALL {
        let due = Timestamp::from_secs(1_796_200_000);
        let user = Some("arn:aws:iam::123456789012:user/alice".to_owned());
        let mut texts = std::collections::BTreeSet::new();
        for (password, about) in [(true, None), (false, None), (false, user)] {
            let writing = Writing::SupportAsked { password, about: about.clone(), due };
            let text = letterhead().word(&letter(writing, Some(language.tag()))).text();
            assert!(!text.contains('{') && text.contains("123456789012"), "{text}");
            assert!(text.contains("MFA") && text.contains("https://id.example.com/signin"), "{text}");
            assert!(text.contains(&language.moment(due)), "{text}");
            assert!(about.is_none_or(|about| text.contains(&about)), "{text}");
            texts.insert(text);
        }
        assert_eq!(texts.len(), 3);
    }
}

#[test]
fn r26_a_recovery_mail_holds_a_link_and_a_code_to_type_elsewhere_and_both_parts_hold_both() {
    let mail = letterhead().word(&letter(link(), None));
    let text = mail.text();
    assert!(text.contains("https://id.example.com/recovery?token=abc&x=1\n"), "{text}");
    assert!(text.contains("    1234 5678\n") && text.contains("November 29, 2026, 09:09 UTC"), "{text}");
    let html = mail.html().unwrap();
    assert!(html.contains("href=\"https://id.example.com/recovery?token=abc&#38;x=1\""), "{html}");
    assert!(html.contains("<strong>1234 5678</strong>"), "{html}");
    assert!(!mail.subject.contains("1234"), "subjects are shown on locked screens");
}

#[test]
fn what_an_account_chose_is_text_in_html() {
    let mail = letterhead().word(&letter(notice(Notice::DeviceAdded, "<a href=x>&\"'"), None));
    let html = mail.html().unwrap();
    assert!(!html.contains("<a href=x>") && html.contains("&#60;a href=x&#62;"), "{html}");
}

#[test]
fn a_notice_says_what_when_by_whom_and_from_where() {
    let text = letterhead().word(&letter(notice(Notice::DeviceAdded, "mfa/phone"), Some("de"))).text();
    for said in [
        "November 29, 2026, 08:54 UTC",
        "mfa/phone",
        "192.0.2.1",
        "https://id.example.com/console",
        "no more messages like this are sent until November 29, 2026, 09:54 UTC",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // Who had a link came from an address and has no name; the operator came from none.
    assert!(!text.contains("By whom"), "{text}");
    let Writing::Notice { notice, at, by, about, last, .. } = notice(Notice::SupportActed, "mfa/phone")
    else {
        panic!("no notice")
    };
    let by_operator = Writing::Notice { notice, at, by, about, address: None, last };
    let text = letterhead().word(&letter(by_operator, None)).text();
    assert!(text.contains("By whom: the operator of this installation"), "{text}");
}
