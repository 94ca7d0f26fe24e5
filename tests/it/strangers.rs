//! What callers who proved nothing can cost.

use bartizan_tests::{Account, Keys, Server};
use serde_json::Value;

const CALLS: usize = 2_000;

// R17: a stranger's flood must not become a flood of writes.
#[test]
fn r17_a_flood_of_wrong_signatures_is_one_event() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let before = server.events(&account.id, None);
    let stranger = Keys { secret: "not the secret".to_owned(), ..account.admin.clone() };
    let mut client = server.client(stranger);
    for _ in 0..CALLS {
        assert_eq!(client.iam("ListUsers", &[]).code(), "SignatureDoesNotMatch");
    }
    assert!(server.stop().success(), "{}", server.log());
    server.restart();

    let trail = server.events(&account.id, None);
    let events = trail.strip_prefix(&before).expect("the trail only grows");
    let events: Vec<Value> =
        events.lines().map(|event| serde_json::from_str(event).expect("it is JSON")).collect();
    // What was counted is written once a minute, so the turn of a minute may make two of it.
    assert!((1..=2).contains(&events.len()), "{events:?}");
    let counted = |event: &Value| event["additionalEventData"]["count"].as_u64().unwrap_or_default();
    assert_eq!(events.iter().map(counted).sum::<u64>(), CALLS as u64);
    assert!(events.iter().all(|event| event["eventName"] == "FailedAuthentications"), "{events:?}");
}

// R17: who is unknown is not told apart from who does not exist, and leaves no trace at all.
#[test]
fn r17_keys_that_nobody_has_leave_no_event() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let before = server.events(&account.id, None);
    for id in ["AKIAIOSFODNN7EXAMPLE", "AKIAAAAAAAAAAAAAAAAA", "ASIAQAAAAAAAAAAAAAAA", "AIDAQAAAAAAAAAAAAAAA"]
    {
        let keys = Keys { id: id.to_owned(), secret: "x".to_owned(), token: None };
        let answer = server.client(keys).iam("ListUsers", &[]);
        assert_eq!(
            answer.verdict(),
            "403 InvalidClientTokenId The security token included in the request is invalid."
        );
    }
    assert!(server.stop().success());
    server.restart();
    assert_eq!(server.events(&account.id, None), before);
}
