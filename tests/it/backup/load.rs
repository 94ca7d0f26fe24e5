use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bartizan_tests::{Account, Server};
use serde_json::Value;

use super::{Place, back_up, restore, serve};

/// While users are made and deleted, backups are made: each holds all that was answered before it began, and of everything else all or
/// nothing.
#[test]
fn r31_a_backup_under_load_holds_what_was_answered_before_it_and_is_of_one_moment() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let (answered, is_over) = (Mutex::new(BTreeSet::new()), AtomicBool::new(false));
    let mut backups = Vec::new();
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let (account, server, answered, is_over) = (&account, &server, &answered, &is_over);
            scope.spawn(move || {
                let mut admin = account.administrator(server);
                for number in 0.. {
                    if is_over.load(Ordering::SeqCst) || number == 400 {
                        return;
                    }
                    let name = format!("user-{thread}-{number}");
                    let _ = admin.iam("CreateUser", &[("UserName", &name)]).ok();
                    answered.lock().expect("nobody panicked").insert(name);
                }
            });
        }
        for number in 0..4 {
            while answered.lock().expect("nobody panicked").len() < 60 * (number + 1) {
                std::thread::yield_now();
            }
            let before = answered.lock().expect("nobody panicked").clone();
            let file = place.file(&format!("backup-{number}"));
            let _ = back_up(&server, &file);
            backups.push((file, before));
        }
        is_over.store(true, Ordering::SeqCst);
    });
    server.stop();

    for (number, (file, before)) in backups.into_iter().enumerate() {
        let data = place.with_key_of(&server, &format!("elsewhere-{number}"));
        let _ = restore(&file, &data);
        let server = serve(&data);
        let users = users(&server, &account);
        let missing: Vec<_> = before.difference(&users).collect();
        assert!(missing.is_empty(), "{missing:?} were answered before backup {number} began");
        let told = told(&server.events(&account.id, None));
        assert_eq!(users, told, "users and events of backup {number} are of one moment");
        let summary = account.administrator(&server).iam("GetAccountSummary", &[]).ok();
        let (_, count) = summary.body.split_once("<key>Users</key>").expect("it counts users");
        let count = count.trim_start().strip_prefix("<value>").and_then(|rest| rest.split('<').next());
        // The administrator too.
        assert_eq!(count.and_then(|count| count.parse().ok()), Some(users.len() + 1), "counters as well");
    }
}

fn users(server: &Server, account: &Account) -> BTreeSet<String> {
    let mut admin = account.administrator(server);
    let (mut users, mut marker) = (BTreeSet::new(), None::<String>);
    loop {
        let mut fields = vec![("MaxItems", "1000")];
        fields.extend(marker.iter().map(|marker| ("Marker", marker.as_str())));
        let page = admin.iam("ListUsers", &fields).ok();
        users.extend(page.members().filter_map(|member| bartizan_tests::text_in(member, "UserName")));
        marker = page.text("Marker");
        if marker.is_none() {
            users.retain(|name| name.starts_with("user-"));
            return users;
        }
    }
}

fn told(trail: &str) -> BTreeSet<String> {
    let events = trail.lines().map(|line| serde_json::from_str::<Value>(line).expect("events are JSON"));
    let of_users = events.filter(|event| event["eventName"] == "CreateUser");
    let name = |event: Value| event["requestParameters"]["userName"].as_str().map(str::to_owned);
    of_users.filter_map(name).filter(|name| name.starts_with("user-")).collect()
}
