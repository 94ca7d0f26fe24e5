//! Lines of the log for requests.

use bartizan_tests::{Account, Keys, Options, Server};
use serde_json::Value;

fn logging(requests: &str) -> Server {
    let environment = vec![
        ("BARTIZAN_LOG_REQUESTS", requests.to_owned()),
        ("BARTIZAN_LOG_FORMAT", "json".to_owned()),
        ("BARTIZAN_LOG_LEVEL", "warn".to_owned()),
    ];
    Server::with(Options { environment, ..Options::default() })
}

/// The lines of requests.
fn lines(server: &Server) -> Vec<Value> {
    let log = server.log();
    let events = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("every line is JSON"));
    events.filter(|event| event["target"] == "bartizan_requests").collect()
}

#[test]
fn a_request_has_a_line_with_its_id_where_that_is_asked_for() {
    for (wanted, reads, refusals) in [("all", 1, 1), ("errors", 0, 1), ("none", 0, 0)] {
        let server = logging(wanted);
        let account = Account::create(&server, "root@example.com");
        let mut admin = account.administrator(&server);
        let read = admin.iam("ListUsers", &[]).ok();
        let refused = admin.iam("GetUser", &[("UserName", "nobody")]);
        assert_eq!(refused.code(), "NoSuchEntity");

        let lines = lines(&server);
        let of = |id: &str| lines.iter().filter(|line| line["request_id"] == id).collect::<Vec<_>>();
        let (read, refused) = (of(read.request_id()), of(refused.request_id()));
        assert_eq!((read.len(), refused.len()), (reads, refusals), "{wanted}: {lines:?}");
        for (line, operation, status, code) in read
            .iter()
            .map(|line| (line, "ListUsers", 200, Value::Null))
            .chain(refused.iter().map(|line| (line, "GetUser", 404, Value::from("NoSuchEntity"))))
        {
            assert_eq!(
                (line["operation"].as_str(), line["status"].as_u64()),
                (Some(operation), Some(status))
            );
            assert_eq!((&line["code"], line["service"].as_str()), (&code, Some("iam")));
            assert_eq!(
                (line["account"].as_str(), line["peer"].as_str()),
                (Some(&*account.id), Some("127.0.0.1"))
            );
            assert!(line["micros"].as_u64().is_some_and(|micros| micros > 0), "{line}");
        }
    }
}

#[test]
fn r7_lines_of_requests_hold_no_secret_and_nothing_that_was_typed() {
    let server = logging("all");
    let account = Account::create(&server, "root@example.com");
    let mut anna = account.user(&server, "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&server, &code).ok());
    let wrong = anna.phone.wrong_code();
    assert_eq!(anna.session_with(&server, &wrong).status, 403);
    let _ = server.client(session.clone()).sts("GetCallerIdentity", &[]).ok();
    let mut admin = account.administrator(&server);
    assert_eq!(admin.iam("Planted-action", &[("UserName", "planted-field")]).code(), "InvalidAction");
    assert_eq!(admin.iam("GetUser", &[("UserName", "planted-name")]).code(), "NoSuchEntity");
    let password = "planted-Passw0rd!";
    let _ = admin.iam("CreateLoginProfile", &[("UserName", "anna"), ("Password", password)]).ok();
    for path in ["/signin/planted-account?planted-query=1", "/console/planted-page", "/planted-path"] {
        let _ = bartizan_tests::ask(server.address(), path);
    }
    let form = "token=planted-token&account=planted-account&username=planted-user&password=planted-password";
    let mut connection = bartizan_tests::Connection::open(server.address()).expect("it listens");
    let request = format!(
        "POST /signin/{} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        account.id,
        form.len()
    );
    connection.send(request.as_bytes()).expect("it reads");
    assert!(connection.receive().expect("it answers").is_some());

    let lines = lines(&server);
    assert!(lines.len() >= 10, "{lines:?}");
    let shown: Vec<String> = lines.iter().map(Value::to_string).collect();
    let shown = shown.join("\n");
    assert!(!shown.to_ascii_lowercase().contains("planted"), "{shown}");
    let token = session.token.expect("a session has a token");
    let secrets = [&account.admin.secret, &account.root.secret, &anna.keys.secret, &session.secret, &token];
    for secret in secrets.into_iter().chain([&anna.keys.id, &anna.serial]) {
        assert!(!shown.contains(secret.as_str()), "a line shows {secret}");
    }
    let words = || shown.split(|c: char| !c.is_ascii_alphanumeric());
    assert!(!words().any(|word| word == code || word == wrong), "a code is shown");
}
