//! Settings from everywhere, and what the binary says about itself.

use std::fs;
use std::io::pipe;

use crate::child::{Place, bartizan, finish, run};

#[test]
fn what_is_in_force_is_shown_with_where_it_came_from() {
    let place = Place::new();
    let file = place.beside("my.toml");
    fs::write(&file, "issuer = 'File'\n[audit]\ndays = 7\n[tls]\nkey = 'k.pem'\n").unwrap();
    let mut command = bartizan(&place.data(), &["config", "show", "--listen", "127.0.0.1:1"]);
    command
        .arg("--config")
        .arg(&file)
        .env("BARTIZAN_TLS_CERTIFICATE", "/c.pem")
        .env("BARTIZAN_ISSUER", "Variable");
    let text = finish(&mut command).done();
    for (line, source) in [
        ("listen = \"127.0.0.1:1\"", "# --listen on the command line"),
        ("issuer = \"Variable\"", "# BARTIZAN_ISSUER"),
        ("audit.days = 7", file.to_str().unwrap()),
        (&format!("tls.key = \"{}\"", place.beside("k.pem").display()), file.to_str().unwrap()),
        ("tls.certificate = \"/c.pem\"", "# BARTIZAN_TLS_CERTIFICATE"),
        ("region = \"us-east-1\"", "# default"),
        ("# public_url is not set", "# default"),
    ] {
        let found = text.lines().find(|text| text.starts_with(line));
        assert!(found.is_some_and(|found| found.contains(source)), "{line} from {source}: {text}");
    }
    assert!(!place.data().exists(), "a look made a directory");

    // What is shown can be a configuration file.
    let again = place.beside("again.toml");
    let without_data: String =
        text.lines().filter(|line| !line.starts_with("data")).map(|line| format!("{line}\n")).collect();
    fs::write(&again, without_data).unwrap();
    let mut command = bartizan(&place.data(), &["config", "show"]);
    let text = finish(command.arg("--config").arg(&again)).done();
    assert!(text.contains("issuer = \"Variable\""), "{text}");
}

#[test]
fn what_is_unknown_is_named_and_nothing_is_started() {
    let place = Place::new();
    let file = place.beside("my.toml");
    fs::write(&file, "issuer = 'File'\nlisten_on = 'x'\n").unwrap();
    let path = file.to_str().unwrap();
    for command in ["serve", "config show", "account list", "audit"] {
        let words: Vec<&str> = command.split(' ').collect();
        run(&place.data(), &[&words[..], &["--config", path]].concat()).refused(2, "unknown key listen_on");
        finish(bartizan(&place.data(), &words).env("BARTIZAN_PORT", "1")).refused(2, "BARTIZAN_PORT");
        finish(bartizan(&place.data(), &words).env("BARTIZAN_CONFIG", path))
            .refused(2, "unknown key listen_on");
    }
    run(&place.data(), &["serve", "--config", "/does/not/exist"]).refused(2, "/does/not/exist");
    run(&place.data(), &["--listen", "nowhere"]).refused(2, "HOST:PORT");
    run(&place.data(), &["--listen", "localhost:0", "account", "list"]).refused(2, "--listen is for");
    run(&place.data(), &["--tls-key", "k.pem"]).refused(2, "TLS needs both");
    assert!(!place.data().exists());
}

#[test]
fn a_file_in_the_data_directory_is_read_by_itself() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    fs::write(place.data().join("bartizan.toml"), "cache_mib = 3").unwrap();
    assert!(run(&place.data(), &["config", "show"]).done().contains("cache_mib = 3"));
    fs::write(place.data().join("bartizan.toml"), "cache_mb = 3").unwrap();
    run(&place.data(), &["serve"]).refused(2, "did you mean cache_mib?");
}

#[test]
fn help_teaches_and_operations_are_listed() {
    let place = Place::new();
    let help = run(&place.data(), &["--help"]).done();
    assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{help}");
    assert!(run(&place.data(), &["--version"]).done().starts_with("bartizan 0."));
    let operations = run(&place.data(), &["operations"]).done();
    assert!(operations.contains("EnableMFADevice") && operations.contains("GetSessionToken"), "{operations}");
    let json = run(&place.data(), &["operations", "--format", "json"]).done();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.len() + 1, operations.lines().count());
    let row = serde_json::json!({
        "Service": "iam", "Name": "AddUserToGroup", "Area": "Groups", "Action": "iam:AddUserToGroup", "Support": "full",
        "Changes": true, "Resources": ["group"], "ConditionKeys": [],
    });
    assert!(rows.contains(&row), "{json}");
    let elsewhere = rows.iter().filter(|row| row["Support"] == "none").all(|row| row["Remark"].is_string());
    assert!(elsewhere, "{json}");
    run(&place.data(), &["no-such-command"]).refused(2, "no-such-command");
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let place = Place::new();
    for words in [&["operations"][..], &["config", "show"], &["operations", "--format", "json"]] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = bartizan(&place.data(), words).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{words:?}");
    }
}
