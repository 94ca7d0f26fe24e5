//! The operator's last resort, whoever answers: a server, or the command itself.

use std::path::Path;

use serde_json::Value;

use crate::child::{Place, Said, Serving, bartizan, finish, run};

/// An account: its number.
fn account(place: &Place) -> String {
    let made =
        run(&place.data(), &["account", "create", "--email", "a@example.com", "--format", "json"]).done();
    json(&made)["AccountId"].as_str().unwrap().to_owned()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn support(data: &Path, words: &[&str], environment: &[(&str, &str)]) -> Said {
    let mut command = bartizan(data, &[&["support"], words].concat());
    finish(command.envs(environment.iter().copied()))
}

fn events(place: &Place, account: &str, name: &str) -> Vec<Value> {
    let trail = run(&place.data(), &["audit", "--account", account]).done();
    trail.lines().map(json).filter(|event| event["eventName"] == name).collect()
}

#[test]
fn root_gets_a_password_for_one_sign_in_and_alternative_factors_are_switched() {
    let place = Place::new();
    let account = account(&place);
    let say = |words: &[&str]| support(&place.data(), words, &[]);
    for _ in ["without a server", "with one"] {
        let words =
            ["reset-root-password", "--account", &account, "--reason", "ticket 1", "--format", "json"];
        let reset = json(&say(&words).done());
        assert_eq!(
            (&reset["Status"], &reset["RootEmail"]),
            (&"PasswordReset".into(), &"a@example.com".into())
        );
        let password = reset["RootPassword"].as_str().unwrap();
        assert_eq!(password.len(), 25, "{password}");
        let text = say(&words[..5]).done();
        assert!(text.contains("a@example.com") && text.contains("this once"), "{text}");
        let trail = run(&place.data(), &["audit", "--account", &account]).done();
        assert!(!trail.contains(password));

        let switch = |word: &str| {
            say(&["alternative-factors", "--account", &account, word, "--reason", "ticket 2"]).done()
        };
        assert!(switch("--on").contains("on already: nothing to do"));
        assert!(switch("--off").contains("cannot recover"));
        let off = say(&[
            "alternative-factors",
            "--account",
            &account,
            "--off",
            "--reason",
            "x",
            "--format",
            "json",
        ]);
        assert_eq!(
            json(&off.done()),
            serde_json::json!({ "AccountId": account, "AlternativeFactors": "off", "Changed": false })
        );
        assert!(switch("--on").contains("again"));
        say(&["deactivate-mfa", "--account", &account, "--root", "--reason", "x"])
            .refused(1, "no MFA device");
        say(&["deactivate-mfa", "--account", &account, "--user", "nobody", "--reason", "x"])
            .refused(1, "there is no user nobody");
        say(&["reset-root-password", "--account", "000000000001", "--reason", "x"])
            .refused(1, "there is no account");
        Serving::start(&place.data(), &[]).stop();
    }
    let server = Serving::start(&place.data(), &[]);
    say(&["reset-root-password", "--account", &account, "--reason", "ticket 3"]).done();
    server.stop();
    let told = events(&place, &account, "ResetRootPassword");
    assert_eq!(told.last().unwrap()["requestParameters"]["reason"], "ticket 3");
    assert!(told.iter().all(|event| event["userIdentity"]["type"] == "Operator"));
    for (words, complaint) in [
        (&["alternative-factors", "--account", &account, "--reason", "x"][..], "--on"),
        (
            &["alternative-factors", "--account", &account, "--on", "--off", "--reason", "x"],
            "cannot be used with",
        ),
        (&["reset-root-password", "--account", &account], "--reason"),
        (&["reset-root-password", "--account", &account, "--reason", " "], "say why"),
        (&["deactivate-mfa", "--account", &account, "--reason", "x"], "--user"),
    ] {
        say(words).refused(2, complaint);
    }
    let help = say(&["reset-root-password", "--help"]).done();
    assert!(help.contains("support.waiting_period_hours") && help.contains("exit code 1"), "{help}");
}

#[test]
fn what_waits_is_listed_survives_a_restart_and_is_cancelled() {
    let place = Place::new();
    let account = account(&place);
    let waiting =
        [("BARTIZAN_SUPPORT_WAITING_PERIOD_HOURS", "24"), ("BARTIZAN_SUPPORT_SECOND_OPERATOR", "true")];
    let words = ["reset-root-password", "--account", &account, "--reason", "ticket 1", "--format", "json"];
    let filed = json(&support(&place.data(), &words, &waiting).done());
    assert_eq!((&filed["Status"], &filed["NeedsSecondOperator"]), (&"Filed".into(), &true.into()));
    let id = filed["RequestId"].as_str().unwrap();
    // By somebody whose settings ask for nothing, too.
    let server = Serving::start(&place.data(), &[]);
    let again = support(&place.data(), &words, &[]);
    again.refused(1, &format!("bartizan support approve {id}"));
    support(&place.data(), &["approve", id], &[]).refused(1, "you asked for that yourself");
    let listed = json(&support(&place.data(), &["list", "--format", "json"], &[]).done());
    assert_eq!((&listed[0]["RequestId"], &listed[0]["Command"]), (&id.into(), &"reset-root-password".into()));
    assert!(listed[0]["DueAt"].as_str().unwrap().ends_with('Z'));
    let table = support(&place.data(), &["list"], &[]).done();
    assert!(table.contains(id) && table.contains("ticket 1") && table.contains("not yet"), "{table}");
    server.stop();

    let cancelled = support(&place.data(), &["cancel", id, "--reason", "found it"], &[]).done();
    assert!(cancelled.contains(id), "{cancelled}");
    assert_eq!(support(&place.data(), &["list", "--format", "json"], &[]).done(), "[]\n");
    support(&place.data(), &["cancel", id, "--reason", "again"], &[]).refused(1, "no such request waits");
    assert_eq!(events(&place, &account, "RequestSupport").len(), 1);
    assert_eq!(events(&place, &account, "CancelSupportRequest").len(), 1);
    for wrong in ["-1", "721", "soon"] {
        let set = [("BARTIZAN_SUPPORT_WAITING_PERIOD_HOURS", wrong)];
        support(&place.data(), &["list"], &set).refused(2, "from 0 to 720");
    }
}
