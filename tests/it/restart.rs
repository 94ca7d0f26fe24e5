//! What outlives a stop, and what two servers do with one data directory.

use std::sync::mpsc::channel;
use std::time::Duration;

use bartizan_tests::{Account, Api, Client, Keys, Options, Server, enable, now, phone_of};

#[test]
fn sessions_and_spent_codes_outlive_a_restart() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let mut anna = account.user(&server, "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&server, &code).ok());
    let address = server.address();

    for kill in [false, true] {
        if kill {
            server.kill();
        } else {
            assert!(server.stop().success(), "{}", server.log());
        }
        server.restart();
        assert_eq!(server.address(), address);

        let identity = server.client(session.clone()).sts("GetCallerIdentity", &[]).ok();
        assert_eq!(identity.text("Arn"), Some(format!("arn:aws:iam::{}:user/anna", account.id)));
        let again = anna.session_with(&server, &code).verdict();
        let refused =
            "403 AccessDenied MultiFactorAuthentication failed with invalid MFA one time pass code. ";
        assert_eq!(again, refused, "a code works once");
        let _ = anna.session(&server).ok();
    }
}

// Failures, delays and locks are committed: whoever can make the server restart gains no guesses.
#[test]
fn r19_codes_that_were_locked_stay_locked_after_a_restart() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let mut anna = account.user(&server, "anna");
    let mut devices = vec![(anna.serial.clone(), anna.phone.clone())];
    for number in 1..8 {
        let name = format!("phone-{number}");
        let mut phone =
            phone_of(&admin.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", &name)]).ok());
        let _ = enable(&mut admin, "anna", &account.serial(&name), &mut phone).ok();
        devices.push((account.serial(&name), phone));
    }
    // A device in regular use allows the fewest guesses.
    for (serial, phone) in &mut devices {
        (anna.serial, anna.phone) = (serial.clone(), phone.clone());
        let _ = anna.session(&server).ok();
        *phone = anna.phone.clone();
    }
    // Each first factor may fail six times on each device before it has to wait; a hundred failures in a row lock.
    let mut failures = 0;
    for _key in 0..3 {
        for (serial, phone) in &devices {
            anna.serial.clone_from(serial);
            for _ in 0..6.min(100 - failures) {
                failures += 1;
                assert_eq!(anna.session_with(&server, &phone.wrong_code()).status, 403);
            }
        }
        let _ = admin.iam("DeleteAccessKey", &[("UserName", "anna"), ("AccessKeyId", &anna.keys.id)]).ok();
        anna.keys = Keys::of(&admin.iam("CreateAccessKey", &[("UserName", "anna")]).ok());
    }
    assert!(server.events(&account.id, None).contains(r#""locked":"#));

    server.kill();
    server.restart();
    let locked = "403 AccessDenied MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial \
                  number is valid and associated with this user.";
    assert_eq!(anna.session(&server).verdict(), locked);
    let _ = server.command(&["unlock", "--account", &account.id, "--user", "anna"]);
    let _ = anna.session(&server).ok();
}

#[test]
fn a_stop_under_load_loses_nothing_that_was_acknowledged() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    for round in 0..3 {
        let since = now().before(Duration::from_secs(2)).to_string();
        let (told, tellings) = channel();
        let (address, admin, stopping) = (server.address(), &account.admin, &mut server);
        std::thread::scope(|scope| {
            for number in 0..16 {
                let told = told.clone();
                scope.spawn(move || {
                    let mut client = Client::new(address, admin.clone());
                    for user in 0.. {
                        let name = format!("user-{round}-{number}-{user}");
                        let Ok(answer) = client.call(Api::Iam, "CreateUser", &[("UserName", &name)]) else {
                            return;
                        };
                        told.send((name, answer.ok().request_id().to_owned())).expect("somebody listens");
                    }
                });
            }
            let before: Vec<_> = tellings.iter().take(300).collect();
            assert_eq!(before.len(), 300);
            assert!(stopping.stop().success(), "{}", stopping.log());
            drop(told);
            let acknowledged: Vec<_> = before.into_iter().chain(tellings.iter()).collect();
            stopping.restart();

            let trail = stopping.events(&account.id, Some(&since));
            let mut client = stopping.client(admin.clone());
            for (name, request) in acknowledged {
                let _ = client.iam("GetUser", &[("UserName", &name)]).ok();
                let events = trail.lines().filter(|line| line.contains(&request)).count();
                assert_eq!(events, 1, "events of {name}");
            }
        });
    }
}

// R15: an exclusive file lock says who owns the store.
#[test]
fn r15_a_second_server_on_one_data_directory_refuses_to_start() {
    let server = Server::start();
    let account = Account::create(&server, "root@example.com");
    let second = server.run(&["serve", "--no-first-account", "--listen", "127.0.0.1:0"]);
    let complaint = String::from_utf8_lossy(&second.stderr);
    assert!(!second.status.success());
    let data = server.data();
    let data = data.canonicalize().expect("it is there");
    assert!(
        complaint.contains("another bartizan process owns") && complaint.contains(&*data.to_string_lossy()),
        "{complaint}"
    );
    assert!(!complaint.contains("panicked") && complaint.lines().count() <= 2, "{complaint}");
    assert!(second.stdout.is_empty(), "it never listens");
    let _ = account.administrator(&server).iam("ListUsers", &[]).ok();
}

#[test]
fn a_killed_server_leaves_no_lock_behind() {
    let mut server = Server::start();
    let data = server.data();
    server.kill();
    let other = Server::with(Options { data: Some(data), ..Options::default() });
    assert_ne!(other.pid(), 0);
}

#[test]
fn r7_a_server_logs_no_secret_and_no_code() {
    let server = Server::with(Options {
        environment: vec![("BARTIZAN_LOG_LEVEL", "trace".to_owned())],
        ..Options::default()
    });
    let account = Account::create(&server, "root@example.com");
    let mut anna = account.user(&server, "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&server, &code).ok());
    let again = anna.session_with(&server, &code);
    assert_eq!(again.status, 403);
    let _ = server.client(session.clone()).sts("GetCallerIdentity", &[]).ok();

    let (log, trail) = (server.log(), server.events(&account.id, None));
    let token = session.token.expect("a session has a token");
    for secret in [&account.admin.secret, &account.root.secret, &anna.keys.secret, &session.secret, &token] {
        assert!(!log.contains(secret.as_str()), "the log shows a secret");
        assert!(!trail.contains(secret.as_str()), "the trail shows a secret");
    }
    for text in [&log, &trail] {
        let shown = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code);
        assert!(!shown, "a code is shown");
    }
}
