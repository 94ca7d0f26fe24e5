use std::os::unix::fs::PermissionsExt;

use bartizan_tests::{Account, Keys, Server, User, enable, phone_of};

use super::{Place, back_up, is_not_served, json, refused, restore, serve, text};

/// Answers of a session that is over.
fn is_over(server: &Server, keys: &Keys) -> bool {
    let answer = server.client(keys.clone()).sts("GetCallerIdentity", &[]);
    ["InvalidClientTokenId", "ExpiredToken"].contains(&answer.code().as_str())
}

/// A device comes back with a pair that it shows later, and its next code counts.
fn comes_back(server: &Server, account: &Account, user: &mut User) {
    for _ in 0..8 {
        let _ = user.phone.code();
    }
    let [one, two] = user.phone.pair();
    let fields = [
        ("UserName", user.name.as_str()),
        ("SerialNumber", &user.serial),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    let _ = account.administrator(server).iam("ResyncMFADevice", &fields).ok();
    let _ = user.session(server).ok();
}

#[test]
fn r31_no_code_and_no_session_outlives_a_restore() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let mut anna = account.user(&server, "anna");
    let before = anna.phone.code();
    let session_before = Keys::of(&anna.session_with(&server, &before).ok());
    let file = place.file("backup");
    let made = back_up(&server, &file);
    assert!(made["Documents"].as_u64() > Some(10) && made["Events"].as_u64() > Some(5), "{made}");
    assert_eq!(std::fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);

    let after = anna.phone.code();
    let session_after = Keys::of(&anna.session_with(&server, &after).ok());
    server.stop();

    let data = place.with_key_of(&server, "elsewhere");
    let restored = restore(&file, &data);
    assert_eq!(restored["Documents"], made["Documents"]);
    assert_eq!(restored["Events"], made["Events"]);
    assert_eq!(restored["Ended"]["Devices"], 1);
    let server = serve(&data);
    for (code, what) in [(&before, "used before the backup"), (&after, "used after it")] {
        assert_eq!(anna.session_with(&server, code).status, 403, "a code that was {what}");
    }
    for (session, what) in [(&session_before, "before the backup"), (&session_after, "after it")] {
        assert!(is_over(&server, session), "a session of {what}");
    }
    // Keys and devices are there as before, and the trail tells what happened.
    let identity = server.client(anna.keys.clone()).sts("GetCallerIdentity", &[]).ok();
    assert_eq!(identity.text("Arn"), Some(format!("arn:aws:iam::{}:user/anna", account.id)));
    let trail = server.events(&account.id, None);
    let told = trail.lines().filter(|line| line.contains("\"RestoreStore\"")).count();
    assert_eq!(told, 1, "{trail}");
    assert!(trail.contains("\"CreateUser\""), "events of before the backup are there");
    comes_back(&server, &account, &mut anna);
}

// A device that was made and enabled after the backup is one that nobody has; the pair that enabled it is spent all the same.
#[test]
fn r31_a_pair_that_enabled_a_device_after_the_backup_enables_it_no_more() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let _ = admin.iam("CreateUser", &[("UserName", "anna")]).ok();
    let mut phone = phone_of(&admin.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "anna")]).ok());
    let file = place.file("backup");
    let _ = back_up(&server, &file);
    let serial = account.serial("anna");
    let mut same = phone.clone();
    let _ = enable(&mut admin, "anna", &serial, &mut phone).ok();
    server.stop();

    let data = place.with_key_of(&server, "elsewhere");
    let _ = restore(&file, &data);
    let server = serve(&data);
    let mut admin = account.administrator(&server);
    let again = enable(&mut admin, "anna", &serial, &mut same);
    // The second code of the pair may be of a step that is still to come; the first is not.
    assert_eq!(again.code(), "InvalidAuthenticationCode");
}

#[test]
fn r31_what_had_been_removed_since_the_backup_is_listed() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let mut admin = account.administrator(&server);
    let anna = account.user(&server, "anna");
    let berta = account.user(&server, "berta");
    let _ = account.user(&server, "clara");
    let file = place.file("backup");
    let _ = back_up(&server, &file);
    // Anna has left, and Berta's key has leaked.
    let serial = [("UserName", "anna"), ("SerialNumber", &anna.serial)];
    let _ = admin.iam("DeactivateMFADevice", &serial).ok();
    let key = [("UserName", "anna"), ("AccessKeyId", &anna.keys.id)];
    let _ = admin.iam("DeleteAccessKey", &key).ok();
    let _ = admin.iam("DeleteUser", &[("UserName", "anna")]).ok();
    let leaked = [("UserName", "berta"), ("AccessKeyId", &berta.keys.id), ("Status", "Inactive")];
    let _ = admin.iam("UpdateAccessKey", &leaked).ok();
    server.stop();

    let words = ["restore", text(&file), "--format", "json"];
    let complaint = refused(&server.run(&words));
    assert!(complaint.contains("there is a store") && complaint.contains("--replace"), "{complaint}");
    let restored = json(&server.run(&[&words[..], &["--replace"]].concat()));
    let aside = std::path::PathBuf::from(restored["MovedAside"].as_str().expect("it says where"));
    assert!(aside.join("bartizan.db").exists(), "the store of before is not destroyed");
    let listed = &restored["CameBack"];
    assert_eq!((&listed["Count"], &listed["IsKnown"]), (&4.into(), &true.into()), "{restored}");
    let list =
        std::fs::read_to_string(listed["File"].as_str().expect("there is a list")).expect("it can be read");
    let row = |what: &str, name: &str, id: &str| format!("{what}\t{}\t{name}\t{id}\tyes\n", account.id);
    let user = list.lines().find(|line| line.starts_with("user\t")).expect("Anna is listed");
    assert!(user.contains("\tanna\tAIDA"), "{user}");
    for row in [
        row("access key", "anna", &anna.keys.id),
        row("MFA device", "anna", &anna.serial),
        row("access key", "berta", &berta.keys.id),
    ] {
        assert!(list.contains(&row), "{row}{list}");
    }
    assert!(!list.contains("clara"), "{list}");
    server.restart();
    assert_eq!(
        server.client(anna.keys).sts("GetCallerIdentity", &[]).status,
        200,
        "that is why it is listed"
    );

    // Without the store of before, nothing tells.
    let data = place.with_key_of(&server, "elsewhere");
    let restored = restore(&file, &data);
    let listed = &restored["CameBack"];
    assert_eq!(listed["IsKnown"], false);
    let list =
        std::fs::read_to_string(listed["File"].as_str().expect("there is a list")).expect("it can be read");
    for name in ["anna", "berta", "clara", "root"] {
        assert!(list.contains(&format!("\t{name}\t")), "{name}: {list}");
    }
    assert!(!list.contains("\tyes\n"), "{list}");
}

#[test]
fn r31_a_copy_leaves_one_store_that_lives() {
    let (place, mut server) = (Place::new(), Server::start());
    let account = Account::create(&server, "root@example.com");
    let mut anna = account.user(&server, "anna");
    let code = anna.phone.code();
    let session = Keys::of(&anna.session_with(&server, &code).ok());
    let to = place.file("copy");
    let (from, to_name) = (format!("sqlite:{}", text(&server.data())), format!("sqlite:{}", text(&to)));
    let words = ["copy", "--from", &from, "--to", &to_name, "--yes", "--format", "json"];
    let complaint = refused(&server.run(&words));
    assert!(complaint.contains("stop it first"), "a server runs: {complaint}");
    server.stop();
    let copied = json(&server.run(&words));
    assert!(copied["Records"].as_u64() > Some(10), "{copied}");

    let complaint = is_not_served(&server.data());
    assert!(complaint.contains("was copied to") && complaint.contains("fence"), "{complaint}");
    let copy = serve(&to);
    assert_eq!(anna.session_with(&copy, &code).status, 403, "a code works once");
    assert!(is_over(&copy, &session));
    assert!(copy.events(&account.id, None).contains("\"CopyStore\""));
    comes_back(&copy, &account, &mut anna);
    drop(copy);

    assert!(refused(&server.run(&words)).contains("not empty"), "nothing is copied over it");
    // Taken back into use, in an epoch of its own.
    let fenced = json(&server.run(&["fence", "--yes", "--format", "json"]));
    assert_eq!(fenced["Ended"]["Accounts"], 1);
    server.restart();
    assert!(is_over(&server, &session));
    assert_eq!(anna.session_with(&server, &code).status, 403);
}
