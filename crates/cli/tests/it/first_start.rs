//! The first start, and the second.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::child::{Place, Running, Serving, bartizan, run};

/// The values of the lines to paste.
fn exported(text: &str, name: &str) -> String {
    let start = format!("    export {name}=");
    text.lines().find_map(|line| line.strip_prefix(&start)).unwrap().to_owned()
}

#[test]
fn r8_a_first_start_that_nobody_watches_keeps_its_secrets_in_a_private_file() {
    let place = Place::new();
    let mut server = Serving::start(&place.data(), &["--listen", "127.0.0.1:0"]);
    let file = place.data().join("first-account.txt");
    let told = server.running.logged("first account");
    assert!(told.contains(file.canonicalize().unwrap().to_str().unwrap()), "{told}");

    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(exported(&text, "AWS_ENDPOINT_URL"), server.url);
    assert_eq!(exported(&text, "AWS_DEFAULT_REGION"), "us-east-1");
    assert!(exported(&text, "AWS_ACCESS_KEY_ID").starts_with("AKIA"));
    assert!(text.contains("root@example.com") && text.contains("admin"), "{text}");

    let secrets: Vec<_> =
        text.lines().filter(|line| line.contains("password ") || line.contains("secret key ")).collect();
    assert_eq!(secrets.len(), 3, "{text}");
    let said = server.stop();
    for secret in secrets {
        let secret =
            secret.split_whitespace().nth(if secret.contains("secret key") { 2 } else { 1 }).unwrap();
        assert!(
            !told.contains(secret) && !said.err.contains(secret) && !said.out.contains(secret),
            "{secret}"
        );
    }
    assert_eq!(said.out, "", "more than one line was printed");
}

#[test]
fn r8_on_a_terminal_the_secrets_are_shown_and_kept_in_no_file() {
    let place = Place::new();
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let mut command = bartizan(&place.data(), &["--listen", "localhost:0"]);
    let server = Running::start_on(&mut command, File::options().write(true).open(name).unwrap());

    let mut lines = BufReader::new(File::from(terminal)).lines().map(Result::unwrap);
    let shown: Vec<String> = lines.by_ref().take_while(|line| !line.starts_with("listening on ")).collect();
    let text = shown.iter().map(|line| format!("{}\n", line.trim_end())).collect::<String>();
    assert!(exported(&text, "AWS_ACCESS_KEY_ID").starts_with("AKIA"), "{text}");
    assert!(!place.data().join("first-account.txt").exists());
    server.signal(Signal::TERM);
    let said = server.end();
    assert_eq!(said.code, Some(0));
    assert!(!said.err.contains(&exported(&text, "AWS_SECRET_ACCESS_KEY")), "{}", said.err);
}

#[test]
fn a_second_start_makes_no_account_and_reminds_of_the_file() {
    let place = Place::new();
    Serving::start(&place.data(), &[]).stop();
    let accounts = run(&place.data(), &["account", "list"]).done();
    let mut server = Serving::start(&place.data(), &[]);
    server.running.logged("first-account.txt");
    assert_eq!(run(&place.data(), &["account", "list"]).done(), accounts);
    assert_eq!(accounts.lines().count(), 2, "{accounts}");
    server.stop();

    fs::remove_file(place.data().join("first-account.txt")).unwrap();
    let said = Serving::start(&place.data(), &[]).stop();
    assert!(!said.err.contains("first-account.txt"), "{}", said.err);
    assert!(!place.data().join("first-account.txt").exists());
}

#[test]
fn a_first_account_is_made_as_configured_or_not_at_all() {
    let place = Place::new();
    Serving::start(&place.data(), &["--no-first-account"]).stop();
    assert_eq!(run(&place.data(), &["account", "list", "--format", "json"]).done().trim(), "[]");
    assert!(!place.data().join("first-account.txt").exists());

    let text =
        "root_email = 'boss@example.com'\nregion = 'eu-north-1'\npublic_url = 'https://iam.example.com'\n";
    fs::write(place.data().join("bartizan.toml"), text).unwrap();
    Serving::start(&place.data(), &[]).stop();
    let text = fs::read_to_string(place.data().join("first-account.txt")).unwrap();
    assert!(text.contains("boss@example.com"), "{text}");
    assert_eq!(exported(&text, "AWS_DEFAULT_REGION"), "eu-north-1");
    assert_eq!(exported(&text, "AWS_ENDPOINT_URL"), "https://iam.example.com");
}

#[test]
fn secrets_that_cannot_be_kept_make_no_account() {
    let place = Place::new();
    Serving::start(&place.data(), &["--no-first-account"]).stop();
    // A directory of that name cannot be replaced by a file.
    fs::create_dir_all(place.data().join("first-account.txt/in-the-way")).unwrap();
    run(&place.data(), &["--listen", "localhost:0"]).refused(1, "first-account.txt");
    assert_eq!(run(&place.data(), &["account", "list", "--format", "json"]).done().trim(), "[]");
}
