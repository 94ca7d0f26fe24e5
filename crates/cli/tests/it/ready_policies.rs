//! Policies that are ready for use, whoever installs them: a server, or the command itself.

use serde_json::Value;

use crate::child::{Place, Serving, run};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A place with an account, and its number.
fn with_account() -> (Place, String) {
    let place = Place::new();
    let words = ["account", "create", "--email", "a@example.com", "--format", "json"];
    let account = json(&run(&place.data(), &words).done())["AccountId"].as_str().unwrap().to_owned();
    (place, account)
}

#[test]
fn what_is_ready_is_listed_and_shown_where_nothing_is_yet() {
    let place = Place::new();
    let table = run(&place.data(), &["policy", "list"]).done();
    let names =
        ["certified-keys-only", "manage-own-mfa-device", "resync-own-device-only", "sign-in-at-terminals"];
    assert!(names.iter().all(|name| table.contains(name)), "{table}");
    let listed = json(&run(&place.data(), &["policy", "list", "--format", "json"]).done());
    for (policy, name) in listed.as_array().unwrap().iter().zip(names) {
        assert_eq!(policy["PolicyName"], name);
        let file = format!("{}/../../docs/policies/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        assert_eq!(policy["PolicyDocument"], text);
        assert_eq!(run(&place.data(), &["policy", "show", name]).done(), text);
    }
    assert!(!place.data().exists());
}

#[test]
fn one_is_installed_and_attached_by_the_server_or_without_one() {
    let (place, account) = with_account();
    let install = |name: &str, more: &[&str]| {
        run(&place.data(), &[&["policy", "install", name, "--account", &account], more].concat())
    };
    let (manage, resync) = ("manage-own-mfa-device", "resync-own-device-only");
    let arn = |name: &str| format!("arn:aws:iam::{account}:policy/{name}");

    assert_eq!(install(manage, &[]).done(), format!("installed the policy {}\n", arn(manage)));
    let server = Serving::start(&place.data(), &["--no-first-account"]);
    let said = install(manage, &["--attach-to-user", "admin"]).done();
    assert!(said.contains("is there already, and says the same; attached it to the user admin"), "{said}");
    let said = json(&install(resync, &["--attach-to-user", "admin", "--format", "json"]).done());
    assert_eq!(said["Arn"], arn(resync));
    assert_eq!((&said["VersionId"], &said["Change"]), (&"v1".into(), &"Created".into()));
    assert_eq!(said["Attachment"], "Attached");
    server.stop();
    let said = install(resync, &["--attach-to-user", "ADMIN", "--replace"]).done();
    assert!(said.contains("it is attached to the user ADMIN already"), "{said}");

    let trail = run(&place.data(), &["audit", "--account", &account]).done();
    let events = trail.lines().map(json).filter(|event| event["eventName"] == "InstallPolicy");
    let operators = events.filter(|event| event["userIdentity"]["type"] == "Operator").count();
    assert_eq!(operators, 3, "{trail}");
}

#[test]
fn what_cannot_be_installed_is_refused_in_words() {
    let (place, account) = with_account();
    let install = ["policy", "install", "manage-own-mfa-device"];
    let refused = || {
        for (words, complaint) in [
            (&["--account", &account, "--attach-to-user", "nobody"][..], "there is no user nobody"),
            (&["--account", &account, "--attach-to-group", "nobody"], "there is no group nobody"),
            (&["--account", "000000000001"], "there is no account 000000000001"),
        ] {
            run(&place.data(), &[&install[..], words].concat()).refused(1, complaint);
        }
    };
    refused();
    let server = Serving::start(&place.data(), &["--no-first-account"]);
    refused();
    server.stop();

    let account = ["--account", &account];
    let to_both = [&install[1..], &account, &["--attach-to-user", "a", "--attach-to-group", "b"]].concat();
    let unknown = [&["install", "no-such-policy"][..], &account].concat();
    for words in [&install[1..], &to_both, &unknown, &["show", "no-such-policy"], &["show"]] {
        assert_eq!(run(&place.data(), &[&["policy"], words].concat()).code, Some(2), "{words:?}");
    }
}
