//! Sixty-four clients do the same thing at the same moment.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use bartizan_tests::{Account, Answer, Client, Keys, Server, User, enable, phone_of};
use serde_json::Value;

const CLIENTS: usize = 64;

/// Lets every client act at once, each on a connection of its own that is open already.
fn race<T: Send>(server: &Server, keys: &Keys, act: impl Fn(usize, &mut Client) -> T + Sync) -> Vec<T> {
    let (ready, act) = (&Barrier::new(CLIENTS), &act);
    std::thread::scope(|scope| {
        let clients = (0..CLIENTS).map(|number| {
            let mut client = server.client(keys.clone());
            scope.spawn(move || {
                let _ = client.sts("GetCallerIdentity", &[]).ok();
                ready.wait();
                act(number, &mut client)
            })
        });
        let clients: Vec<_> = clients.collect();
        clients.into_iter().map(|client| client.join().expect("a client panicked")).collect()
    })
}

/// How often each verdict was given.
fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.verdict()).or_default() += 1;
    }
    tally
}

/// How often the audit trail says that this was done.
fn done(server: &Server, account: &Account, action: &str) -> usize {
    let events = server.events(&account.id, None);
    let events = events.lines().map(|line| serde_json::from_str::<Value>(line).expect("an event is JSON"));
    events.filter(|event| event["eventName"] == action && event["errorCode"].is_null()).count()
}

#[test]
fn of_64_clients_that_create_one_user_one_wins() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    for round in 0..8 {
        // Names differ by case only, which IAM ignores.
        let names = [format!("round-{round}"), format!("ROUND-{round}")];
        let answers = race(&server, &account.admin, |number, client| {
            client.iam("CreateUser", &[("UserName", &names[number % 2])])
        });
        let tally = tally(&answers);
        assert_eq!(tally.get("200 OK"), Some(&1), "{tally:?}");
        let lost = |verdict: &String| {
            verdict == "200 OK" || verdict.starts_with("409 EntityAlreadyExists User with name ")
        };
        assert!(tally.keys().all(lost), "{tally:?}");
    }
    assert_eq!(done(&server, &account, "CreateUser"), 8);
}

#[test]
fn of_64_clients_with_the_same_code_one_gets_a_session() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    for round in 0..8 {
        let mut user = account.user(&server, &format!("user-{round}"));
        let code = user.phone.code();
        let fields = [("SerialNumber", user.serial.as_str()), ("TokenCode", &code)];
        let answers = race(&server, &user.keys, |_, client| client.sts("GetSessionToken", &fields));
        let tally = tally(&answers);
        assert_eq!(tally.get("200 OK"), Some(&1), "{tally:?}");
        // Refused as used or as coming too fast; or given up against the others, which must not look like a wrong code (R19).
        let lost = |verdict: &String| {
            ["200 OK", "403 AccessDenied MultiFactorAuthentication failed", "500 ServiceFailure"]
                .iter()
                .any(|expected| verdict.starts_with(expected))
        };
        assert!(tally.keys().all(lost), "{tally:?}");
    }
}

#[test]
fn of_64_clients_with_one_pair_for_one_device_one_enables_it() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    for user in ["anna", "boris"] {
        let _ = admin.iam("CreateUser", &[("UserName", user)]).ok();
    }
    let mut phone = phone_of(&admin.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone")]).ok());
    let [one, two] = phone.pair();
    let serial = account.serial("phone");
    let answers = race(&server, &account.admin, |number, client| {
        let user = ["anna", "boris"][number % 2];
        let fields = [
            ("UserName", user),
            ("SerialNumber", &serial),
            ("AuthenticationCode1", &one),
            ("AuthenticationCode2", &two),
        ];
        client.iam("EnableMFADevice", &fields)
    });
    let tally = tally(&answers);
    assert_eq!(tally.get("200 OK"), Some(&1), "{tally:?}");
    let owners = ["anna", "boris"]
        .map(|user| admin.iam("ListMFADevices", &[("UserName", user)]).ok().members().count());
    assert_eq!(owners.iter().sum::<usize>(), 1, "{owners:?}");
    assert_eq!(done(&server, &account, "EnableMFADevice"), 1);
}

#[test]
fn a_user_never_has_more_than_two_keys_and_eight_devices() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let _ = admin.iam("CreateUser", &[("UserName", "anna")]).ok();

    let answers =
        race(&server, &account.admin, |_, client| client.iam("CreateAccessKey", &[("UserName", "anna")]));
    let tally_of_keys = tally(&answers);
    assert_eq!(tally_of_keys.get("200 OK"), Some(&2), "{tally_of_keys:?}");
    assert_eq!(admin.iam("ListAccessKeys", &[("UserName", "anna")]).ok().members().count(), 2);

    let answers = race(&server, &account.admin, |number, client| {
        let name = format!("phone-{number}");
        let device = client.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", &name)]).ok();
        let mut phone = phone_of(&device);
        // Whoever gives up against the others tries again.
        loop {
            let answer = enable(client, "anna", &account.serial(&name), &mut phone);
            if answer.status != 500 {
                return answer;
            }
        }
    });
    let tally_of_devices = tally(&answers);
    assert_eq!(tally_of_devices.get("200 OK"), Some(&8), "{tally_of_devices:?}");
    let limit = "409 LimitExceeded Cannot exceed quota for MFADevicesPerUser: 8";
    assert_eq!(tally_of_devices.get(limit), Some(&(CLIENTS - 8)), "{tally_of_devices:?}");
    assert_eq!(admin.iam("ListMFADevices", &[("UserName", "anna")]).ok().members().count(), 8);
}

#[test]
fn an_account_never_has_more_than_5000_users() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let outcomes = race(&server, &account.admin, |number, client| {
        let create =
            |user: usize| client.iam("CreateUser", &[("UserName", &format!("user-{number}-{user}"))]);
        (0..80).map(create).collect::<Vec<_>>()
    });
    let answers: Vec<_> = outcomes.into_iter().flatten().collect();
    let tally = tally(&answers);
    // The administrator is one of them.
    assert_eq!(tally.get("200 OK"), Some(&4_999), "{tally:?}");
    assert_eq!(
        tally.get("409 LimitExceeded Cannot exceed quota for UsersPerAccount: 5000"),
        Some(&121),
        "{tally:?}"
    );

    let mut admin = account.administrator(&server);
    let (mut users, mut marker) = (0, None);
    loop {
        let mut fields = vec![("MaxItems", "1000")];
        fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = admin.iam("ListUsers", &fields).ok();
        users += page.members().count();
        marker = page.text("Marker");
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(users, 5_000);
    let _ = admin.iam("DeleteUser", &[("UserName", "user-0-0")]).ok();
    let _ = admin.iam("CreateUser", &[("UserName", "in-the-free-place")]).ok();
    assert_eq!(admin.iam("CreateUser", &[("UserName", "one-too-many")]).code(), "LimitExceeded");
}

// R3: on one node there is no moment in which what was revoked still works.
#[test]
fn r3_a_key_and_its_sessions_end_for_64_busy_clients_at_once() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    for (revocation, also_ends_sessions) in [("UpdateAccessKey", false), ("DeleteUser", true)] {
        let mut user = account.user(&server, &format!("user-of-{revocation}"));
        let session = Keys::of(&user.session(&server).ok());
        let revoked = AtomicBool::new(false);
        let answers = race(&server, &user.keys, |number, client| {
            if number == 0 {
                revoke(&mut account.administrator(&server), &user, revocation);
                revoked.store(true, Ordering::SeqCst);
            } else if also_ends_sessions && number % 2 == 0 {
                client.set_keys(session.clone());
            }
            loop {
                let was_revoked = revoked.load(Ordering::SeqCst);
                let answer = client.sts("GetCallerIdentity", &[]);
                if was_revoked {
                    return answer;
                }
            }
        });
        assert!(
            answers.iter().all(|answer| answer.code() == "InvalidClientTokenId"),
            "{:?}",
            tally(&answers)
        );
        // Deactivating a key does not end the sessions that it issued, as with AWS.
        let after = server.client(session).sts("GetCallerIdentity", &[]).status;
        assert_eq!(after, if also_ends_sessions { 403 } else { 200 }, "{revocation}");
    }
}

/// What it takes to revoke, the last call being the one that does.
fn revoke(admin: &mut Client, user: &User, revocation: &str) {
    let (name, key) = (("UserName", user.name.as_str()), ("AccessKeyId", user.keys.id.as_str()));
    if revocation == "UpdateAccessKey" {
        let _ = admin.iam("UpdateAccessKey", &[name, key, ("Status", "Inactive")]).ok();
        return;
    }
    let _ = admin.iam("DeactivateMFADevice", &[name, ("SerialNumber", &user.serial)]).ok();
    let _ = admin.iam("DeleteAccessKey", &[name, key]).ok();
    let _ = admin.iam("DeleteUser", &[name]).ok();
}
