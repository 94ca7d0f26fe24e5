//! The console's wizard, as its two operations: a device is made and somebody's at once, or nothing is.

use std::borrow::Cow;
use std::sync::Arc;

use model::{Form, Input, Secret};
use service::account_settings::UpdateSignInSettings;
use service::iam::mfa::{AssignMfaDevice, BeginMfaAssignment, Begun, ReadMfaDeviceUse};
use service::iam::passwords::{ChangeRootPassword, MayChangePassword};
use service::operator::{CreateAccount, Operator};
use service::signin::{Browser, Claimed, PasswordStep, Progress, UpdatePassword};
use service::{Caller, Denial, Error, Existing, Missing, Operation, Origin, Transport};

use crate::world::{Keys, Phone, World};

pub const PASSWORD: &str = "First-Passw0rd";

/// An account whose people have browsers.
pub struct Office {
    pub world: Arc<World>,
    pub id: String,
    pub admin: Keys,
    pub email: String,
    root_password: Secret<String>,
}

pub fn origin(world: &World) -> Origin {
    Origin {
        address: "192.0.2.7".parse().unwrap(),
        transport: Transport::Tls,
        user_agent: "browser".to_owned(),
        language: None,
        referer: None,
        region: "us-east-1".to_owned(),
        request_id: world.service.request_id(),
    }
}

pub fn input<O: Input>(fields: &[(&str, &str)]) -> O {
    let fields =
        fields.iter().map(|(name, value)| (Cow::Owned((*name).to_owned()), Cow::Owned((*value).to_owned())));
    O::from_form(&Form::new(fields.collect()).unwrap()).map_err(|_| "rejected").unwrap()
}

impl Office {
    pub async fn new() -> Self {
        Self::of(World::new().await).await
    }

    pub async fn of(world: World) -> Self {
        let world = Arc::new(world);
        let email = "root@example.com".to_owned();
        let request = CreateAccount { email: email.clone(), name: None, root_access_key: false };
        let created = world.service.create_account(Operator { uid: 0 }, &request, world.now()).await.unwrap();
        let admin = Keys {
            id: created.administrator.access_key_id.to_string(),
            secret: created.administrator.secret_access_key.expose().clone(),
            token: None,
        };
        world.wait(1);
        Self { id: created.id.to_string(), world, admin, email, root_password: created.root_password }
    }

    /// A user with a password, who may do what an inline policy says.
    pub async fn user(&self, name: &str, policy: &str) {
        let world = &self.world;
        world.iam(&self.admin, "CreateUser", &[("UserName", name)]).await.ok();
        let profile = [("UserName", name), ("Password", PASSWORD)];
        world.iam(&self.admin, "CreateLoginProfile", &profile).await.ok();
        let policy = [("UserName", name), ("PolicyName", "own"), ("PolicyDocument", policy)];
        world.iam(&self.admin, "PutUserPolicy", &policy).await.ok();
    }

    /// A right password.
    pub async fn password(&self, claimed: Claimed<'_>, password: &Secret<String>) -> PasswordStep {
        let browser = Browser { address: "192.0.2.7".parse().unwrap(), known: None };
        self.world.service.prove_password(claimed, password, browser, self.world.now()).await.unwrap()
    }

    pub async fn step(&self, name: &str) -> PasswordStep {
        let password = Secret::new(PASSWORD.to_owned());
        self.password(Claimed::User { account: &self.id, name }, &password).await
    }

    pub async fn entered(&self, progress: Progress) -> Caller {
        let Progress::Opened(opened) = progress else { panic!("no session") };
        let cookie = opened.cookie.expose();
        self.world.service.caller_of_session(cookie, self.world.now()).await.unwrap().unwrap()
    }

    /// A user in a session.
    pub async fn signed_in(&self, name: &str) -> Caller {
        let step = self.step(name).await;
        let (service, now) = (&self.world.service, self.world.now());
        let progress = service.after_password(&step, &origin(&self.world), now).await.unwrap();
        self.entered(progress).await
    }

    /// The root user in a session, with another password than the first.
    pub async fn root(&self) -> Caller {
        let step = self.password(Claimed::Root { email: &self.email }, &self.root_password).await;
        let update = input::<UpdatePassword>(&[("NewPassword", PASSWORD)]);
        let progress = self.call(&step.caller, &update).await.unwrap();
        self.entered(progress).await
    }

    pub async fn call<O: Operation>(&self, caller: &Caller, input: &O) -> Result<O::Output, Error> {
        let world = &self.world;
        // One call can leave three events, a microsecond apart.
        for _ in 0..3 {
            world.tick();
        }
        service::call(&world.service, caller, &origin(world), world.tick(), input).await
    }

    pub async fn begin(&self, caller: &Caller, name: &str) -> Result<Begun, Error> {
        self.call(caller, &input::<BeginMfaAssignment>(&[("VirtualMFADeviceName", name)])).await
    }

    async fn begin_for(&self, caller: &Caller, user: &str, name: &str) -> Result<Begun, Error> {
        let fields = [("UserName", user), ("VirtualMFADeviceName", name)];
        self.call(caller, &input::<BeginMfaAssignment>(&fields)).await
    }

    async fn assign(
        &self,
        caller: &Caller,
        begun: &Begun,
        codes: [String; 2],
    ) -> Result<Option<Progress>, Error> {
        self.call(caller, &assign(begun, codes)).await
    }

    pub async fn assigned(&self, caller: &Caller, begun: &Begun) -> Phone {
        let phone = phone(begun);
        self.assign(caller, begun, phone.pair(self.world.now())).await.unwrap();
        phone
    }

    pub async fn devices(&self) -> Vec<String> {
        self.world.iam(&self.admin, "ListVirtualMFADevices", &[]).await.ok().texts("SerialNumber")
    }

    /// The names of the events since the test began, reads aside.
    pub async fn names(&self, last: usize) -> Vec<String> {
        let events = self.world.events(&self.id).await;
        let name = |event: &serde_json::Value| event["eventName"].as_str().unwrap().to_owned();
        events.iter().skip(events.len() - last).map(name).collect()
    }
}

fn phone(begun: &Begun) -> Phone {
    Phone::new(begun.secret_key.expose())
}

fn assign(begun: &Begun, [one, two]: [String; 2]) -> AssignMfaDevice {
    input(&[
        ("Pending", begun.pending.expose()),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ])
}

pub const ALL: &str = r#"{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#;

#[track_caller]
fn is_over<T>(result: &Result<T, Error>) {
    assert!(matches!(result, Err(Error::NoSuchEntity(Missing::Assignment))));
}

#[tokio::test]
async fn a_device_is_made_and_enabled_at_once_and_both_are_told() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let begun = office.begin(&alice, "phone").await.unwrap();
    assert_eq!(begun.name, "phone");
    assert!(begun.qr_code.expose().starts_with("<svg "));
    let phone = office.assigned(&alice, &begun).await;

    let serial = format!("arn:aws:iam::{}:mfa/phone", office.id);
    let listed = office.world.iam(&office.admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    assert_eq!(listed.text("SerialNumber"), Some(serial.clone()));
    assert_eq!(office.devices().await, [serial.as_str()]);
    let summary = office.world.iam(&office.admin, "GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains("<key>MFADevicesInUse</key><value>1</value>"), "{}", summary.xml);

    let events = office.world.events(&office.id).await;
    let [create, enable] = &events[events.len() - 2..] else { panic!() };
    assert_eq!(create["eventName"], "CreateVirtualMFADevice");
    assert_eq!(create["requestParameters"], serde_json::json!({ "virtualMFADeviceName": "phone" }));
    assert_eq!(create["responseElements"]["virtualMFADevice"]["serialNumber"], serial);
    assert_eq!(enable["eventName"], "EnableMFADevice");
    let parameters = serde_json::json!({ "userName": "alice", "serialNumber": serial });
    assert_eq!(enable["requestParameters"], parameters);
    assert_eq!(enable["additionalEventData"]["mfaCheck"]["result"], "accepted");
    let trail = serde_json::to_string(&events).unwrap();
    assert!(!trail.contains(begun.secret_key.expose()) && !trail.contains(begun.pending.expose()));
    assert!(!format!("{begun:?}").contains(begun.secret_key.expose()), "it does not print itself");

    // The pair is spent, and the phone signs in.
    let keys = office.world.key_of(&office.admin, "alice").await;
    let [_, spent] = phone.pair(office.world.now());
    assert_eq!(office.world.session(&keys, &serial, &spent).await.status, 403);
    office.world.wait(60);
    office.world.session(&keys, &serial, &phone.code(office.world.now())).await.ok();
}

#[tokio::test]
async fn an_abandoned_wizard_leaves_nothing_and_blocks_no_name() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let (documents, events) = (office.world.documents().await, office.world.events(&office.id).await.len());
    let abandoned = office.begin(&alice, "phone").await.unwrap();
    let begun = office.begin(&alice, "PHONE").await.unwrap();
    assert_eq!(office.world.documents().await.len(), documents.len());
    assert_eq!(office.world.events(&office.id).await.len(), events);
    assert!(office.devices().await.is_empty());

    office.assigned(&alice, &begun).await;
    // Whoever comes back to the first is told, and nothing is counted.
    let answer = office.assign(&alice, &abandoned, phone(&abandoned).pair(office.world.now())).await;
    assert!(matches!(answer, Err(Error::EntityAlreadyExists(Existing::MfaDevice))), "{answer:?}");
    let again = office.begin(&alice, "phone").await;
    assert!(matches!(again, Err(Error::EntityAlreadyExists(Existing::MfaDevice))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_send_the_same_codes_at_once_one_succeeds() {
    let office = Arc::new(Office::new().await);
    office.user("alice", ALL).await;
    let admin = office.signed_in("alice").await;
    office.user("bob", ALL).await;
    let begun = Arc::new(office.begin_for(&admin, "bob", "phone").await.unwrap());
    let codes = phone(&begun).pair(office.world.now());
    let running: Vec<_> = (0..8)
        .map(|_| {
            let (office, admin) = (Arc::clone(&office), admin.clone());
            let (begun, codes) = (Arc::clone(&begun), codes.clone());
            tokio::spawn(async move { office.assign(&admin, &begun, codes).await.is_ok() })
        })
        .collect();
    let mut succeeded = 0;
    for answer in running {
        succeeded += usize::from(answer.await.unwrap());
    }
    assert_eq!(succeeded, 1);
    assert_eq!(office.devices().await.len(), 1);
}

#[tokio::test]
async fn r19_wrong_codes_are_counted_and_make_no_device() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let begun = office.begin(&alice, "phone").await.unwrap();
    let phone = phone(&begun);
    let wrong = phone.wrong_at_any_time(office.world.now());
    for failures in 1..=6 {
        let answer = office.assign(&alice, &begun, [wrong.clone(), wrong.clone()]).await;
        assert!(matches!(answer, Err(Error::InvalidAuthenticationCode)), "{answer:?}");
        let events = office.world.events(&office.id).await;
        let event = events.last().unwrap();
        assert_eq!(event["eventName"], "EnableMFADevice");
        assert_eq!(event["errorCode"], "InvalidAuthenticationCodeException");
        assert_eq!(event["requestParameters"]["userName"], "alice");
        let check = &event["additionalEventData"]["mfaCheck"];
        assert_eq!((&check["result"], &check["failuresInARow"]), (&"wrong".into(), &failures.into()));
    }
    // Too early: not looked at, although they are right.
    let answer = office.assign(&alice, &begun, phone.pair(office.world.now())).await;
    assert!(matches!(answer, Err(Error::TooSoon { .. })), "{answer:?}");
    assert!(office.devices().await.is_empty());
    office.world.wait(5);
    office.assigned(&alice, &begun).await;
    assert_eq!(office.devices().await.len(), 1);
}

#[tokio::test]
async fn r14_the_wizard_too_asks_for_mfa_of_who_has_a_device() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    // A session without MFA, and a wizard in it, from before the first device.
    let (alice, root) = (office.signed_in("alice").await, office.root().await);
    for caller in [alice, root] {
        let late = office.begin(&caller, "late").await.unwrap();
        let first = office.begin(&caller, "first").await.unwrap();
        office.assigned(&caller, &first).await;
        let codes = phone(&late).pair(office.world.now());
        let answer = office.assign(&caller, &late, codes).await;
        assert!(matches!(answer, Err(Error::AccessDenied(Denial::SelfManagementWithoutMfa))), "{answer:?}");
        assert_eq!(office.devices().await.len(), 1);
        let serial = format!("arn:aws:iam::{}:mfa/first", office.id);
        if matches!(caller.identity(), service::Identity::User(_)) {
            let again = office.begin(&caller, "again").await;
            assert!(matches!(again, Err(Error::AccessDenied(Denial::SelfManagementWithoutMfa))), "{again:?}");
            let fields = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
            office.world.iam(&office.admin, "DeactivateMFADevice", &fields).await.ok();
            office.world.iam(&office.admin, "DeleteVirtualMFADevice", &fields[1..]).await.ok();
        }
    }
}

#[tokio::test]
async fn what_was_begun_is_bound_to_who_began_it_and_to_its_hour() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    office.user("bob", ALL).await;
    let (alice, bob) = (office.signed_in("alice").await, office.signed_in("bob").await);
    let begun = office.begin(&alice, "phone").await.unwrap();
    let codes = phone(&begun).pair(office.world.now());
    is_over(&office.assign(&bob, &begun, codes.clone()).await);
    assert!(
        office
            .world
            .service
            .begun_assignment(&bob, &assign(&begun, codes.clone()).pending, office.world.now())
            .is_err()
    );
    let mut broken = begun.pending.expose().clone();
    broken.pop();
    let fields = [
        ("Pending", broken.as_str()),
        ("AuthenticationCode1", &codes[0]),
        ("AuthenticationCode2", &codes[1]),
    ];
    is_over(&office.call(&alice, &input::<AssignMfaDevice>(&fields)).await);

    // It can be shown again, as it was.
    let pending = assign(&begun, codes).pending;
    let shown = office.world.service.begun_assignment(&alice, &pending, office.world.now()).unwrap();
    assert_eq!(shown.secret_key.expose(), begun.secret_key.expose());
    // Longer than a factor is fresh (rule R28), and then longer than the hour.
    office.world.wait(16 * 60);
    let answer = office.assign(&alice, &begun, phone(&begun).pair(office.world.now())).await;
    assert!(matches!(answer, Err(Error::AccessDenied(Denial::FactorNotFresh))), "{answer:?}");
    let answer = office.begin(&alice, "other").await;
    assert!(matches!(answer, Err(Error::AccessDenied(Denial::FactorNotFresh))), "{answer:?}");
    office.world.wait(44 * 60);
    assert!(office.world.service.begun_assignment(&alice, &pending, office.world.now()).is_err());
    assert!(office.devices().await.is_empty());
}

#[tokio::test]
async fn a_stranger_is_refused_and_both_permissions_are_needed() {
    let office = Office::new().await;
    let only = |action: &str| {
        format!(r#"{{"Statement":{{"Effect":"Allow","Action":"iam:{action}","Resource":"*"}}}}"#)
    };
    for (name, policy, missing) in [
        ("stranger", only("GetUser"), "iam:CreateVirtualMFADevice"),
        ("maker", only("CreateVirtualMFADevice"), "iam:EnableMFADevice"),
        ("enabler", only("EnableMFADevice"), "iam:CreateVirtualMFADevice"),
    ] {
        office.user(name, &policy).await;
        let caller = office.signed_in(name).await;
        let error = office.begin(&caller, "phone").await.unwrap_err();
        let Error::AccessDenied(Denial::Policy(refused)) = &error else { panic!("{error:?}") };
        assert_eq!(refused.action, missing);
        let asked = office.call(&caller, &input::<ReadMfaDeviceUse>(&[])).await;
        assert!(matches!(asked, Err(Error::AccessDenied(Denial::Policy(_)))));
        let asked = office.call(&caller, &input::<MayChangePassword>(&[])).await.unwrap();
        assert!(matches!(asked, Err(Error::AccessDenied(Denial::Policy(_)))));
    }
    // What was allowed when it began is asked again when it ends.
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let begun = office.begin(&alice, "phone").await.unwrap();
    let policy = [("UserName", "alice"), ("PolicyName", "own")];
    office.world.iam(&office.admin, "DeleteUserPolicy", &policy).await.ok();
    let alice_now = office.signed_in("alice").await;
    let answer = office.assign(&alice_now, &begun, phone(&begun).pair(office.world.now())).await;
    assert!(matches!(answer, Err(Error::AccessDenied(Denial::Policy(_)))), "{answer:?}");
    assert!(office.devices().await.is_empty());
}

#[tokio::test]
async fn a_sign_in_that_demands_mfa_enrols_and_the_pair_counts_as_mfa() {
    let office = Office::new().await;
    let ready = include_str!("../../../../docs/policies/manage-own-mfa-device.json");
    office.user("alice", ready).await;
    let step = office.step("alice").await;
    let (service, now) = (&office.world.service, office.world.now());
    let progress = service.after_password(&step, &origin(&office.world), now).await.unwrap();
    assert!(matches!(progress, Progress::Continues(_)));

    // Only for oneself.
    office.user("bob", ALL).await;
    let other = office.begin_for(&step.caller, "bob", "phone").await;
    assert!(matches!(other, Err(Error::AccessDenied(_))), "{other:?}");
    let begun = office.begin(&step.caller, "phone").await.unwrap();
    let codes = phone(&begun).pair(office.world.now());
    let progress = office.assign(&step.caller, &begun, codes).await.unwrap().unwrap();
    let alice = office.entered(progress).await;
    assert!(alice.has_mfa());
    let told = office.names(3).await;
    assert_eq!(told, ["CreateVirtualMFADevice", "EnableMFADevice", "ConsoleLogin"]);
    let events = office.world.events(&office.id).await;
    assert_eq!(events.last().unwrap()["additionalEventData"]["MFAUsed"], "Yes");

    // Who need not enrol does so in a session, not before it.
    let bob = office.step("bob").await;
    let early = office.begin(&bob.caller, "bobs").await;
    assert!(matches!(early, Err(Error::AccessDenied(Denial::SessionCredentials { .. }))), "{early:?}");
}

#[tokio::test]
async fn root_enrols_at_the_console_without_any_permission_and_eight_are_enough() {
    let office = Office::new().await;
    let root = office.root().await;
    let begun = office.begin(&root, "roots").await.unwrap();
    office.assigned(&root, &begun).await;
    let events = office.world.events(&office.id).await;
    let enable = events.last().unwrap();
    assert_eq!(enable["userIdentity"]["type"], "Root");
    let serial = format!("arn:aws:iam::{}:mfa/roots", office.id);
    assert_eq!(enable["requestParameters"], serde_json::json!({ "serialNumber": serial }));

    office.user("alice", ALL).await;
    let admin = office.signed_in("alice").await;
    office.user("bob", ALL).await;
    for number in 0..8 {
        let begun = office.begin_for(&admin, "bob", &format!("phone-{number}")).await.unwrap();
        office.assigned(&admin, &begun).await;
    }
    let ninth = office.begin_for(&admin, "bob", "phone-8").await;
    assert!(matches!(ninth, Err(Error::LimitExceeded(_))), "{ninth:?}");
}

#[tokio::test]
async fn where_the_account_demands_mfa_root_enrols_in_the_sign_in() {
    let office = Office::new().await;
    let root = office.root().await;
    let demand = input::<UpdateSignInSettings>(&[("MFARequired", "true")]);
    office.call(&root, &demand).await.unwrap();
    let password = Secret::new(PASSWORD.to_owned());
    let step = office.password(Claimed::Root { email: &office.email }, &password).await;
    let begun = office.begin(&step.caller, "roots").await.unwrap();
    let codes = phone(&begun).pair(office.world.now());
    let progress = office.assign(&step.caller, &begun, codes).await.unwrap().unwrap();
    assert!(office.entered(progress).await.has_mfa());
}

#[tokio::test]
async fn a_slow_phone_is_seen_to_be_slow() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let begun = office.begin(&alice, "phone").await.unwrap();
    let mut phone = phone(&begun);
    phone.ahead = -600;
    office.assign(&alice, &begun, phone.pair(office.world.now())).await.unwrap();
    let used = office.call(&alice, &input::<ReadMfaDeviceUse>(&[("UserName", "alice")])).await.unwrap();
    let [device] = used.as_slice() else { panic!() };
    assert_eq!(device.name(), "phone");
    assert_eq!(device.last_used.unwrap().secs(), office.world.now().secs());
    let drift = device.drift_ms.unwrap();
    assert!((-630_000..=-570_000).contains(&drift), "{drift}");
}

#[tokio::test]
async fn root_changes_the_own_password_and_wrong_old_ones_are_throttled() {
    let office = Office::new().await;
    let root = office.root().await;
    let change =
        |old: &str, new: &str| input::<ChangeRootPassword>(&[("OldPassword", old), ("NewPassword", new)]);
    for _ in 0..6 {
        let answer = office.call(&root, &change("Wrong-Passw0rd", "Next-Passw0rd")).await;
        assert!(matches!(answer, Err(Error::AccessDenied(Denial::OldPasswordWrong))), "{answer:?}");
    }
    let answer = office.call(&root, &change(PASSWORD, "Next-Passw0rd")).await;
    assert!(matches!(answer, Err(Error::Throttling)), "r18: {answer:?}");
    office.world.wait(60);
    office.call(&root, &change(PASSWORD, "Next-Passw0rd")).await.unwrap();
    let next = Secret::new("Next-Passw0rd".to_owned());
    office.password(Claimed::Root { email: &office.email }, &next).await;
    // Nobody but the root user has this.
    office.user("alice", ALL).await;
    let alice = office.signed_in("alice").await;
    let answer = office.call(&alice, &change(PASSWORD, "Other-Passw0rd")).await;
    assert!(matches!(answer, Err(Error::InvalidUserType)), "{answer:?}");
}
