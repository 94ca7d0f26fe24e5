//! What a session may do that alternative factors opened (rule R33).

use service::account_settings::{StartPrimaryEmailUpdate, UpdateSignInSettings};
use service::iam::access_keys::CreateAccessKey;
use service::iam::mfa::{BeginMfaAssignment, DeactivateRootMfaDevice, DeleteVirtualMfaDevice};
use service::iam::passwords::{ChangeRootPassword, CreateLoginProfile, UpdateLoginProfile};
use service::signin::{
    CheckMfa, ListConsoleSessions, Opened, Progress, ProveAgain, ProveAgainByPassword, SendRecoveryMail,
};
use service::{Caller, Denial, Error, Operation};

use super::{Desk, House};
use crate::assignment::{ALL, PASSWORD, input, origin};
use crate::world::Phone;

async fn denied<O: Operation<Output: std::fmt::Debug>>(house: &House, root: &Caller, input: &O) -> Denial {
    match house.office.call(root, input).await {
        Err(Error::AccessDenied(denial)) => denial,
        other => panic!("{}: {other:?}", O::NAME),
    }
}

#[tokio::test]
async fn r33_what_needs_a_fresh_factor_is_refused_and_says_how_to_go_on() {
    let house = House::new().await;
    house.office.user("alice", ALL).await;
    let root = house.inside(&house.recovered(&mut Desk::at("198.51.100.7")).await).await;
    let refused = Denial::AfterRecovery;
    assert_eq!(denied(&house, &root, &super::put_phone("+4915199999999")).await, refused);
    let email = input::<StartPrimaryEmailUpdate>(&[("PrimaryEmail", "thief@example.com")]);
    assert_eq!(denied(&house, &root, &email).await, refused);
    let settings = input::<UpdateSignInSettings>(&[("MFARequired", "false")]);
    assert_eq!(denied(&house, &root, &settings).await, refused);
    let of_alice = [("UserName", "alice"), ("Password", "Another-Passw0rd")];
    assert_eq!(denied(&house, &root, &input::<CreateLoginProfile>(&of_alice)).await, refused);
    assert_eq!(denied(&house, &root, &input::<UpdateLoginProfile>(&of_alice)).await, refused);
    let refused_key = house.office.call(&root, &input::<CreateAccessKey>(&[])).await;
    assert!(matches!(refused_key, Err(Error::AccessDenied(Denial::AfterRecovery))));
    // A device of somebody else's is none of root's own.
    let begin = [("UserName", "alice"), ("VirtualMFADeviceName", "alices")];
    let begun = house.office.call(&root, &input::<BeginMfaAssignment>(&begin)).await;
    assert!(matches!(begun, Err(Error::AccessDenied(Denial::AfterRecovery))), "{begun:?}");
    let words = Error::from(refused).message(service::Api::Iam);
    assert!(words.contains("Remove the device") && words.contains("sign in with it"), "{words}");
    // The steps of a recovery are for who is in one.
    let step = house.office.call(&root, &SendRecoveryMail {}).await;
    assert!(matches!(step, Err(Error::AccessDenied(_))));
}

#[tokio::test]
async fn r33_root_adds_and_removes_own_devices_and_changes_the_own_password() {
    let house = House::new().await;
    let other = house.inside(&house.recovered(&mut Desk::at("203.0.113.5")).await).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "replacement").await.unwrap();
    let device = house.office.assigned(&root, &begun).await;
    let root = house.inside(&opened).await;
    assert_eq!(root.credentials().unwrap().mfa_devices.len(), 2, "nothing was removed by recovering");
    let sessions = house.office.call(&other, &input::<ListConsoleSessions>(&[])).await.unwrap();
    assert!(sessions.len() >= 2);

    let lost = [("SerialNumber", house.serial.as_str())];
    house.office.call(&root, &input::<DeactivateRootMfaDevice>(&lost)).await.unwrap();
    let root = house.inside(&opened).await;
    assert!(!house.office.devices().await.contains(&house.serial));
    let sessions = house.office.call(&root, &input::<ListConsoleSessions>(&[])).await.unwrap();
    let holding = sessions.iter().filter(|session| session.is_current);
    assert_eq!(holding.count(), 1);

    let change = [("OldPassword", PASSWORD), ("NewPassword", "Other-Passw0rd")];
    house.office.call(&root, &input::<ChangeRootPassword>(&change)).await.unwrap();
    // A code of the new device does not make it another session: an ordinary sign-in does.
    house.office.world.wait(60);
    let serial = root.credentials().unwrap().mfa_devices[0].serial.to_string();
    let code = device.code(house.office.world.now());
    let prove = [("SerialNumber", serial.as_str()), ("AuthenticationCode", code.as_str())];
    let root = house.inside(&opened).await;
    assert_eq!(denied(&house, &root, &input::<ProveAgain>(&prove)).await, Denial::AfterRecovery);
    let refused = house.office.call(&root, &input::<CreateAccessKey>(&[])).await;
    assert!(matches!(refused, Err(Error::AccessDenied(Denial::AfterRecovery))));
}

#[tokio::test]
async fn r33_a_removed_device_ends_every_other_session_of_root() {
    let house = House::new().await;
    let first = house.recovered(&mut Desk::at("203.0.113.5")).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let lost = [("SerialNumber", house.serial.as_str())];
    house.office.call(&root, &input::<DeactivateRootMfaDevice>(&lost)).await.unwrap();
    let world = &house.office.world;
    let ended = world.service.caller_of_session(first.cookie.expose(), world.now()).await.unwrap();
    assert!(ended.is_none());
    assert!(world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().is_some());
    // The password alone makes no other session of it.
    let root = house.inside(&opened).await;
    let by_password = input::<ProveAgainByPassword>(&[("Password", PASSWORD)]);
    assert_eq!(denied(&house, &root, &by_password).await, Denial::AfterRecovery);
}

#[tokio::test]
async fn r33_own_devices_ask_for_factors_of_the_last_quarter_of_an_hour() {
    let house = House::new().await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    house.office.world.wait(15 * 60);
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "replacement").await;
    assert!(matches!(begun, Err(Error::AccessDenied(Denial::RecoveryNotFresh))), "{begun:?}");
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    house.office.begin(&root, "replacement").await.unwrap();
}

#[tokio::test]
async fn r14_a_password_alone_still_changes_no_device() {
    let house = House::new().await;
    let step = house.step(&Desk::at("198.51.100.7")).await;
    let lost = [("SerialNumber", house.serial.as_str())];
    let refused = house.office.call(&step.caller, &input::<DeactivateRootMfaDevice>(&lost)).await;
    assert!(matches!(refused, Err(Error::AccessDenied(_))), "{refused:?}");
    let world = &house.office.world;
    let progress = world.service.after_password(&step, &origin(world), world.tick()).await.unwrap();
    assert!(matches!(progress, Progress::Continues(_)));
}

#[tokio::test]
async fn codes_that_were_locked_are_looked_at_again_after_a_recovery() {
    let house = House::new().await;
    let world = &house.office.world;
    // 489 points of wrong codes lock the owner's codes for good.
    let step = house.step(&Desk::at("198.51.100.7")).await;
    let mut step = step;
    loop {
        let code = house.device.wrong_at_any_time(world.now());
        let fields = [("SerialNumber", house.serial.as_str()), ("AuthenticationCode", code.as_str())];
        let refused = house.office.call(&step.caller, &input::<service::signin::CheckMfa>(&fields)).await;
        match refused {
            Err(Error::AccessDenied(Denial::MfaLocked)) => break,
            Err(Error::AccessDenied(_) | Error::TooSoon { .. }) => world.wait(900),
            other => panic!("{other:?}"),
        }
        step = house.step(&Desk::at("198.51.100.7")).await;
    }
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "replacement").await.unwrap();
    house.office.assigned(&root, &begun).await;
}

#[tokio::test]
async fn r33_a_password_that_must_be_changed_is_changed_first_and_the_session_is_no_other_for_that() {
    let mut house = House::new().await;
    let world = &house.office.world;
    let key = store::Key::account(house.office.id.parse().unwrap(), "account/");
    let found = world.store.get(std::slice::from_ref(&key)).await.unwrap().pop().flatten().unwrap();
    let body = String::from_utf8(found.body.to_vec()).unwrap();
    let demanded = body.replace("\"must_change\":false", "\"must_change\":true");
    assert_ne!(body, demanded);
    world.store.commit(store::Batch::at(world.now().micros()).put(key, demanded)).await.unwrap();
    house.office.world = std::sync::Arc::new(world.restarted().await);

    let desk = house.begun("198.51.100.7").await;
    house.mail_proven(&desk).await;
    house.ring(&desk).await.unwrap();
    let call = house.placed("CA1").await;
    let digits = house.digits(&desk).await.unwrap();
    house.keyed(&call, "CA1", Some(&digits)).await;
    house.office.world.wait(9 * 60);
    let Progress::Continues(ceremony) = house.finish(&desk).await.unwrap() else { panic!("a session") };
    assert!(house.finish(&desk).await.is_err(), "once");
    // What is left of it has the time of any sign-in.
    house.office.world.wait(9 * 60);
    let world = &house.office.world;
    let cookie = world.service.ceremony_cookie(&ceremony).unwrap();
    let caller = world.service.caller_of_ceremony(&cookie, world.now()).await.unwrap().unwrap();
    let early = house.office.call(&caller, &service::signin::ConsoleLogin {}).await.unwrap();
    assert!(matches!(early, Progress::Continues(_)), "not with the old password");
    let update = input::<service::signin::UpdatePassword>(&[("NewPassword", "Other-Passw0rd")]);
    let Progress::Opened(opened) = house.office.call(&caller, &update).await.unwrap() else { panic!() };
    assert!(opened.recovered);
    assert!(house.inside(&opened).await.is_recovered());
    let again = world.service.caller_of_ceremony(&cookie, world.now()).await.unwrap();
    assert!(again.is_none(), "the step before is void");
}

/// The root user in a session that a device opened.
async fn signed_in(house: &House, serial: &str, device: &Phone) -> Opened {
    house.office.world.wait(60);
    let step = house.step(&Desk::at("192.0.2.7")).await;
    let code = device.code(house.office.world.now());
    let fields = [("SerialNumber", serial), ("AuthenticationCode", code.as_str())];
    let progress = house.office.call(&step.caller, &input::<CheckMfa>(&fields)).await.unwrap();
    let Progress::Opened(opened) = progress else { panic!("something is due") };
    opened
}

async fn holds(house: &House, opened: &Opened) -> bool {
    let world = &house.office.world;
    world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().is_some()
}

#[tokio::test]
async fn r33_a_lost_device_that_is_removed_later_takes_its_sessions_along() {
    let house = House::new().await;
    let stolen = signed_in(&house, &house.serial, &house.device).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "replacement").await.unwrap();
    let device = house.office.assigned(&root, &begun).await;
    let serial = house.office.devices().await.into_iter().find(|serial| *serial != house.serial).unwrap();

    // As the recovered session says: signed in with the new device, which removes the other one then.
    let own = signed_in(&house, &serial, &device).await;
    assert!(holds(&house, &stolen).await);
    let lost = [("SerialNumber", house.serial.as_str())];
    let root = house.inside(&own).await;
    house.office.call(&root, &input::<DeactivateRootMfaDevice>(&lost)).await.unwrap();
    assert!(!holds(&house, &stolen).await);
    assert!(holds(&house, &own).await);
    let root = house.inside(&own).await;
    let sessions = house.office.call(&root, &input::<ListConsoleSessions>(&[])).await.unwrap();
    assert!(sessions.iter().all(|session| !session.has_mfa || session.is_current));

    // Another device of the same name is another device: it brings nothing back.
    house.office.call(&root, &input::<DeleteVirtualMfaDevice>(&lost)).await.unwrap();
    let root = house.inside(&own).await;
    let begun = house.office.begin(&root, "roots").await.unwrap();
    house.office.assigned(&root, &begun).await;
    assert!(house.office.devices().await.contains(&house.serial));
    assert!(!holds(&house, &stolen).await);
}

#[tokio::test]
async fn r33_the_session_in_which_a_device_is_removed_goes_on_and_others_of_that_device_end() {
    let house = House::new().await;
    let (own, other) = (
        signed_in(&house, &house.serial, &house.device).await,
        signed_in(&house, &house.serial, &house.device).await,
    );
    let root = house.inside(&own).await;
    let removed = [("SerialNumber", house.serial.as_str())];
    house.office.call(&root, &input::<DeactivateRootMfaDevice>(&removed)).await.unwrap();
    assert!(holds(&house, &own).await);
    assert!(!holds(&house, &other).await);
}

#[tokio::test]
async fn r33_an_administrator_who_deactivates_a_users_device_ends_what_it_opened() {
    let house = House::new().await;
    house.office.user("alice", ALL).await;
    let alice = house.office.signed_in("alice").await;
    let begun = house.office.begin(&alice, "alices").await.unwrap();
    let device = house.office.assigned(&alice, &begun).await;
    let serial = house.office.devices().await.into_iter().find(|serial| *serial != house.serial).unwrap();
    let sign_in = async || {
        house.office.world.wait(60);
        let step = house.office.step("alice").await;
        let code = device.code(house.office.world.now());
        let fields = [("SerialNumber", serial.as_str()), ("AuthenticationCode", code.as_str())];
        let progress = house.office.call(&step.caller, &input::<CheckMfa>(&fields)).await.unwrap();
        let Progress::Opened(opened) = progress else { panic!("something is due") };
        opened
    };
    let (own, other) = (sign_in().await, sign_in().await);
    assert!(holds(&house, &own).await && holds(&house, &other).await);
    let world = &house.office.world;
    let fields = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
    world.iam(&house.office.admin, "DeactivateMFADevice", &fields).await.ok();
    assert!(!holds(&house, &own).await && !holds(&house, &other).await);
    // What the password alone opened was not the device's.
    let session = house.office.call(&alice, &input::<ListConsoleSessions>(&[])).await.unwrap();
    assert_eq!(session.len(), 1);
}

#[tokio::test]
async fn r33_a_session_after_a_recovery_is_renewed_by_no_factor() {
    let house = House::new().await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "replacement").await.unwrap();
    let device = house.office.assigned(&root, &begun).await;
    house.office.world.wait(60);
    let root = house.inside(&opened).await;
    let serial = root.credentials().unwrap().mfa_devices[1].serial.to_string();
    for code in [device.wrong_at_any_time(house.office.world.now()), device.code(house.office.world.now())] {
        let fields = [("SerialNumber", serial.as_str()), ("AuthenticationCode", code.as_str())];
        assert_eq!(denied(&house, &root, &input::<ProveAgain>(&fields)).await, Denial::AfterRecovery);
    }
    for lost in [&house.serial, &serial] {
        let lost = input::<DeactivateRootMfaDevice>(&[("SerialNumber", lost.as_str())]);
        let root = house.inside(&opened).await;
        house.office.call(&root, &lost).await.unwrap();
    }
    house.office.world.wait(14 * 60);
    let root = house.inside(&opened).await;
    let by_password = input::<ProveAgainByPassword>(&[("Password", PASSWORD)]);
    assert_eq!(denied(&house, &root, &by_password).await, Denial::AfterRecovery);
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "another").await;
    assert!(matches!(begun, Err(Error::AccessDenied(Denial::RecoveryNotFresh))), "{begun:?}");
}

#[tokio::test]
async fn r33_only_roots_own_device_is_deleted_and_with_it_what_it_knew() {
    let house = House::new().await;
    let (world, admin) = (&house.office.world, &house.office.admin);
    let (prepared, _) = world.device(admin, "prepared-for-bob").await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let root = house.inside(&opened).await;
    let others = input::<DeleteVirtualMfaDevice>(&[("SerialNumber", prepared.as_str())]);
    assert_eq!(denied(&house, &root, &others).await, Denial::AfterRecovery);
    let lost = input::<DeactivateRootMfaDevice>(&[("SerialNumber", house.serial.as_str())]);
    house.office.call(&root, &lost).await.unwrap();
    assert_eq!(house.office.devices().await, [prepared]);
    let clocks = world.documents().await.iter().filter(|(key, _)| key.path.starts_with("clock/")).count();
    assert_eq!(clocks, 0);
    let event = world
        .events(&house.office.id)
        .await
        .into_iter()
        .rfind(|event| event["eventName"] == "DeactivateMFADevice" && event["errorCode"].is_null());
    assert_eq!(event.unwrap()["additionalEventData"]["deleted"], true);
    // The name is free again, and the account's counts are right.
    let root = house.inside(&opened).await;
    let begun = house.office.begin(&root, "roots").await.unwrap();
    house.office.assigned(&root, &begun).await;
    let summary = world.iam(admin, "GetAccountSummary", &[]).await.ok();
    for (name, count) in [("MFADevices", "2"), ("MFADevicesInUse", "1")] {
        let entry = format!("<key>{name}</key><value>{count}</value>");
        let compact: String = summary.xml.split_whitespace().collect();
        assert!(compact.contains(&entry), "{name}: {}", summary.xml);
    }
}
