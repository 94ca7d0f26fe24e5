//! Accounts, whoever answers: a server, or the command itself.

use serde_json::Value;

use crate::child::{Place, Serving, run};

#[test]
fn an_account_is_made_by_the_server_or_without_one_and_told_as_json() {
    let place = Place::new();
    let create = |email: &str, more: &[&str]| {
        let words = [&["account", "create", "--email", email, "--format", "json"], more].concat();
        run(&place.data(), &words)
    };
    // Where no server runs and nothing is there yet, over a server's socket, and where one has run.
    let without = create("one@example.com", &[]).done();
    let server = Serving::start(&place.data(), &[]);
    let with = create("two@example.com", &["--name", "Two", "--root-access-key"]).done();
    server.stop();
    create("three@example.com", &[]).done();

    for (text, has_root_key) in [(&without, false), (&with, true)] {
        let account: Value = serde_json::from_str(text).unwrap();
        let at = |pointer: &str| account.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        assert_eq!(at("/AccountId").len(), 12);
        assert_eq!(at("/Administrator/UserName"), "admin");
        assert!(at("/Administrator/AccessKeyId").starts_with("AKIA"));
        assert_eq!(at("/Administrator/SecretAccessKey").len(), 40);
        assert!(!at("/Administrator/Password").is_empty() && !at("/RootPassword").is_empty());
        assert_eq!(account["RootAccessKey"].is_object(), has_root_key);
        assert_eq!(account["RootAccessKey"].is_null(), !has_root_key);
        // In the order in which people read.
        let order = ["AccountId", "RootEmail", "RootPassword", "RootAccessKey", "Administrator", "UserName"];
        assert!(order.map(|key| text.find(&format!("\"{key}\""))).is_sorted(), "{text}");
    }
    let accounts: Vec<Value> =
        serde_json::from_str(&run(&place.data(), &["account", "list", "--format", "json"]).done()).unwrap();
    let mut emails: Vec<_> = accounts.iter().map(|account| account["RootEmail"].as_str().unwrap()).collect();
    emails.sort_unstable();
    assert_eq!(emails, ["one@example.com", "three@example.com", "two@example.com"]);
    let named = accounts.iter().find(|account| account["RootEmail"] == "two@example.com").unwrap();
    assert_eq!(named["Name"], "Two");
}

#[test]
fn an_account_that_cannot_be_made_is_refused_in_words_by_both_ways() {
    let place = Place::new();
    run(&place.data(), &["account", "create", "--email", "a@example.com"]).done();
    let refused = || {
        run(&place.data(), &["account", "create", "--email", "A@example.com"])
            .refused(1, "another account has that root e-mail");
        run(&place.data(), &["account", "create", "--email", "nobody"]).refused(1, "not an e-mail address");
    };
    refused();
    let server = Serving::start(&place.data(), &[]);
    refused();
    server.stop();
    run(&place.data(), &["account", "create"]).refused(2, "--email");
}

#[test]
fn unlocking_tells_whether_there_was_anything_and_names_what_is_missing() {
    let place = Place::new();
    let created =
        run(&place.data(), &["account", "create", "--email", "a@example.com", "--format", "json"]).done();
    let account = serde_json::from_str::<Value>(&created).unwrap()["AccountId"].as_str().unwrap().to_owned();
    let unlock = |words: &[&str]| run(&place.data(), &[&["unlock"], words].concat());

    for _ in ["without a server", "with one"] {
        for (words, complaint) in [
            (&["--account", &account, "--user", "nobody"][..], "there is no user nobody"),
            (&["--account", "000000000001", "--root"], "there is no account 000000000001"),
        ] {
            unlock(words).refused(1, complaint);
        }
        assert!(unlock(&["--account", &account, "--root"]).done().contains("no wrong codes"));
        assert!(unlock(&["--account", &account, "--user", "ADMIN"]).done().contains("no wrong codes"));
        Serving::start(&place.data(), &[]).stop();
    }
    for words in [
        &["--account", &account][..],
        &["--account", &account, "--root", "--user", "admin"],
        &["--root"],
        &["--account", "12", "--root"],
        &["--account", &account, "--user", "no such name"],
    ] {
        assert_eq!(unlock(words).code, Some(2), "{words:?}");
    }
}

#[test]
fn sessions_are_ended_by_the_server_or_without_one() {
    let place = Place::new();
    let created =
        run(&place.data(), &["account", "create", "--email", "a@example.com", "--format", "json"]).done();
    let account = serde_json::from_str::<Value>(&created).unwrap()["AccountId"].as_str().unwrap().to_owned();
    let end = |words: &[&str]| run(&place.data(), &[&["sessions", "end"], words].concat());
    let ask = || {
        end(&["--account", &account, "--user", "nobody"]).refused(1, "there is no user nobody");
        end(&["--account", "000000000001", "--root"]).refused(1, "there is no account 000000000001");
        for (words, whose) in [(&["--root"][..], "the root user"), (&["--user", "admin"], "admin")] {
            let said = end(&[&["--account", &account], words].concat()).done();
            assert!(
                said.starts_with(&format!("ended all sessions of {whose} in account {account}")),
                "{said}"
            );
        }
    };
    ask();
    let server = Serving::start(&place.data(), &[]);
    ask();
    server.stop();
    let trail = run(&place.data(), &["audit", "--account", &account]).done();
    assert_eq!(trail.matches("EndSessions").count(), 4, "{trail}");
    assert_eq!(end(&["--account", &account]).code, Some(2));
}

#[test]
fn text_is_for_people_and_has_all_of_it() {
    let place = Place::new();
    let text =
        run(&place.data(), &["account", "create", "--email", "a@example.com", "--root-access-key"]).done();
    for part in ["a@example.com", "admin", "password", "access key", "secret key", "AKIA"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains('\x1b'), "colours in a pipe: {text}");
}

#[test]
fn an_account_name_cannot_command_the_terminal() {
    let place = Place::new();
    run(&place.data(), &["account", "create", "--email", "a@example.com", "--name", "\x1b[2Jx\nY"]).done();
    let text = run(&place.data(), &["account", "list"]).done();
    assert!(!text.contains('\x1b') && text.lines().count() == 2, "{text:?}");
}
