//! Hardware tokens at the console: by an administrator, for oneself, for the root user, and in a sign-in that demands a device.

use mfa::Algorithm::{Sha1, Sha256};
use model::Secret;
use serde_json::json;
use service::iam::mfa::{
    AssignHardwareToken, DeactivateRootMfaDevice, ReadMfaDeviceUse, ResyncRootMfaDevice, Shows,
};
use service::signin::{CheckMfa, Claimed, PasswordStep, Progress, Stage};
use service::{Caller, Denial, Error, Existing, Missing};

use crate::assignment::{ALL, Office, PASSWORD, input, origin};
use crate::token::{Token, hotp, totp};

impl Office {
    async fn import(&self, token: &Token) {
        self.world.import(Some(&self.id), token).await;
    }

    async fn assign_token(
        &self,
        caller: &Caller,
        user: Option<&str>,
        token: &mut Token,
    ) -> Result<Option<Progress>, Error> {
        let [one, two] = token.pair(self.world.now());
        let mut fields = vec![
            ("SerialNumber", token.serial.as_str()),
            ("AuthenticationCode1", &one),
            ("AuthenticationCode2", &two),
        ];
        fields.extend(user.map(|user| ("UserName", user)));
        self.call(caller, &input::<AssignHardwareToken>(&fields)).await
    }

    async fn check(&self, step: &PasswordStep, token: &mut Token) -> Result<Progress, Error> {
        let code = token.code(self.world.now());
        let fields = [("SerialNumber", token.serial.as_str()), ("AuthenticationCode", code.as_str())];
        self.call(&step.caller, &input::<CheckMfa>(&fields)).await
    }

    async fn root_step(&self) -> PasswordStep {
        let password = Secret::new(PASSWORD.to_owned());
        self.password(Claimed::Root { email: &self.email }, &password).await
    }
}

fn clock() -> Token {
    Token::new("GAHT12345678", totp(Sha256, 8, 60))
}

fn button() -> Token {
    Token::new("ABCD12345678", hotp(Sha1, 6, 7))
}

#[tokio::test]
async fn users_assign_tokens_to_themselves_and_administrators_to_others() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    office.user("bob", ALL).await;
    let (mut own, mut given) = (clock(), button());
    office.import(&own).await;
    office.import(&given).await;
    let alice = office.signed_in("alice").await;

    // A wrong pair changes nothing.
    let [_, two] = own.pair(office.world.now());
    let fields =
        [("SerialNumber", own.serial.as_str()), ("AuthenticationCode1", &two), ("AuthenticationCode2", &two)];
    let refused = office.call(&alice, &input::<AssignHardwareToken>(&fields)).await;
    assert!(matches!(refused, Err(Error::InvalidAuthenticationCode)), "{refused:?}");
    assert!(office.assign_token(&alice, None, &mut own).await.unwrap().is_none());
    assert!(office.assign_token(&alice, Some("bob"), &mut given).await.unwrap().is_none());
    let events = office.world.events(&office.id).await;
    let told = events.last().unwrap();
    assert_eq!(told["eventName"], "EnableMFADevice");
    assert_eq!(told["requestParameters"], json!({ "userName": "bob", "serialNumber": "ABCD12345678" }));

    for (user, token, shows) in [("alice", &mut own, Shows::Every(60)), ("bob", &mut given, Shows::OnPress)] {
        let used = office.call(&alice, &input::<ReadMfaDeviceUse>(&[("UserName", user)])).await.unwrap();
        let [device] = used.as_slice() else { panic!() };
        assert_eq!((device.name(), device.shows), (token.serial.as_str(), Some(shows)));
        assert!(device.last_used.is_some());
        assert_eq!(device.drift_ms.is_some(), shows != Shows::OnPress, "only a clock drifts");
        let step = office.step(user).await;
        let serial = token.serial.parse().unwrap();
        assert_eq!(office.world.service.shows(&step.caller, &serial).await.unwrap(), shows);
        office.world.wait(120);
        let session = office.check(&step, token).await.unwrap();
        assert!(office.entered(session).await.has_mfa());
    }
    // Of a token that is not one's own nothing is told.
    let (bob, serial) = (office.step("bob").await, own.serial.parse().unwrap());
    let shows = office.world.service.shows(&bob.caller, &serial).await.unwrap();
    assert_eq!(shows, Shows::HALF_A_MINUTE);
}

#[tokio::test]
async fn who_may_not_or_has_no_such_token_is_refused() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    office
        .user("stranger", r#"{"Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}"#)
        .await;
    office.user("bob", ALL).await;
    let mut token = clock();
    let mut elsewhere = button();
    office.import(&token).await;
    office.world.import(Some("111122223333"), &elsewhere).await;
    let stranger = office.signed_in("stranger").await;
    for user in [None, Some("alice")] {
        let refused = office.assign_token(&stranger, user, &mut token).await;
        let Err(Error::AccessDenied(Denial::Policy(denied))) = &refused else { panic!("{refused:?}") };
        assert_eq!(denied.action, "iam:EnableMFADevice");
    }
    let alice = office.signed_in("alice").await;
    let refused = office.assign_token(&alice, None, &mut elsewhere).await;
    assert!(matches!(refused, Err(Error::NoSuchEntity(Missing::MfaDevice(_)))), "{refused:?}");
    // Virtual devices are assigned in another way.
    let (serial, phone) = office.world.device(&office.admin, "phone").await;
    let [one, two] = phone.pair(office.world.now());
    let fields =
        [("SerialNumber", serial.as_str()), ("AuthenticationCode1", &one), ("AuthenticationCode2", &two)];
    let refused = office.call(&alice, &input::<AssignHardwareToken>(&fields)).await;
    assert!(matches!(refused, Err(Error::NoSuchEntity(Missing::MfaDevice(_)))), "{refused:?}");

    office.assign_token(&alice, Some("bob"), &mut token).await.unwrap();
    let refused = office.assign_token(&alice, None, &mut token).await;
    assert!(matches!(refused, Err(Error::EntityAlreadyExists(Existing::MfaDeviceInUse))), "{refused:?}");
    // Who has a device manages own devices with MFA only (R14).
    let bob = office.step("bob").await;
    let refused = office.assign_token(&bob.caller, None, &mut button()).await;
    assert!(matches!(refused, Err(Error::AccessDenied(_))), "{refused:?}");
}

#[tokio::test]
async fn a_sign_in_that_demands_mfa_is_finished_with_a_token() {
    let office = Office::new().await;
    office.user("alice", include_str!("../../../../docs/policies/manage-own-mfa-device.json")).await;
    let mut token = button();
    office.import(&token).await;
    let step = office.step("alice").await;
    let stage = office
        .world
        .service
        .stage(&step.caller, &step.ceremony, &origin(&office.world), office.world.now())
        .await
        .unwrap();
    assert!(matches!(stage, Stage::Enrolment));
    let progress = office.assign_token(&step.caller, None, &mut token).await.unwrap().unwrap();
    assert!(office.entered(progress).await.has_mfa());
    assert_eq!(office.names(2).await, ["EnableMFADevice", "ConsoleLogin"]);
}

#[tokio::test]
async fn root_has_tokens_of_its_own_which_nobody_else_manages() {
    for mut token in [clock(), button()] {
        let office = Office::new().await;
        office.import(&token).await;
        let root = office.root().await;
        office.assign_token(&root, None, &mut token).await.unwrap();
        office.world.wait(120);

        // Not through the API, whoever asks.
        let serial = token.serial.clone();
        office.user("alice", ALL).await;
        let [one, two] = token.clone().pair(office.world.now());
        let taken = office.world.pair("EnableMFADevice", &office.admin, "alice", &serial, [&one, &two]).await;
        assert_eq!(taken.text("Code").as_deref(), Some("AccessDenied"), "{}", taken.xml);

        // Out of step: resynchronized in the sign-in, which then asks for a fresh code.
        token.ahead = 7_200;
        token.pressed(90);
        let step = office.root_step().await;
        let refused = office.check(&step, &mut token).await;
        assert!(matches!(refused, Err(Error::AccessDenied(Denial::MfaCodeInvalid))), "{refused:?}");
        office.world.wait(120);
        let [one, two] = token.pair(office.world.now());
        let fields =
            [("SerialNumber", &*serial), ("AuthenticationCode1", &one), ("AuthenticationCode2", &two)];
        office.call(&step.caller, &input::<ResyncRootMfaDevice>(&fields)).await.unwrap();
        office.world.wait(120);
        let progress = office.check(&step, &mut token).await.unwrap();
        let inside = office.entered(progress).await;
        assert!(inside.has_mfa());

        let remove = input::<DeactivateRootMfaDevice>(&[("SerialNumber", &serial)]);
        office.call(&inside, &remove).await.unwrap();
        assert_eq!(office.world.stored_token(&serial).await["assignment"], "Unassigned");
    }
}
