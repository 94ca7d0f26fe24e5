//! Who makes recovery codes, what is kept of them, and who is told.

use service::post::Notice;
use service::signin::{DeleteRecoveryCodes, Progress};
use service::{Denial, Error, RecoveryCodeRefused};

use super::{Home, refusal, root_step, root_with_mfa};
use crate::assignment::{ALL, origin};

#[tokio::test]
async fn r5_r7_the_store_has_hashes_and_the_trail_has_nothing_of_a_code() {
    let home = Home::new().await;
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap();
    assert_eq!(refusal(home.with_code("7K3M-9QRT-0XYZ-1BCD").await), RecoveryCodeRefused::Wrong);
    let mut written = serde_json::to_string(&home.office.world.events(&home.office.id).await).unwrap();
    for (key, document) in home.office.world.documents().await {
        written.push_str(&key.path);
        written.push_str(&String::from_utf8_lossy(&document.body));
    }
    let written = written.to_uppercase();
    for code in codes.iter().map(String::as_str).chain(["7K3M-9QRT-0XYZ-1BCD"]) {
        assert!(!written.contains(code) && !written.contains(&code.replace('-', "")), "{code}");
    }
    let shape = |code: &String| code.len() == 19 && code.split('-').all(|group| group.len() == 4);
    assert!(codes.iter().all(shape), "80 bits each");
}

#[tokio::test]
async fn users_have_codes_only_where_the_account_allows_them() {
    let home = Home::closed().await;
    let alice = home.with_mfa().await;
    assert!(!home.view(&alice).await.allowed, "off at first");
    assert_eq!(refusal(home.made_by(&alice).await), RecoveryCodeRefused::NotAllowed);
    home.allow(true).await.unwrap();
    let codes = home.made_by(&alice).await.unwrap();
    home.allow(false).await.unwrap();
    let step = home.step().await;
    let service = &home.office.world.service;
    assert_eq!(service.recovery_codes_left(&step.caller).await.unwrap(), 0, "they are not offered");
    assert_eq!(refusal(home.type_in(&step.caller, &codes[0]).await), RecoveryCodeRefused::None);
    let view = home.view(&alice).await;
    assert_eq!((view.allowed, view.left), (false, 10));
    home.office.call(&alice, &DeleteRecoveryCodes {}).await.unwrap();
    home.allow(true).await.unwrap();
    assert_eq!(refusal(home.type_in(&step.caller, &codes[0]).await), RecoveryCodeRefused::None);
    // The root user may in any case.
    home.allow(false).await.unwrap();
    let root = root_with_mfa(&home).await;
    assert_eq!(home.made_by(&root).await.unwrap().len(), 10);
}

#[tokio::test]
async fn r28_codes_are_made_and_deleted_with_a_device_and_a_fresh_factor_only() {
    let home = Home::new().await;
    home.office.user("bob", ALL).await;
    let (world, step) = (&home.office.world, home.office.step("bob").await);
    let progress = world.service.after_password(&step, &origin(world), world.now()).await.unwrap();
    let Progress::Opened(opened) = progress else { panic!() };
    let bob = home.inside(&opened).await.unwrap();
    assert_eq!(refusal(home.made_by(&bob).await), RecoveryCodeRefused::NoDevice);
    // Bob's session is from before there was a device: whoever was in it then had the password alone.
    let begun = home.office.begin(&bob, "bobs").await.unwrap();
    home.office.assigned(&bob, &begun).await;
    let bob = home.inside(&opened).await.unwrap();
    let without = |result: Result<_, Error>| {
        matches!(result, Err(Error::AccessDenied(Denial::SelfManagementWithoutMfa)))
    };
    assert!(without(home.made_by(&bob).await));
    assert!(without(home.office.call(&bob, &DeleteRecoveryCodes {}).await.map(|_| Vec::new())));

    let alice = home.with_mfa().await;
    home.made_by(&alice).await.unwrap();
    home.office.world.wait(15 * 60);
    let stale = home.made_by(&alice).await;
    assert!(matches!(stale, Err(Error::AccessDenied(Denial::FactorNotFresh))), "{stale:?}");
    let stale = home.office.call(&alice, &DeleteRecoveryCodes {}).await;
    assert!(matches!(stale, Err(Error::AccessDenied(Denial::FactorNotFresh))));
    // In a sign-in nobody makes any.
    let early = home.made_by(&home.step().await.caller).await;
    assert!(matches!(early, Err(Error::AccessDenied(Denial::SessionCredentials { .. }))));
}

#[tokio::test]
async fn new_codes_end_the_old_ones_and_deleted_ones_open_nothing() {
    let home = Home::new().await;
    let old = home.codes().await;
    let new = home.codes().await;
    assert!(old.iter().all(|code| !new.contains(code)));
    assert_eq!(refusal(home.with_code(&old[0]).await), RecoveryCodeRefused::Wrong);
    home.with_code(&new[0]).await.unwrap();
    let alice = home.with_mfa().await;
    home.office.call(&alice, &DeleteRecoveryCodes {}).await.unwrap();
    assert_eq!(refusal(home.with_code(&new[1]).await), RecoveryCodeRefused::None);
    let again = home.office.call(&alice, &DeleteRecoveryCodes {}).await;
    assert_eq!(refusal(again), RecoveryCodeRefused::None);
    assert_eq!(home.view(&alice).await.made, None);
}

#[tokio::test]
async fn r20_owners_are_told_of_codes_that_are_made_and_used() {
    let home = Home::new().await;
    let root = root_with_mfa(&home).await;
    home.letters().await;
    let email = home.office.email.clone();
    let codes = home.made_by(&root).await.unwrap();
    assert_eq!(home.letters().await, [(email.clone(), Notice::RecoveryCodesMade)]);
    let step = root_step(&home).await;
    home.type_in(&step.caller, &codes[0]).await.unwrap();
    assert_eq!(home.letters().await, [(email, Notice::RecoveryCodeUsed)]);
    let wrong = home.type_in(&step.caller, &codes[0]).await;
    assert_eq!(refusal(wrong), RecoveryCodeRefused::Wrong);
    assert!(home.letters().await.is_empty());

    // Users have no address: the account's contact for security has.
    let contact = [
        ("AlternateContactType", "SECURITY"),
        ("EmailAddress", "security@example.com"),
        ("Name", "Sam"),
        ("PhoneNumber", "+4915112345678"),
        ("Title", "Guard"),
    ];
    home.office.world.account_api(&home.office.admin, "PutAlternateContact", &contact).await.ok();
    home.letters().await;
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap();
    let security = "security@example.com".to_owned();
    let expected = [(security.clone(), Notice::RecoveryCodesMade), (security, Notice::RecoveryCodeUsed)];
    assert_eq!(home.letters().await, expected);
}
