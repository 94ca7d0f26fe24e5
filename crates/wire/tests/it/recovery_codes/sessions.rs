//! What a session may do that a recovery code opened (rule R33).

use service::account_settings::UpdateSignInSettings;
use service::iam::access_keys::{CreateAccessKey, ListAccessKeys};
use service::iam::mfa::{
    BeginMfaAssignment, DeactivateMfaDevice, DeactivateRootMfaDevice, DeleteVirtualMfaDevice,
    ReadMfaDeviceUse,
};
use service::iam::passwords::ChangePassword;
use service::iam::users::ListUsers;
use service::signin::{
    CheckMfa, CreateRecoveryCodes, DeleteRecoveryCodes, EndConsoleSession, ListConsoleSessions, Opened,
    Progress, ProveAgain,
};
use service::{Caller, Denial, Error, Operation};

use super::{Home, root_step, root_with_mfa};
use crate::assignment::{ALL, PASSWORD, input};

/// The guide's policy: nothing but enrolling without MFA.
const GUIDE: &str = r#"{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},
    {"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:ListMFADevices"],"Resource":"*",
     "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;

async fn denied<O: Operation>(home: &Home, caller: &Caller, input: &O) -> Denial {
    match home.office.call(caller, input).await.map(drop) {
        Err(Error::AccessDenied(denial)) => denial,
        other => panic!("{}: {other:?}", O::NAME),
    }
}

/// Alice in a session that one of her codes opened.
async fn opened(home: &Home) -> Opened {
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap()
}

#[tokio::test]
async fn r33_a_users_code_is_for_own_devices_and_own_password_and_nothing_else() {
    let home = Home::new().await;
    home.office.user("bob", ALL).await;
    let opened = opened(&home).await;
    let alice = home.inside(&opened).await.unwrap();
    // Policies allow her everything of IAM; some of this asks for no fresh factor elsewhere.
    let refused = Denial::AfterRecovery;
    assert_eq!(denied(&home, &alice, &input::<CreateAccessKey>(&[])).await, refused);
    assert_eq!(denied(&home, &alice, &input::<ListAccessKeys>(&[])).await, refused);
    assert_eq!(denied(&home, &alice, &input::<ListUsers>(&[])).await, refused);
    assert_eq!(denied(&home, &alice, &CreateRecoveryCodes {}).await, refused);
    assert_eq!(denied(&home, &alice, &DeleteRecoveryCodes {}).await, refused);
    let settings = input::<UpdateSignInSettings>(&[("MFARequired", "false")]);
    assert_eq!(denied(&home, &alice, &settings).await, refused);
    let code = [("SerialNumber", home.serial.as_str()), ("AuthenticationCode", "000000")];
    assert_eq!(denied(&home, &alice, &input::<ProveAgain>(&code)).await, refused);
    // Devices of others are not her own.
    let bob = ("UserName", "bob");
    assert_eq!(denied(&home, &alice, &input::<ReadMfaDeviceUse>(&[bob])).await, refused);
    let begin = input::<BeginMfaAssignment>(&[bob, ("VirtualMFADeviceName", "bobs")]);
    assert_eq!(denied(&home, &alice, &begin).await, refused);
    let remove = input::<DeactivateMfaDevice>(&[bob, ("SerialNumber", &home.serial)]);
    assert_eq!(denied(&home, &alice, &remove).await, refused);

    home.office.call(&alice, &input::<ReadMfaDeviceUse>(&[])).await.unwrap();
    let sessions = home.office.call(&alice, &input::<ListConsoleSessions>(&[])).await.unwrap();
    assert!(sessions.iter().any(|session| session.is_current && !session.has_mfa));
    let change = [("OldPassword", PASSWORD), ("NewPassword", "Other-Passw0rd")];
    home.office.call(&alice, &input::<ChangePassword>(&change)).await.unwrap();
    let alice = home.inside(&opened).await.unwrap();
    home.office.call(&alice, &EndConsoleSession { session_id: None }).await.unwrap();
    assert!(home.inside(&opened).await.is_none());
}

#[tokio::test]
async fn r33_r14_a_user_replaces_the_own_device_and_the_lost_one_ends_every_other_session() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let thief = home.with_code(&codes[0]).await.unwrap();
    let opened = home.with_code(&codes[1]).await.unwrap();
    let alice = home.inside(&opened).await.unwrap();
    let begun = home.office.begin(&alice, "replacement").await.unwrap();
    let device = home.office.assigned(&alice, &begun).await;
    let alice = home.inside(&opened).await.unwrap();
    assert_eq!(alice.credentials().unwrap().mfa_devices.len(), 2);
    assert!(home.inside(&thief).await.is_some());
    let lost = [("SerialNumber", home.serial.as_str())];
    home.office.call(&alice, &input::<DeactivateMfaDevice>(&lost)).await.unwrap();
    assert!(home.inside(&thief).await.is_none());
    let alice = home.inside(&opened).await.unwrap();
    let delete = input::<DeleteVirtualMfaDevice>(&lost);
    assert_eq!(denied(&home, &alice, &delete).await, Denial::AfterRecovery, "others' are not reached");
    let listed = home.office.world.iam(&home.office.admin, "ListVirtualMFADevices", &[]).await.ok();
    assert!(!listed.texts("SerialNumber").contains(&home.serial), "it was deleted when it was removed");

    // The new device signs in, which ends what the code opened.
    home.office.world.wait(60);
    let step = home.step().await;
    let serial = format!("arn:aws:iam::{}:mfa/replacement", home.office.id);
    let code = device.code(home.office.world.now());
    let check = [("SerialNumber", serial.as_str()), ("AuthenticationCode", &code)];
    let progress = home.office.call(&step.caller, &input::<CheckMfa>(&check)).await.unwrap();
    assert!(matches!(progress, Progress::Opened(_)));
    assert!(home.inside(&opened).await.is_none());
}

#[tokio::test]
async fn r33_a_users_session_by_code_lasts_a_quarter_of_an_hour_however_it_is_used() {
    let home = Home::new().await;
    let opened = opened(&home).await;
    for _ in 0..14 {
        home.office.world.wait(60);
        let alice = home.inside(&opened).await.unwrap();
        home.office.world.service.session_seen(&alice, home.office.world.now()).await.unwrap();
        home.office.call(&alice, &input::<ReadMfaDeviceUse>(&[])).await.unwrap();
    }
    home.office.world.wait(60);
    assert!(home.inside(&opened).await.is_none());
}

#[tokio::test]
async fn r33_an_ordinary_sign_in_ends_a_users_session_by_code_and_another_code_does_not() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let first = home.with_code(&codes[0]).await.unwrap();
    home.with_code(&codes[1]).await.unwrap();
    assert!(home.inside(&first).await.is_some());
    home.with_mfa().await;
    assert!(home.inside(&first).await.is_none());
}

#[tokio::test]
async fn r33_policies_see_no_mfa_in_a_session_by_code() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let policy = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", GUIDE)];
    home.office.world.iam(&home.office.admin, "PutUserPolicy", &policy).await.ok();
    let opened = home.with_code(&codes[0]).await.unwrap();
    let alice = home.inside(&opened).await.unwrap();
    let begun = home.office.begin(&alice, "replacement").await.unwrap();
    home.office.assigned(&alice, &begun).await;
    let alice = home.inside(&opened).await.unwrap();
    let lost = input::<DeactivateMfaDevice>(&[("SerialNumber", &home.serial)]);
    assert!(matches!(denied(&home, &alice, &lost).await, Denial::Policy(_)), "the policy's word, not R14's");
}

#[tokio::test]
async fn r33_roots_session_by_code_is_that_of_alternative_factors() {
    let home = Home::new().await;
    let root = root_with_mfa(&home).await;
    let codes = home.made_by(&root).await.unwrap();
    let step = root_step(&home).await;
    let Progress::Opened(opened) = home.type_in(&step.caller, &codes[0]).await.unwrap() else { panic!() };
    let root = home.inside(&opened).await.unwrap();
    assert!(root.is_recovered() && root.is_recovered_by_code() && !root.has_mfa());
    let refused = Denial::AfterRecovery;
    assert_eq!(denied(&home, &root, &input::<CreateAccessKey>(&[])).await, refused);
    assert_eq!(denied(&home, &root, &CreateRecoveryCodes {}).await, refused);
    assert_eq!(denied(&home, &root, &DeleteRecoveryCodes {}).await, refused);
    let of_alice = input::<DeactivateMfaDevice>(&[("UserName", "alice"), ("SerialNumber", &home.serial)]);
    assert_eq!(denied(&home, &root, &of_alice).await, refused, "none of root's own");
    // What asks for no fresh factor is open, as after the other factors.
    home.office.call(&root, &input::<ListUsers>(&[])).await.unwrap();
    let begun = home.office.begin(&root, "replacement").await.unwrap();
    home.office.assigned(&root, &begun).await;
    // It outlasts the quarter of an hour, but not the freshness of its factors; and an ordinary sign-in does not end it.
    home.office.world.wait(16 * 60);
    let root = home.inside(&opened).await.unwrap();
    let lost = format!("arn:aws:iam::{}:mfa/roots", home.office.id);
    let late = input::<DeactivateRootMfaDevice>(&[("SerialNumber", &lost)]);
    assert_eq!(denied(&home, &root, &late).await, Denial::RecoveryNotFresh);
}
