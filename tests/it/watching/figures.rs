//! Figures are what was done, and strangers add no rows to them.

use bartizan_tests::{Account, Keys, Options, Server};

const REQUESTS: &str = "bartizan_requests_total";
const CHECKS: &str = "bartizan_mfa_checks_total";

fn watched() -> Server {
    Server::with(Options { watched: true, ..Options::default() })
}

#[test]
fn figures_agree_with_what_was_done() {
    let server = watched();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let mut anna = account.user(&server, "anna");

    let before = server.figures();
    assert_eq!(before.sum(CHECKS, &[r#"way="pair""#, r#"result="accepted""#]), 1.0, "the device was enabled");
    let code = anna.phone.code();
    let _ = anna.session_with(&server, &code).ok();
    assert_eq!(anna.session_with(&server, &code).status, 403, "a code works once");
    for _ in 0..2 {
        assert_eq!(anna.session_with(&server, &anna.phone.wrong_code()).status, 403);
    }
    let _ = anna.session(&server).ok();
    for _ in 0..3 {
        let _ = admin.iam("ListUsers", &[]).ok();
    }
    assert_eq!(admin.iam("CreateUser", &[("UserName", "anna")]).code(), "EntityAlreadyExists");
    assert_eq!(admin.iam("GetUser", &[("UserName", "nobody")]).code(), "NoSuchEntity");
    assert_eq!(admin.iam("GetUser", &[("UserName", "no/body")]).code(), "ValidationError");
    let stranger = Keys { secret: "invented".to_owned(), ..account.admin };
    assert_eq!(server.client(stranger).iam("ListUsers", &[]).code(), "SignatureDoesNotMatch");

    let after = server.figures();
    let grown = |name: &str, labels: &[&str]| after.since(&before, name, labels);
    for (labels, number) in [
        ([r#"way="code""#, r#"result="accepted""#], 2.0),
        ([r#"way="code""#, r#"result="reused""#], 1.0),
        ([r#"way="code""#, r#"result="wrong""#], 2.0),
        ([r#"way="code""#, r#"result="locked""#], 0.0),
        ([r#"way="pair""#, r#"result="accepted""#], 0.0),
    ] {
        assert_eq!(grown(CHECKS, &labels), number, "{labels:?}");
    }
    for (operation, outcome, number) in [
        ("GetSessionToken", "ok", 2.0),
        ("GetSessionToken", "wrong_factor", 3.0),
        ("ListUsers", "ok", 3.0),
        ("ListUsers", "unauthenticated", 1.0),
        ("CreateUser", "conflict", 1.0),
        ("GetUser", "not_found", 1.0),
        ("GetUser", "invalid", 1.0),
        ("GetUser", "failed", 0.0),
    ] {
        let labels = [format!(r#"operation="{operation}""#), format!(r#"outcome="{outcome}""#)];
        assert_eq!(grown(REQUESTS, &labels.each_ref().map(String::as_str)), number, "{labels:?}");
    }
    let durations = "bartizan_request_duration_seconds_count";
    assert_eq!(grown(durations, &[r#"service="iam""#, r#"operation="ListUsers""#]), 4.0);
    // Each code that was looked at is a commit, and refusals of changes are events.
    assert!(grown("bartizan_store_commits_total", &[r#"outcome="stored""#]) >= 6.0);
    assert_eq!(grown("bartizan_audit_strangers_total", &[]), 1.0);
    assert!(grown("bartizan_store_group_size_count", &[]) >= 1.0);
    assert!(grown("bartizan_cache_hits_total", &[]) > 0.0);
    assert!(grown("bartizan_audit_events_total", &[]) >= 6.0);
    for healthy in
        ["bartizan_store_read_errors_total", "bartizan_mfa_locks_total", "bartizan_clock_offset_seconds"]
    {
        assert_eq!(after.sum(healthy, &[]), 0.0, "{healthy}");
    }
}

#[test]
fn codes_that_come_too_early_count_apart_from_wrong_ones() {
    let server = watched();
    let account = Account::create(&server, "root@example.com");
    let anna = account.user(&server, "anna");
    let wrong = anna.phone.wrong_code();
    // Six are evaluated; then there is a wait, of seconds, which doubles.
    for _ in 0..16 {
        assert_eq!(anna.session_with(&server, &wrong).status, 403);
    }
    let figures = server.figures();
    let [evaluated, early] =
        [r#"result="wrong""#, r#"result="too_early""#].map(|result| figures.sum(CHECKS, &[result]));
    assert!(evaluated >= 6.0 && early >= 1.0, "{evaluated} {early}");
    assert_eq!(evaluated + early, 16.0);
    let trail = server.events(&account.id, None);
    let told = trail.lines().filter(|line| line.contains(r#""result":"wrong""#)).count();
    assert_eq!(told.to_string(), evaluated.to_string(), "what is counted is what is recorded");
}

// Memory of whoever collects, and ours, would else be a stranger's to fill.
#[test]
fn a_flood_of_invented_names_adds_no_row() {
    let server = watched();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let invent = |admin: &mut bartizan_tests::Client, number: usize| {
        let name = format!("Invented{number}");
        assert_eq!(admin.iam(&name, &[("UserName", &name)]).code(), "InvalidAction");
        assert_eq!(admin.sts(&name, &[]).code(), "InvalidAction");
        let path = bartizan_tests::ask(server.address(), &format!("/console/{name}"));
        assert_eq!(path.status, 303, "to the sign-in");
        let path = bartizan_tests::ask(server.address(), &format!("/{name}"));
        assert_eq!(path.status, 404);
        let user = server.client(Keys { id: format!("AKIA{number:016}"), ..account.admin.clone() });
        assert_eq!({ user }.iam("ListUsers", &[]).status, 403);
    };
    invent(&mut admin, 0);
    let before = server.figures();
    for number in 1..=300 {
        invent(&mut admin, number);
    }
    let after = server.figures();
    let new: Vec<_> = after.series().difference(&before.series()).copied().collect();
    assert!(new.is_empty(), "{new:?}");
    assert_eq!(after.since(&before, REQUESTS, &[r#"operation="unknown""#]), 900.0);
    assert_eq!(after.since(&before, "bartizan_pages_total", &[r#"page="other""#]), 300.0);
    assert!(
        !after.text().contains("Invented") && !after.text().contains(&account.id),
        "a name of somebody's is a label"
    );
}
