//! Signing in to the console: what each step needs, what ends it, and what a session may do. The clock is in the test's hand.

use std::net::IpAddr;

use model::Secret;
use service::iam::access_keys::CreateAccessKey;
use service::iam::mfa::ResyncMfaDevice;
use service::iam::passwords::{ChangePassword, UpdateLoginProfile};
use service::iam::users::ListUsers;
use service::signin::{
    Browser, CheckMfa, Claimed, ConsoleLogin, EndConsoleSession, Opened, PasswordRefused, PasswordStep,
    Progress, ProveAgain, ProveAgainByPassword, Stage, UpdatePassword,
};
use service::{Caller, Credential, Denial, Error, Origin, Transport, call};

use crate::world::{Account, Keys, Phone, World};

const PASSWORD: &str = "Correct-Horse-9";
const SELF_MANAGEMENT: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::*:user/${aws:username}"},
    {"Effect":"Deny","NotAction":["iam:EnableMFADevice","iam:CreateVirtualMFADevice"],"Resource":"*",
     "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn origin() -> Origin {
    Origin {
        address: address("192.0.2.10"),
        transport: Transport::Tls,
        user_agent: "a browser".to_owned(),
        language: None,
        referer: None,
        region: "us-east-1".to_owned(),
        request_id: "request".to_owned(),
    }
}

/// A user who may sign in.
struct Desk {
    world: World,
    account: Account,
    alice: Keys,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        let fields = [("UserName", "alice"), ("Password", PASSWORD)];
        world.iam(&account.admin, "CreateLoginProfile", &fields).await.ok();
        world.wait(60);
        Self { world, account, alice }
    }

    async fn with_device() -> (Self, String, Phone) {
        let desk = Self::new().await;
        let (serial, phone) = desk.world.enabled(&desk.account.admin, "alice", "phone").await;
        desk.world.wait(3_600);
        (desk, serial, phone)
    }

    async fn password(&self, name: &str, password: &str) -> Result<PasswordStep, PasswordRefused> {
        self.password_in(&self.account.id, name, password).await
    }

    async fn password_in(
        &self,
        account: &str,
        name: &str,
        password: &str,
    ) -> Result<PasswordStep, PasswordRefused> {
        let claimed = Claimed::User { account, name };
        let browser = Browser { address: address("192.0.2.10"), known: None };
        let password = Secret::new(password.to_owned());
        self.world.service.prove_password(claimed, &password, browser, self.world.now()).await
    }

    async fn stage(&self, step: &PasswordStep) -> Stage {
        self.world.service.stage(&step.caller, &step.ceremony, &origin(), self.world.now()).await.unwrap()
    }

    async fn after(&self, step: &PasswordStep) -> Progress {
        self.world.service.after_password(step, &origin(), self.world.now()).await.unwrap()
    }

    async fn code(&self, caller: &Caller, serial: &str, code: &str) -> Result<Progress, Error> {
        let input =
            CheckMfa { serial_number: serial.parse().unwrap(), authentication_code: code.parse().unwrap() };
        self.run(caller, &input).await
    }

    async fn run<O: service::Operation>(&self, caller: &Caller, input: &O) -> Result<O::Output, Error> {
        call(&self.world.service, caller, &origin(), self.world.now(), input).await
    }

    /// Who is in a session.
    async fn inside(&self, opened: &Opened) -> Option<Caller> {
        self.by_cookie(opened.cookie.expose()).await
    }

    async fn by_cookie(&self, cookie: &str) -> Option<Caller> {
        self.world.service.caller_of_session(cookie, self.world.now()).await.unwrap()
    }

    /// Signs in with the password alone.
    async fn sign_in(&self) -> Opened {
        let step = self.password("alice", PASSWORD).await.unwrap();
        opened(self.after(&step).await)
    }
}

#[track_caller]
fn opened(progress: Progress) -> Opened {
    match progress {
        Progress::Opened(opened) => opened,
        Progress::Continues(_) => panic!("the sign-in goes on"),
    }
}

#[tokio::test]
async fn a_password_alone_opens_a_session_where_nothing_else_is_demanded() {
    let desk = Desk::new().await;
    let caller = desk.inside(&desk.sign_in().await).await.unwrap();
    assert!(matches!(caller.credential(), Credential::Console { .. }));
    assert!(!caller.has_mfa());

    let events = desk.world.events(&desk.account.id).await;
    let login = events.iter().find(|event| event["eventName"] == "ConsoleLogin").unwrap();
    assert_eq!(login["eventSource"], "signin.amazonaws.com");
    assert_eq!(login["eventType"], "AwsConsoleSignIn");
    assert_eq!(login["requestParameters"], serde_json::Value::Null);
    assert_eq!(login["responseElements"]["ConsoleLogin"], "Success");
    assert_eq!(login["additionalEventData"]["MFAUsed"], "No");
    assert_eq!(login["userIdentity"]["userName"], "alice");

    let user = desk.world.iam(&desk.account.admin, "GetUser", &[("UserName", "alice")]).await.ok();
    assert_eq!(user.text("PasswordLastUsed"), Some(desk.world.now().to_string()));
}

#[tokio::test]
async fn with_a_device_a_code_is_needed_and_opens_one_door_once() {
    let (desk, serial, phone) = Desk::with_device().await;
    let step = desk.password("alice", PASSWORD).await.unwrap();
    assert_eq!(desk.stage(&step).await, Stage::SecondFactor(vec![serial.parse().unwrap()]));
    assert!(matches!(desk.after(&step).await, Progress::Continues(_)));

    let wrong = phone.wrong(desk.world.now());
    let refused = desk.code(&step.caller, &serial, &wrong).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::MfaCodeInvalid)), "{refused}");
    let code = phone.code(desk.world.now());
    let session = opened(desk.code(&step.caller, &serial, &code).await.unwrap());
    assert!(desk.inside(&session).await.unwrap().has_mfa());

    // The same code, through the other door and through this one.
    assert_eq!(desk.world.session(&desk.alice, &serial, &code).await.verdict(), crate::codes::WRONG);
    let again = desk.code(&step.caller, &serial, &code).await.unwrap_err();
    assert!(matches!(again, Error::AccessDenied(Denial::MfaCodeInvalid)), "{again}");

    let events = desk.world.events(&desk.account.id).await;
    let login = events.iter().find(|event| event["eventName"] == "ConsoleLogin").unwrap();
    assert_eq!(login["additionalEventData"]["MFAUsed"], "Yes");
    assert_eq!(login["additionalEventData"]["MFAIdentifier"], serial.as_str());
    let failed = events.iter().find(|event| event["eventName"] == "CheckMfa").unwrap();
    assert_eq!(failed["errorMessage"], "Failed authentication");
    assert_eq!(failed["responseElements"]["CheckMfa"], "Failure");
    assert!(!events.iter().any(|event| event.to_string().contains(&code)), "a code in an event");
}

#[tokio::test]
async fn r17_r21_whoever_is_not_let_in_gets_one_answer_and_leaves_no_commit() {
    let desk = Desk::new().await;
    desk.world.user(&desk.account.admin, "bob").await;
    let before = (desk.world.documents().await, desk.world.events(&desk.account.id).await.len());
    for (account, name, password) in [
        (desk.account.id.as_str(), "alice", "wrong"),
        (desk.account.id.as_str(), "bob", PASSWORD),
        (desk.account.id.as_str(), "nobody", PASSWORD),
        (desk.account.id.as_str(), "not a name", PASSWORD),
        ("999999999999", "alice", PASSWORD),
        ("no-such-alias", "alice", PASSWORD),
        ("", "", ""),
    ] {
        let refused = desk.password_in(account, name, password).await.unwrap_err();
        assert!(matches!(refused, PasswordRefused::Wrong), "{account} {name}: {refused:?}");
    }
    let after = (desk.world.documents().await, desk.world.events(&desk.account.id).await.len());
    assert_eq!(before, after);

    desk.world.service.every_minute(desk.world.now()).await.unwrap();
    let events = desk.world.events(&desk.account.id).await;
    let counted: Vec<_> =
        events.iter().filter(|event| event["eventName"] == "FailedAuthentications").collect();
    assert_eq!(counted.len(), 2, "one for each reason: {counted:?}");
    assert!(!counted.iter().any(|event| event.to_string().contains("alice")), "names are hidden");
}

#[tokio::test]
async fn the_root_user_signs_in_by_its_address_in_any_case_and_nowhere_else() {
    let desk = Desk::new().await;
    let browser = Browser { address: address("192.0.2.10"), known: None };
    let prove = |email: String, password: String| {
        let (service, now) = (&desk.world.service, desk.world.now());
        async move {
            let password = Secret::new(password);
            service.prove_password(Claimed::Root { email: &email }, &password, browser, now).await
        }
    };
    let (email, password) = (&desk.account.email, &desk.account.root_password);
    for (given, password) in [
        (email.as_str(), "wrong"),
        ("root@nowhere.example", password.as_str()),
        ("", password),
        ("not an address", password),
    ] {
        let refused = prove(given.to_owned(), password.to_owned()).await.unwrap_err();
        assert!(matches!(refused, PasswordRefused::Wrong), "{given}");
    }
    for name in [email.as_str(), "root", &desk.account.id] {
        assert!(desk.password(name, password).await.is_err(), "{name} on the page for users");
    }
    let step = prove(email.to_uppercase(), password.clone()).await.unwrap();
    assert_eq!(desk.stage(&step).await, Stage::NewPassword, "the first password is for once");
}

#[tokio::test]
async fn who_is_still_signing_in_may_do_nothing_else() {
    let (desk, serial, _) = Desk::with_device().await;
    let policy = [("UserName", "alice"), ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")];
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &policy).await.ok();
    let step = desk.password("alice", PASSWORD).await.unwrap();
    let lists = ListUsers { path_prefix: None, marker: None, max_items: None };
    let refused = desk.run(&step.caller, &lists).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::SessionCredentials { .. })), "{refused}");
    let opens = desk.run(&step.caller, &ConsoleLogin {}).await.unwrap();
    assert!(matches!(opens, Progress::Continues(_)), "a session without the code of {serial}");
    let key = CreateAccessKey { user_name: None };
    assert!(desk.run(&step.caller, &key).await.is_err());
}

#[tokio::test]
async fn resynchronizing_while_signing_in_needs_the_permission_and_a_fresh_code_after() {
    let (desk, serial, mut phone) = Desk::with_device().await;
    phone.ahead = 1_200;
    let step = desk.password("alice", PASSWORD).await.unwrap();
    let resync = |[one, two]: &[String; 2]| ResyncMfaDevice {
        user_name: "alice".parse().unwrap(),
        serial_number: serial.parse().unwrap(),
        authentication_code1: one.parse().unwrap(),
        authentication_code2: two.parse().unwrap(),
    };
    let refused = desk.run(&step.caller, &resync(&phone.pair(desk.world.now()))).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::Policy(_))), "{refused}");

    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ResyncMFADevice","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "resync"), ("PolicyDocument", policy)];
    desk.world.iam(&desk.account.admin, "PutUserPolicy", &fields).await.ok();
    let pair = phone.pair(desk.world.now());
    let step = desk.password("alice", PASSWORD).await.unwrap();
    desk.run(&step.caller, &resync(&pair)).await.unwrap();
    assert!(matches!(desk.stage(&step).await, Stage::SecondFactor(_)), "a fresh code is still required");
    let used = desk.code(&step.caller, &serial, &pair[1]).await;
    assert!(used.is_err(), "the second code of the pair is spent");
    desk.world.wait(60);
    let code = phone.code(desk.world.now());
    opened(desk.code(&step.caller, &serial, &code).await.unwrap());
}

#[tokio::test]
async fn a_sign_in_that_is_too_old_or_void_leads_nowhere() {
    let (desk, _, _) = Desk::with_device().await;
    let step = desk.password("alice", PASSWORD).await.unwrap();
    let service = &desk.world.service;
    let cookie = service.ceremony_cookie(&step.ceremony).unwrap();
    let world = &desk.world;
    let found = |cookie: String| async move {
        service.caller_of_ceremony(&cookie, world.now()).await.unwrap().is_some()
    };
    assert!(found(cookie.clone()).await);
    let mut forged = cookie.clone();
    forged.pop();
    forged.push(if cookie.ends_with('A') { 'B' } else { 'A' });
    let other = cookie.replacen(&desk.account.id, "999999999999", 1);
    for (cookie, what) in [
        (forged, "forged"),
        (other, "of another account"),
        (String::new(), "none"),
        ("x".repeat(9_000), "long"),
    ] {
        assert!(!found(cookie).await, "{what}");
    }
    let fields = [("UserName", "alice"), ("Password", "Another-Horse-9")];
    desk.world.iam(&desk.account.admin, "UpdateLoginProfile", &fields).await.ok();
    assert!(!found(cookie).await, "of the password before");

    let step = desk.password("alice", "Another-Horse-9").await.unwrap();
    let cookie = service.ceremony_cookie(&step.ceremony).unwrap();
    desk.world.wait(10 * 60);
    assert!(!found(cookie).await, "after ten minutes");
}

#[tokio::test]
async fn r3_r28_what_ends_a_session_ends_it_at_once() {
    for what in ["reset", "no password", "signed out", "idle", "used up", "deleted"] {
        let desk = Desk::new().await;
        let session = desk.sign_in().await;
        let admin = &desk.account.admin;
        desk.world.wait(1);
        let caller = desk.inside(&session).await.unwrap();
        let alice = ("UserName", "alice");
        match what {
            "reset" => {
                let fields = [alice, ("Password", "Another-Horse-9")];
                desk.world.iam(admin, "UpdateLoginProfile", &fields).await.ok();
            }
            "no password" => {
                desk.world.iam(admin, "DeleteLoginProfile", &[alice]).await.ok();
            }
            "signed out" => {
                desk.run(&caller, &EndConsoleSession { session_id: None }).await.unwrap();
            }
            "idle" => desk.world.wait(3_600),
            "used up" => {
                for _ in 0..26 {
                    desk.world.wait(1_700);
                    if let Some(caller) = desk.inside(&session).await {
                        desk.world.service.session_seen(&caller, desk.world.now()).await.unwrap();
                    }
                }
            }
            _ => {
                desk.world.iam(admin, "DeleteLoginProfile", &[alice]).await.ok();
                let key = [alice, ("AccessKeyId", desk.alice.id.as_str())];
                desk.world.iam(admin, "DeleteAccessKey", &key).await.ok();
                desk.world.iam(admin, "DeleteUser", &[alice]).await.ok();
                let left = desk.world.documents().await;
                let left = left.iter().filter(|(key, _)| key.path.starts_with("console-session/"));
                assert_eq!(left.count(), 0, "sessions of somebody who is no more");
            }
        }
        assert!(desk.inside(&session).await.is_none(), "{what}");
    }
}

#[tokio::test]
async fn a_session_that_is_used_stays_until_its_time_is_up() {
    let desk = Desk::new().await;
    let session = desk.sign_in().await;
    for _ in 0..20 {
        desk.world.wait(1_800);
        let caller = desk.inside(&session).await.expect("in use");
        desk.world.service.session_seen(&caller, desk.world.now()).await.unwrap();
    }
    desk.world.wait(2 * 3_600);
    assert!(desk.inside(&session).await.is_none());
}

#[tokio::test]
async fn r5_only_the_right_secret_opens_a_session_and_the_store_has_none() {
    let desk = Desk::new().await;
    let session = desk.sign_in().await;
    let cookie = session.cookie.expose().clone();
    let (place, secret) = cookie.rsplit_once('.').unwrap();
    let mut wrong = secret.to_owned();
    wrong.replace_range(0..1, if secret.starts_with('A') { "B" } else { "A" });
    for (given, what) in [
        (format!("{place}.{wrong}"), "another secret"),
        (format!("{place}."), "no secret"),
        (place.to_owned(), "no fourth part"),
        (format!("{cookie}.x"), "a fifth part"),
        (cookie.replacen(&desk.account.id, "999999999999", 1), "another account"),
        ("....".to_owned(), "nothing"),
        ("x".repeat(10_000), "too much"),
    ] {
        assert!(desk.by_cookie(&given).await.is_none(), "{what}");
    }
    for (key, document) in desk.world.documents().await {
        let text = String::from_utf8_lossy(&document.body).into_owned();
        assert!(!text.contains(secret) && !key.path.contains(secret), "{key}");
    }
}

#[tokio::test]
async fn r28_an_old_factor_must_be_proven_again_and_the_old_cookie_is_worth_nothing_then() {
    let (desk, serial, phone) = Desk::with_device().await;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "all"), ("PolicyDocument", policy)];
    desk.world.iam(&desk.account.admin, "PutUserPolicy", &fields).await.ok();
    let step = desk.password("alice", PASSWORD).await.unwrap();
    let session = opened(desk.code(&step.caller, &serial, &phone.code(desk.world.now())).await.unwrap());

    desk.world.wait(15 * 60);
    let caller = desk.inside(&session).await.unwrap();
    let key = || CreateAccessKey { user_name: None };
    let refused = desk.run(&caller, &key()).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::FactorNotFresh)), "{refused}");
    // The password does not do where there is a device.
    let form = model::Form::new(vec![("Password".into(), PASSWORD.into())]).unwrap();
    let by_password = <ProveAgainByPassword as model::Input>::from_form(&form).unwrap();
    let refused = desk.run(&caller, &by_password).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::FactorNotFresh)), "{refused}");

    let prove = ProveAgain {
        serial_number: serial.parse().unwrap(),
        authentication_code: phone.code(desk.world.now()).parse().unwrap(),
    };
    let cookie = desk.run(&caller, &prove).await.unwrap();
    assert!(desk.inside(&session).await.is_none(), "the old cookie");
    let caller = desk.by_cookie(cookie.expose()).await.unwrap();
    desk.run(&caller, &key()).await.unwrap();
}

#[tokio::test]
async fn a_password_that_must_be_changed_is_changed_before_there_is_a_session() {
    let desk = Desk::new().await;
    let fields = [("UserName", "alice"), ("Password", "Another-Horse-9"), ("PasswordResetRequired", "true")];
    desk.world.iam(&desk.account.admin, "UpdateLoginProfile", &fields).await.ok();
    let step = desk.password("alice", "Another-Horse-9").await.unwrap();
    assert_eq!(desk.stage(&step).await, Stage::NewPassword);
    let update = |password: &str| {
        let form = model::Form::new(vec![("NewPassword".into(), password.to_owned().into())]).unwrap();
        <UpdatePassword as model::Input>::from_form(&form).unwrap()
    };
    let same = desk.run(&step.caller, &update("Another-Horse-9")).await.unwrap_err();
    assert!(matches!(same, Error::AccessDenied(Denial::SamePassword)), "{same}");
    let plain = desk.run(&step.caller, &update("password")).await.unwrap_err();
    assert!(matches!(plain, Error::PasswordPolicyViolation(_)), "{plain}");
    desk.world.wait(1);
    let session = opened(desk.run(&step.caller, &update("Third-Horse-9")).await.unwrap());
    assert!(desk.inside(&session).await.is_some());
    assert!(desk.password("alice", "Another-Horse-9").await.is_err(), "the old password");
    assert!(desk.run(&step.caller, &update("Fourth-Horse-9")).await.is_err(), "a second time");
}

#[tokio::test]
async fn where_a_policy_demands_mfa_the_first_device_comes_before_the_session() {
    let desk = Desk::new().await;
    let fields = [("UserName", "alice"), ("PolicyName", "mfa"), ("PolicyDocument", SELF_MANAGEMENT)];
    desk.world.iam(&desk.account.admin, "PutUserPolicy", &fields).await.ok();
    let step = desk.password("alice", PASSWORD).await.unwrap();
    assert_eq!(desk.stage(&step).await, Stage::Enrolment);
    assert!(matches!(desk.after(&step).await, Progress::Continues(_)));
}

#[tokio::test]
async fn policies_see_a_session_of_the_console_with_its_mfa() {
    let (desk, serial, phone) = Desk::with_device().await;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",
        "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"600"}}}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "mfa"), ("PolicyDocument", policy)];
    desk.world.iam(&desk.account.admin, "PutUserPolicy", &fields).await.ok();
    let step = desk.password("alice", PASSWORD).await.unwrap();
    let session = opened(desk.code(&step.caller, &serial, &phone.code(desk.world.now())).await.unwrap());
    let caller = desk.inside(&session).await.unwrap();
    let lists = || ListUsers { path_prefix: None, marker: None, max_items: None };
    assert!(desk.run(&caller, &lists()).await.is_ok());
    desk.world.wait(601);
    assert!(desk.run(&caller, &lists()).await.is_err(), "MFA that is too old");
}

#[tokio::test]
async fn r18_guessing_the_password_in_a_stolen_session_is_counted_and_slowed_down() {
    let desk = Desk::new().await;
    let caller = desk.inside(&desk.sign_in().await).await.unwrap();
    let prove = |password: &str| {
        let form = model::Form::new(vec![("Password".into(), password.to_owned().into())]).unwrap();
        <ProveAgainByPassword as model::Input>::from_form(&form).unwrap()
    };
    for attempt in 1..=6 {
        let refused = desk.run(&caller, &prove("guess")).await.unwrap_err();
        assert!(matches!(refused, Error::AccessDenied(Denial::OldPasswordWrong)), "{attempt}: {refused}");
    }
    let early = desk.run(&caller, &prove(PASSWORD)).await.unwrap_err();
    assert!(matches!(early, Error::Throttling), "right, and too early: {early}");
    let events = desk.world.events(&desk.account.id).await;
    assert_eq!(events.iter().filter(|event| event["eventName"] == "ProveAgain").count(), 7);
    desk.world.wait(2);
    desk.run(&caller, &prove(PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn r28_nobody_sets_a_password_with_an_old_factor() {
    let desk = Desk::new().await;
    let policy = [("UserName", "alice"), ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")];
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &policy).await.ok();
    let session = desk.sign_in().await;
    desk.world.wait(15 * 60);
    let caller = desk.inside(&session).await.unwrap();
    let fields = vec![("UserName".into(), "alice".into()), ("Password".into(), "Another-Horse-9".into())];
    let reset = <UpdateLoginProfile as model::Input>::from_form(&model::Form::new(fields).unwrap()).unwrap();
    let refused = desk.run(&caller, &reset).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::FactorNotFresh)), "{refused}");
}

#[tokio::test]
async fn whoever_changes_the_own_password_is_alone_afterwards_and_no_browser_is_known() {
    let desk = Desk::new().await;
    let policy = [("UserName", "alice"), ("PolicyArn", "arn:aws:iam::aws:policy/IAMUserChangePassword")];
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &policy).await.ok();
    let (own, thief) = (desk.sign_in().await, desk.sign_in().await);
    let caller = desk.inside(&own).await.unwrap();
    let fields =
        vec![("OldPassword".into(), PASSWORD.into()), ("NewPassword".into(), "Another-Horse-9".into())];
    let change = <ChangePassword as model::Input>::from_form(&model::Form::new(fields).unwrap()).unwrap();
    desk.run(&caller, &change).await.unwrap();
    assert!(desk.inside(&own).await.is_some());
    assert!(desk.inside(&thief).await.is_none());

    // The thief's browser guesses like everybody's: its budget ended with the password that it knew.
    let known = thief.browser.unwrap();
    let browser = Browser { address: address("203.0.113.9"), known: Some(&known) };
    let claimed = Claimed::User { account: &desk.account.id, name: "alice" };
    let guess = Secret::new("guess".to_owned());
    for _ in 0..10 {
        let refused = desk.world.service.prove_password(claimed, &guess, browser, desk.world.now()).await;
        assert!(matches!(refused, Err(PasswordRefused::Wrong)));
    }
    let unknown = Browser { known: None, ..browser };
    let dry = desk.world.service.prove_password(claimed, &guess, unknown, desk.world.now()).await;
    assert!(matches!(dry, Err(PasswordRefused::Wait(_))), "the network's budget was used: {dry:?}");
}

#[tokio::test]
async fn a_new_password_is_taken_also_where_a_session_was_left_open_long_ago() {
    let desk = Desk::new().await;
    desk.sign_in().await;
    desk.world.wait(13 * 3_600);
    let fields = [("UserName", "alice"), ("Password", "Reset-Passw0rd"), ("PasswordResetRequired", "true")];
    desk.world.iam(&desk.account.admin, "UpdateLoginProfile", &fields).await.ok();
    desk.world.wait(1);
    let step = desk.password("alice", "Reset-Passw0rd").await.unwrap();
    let update = UpdatePassword { new_password: "Other-Passw0rd".parse().unwrap() };
    opened(desk.run(&step.caller, &update).await.unwrap());
}
