//! Service control policies, whoever answers: a server, or the command itself.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::child::{Place, Said, Serving, bartizan, run};

const FULL: &str = "{\"Version\": \"2012-10-17\",\n \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}\n";
const NO_NEW_USERS: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}}"#;

struct Scene {
    place: Place,
    account: String,
}

impl Scene {
    fn new() -> Self {
        let place = Place::new();
        let words = ["account", "create", "--email", "a@example.com", "--format", "json"];
        let created: Value = serde_json::from_str(&run(&place.data(), &words).done()).unwrap();
        let account = created["AccountId"].as_str().unwrap().to_owned();
        fs::write(place.beside("full.json"), FULL).unwrap();
        fs::write(place.beside("deny.json"), NO_NEW_USERS).unwrap();
        Self { place, account }
    }

    fn file(&self, name: &str) -> String {
        self.place.beside(name).to_str().unwrap().to_owned()
    }

    fn ask(&self, words: &[&str]) -> Said {
        let (verb, rest) = words.split_first().unwrap();
        let words = [&["service-control", verb, "--account", &self.account], rest].concat();
        run(&self.place.data(), &words)
    }

    fn shown(&self) -> Vec<(String, String)> {
        let shown: Vec<Value> =
            serde_json::from_str(&self.ask(&["show", "--format", "json"]).done()).unwrap();
        let text = |policy: &Value, key: &str| policy[key].as_str().unwrap().to_owned();
        shown.iter().map(|policy| (text(policy, "PolicyName"), text(policy, "PolicyDocument"))).collect()
    }
}

#[test]
fn they_are_set_shown_and_removed_by_the_server_or_without_one() {
    let scene = Scene::new();
    let life = || {
        assert!(scene.ask(&["show"]).err.contains("nothing bounds it"));
        let (full, deny) = (scene.file("full.json"), scene.file("deny.json"));
        let account = &scene.account;
        let set = |name: &str, file: &str| scene.ask(&["set", "--name", name, file]);

        let said = set("deny", &deny);
        assert!(said.err.contains("allows anything: everybody in it is refused everything"), "{}", said.err);
        assert_eq!(said.done(), format!("added the service control policy deny to account {account}\n"));
        let said = set("full", &full);
        assert_eq!(said.err, "");
        assert!(said.done().starts_with("added"));
        assert!(set("FULL", &full).done().contains("says that already"));
        assert!(set("deny", &full).done().starts_with("replaced"));
        assert!(set("deny", &deny).done().starts_with("replaced"));

        assert_eq!(scene.ask(&["show", "--name", "Full"]).done(), FULL);
        let table = scene.ask(&["show"]).done();
        assert!(table.starts_with("POLICY") && table.lines().count() == 3, "{table}");
        assert_eq!(
            scene.shown(),
            [("deny".to_owned(), NO_NEW_USERS.to_owned()), ("full".to_owned(), FULL.to_owned())]
        );

        let removed: Value =
            serde_json::from_str(&scene.ask(&["remove", "--name", "full", "--format", "json"]).done())
                .unwrap();
        assert_eq!(removed["Change"], "Removed");
        assert_eq!((&removed["Policies"], &removed["AllowsNothing"]), (&1.into(), &true.into()));
        assert!(scene.ask(&["remove", "--name", "deny"]).done().contains("nothing bounds any more"));
        assert_eq!(scene.shown(), []);
    };
    life();
    let server = Serving::start(&scene.place.data(), &["--no-first-account"]);
    life();
    server.stop();
    let trail = run(&scene.place.data(), &["audit", "--account", &scene.account]).done();
    let count = |name: &str| trail.matches(&format!("\"{name}\"")).count();
    assert_eq!((count("SetServiceControlPolicy"), count("RemoveServiceControlPolicy")), (8, 4), "{trail}");
}

#[test]
fn what_is_refused_is_explained() {
    let scene = Scene::new();
    let full = scene.file("full.json");
    for (name, text) in [("text.json", "hello".to_owned()), ("long.json", " ".repeat(40_000))] {
        fs::write(scene.place.beside(name), text).unwrap();
    }
    fs::write(scene.place.beside("latin.json"), b"\xe9").unwrap();
    let refused = || {
        for (words, complaint) in [
            (&["set", "--name", "a", &scene.file("text.json")][..], "Syntax errors in policy."),
            (
                &["set", "--name", "a", &scene.file("long.json")],
                "longer than a service control policy can be",
            ),
            (&["set", "--name", "a", &scene.file("latin.json")], "UTF-8"),
            (&["set", "--name", "a", &scene.file("missing.json")], "cannot read"),
            (&["remove", "--name", "a"], "has no service control policy a"),
            (&["show", "--name", "a"], "has no service control policy a"),
        ] {
            scene.ask(words).refused(1, complaint);
        }
        let words = ["service-control", "set", "--account", "000000000001", "--name", "a", &full];
        run(&scene.place.data(), &words).refused(1, "there is no account 000000000001");
    };
    refused();
    let server = Serving::start(&scene.place.data(), &["--no-first-account"]);
    refused();
    server.stop();
    for words in [
        &["set", "--name", "a"][..],
        &["set", &full],
        &["set", "--name", "no such name", &full],
        &["remove"],
        &["show", "--name", ""],
    ] {
        assert_eq!(scene.ask(words).code, Some(2), "{words:?}");
    }
}

#[test]
fn r15_the_command_reads_the_file_and_the_server_only_a_text() {
    let scene = Scene::new();
    let words = ["service-control", "set", "--account", &scene.account, "--name", "full", "-"];
    let mut command = bartizan(&scene.place.data(), &words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(FULL.as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(scene.shown(), [("full".to_owned(), FULL.to_owned())]);

    // What a server is sent is a text, whatever it looks like.
    let server = Serving::start(&scene.place.data(), &["--no-first-account"]);
    fs::write(scene.place.beside("path.json"), "/etc/hostname").unwrap();
    scene.ask(&["set", "--name", "path", &scene.file("path.json")]).refused(1, "Syntax errors in policy.");
    server.stop();
}
