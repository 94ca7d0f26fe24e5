//! Recovery codes: making them, and signing in with one. The clock is in the test's hand.

mod guessing;
mod making;
mod sessions;

use model::Secret;
use service::account_settings::UpdateSignInSettings;
use service::iam::mfa::DeactivateMfaDevice;
use service::post::{Notice, Writing};
use service::signin::{
    CheckMfa, Claimed, CreateRecoveryCodes, GetRecoveryCodes, Opened, PasswordStep, Progress,
    RecoveryCodesView, UpdatePassword, UseRecoveryCode,
};
use service::{Caller, Denial, Error, RecoveryCodeRefused};

use crate::assignment::{ALL, Office, PASSWORD, input};
use crate::world::Phone;

/// An account that allows recovery codes, and its user Alice, who has a device.
struct Home {
    office: Office,
    root: Caller,
    serial: String,
    phone: Phone,
}

impl Home {
    async fn new() -> Self {
        let home = Self::closed().await;
        home.allow(true).await.unwrap();
        home
    }

    /// The same as accounts are at first.
    async fn closed() -> Self {
        let office = Office::new().await;
        let root = office.root().await;
        office.user("alice", ALL).await;
        let alice = office.signed_in("alice").await;
        let begun = office.begin(&alice, "phone").await.unwrap();
        let phone = office.assigned(&alice, &begun).await;
        let serial = format!("arn:aws:iam::{}:mfa/phone", office.id);
        let home = Self { office, root, serial, phone };
        home.letters().await;
        home
    }

    async fn allow(&self, is_allowed: bool) -> Result<(), Error> {
        let fields = [("UserRecoveryCodes", if is_allowed { "true" } else { "false" })];
        self.office.call(&self.root, &input::<UpdateSignInSettings>(&fields)).await.map(drop)
    }

    async fn step(&self) -> PasswordStep {
        self.office.step("alice").await
    }

    /// Alice in a session with MFA, fresh.
    async fn with_mfa(&self) -> Caller {
        self.office.world.wait(60);
        let step = self.step().await;
        let code = self.phone.code(self.office.world.now());
        let check = [("SerialNumber", self.serial.as_str()), ("AuthenticationCode", &code)];
        let progress = self.office.call(&step.caller, &input::<CheckMfa>(&check)).await.unwrap();
        self.office.entered(progress).await
    }

    async fn made_by(&self, caller: &Caller) -> Result<Vec<String>, Error> {
        let codes = self.office.call(caller, &CreateRecoveryCodes {}).await?;
        Ok(codes.iter().map(|code| code.expose().clone()).collect())
    }

    /// Ten codes of Alice's.
    async fn codes(&self) -> Vec<String> {
        self.made_by(&self.with_mfa().await).await.unwrap()
    }

    async fn view(&self, caller: &Caller) -> RecoveryCodesView {
        self.office.call(caller, &GetRecoveryCodes {}).await.unwrap()
    }

    async fn type_in(&self, caller: &Caller, code: &str) -> Result<Progress, Error> {
        self.office.call(caller, &input::<UseRecoveryCode>(&[("RecoveryCode", code)])).await
    }

    /// The password, and a recovery code of Alice's.
    async fn with_code(&self, code: &str) -> Result<Opened, Error> {
        match self.type_in(&self.step().await.caller, code).await? {
            Progress::Opened(opened) => Ok(opened),
            Progress::Continues(_) => panic!("something is due"),
        }
    }

    /// Who is in a session, if it holds.
    async fn inside(&self, opened: &Opened) -> Option<Caller> {
        let world = &self.office.world;
        world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap()
    }

    /// The notices that wait, each with whom it is for, which are let go.
    async fn letters(&self) -> Vec<(String, Notice)> {
        let (service, now) = (&self.office.world.service, self.office.world.now());
        let mut told = Vec::new();
        for letter in service.letters_due(100, now).await.unwrap() {
            if let Writing::Notice { notice, .. } = letter.letter().writing {
                told.push((letter.letter().to.clone(), notice));
            }
            service.letter_sent(&letter, now).await.unwrap();
        }
        told
    }

    async fn last_sign_in(&self) -> serde_json::Value {
        let events = self.office.world.events(&self.office.id).await;
        events.into_iter().rfind(|event| event["eventName"] == "ConsoleLogin").unwrap()
    }
}

/// The root user in a session with a device.
async fn root_with_mfa(home: &Home) -> Caller {
    let begun = home.office.begin(&home.root, "roots").await.unwrap();
    let phone = home.office.assigned(&home.root, &begun).await;
    home.office.world.wait(60);
    let step = root_step(home).await;
    let (serial, code) =
        (format!("arn:aws:iam::{}:mfa/roots", home.office.id), phone.code(home.office.world.now()));
    let check = [("SerialNumber", serial.as_str()), ("AuthenticationCode", &code)];
    let progress = home.office.call(&step.caller, &input::<CheckMfa>(&check)).await.unwrap();
    home.office.entered(progress).await
}

async fn root_step(home: &Home) -> PasswordStep {
    let password = Secret::new(PASSWORD.to_owned());
    home.office.password(Claimed::Root { email: &home.office.email }, &password).await
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> RecoveryCodeRefused {
    match result {
        Err(Error::AccessDenied(Denial::RecoveryCode(refused))) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_code_opens_a_session_in_place_of_the_device_and_never_again() {
    let home = Home::new().await;
    let codes = home.codes().await;
    assert_eq!(codes.len(), 10);
    let made = home.office.world.now();
    let opened = home.with_code(&codes[3].to_lowercase().replace('-', " ")).await.unwrap();
    assert!(opened.recovered);
    let alice = home.inside(&opened).await.unwrap();
    assert!(alice.is_recovered() && alice.is_recovered_by_code() && !alice.has_mfa());
    assert_eq!(alice.credentials().unwrap().mfa_devices.len(), 1, "nothing is removed");
    let view = home.view(&alice).await;
    assert_eq!((view.allowed, view.has_device, view.left, view.of), (true, true, 9, 10));
    assert!(view.made.unwrap() <= made);

    let login = home.last_sign_in().await;
    assert_eq!(login["responseElements"]["ConsoleLogin"], "Success");
    let details = &login["additionalEventData"];
    assert_eq!((&details["MFAUsed"], &details["RecoveryCode"]), (&"No".into(), &"Yes".into()));
    assert_eq!(details["mfaCheck"]["codesLeft"], 9);
    assert!(details["AlternativeFactors"].is_null());

    assert_eq!(refusal(home.with_code(&codes[3]).await), RecoveryCodeRefused::Wrong);
    home.office.world.wait(3_600);
    assert_eq!(refusal(home.with_code(&codes[3]).await), RecoveryCodeRefused::Wrong);
    for code in codes.iter().filter(|code| **code != codes[3]) {
        home.with_code(code).await.unwrap();
    }
    assert_eq!(home.office.world.service.recovery_codes_left(&home.step().await.caller).await.unwrap(), 0);
}

#[tokio::test]
async fn a_used_code_stays_used_when_the_server_starts_again() {
    let mut home = Home::new().await;
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap();
    home.office.world = std::sync::Arc::new(home.office.world.restarted().await);
    assert_eq!(refusal(home.with_code(&codes[0]).await), RecoveryCodeRefused::Wrong);
    home.with_code(&codes[1]).await.unwrap();
}

#[tokio::test]
async fn a_code_is_for_its_owner_and_only_where_a_device_is_asked_for() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let roots = home.made_by(&root_with_mfa(&home).await).await.unwrap();
    assert_eq!(refusal(home.with_code(&roots[0]).await), RecoveryCodeRefused::Wrong);
    let root = root_step(&home).await;
    assert_eq!(refusal(home.type_in(&root.caller, &codes[0]).await), RecoveryCodeRefused::Wrong);
    home.office.user("bob", ALL).await;
    let bob = home.office.step("bob").await;
    assert_eq!(refusal(home.type_in(&bob.caller, &codes[0]).await), RecoveryCodeRefused::None);
    // Without any device left there is nothing to stand in for, and the password is enough.
    let lost = [("UserName", "alice"), ("SerialNumber", home.serial.as_str())];
    home.office.world.iam(&home.office.admin, "DeactivateMFADevice", &lost).await.ok();
    let alice = home.step().await;
    assert_eq!(refusal(home.type_in(&alice.caller, &codes[0]).await), RecoveryCodeRefused::None);
    let session = home.office.signed_in("alice").await;
    let used = home.type_in(&session, &codes[0]).await;
    assert!(matches!(
        used,
        Err(Error::AccessDenied(Denial::AfterRecovery | Denial::SessionCredentials { .. }))
    ));
}

#[tokio::test]
async fn r2_another_user_of_the_name_inherits_no_codes() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let (world, admin) = (&home.office.world, &home.office.admin);
    let alice = ("UserName", "alice");
    world.iam(admin, "DeactivateMFADevice", &[alice, ("SerialNumber", &home.serial)]).await.ok();
    world.iam(admin, "DeleteLoginProfile", &[alice]).await.ok();
    world.iam(admin, "DeleteUserPolicy", &[alice, ("PolicyName", "own")]).await.ok();
    world.iam(admin, "DeleteUser", &[alice]).await.ok();
    let left: Vec<_> = world.documents().await.into_iter().map(|(key, _)| key.path).collect();
    assert!(!left.iter().any(|path| path.starts_with("recovery-codes/")), "{left:?}");
    home.office.user("alice", ALL).await;
    let step = home.step().await;
    assert_eq!(refusal(home.type_in(&step.caller, &codes[0]).await), RecoveryCodeRefused::None);
}

#[tokio::test]
async fn r33_a_password_that_must_be_changed_is_changed_first_and_the_code_is_spent_once() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let must = [("UserName", "alice"), ("PasswordResetRequired", "true")];
    home.office.world.iam(&home.office.admin, "UpdateLoginProfile", &must).await.ok();
    let step = home.step().await;
    let Progress::Continues(ceremony) = home.type_in(&step.caller, &codes[0]).await.unwrap() else {
        panic!()
    };
    assert_eq!(refusal(home.type_in(&step.caller, &codes[0]).await), RecoveryCodeRefused::Wrong);
    let world = &home.office.world;
    let cookie = world.service.ceremony_cookie(&ceremony).unwrap();
    let caller = world.service.caller_of_ceremony(&cookie, world.now()).await.unwrap().unwrap();
    assert_eq!(refusal(home.type_in(&caller, &codes[1]).await), RecoveryCodeRefused::None, "one is enough");
    let update = input::<UpdatePassword>(&[("NewPassword", "Other-Passw0rd")]);
    let Progress::Opened(opened) = home.office.call(&caller, &update).await.unwrap() else { panic!() };
    assert!(home.inside(&opened).await.unwrap().is_recovered_by_code());
    world.wait(15 * 60);
    assert!(home.inside(&opened).await.is_none());
}

#[tokio::test]
async fn the_device_of_somebody_who_used_a_code_counts_as_before() {
    let home = Home::new().await;
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap();
    let alice = home.with_mfa().await;
    assert!(alice.has_mfa() && !alice.is_recovered());
    let own = [("SerialNumber", home.serial.as_str())];
    home.office.call(&alice, &input::<DeactivateMfaDevice>(&own)).await.unwrap();
}
