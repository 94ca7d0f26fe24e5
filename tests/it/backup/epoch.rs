use bartizan_tests::{Account, Keys, Server};

use super::{json, refused};

#[test]
fn r31_a_fence_ends_what_rests_on_commits_that_may_be_lost() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let other = Account::create(&server, "other@example.com");
    let mut anna = account.user(&server, "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&server, &code).ok());
    // A code that was read before the fence, and not used.
    let unused = anna.phone.code();

    let words = ["fence", "--yes", "--format", "json"];
    assert!(refused(&server.run(&words)).contains("stop it first"), "not while somebody is served");
    let identity = server.client(session.clone()).sts("GetCallerIdentity", &[]);
    assert_eq!(identity.status, 200, "and nothing has ended");
    server.stop();
    let unconfirmed = server.run(&["fence"]);
    assert_eq!(unconfirmed.status.code(), Some(2), "nobody is there to confirm it");
    let fenced = json(&server.run(&words));
    assert_eq!(
        (&fenced["Ended"]["Accounts"], &fenced["Ended"]["Devices"]),
        (&2.into(), &1.into()),
        "{fenced}"
    );

    server.restart();
    let over = server.client(session).sts("GetCallerIdentity", &[]);
    assert!(["InvalidClientTokenId", "ExpiredToken"].contains(&over.code().as_str()), "{}", over.body);
    assert_eq!(anna.session_with(&server, &code).status, 403);
    assert_eq!(anna.session_with(&server, &unused).status, 403, "it could have been used in the lost time");
    for account in [&account, &other] {
        let trail = server.events(&account.id, None);
        let told: Vec<_> = trail.lines().filter(|line| line.contains("\"FenceStore\"")).collect();
        assert_eq!(told.len(), 1, "{trail}");
        assert!(told[0].contains("\"type\":\"Operator\"") && told[0].contains("credentialsValidAfter"));
    }
    let _ = server.client(anna.keys).sts("GetCallerIdentity", &[]).ok();
}
