//! The operator's last resort: what it takes away, who is told, what it waits for, and who can stop it.

use std::sync::Arc;
use std::time::Duration;

use model::{AccountId, Secret, Timestamp};
use serde_json::{Value, json};
use service::operator::{LastResort, Operator, SupportDone, SupportRequestView, Supported, Whose};
use service::post::{Notice, Writing};
use service::signin::{CheckMfa, Claimed, Progress};
use service::{Error, RecoveryRefused, Settings};
use store_sqlite::SqliteStore;

use crate::assignment::{ALL, Office, input, origin};
use crate::passwords::join_all;
use crate::recovery::{Desk, House, NUMBER, refusal};
use crate::world::World;

const OWNER: Operator = Operator { uid: 1_000 };
const ROOT: Operator = Operator { uid: 0 };
const DAY: u64 = 86_400;

/// An account with a root user who has device and phone, where the operator waits so long.
async fn house(hours: u64, second: bool) -> House {
    let settings = Settings {
        support_waiting_period: Duration::from_hours(hours),
        support_second_operator: second,
        ..Settings::default()
    };
    let world = World::configured(Arc::new(SqliteStore::in_memory().unwrap()), settings);
    House::of(Office::over(world).await, Some(NUMBER)).await
}

impl House {
    fn account(&self) -> AccountId {
        self.office.id.parse().unwrap()
    }

    fn tick(&self) -> Timestamp {
        self.office.world.tick()
    }

    async fn last_resort(&self, operator: Operator, wanted: &LastResort) -> Result<Supported, Error> {
        let asked = (self.account(), wanted, "ticket 4711");
        self.office.world.service.last_resort(operator, asked, self.tick()).await
    }

    async fn approve(&self, operator: Operator, id: &str) -> Result<Supported, Error> {
        self.office.world.service.approve_last_resort(operator, id, self.tick()).await
    }

    async fn waiting(&self) -> Vec<SupportRequestView> {
        self.office.world.service.last_resorts_waiting(self.tick()).await.unwrap()
    }

    async fn last_event(&self) -> Value {
        self.office.world.events(&self.office.id).await.pop().unwrap()
    }

    async fn root_devices(&self) -> usize {
        let step = self.step(&Desk::at("198.51.100.1")).await;
        step.caller.credentials().unwrap().mfa_devices.len()
    }

    /// The root user signs in with the device.
    async fn signs_in_with_mfa(&self) {
        self.office.world.wait(60);
        let step = self.step(&Desk::at("198.51.100.9")).await;
        let code = self.device.code(self.office.world.now());
        let fields = [("SerialNumber", self.serial.as_str()), ("AuthenticationCode", &code)];
        let progress = self.office.call(&step.caller, &input::<CheckMfa>(&fields)).await.unwrap();
        assert!(matches!(progress, Progress::Opened(_)));
    }

    /// The notices that wait, and that an account is asked about.
    async fn told_of(&self) -> Vec<Option<Notice>> {
        let letters = self.letters().await;
        assert!(letters.iter().all(|(to, _)| *to == self.office.email), "only the owner");
        let notice = |writing: &Writing| match writing {
            Writing::Notice { notice, .. } => Some(*notice),
            Writing::SupportAsked { .. } => None,
            _ => panic!("another letter"),
        };
        let mut told: Vec<_> = letters.iter().map(|(_, writing)| notice(writing)).collect();
        told.sort_by_key(|notice| format!("{notice:?}"));
        told
    }
}

fn devices_of_root() -> LastResort {
    LastResort::DeactivateMfa(Whose::Root)
}

#[track_caller]
fn filed(supported: Result<Supported, Error>) -> SupportRequestView {
    match supported.unwrap() {
        Supported::Filed(request) => request,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn says(result: Result<impl std::fmt::Debug, Error>, part: &str) {
    let error = result.unwrap_err();
    let said = error.message(service::Api::Iam);
    assert!(said.contains(part), "{said}");
}

#[tokio::test]
async fn all_devices_of_root_go_at_once_where_nothing_is_waited_for_and_sessions_end() {
    let house = house(0, false).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let done = house.last_resort(OWNER, &devices_of_root()).await.unwrap();
    let Supported::Done(SupportDone::MfaDeactivated { devices, .. }) = done else { panic!("{done:?}") };
    assert_eq!(devices, [house.serial.as_str()]);
    assert_eq!(house.told_of().await, [Some(Notice::SupportActed)]);
    let event = house.last_event().await;
    assert_eq!(event["eventName"], "DeactivateMfaDevices");
    assert_eq!(event["userIdentity"], json!({ "type": "Operator", "principalId": "uid:1000" }));
    assert_eq!(event["requestParameters"]["reason"], "ticket 4711");
    assert_eq!(event["requestParameters"]["root"], true);
    assert_eq!(event["additionalEventData"]["devices"], json!([house.serial]));

    assert_eq!(house.root_devices().await, 0);
    let world = &house.office.world;
    assert!(
        world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().is_none(),
        "what was open ends"
    );
    assert_eq!(house.office.devices().await, [house.serial.as_str()], "as after DeactivateMFADevice");
    says(house.last_resort(OWNER, &devices_of_root()).await, "no MFA device is assigned");
}

#[tokio::test]
async fn two_devices_of_a_user_go_in_one_commit_and_nobody_elses() {
    let house = house(0, false).await;
    let world = &house.office.world;
    house.office.user("alice", ALL).await;
    for name in ["one", "two"] {
        world.enabled(&house.office.admin, "alice", name).await;
    }
    world.user(&house.office.admin, "bob").await;
    let (bobs, _) = world.enabled(&house.office.admin, "bob", "bobs").await;
    let session = {
        let keys = world.key_of(&house.office.admin, "alice").await;
        let session = world.sts(&keys, "GetSessionToken", &[]).await.ok();
        crate::world::Keys::of_session(&session)
    };
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    house.letters().await;

    let wanted = LastResort::DeactivateMfa(Whose::User("ALICE".parse().unwrap()));
    let done = house.last_resort(ROOT, &wanted).await.unwrap();
    assert!(
        matches!(&done, Supported::Done(SupportDone::MfaDeactivated { devices, .. }) if devices.len() == 2)
    );
    let listed = |user| world.iam(&house.office.admin, "ListMFADevices", user);
    assert_eq!(listed(&[("UserName", "alice")]).await.ok().texts("SerialNumber"), Vec::<String>::new());
    assert_eq!(listed(&[("UserName", "bob")]).await.ok().texts("SerialNumber"), [bobs]);
    world.wait(1);
    assert_eq!(world.sts(&session, "GetCallerIdentity", &[]).await.status, 403, "sessions end");
    let summary = world.iam(&house.office.admin, "GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains("<key>MFADevicesInUse</key><value>2</value>"), "{}", summary.xml);
    assert_eq!(house.told_of().await, [Some(Notice::SupportActed)], "the account's owner");
    let nobody = LastResort::DeactivateMfa(Whose::User("nobody".parse().unwrap()));
    assert!(house.last_resort(ROOT, &nobody).await.is_err());
}

#[tokio::test]
async fn root_gets_a_password_for_one_sign_in_and_what_was_begun_with_the_old_one_ends() {
    let house = house(0, false).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let desk = house.begun("198.51.100.8").await;
    let done = house.last_resort(OWNER, &LastResort::ResetRootPassword).await.unwrap();
    let Supported::Done(SupportDone::PasswordReset { email, password, .. }) = done else { panic!() };
    assert_eq!(email, house.office.email);
    assert_eq!(house.told_of().await, [Some(Notice::SupportActed)]);
    let world = &house.office.world;
    assert!(world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().is_none());
    assert_eq!(refusal(house.send(&desk).await), RecoveryRefused::Over);
    let trail = serde_json::to_string(&world.events(&house.office.id).await).unwrap();
    assert!(trail.contains("ResetRootPassword") && !trail.contains(password.expose()), "r7");

    // MFA is asked for as before, and then another password.
    let step = house.office.password(Claimed::Root { email: &email }, &password).await;
    let code = house.device.code(world.now());
    let fields = [("SerialNumber", house.serial.as_str()), ("AuthenticationCode", &code)];
    let progress = house.office.call(&step.caller, &input::<CheckMfa>(&fields)).await.unwrap();
    let Progress::Continues(ceremony) = progress else { panic!("a new password is due") };
    let from = origin(world);
    let stage = world.service.stage(&step.caller, &ceremony, &from, world.now()).await.unwrap();
    assert!(matches!(stage, service::signin::Stage::NewPassword));
}

#[tokio::test]
async fn with_a_waiting_period_time_alone_does_nothing_and_the_command_again_does_it() {
    let house = house(24, false).await;
    let request = filed(house.last_resort(OWNER, &devices_of_root()).await);
    let now = house.office.world.now();
    assert_eq!(request.requested_at, now.to_string());
    assert_eq!(request.due_at, now.after(Duration::from_hours(24)).to_string());
    assert_eq!(house.told_of().await, [None], "told with the time");
    assert_eq!(house.last_event().await["eventName"], "RequestSupport");
    house.office.world.wait(DAY / 2);
    let early = house.last_resort(ROOT, &devices_of_root()).await.unwrap();
    assert!(matches!(early, Supported::Waits(waits) if waits == request), "whoever runs it");
    says(house.approve(ROOT, &request.request_id).await, "needs no approval");
    assert_eq!(house.waiting().await, std::slice::from_ref(&request));
    house.office.world.wait(DAY);
    assert_eq!(house.root_devices().await, 1);
    assert_eq!(house.told_of().await, []);

    let done = house.last_resort(ROOT, &devices_of_root()).await.unwrap();
    assert!(matches!(done, Supported::Done(SupportDone::MfaDeactivated { .. })));
    let event = house.last_event().await;
    assert_eq!(event["userIdentity"]["principalId"], "uid:0");
    let told = &event["requestParameters"]["request"];
    assert_eq!((&told["id"], &told["requestedBy"]), (&json!(request.request_id), &json!("uid:1000")));
    assert_eq!(house.waiting().await, []);
    assert_eq!(house.root_devices().await, 0);
}

#[tokio::test]
async fn r15_a_second_operator_is_another_user_of_the_machine() {
    let house = house(0, true).await;
    let request = filed(house.last_resort(OWNER, &devices_of_root()).await);
    assert!(request.needs_second_operator);
    says(house.approve(OWNER, &request.request_id).await, "you asked for that yourself");
    let again = house.last_resort(OWNER, &devices_of_root()).await.unwrap();
    assert!(matches!(again, Supported::Waits(_)), "asking twice is not two");
    says(house.approve(ROOT, "0123456789ab").await, "no such request");
    assert_eq!(house.root_devices().await, 1);
    let done = house.approve(ROOT, &request.request_id).await.unwrap();
    assert!(matches!(done, Supported::Done(_)));
    let told = house.last_event().await["requestParameters"]["request"].clone();
    assert_eq!((&told["requestedBy"], &told["approvedBy"]), (&json!("uid:1000"), &json!("uid:0")));
}

#[tokio::test]
async fn an_approval_before_the_time_counts_at_its_time_also_after_a_restart() {
    let house = house(24, true).await;
    let request = filed(house.last_resort(ROOT, &LastResort::ResetRootPassword).await);
    // The same command by another operator approves it too.
    let approved = house.last_resort(OWNER, &LastResort::ResetRootPassword).await.unwrap();
    assert!(matches!(&approved, Supported::Approved(request) if request.approved_by == Some(1_000)));
    assert!(matches!(house.approve(OWNER, &request.request_id).await.unwrap(), Supported::Waits(_)));
    house.office.world.wait(DAY);
    // A server whose operator turned both settings off meanwhile still knows what it waits for.
    let restarted = house.office.world.restarted().await;
    let asked = (house.account(), &LastResort::ResetRootPassword, "ticket 4711");
    let done = restarted.service.last_resort(ROOT, asked, restarted.tick()).await.unwrap();
    assert!(matches!(done, Supported::Done(SupportDone::PasswordReset { .. })));
    assert_eq!(restarted.service.last_resorts_waiting(restarted.tick()).await.unwrap(), []);
}

#[tokio::test]
async fn settings_that_were_loosened_do_not_loosen_what_waits() {
    let house = house(24, true).await;
    filed(house.last_resort(ROOT, &devices_of_root()).await);
    let restarted = house.office.world.restarted().await;
    let asked = (house.account(), &devices_of_root(), "ticket 4711");
    let waits = restarted.service.last_resort(ROOT, asked, restarted.tick()).await.unwrap();
    assert!(matches!(waits, Supported::Waits(_)));
    restarted.wait(2 * DAY);
    let waits = restarted.service.last_resort(ROOT, asked, restarted.tick()).await.unwrap();
    assert!(matches!(waits, Supported::Waits(_)), "the same operator alone");
}

#[tokio::test]
async fn the_owner_stops_it_by_signing_in_with_mfa_and_not_without() {
    let house = house(24, false).await;
    filed(house.last_resort(OWNER, &devices_of_root()).await);
    filed(house.last_resort(OWNER, &LastResort::ResetRootPassword).await);
    house.letters().await;
    house.recovered(&mut Desk::at("198.51.100.7")).await;
    assert_eq!(house.waiting().await.len(), 2, "mailbox and phone are what a thief may have");
    house.signs_in_with_mfa().await;
    assert_eq!(house.waiting().await, []);
    assert_eq!(house.told_of().await, [Some(Notice::SupportCancelled); 2]);
    let event = house.last_event().await;
    assert_eq!(event["eventName"], "ConsoleLogin");
    assert_eq!(event["additionalEventData"]["supportRequestsCancelled"].as_array().unwrap().len(), 2);
    house.office.world.wait(2 * DAY);
    let anew = house.last_resort(OWNER, &devices_of_root()).await;
    filed(anew);
}

#[tokio::test]
async fn an_operator_cancels_and_what_nobody_completes_lapses() {
    let house = house(24, false).await;
    let request = filed(house.last_resort(OWNER, &devices_of_root()).await);
    let service = &house.office.world.service;
    let id = request.request_id.as_str();
    service.cancel_last_resort(ROOT, (id, "she found it"), house.tick()).await.unwrap();
    let event = house.last_event().await;
    assert_eq!(event["eventName"], "CancelSupportRequest");
    assert_eq!(event["requestParameters"]["reason"], "she found it");
    assert_eq!(event["requestParameters"]["request"]["reason"], "ticket 4711");
    says(service.cancel_last_resort(ROOT, (id, "again"), house.tick()).await, "no such request");
    assert_eq!(house.told_of().await, [None, Some(Notice::SupportCancelled)]);

    filed(house.last_resort(OWNER, &devices_of_root()).await);
    house.office.world.wait(8 * DAY);
    assert_eq!(house.waiting().await, [], "seven days after its time");
    filed(house.last_resort(OWNER, &devices_of_root()).await);
    assert_eq!(house.root_devices().await, 1);
}

#[tokio::test]
async fn r2_a_request_means_the_user_that_it_was_filed_for() {
    let house = house(24, false).await;
    let (world, admin) = (&house.office.world, &house.office.admin);
    world.user(admin, "alice").await;
    let (serial, _) = world.enabled(admin, "alice", "first").await;
    let wanted = LastResort::DeactivateMfa(Whose::User("alice".parse().unwrap()));
    filed(house.last_resort(OWNER, &wanted).await);
    let named = [("UserName", "alice")];
    world.iam(admin, "UpdateUser", &[("UserName", "alice"), ("NewUserName", "anna")]).await.ok();
    world.user(admin, "alice").await;
    world.enabled(admin, "alice", "second").await;
    world.wait(2 * DAY);
    filed(house.last_resort(OWNER, &wanted).await);
    assert_eq!(world.iam(admin, "ListMFADevices", &named).await.ok().texts("SerialNumber").len(), 1);
    let renamed = LastResort::DeactivateMfa(Whose::User("anna".parse().unwrap()));
    let done = house.last_resort(OWNER, &renamed).await.unwrap();
    assert!(
        matches!(done, Supported::Done(SupportDone::MfaDeactivated { devices, .. }) if devices == [serial])
    );
}

#[tokio::test]
async fn r33_alternative_factors_that_are_switched_off_end_what_runs_and_open_nothing() {
    let house = house(24, true).await;
    let opened = house.recovered(&mut Desk::at("198.51.100.7")).await;
    let desk = house.begun("198.51.100.8").await;
    house.mail_proven(&desk).await;
    house.letters().await;
    let service = &house.office.world.service;
    let switch =
        |on| service.set_alternative_factors(OWNER, (house.account(), on, "mailbox taken"), house.tick());
    assert!(!switch(true).await.unwrap(), "on already");
    assert!(switch(false).await.unwrap(), "it waits for nobody");
    assert!(!switch(false).await.unwrap());
    assert_eq!(house.told_of().await, [Some(Notice::SupportActed)]);
    let event = house.last_event().await;
    assert_eq!(event["eventName"], "SetAlternativeFactors");
    assert_eq!(event["requestParameters"], json!({ "alternativeFactors": "off", "reason": "mailbox taken" }));

    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::Over);
    let world = &house.office.world;
    assert!(service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().is_none());
    let mut desk = Desk::at("198.51.100.9");
    let begun = house.begin_with(&mut desk, crate::assignment::PASSWORD).await;
    let Err(service::signin::BeginRefused::Refused(error)) = begun else { panic!("{begun:?}") };
    assert_eq!(refusal::<()>(Err(error)), RecoveryRefused::SwitchedOff);
    house.signs_in_with_mfa().await;

    assert!(switch(true).await.unwrap());
    house.letters().await;
    house.recovered(&mut Desk::at("198.51.100.10")).await;
}

#[tokio::test]
async fn of_many_who_complete_it_at_once_one_does() {
    let house = house(24, false).await;
    filed(house.last_resort(OWNER, &LastResort::ResetRootPassword).await);
    house.office.world.wait(DAY);
    let attempts = (0..6).map(|_| house.last_resort(OWNER, &LastResort::ResetRootPassword));
    let mut passwords: Vec<Secret<String>> = Vec::new();
    for done in join_all(attempts).await {
        if let Ok(Supported::Done(SupportDone::PasswordReset { password, .. })) = done {
            passwords.push(password);
        }
    }
    assert_eq!(passwords.len(), 1, "the others file the next");
}
