//! Security keys through their whole life, with a key of software: registered and used at the console, seen through the API.

use fido::metadata::Fault;
use fido::metadata::samples::{Authority, PLAIN, entry, status};
use fido::testing::{Lie, Make, Maker, SoftKey};
use fido::{Aaguid, Refusal};
use model::Secret;
use serde_json::json;
use service::figures::{MfaResult, MfaWay};
use service::iam::mfa::{
    BeginSecurityKeyRegistration, DeactivateMfaDevice, RegisterSecurityKey, RenameSecurityKey,
};
use service::operator::{ForgottenServerName, Operator};
use service::signin::{
    AskSecurityKeys, Browser, CheckMfa, CheckMfaBySecurityKey, Claimed, PasswordStep, Progress,
    ProveAgainBySecurityKey, Stage,
};
use service::{Api, Caller, Denial, Error, KeyRefused, NoSecurityKeys, Origin};

use crate::assignment::{ALL, Office, PASSWORD, input, origin};

const URL: &str = "https://sts.example.com";

/// An office where keys are used, and alice, who may do what she likes.
async fn office() -> Office {
    let office = Office::new().await;
    office.world.service.offer_security_keys(URL).await.unwrap();
    office.user("alice", ALL).await;
    office
}

fn refused(error: &Error) -> &KeyRefused {
    match error {
        Error::AccessDenied(Denial::SecurityKey(refused)) => refused,
        other => panic!("{other}"),
    }
}

#[track_caller]
fn is_refused_for<T>(result: Result<T, Error>, refusal: Refusal) {
    let error = result.map(|_| ()).unwrap_err();
    assert_eq!(refused(&error), &KeyRefused::Answer(refusal));
}

async fn begin(office: &Office, caller: &Caller, fields: &[(&str, &str)]) -> Result<String, Error> {
    office.call(caller, &input::<BeginSecurityKeyRegistration>(fields)).await
}

async fn finish(office: &Office, caller: &Caller, answer: &str) -> Result<Option<Progress>, Error> {
    office.call(caller, &input::<RegisterSecurityKey>(&[("KeyAnswer", answer)])).await
}

async fn register(office: &Office, caller: &Caller, key: &mut SoftKey, name: &str) {
    let options = begin(office, caller, &[("SecurityKeyName", name)]).await.unwrap();
    finish(office, caller, &key.create(&options, URL, &Lie::default())).await.unwrap();
}

/// A session of alice's, and a key of hers.
async fn with_key(office: &Office) -> SoftKey {
    let alice = office.signed_in("alice").await;
    let mut key = SoftKey::new(Make::Silent);
    register(office, &alice, &mut key, "blue").await;
    key
}

async fn ask(office: &Office, caller: &Caller) -> Result<String, Error> {
    office.call(caller, &input::<AskSecurityKeys>(&[])).await
}

async fn check(office: &Office, caller: &Caller, answer: &str) -> Result<Progress, Error> {
    office.call(caller, &input::<CheckMfaBySecurityKey>(&[("KeyAnswer", answer)])).await
}

async fn answered(
    office: &Office,
    step: &PasswordStep,
    key: &mut SoftKey,
    lie: &Lie,
) -> Result<Progress, Error> {
    let options = ask(office, &step.caller).await.unwrap();
    check(office, &step.caller, &key.get(&options, URL, lie)).await
}

/// The cookie of a session of a user without devices.
async fn cookie(office: &Office, name: &str) -> Secret<String> {
    let step = office.step(name).await;
    let (service, now) = (&office.world.service, office.world.now());
    match service.after_password(&step, &origin(&office.world), now).await.unwrap() {
        Progress::Opened(opened) => opened.cookie,
        Progress::Continues(_) => panic!("no session"),
    }
}

/// Who is in a session, as the next request finds them.
async fn inside(office: &Office, cookie: &Secret<String>) -> Caller {
    let (service, now) = (&office.world.service, office.world.now());
    service.caller_of_session(cookie.expose(), now).await.unwrap().unwrap()
}

async fn serials(office: &Office, user: &str) -> Vec<String> {
    office.world.iam(&office.admin, "ListMFADevices", &[("UserName", user)]).await.ok().texts("SerialNumber")
}

#[tokio::test]
async fn a_key_is_registered_listed_used_renamed_and_gone_when_it_is_deactivated() {
    let office = office().await;
    let mut key = with_key(&office).await;
    let [serial] = <[String; 1]>::try_from(serials(&office, "alice").await).unwrap();
    let begins = format!("arn:aws:iam::{}:u2f/user/alice/blue-", office.id);
    let id = serial.strip_prefix(&begins).unwrap().to_owned();
    assert!(
        id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        "{id}"
    );
    let events = office.world.events(&office.id).await;
    let enable = events.last().unwrap();
    assert_eq!(enable["eventName"], "EnableMFADevice");
    assert_eq!(enable["requestParameters"], json!({ "userName": "alice", "serialNumber": serial }));

    let shown = [("SerialNumber", serial.as_str()), ("UserName", "alice")];
    let shown = office.world.iam(&office.admin, "GetMFADevice", &shown).await.ok();
    assert_eq!(shown.text("SerialNumber").as_deref(), Some(serial.as_str()));
    assert_eq!(shown.text("UserName").as_deref(), Some("alice"));
    assert!(shown.xml.contains("<Certifications"), "{}", shown.xml);

    // In, with it.
    let step = office.step("alice").await;
    let service = &office.world.service;
    let progress = answered(&office, &step, &mut key, &Lie::default()).await.unwrap();
    let alice = office.entered(progress).await;
    assert!(alice.has_mfa());
    let events = office.world.events(&office.id).await;
    let login = events.last().unwrap();
    assert_eq!(login["eventName"], "ConsoleLogin");
    assert_eq!(login["additionalEventData"]["MFAUsed"], "Yes");
    assert_eq!(login["additionalEventData"]["MFAIdentifier"], serial.as_str());
    assert_eq!(login["additionalEventData"]["MfaType"], "U2F MFA");

    // Another name: the id stays, and so does the key.
    let rename = [("SerialNumber", serial.as_str()), ("SecurityKeyName", "green+1")];
    office.call(&alice, &input::<RenameSecurityKey>(&rename)).await.unwrap();
    let events = office.world.events(&office.id).await;
    assert_eq!(events.last().unwrap()["eventName"], "RenameSecurityKey", "nothing was enabled");
    let renamed = format!("arn:aws:iam::{}:u2f/user/alice/green+1-{id}", office.id);
    assert_eq!(serials(&office, "alice").await, std::slice::from_ref(&renamed));
    // Another name of the user, by way of the API.
    let update = [("UserName", "alice"), ("NewUserName", "Alicia")];
    office.world.iam(&office.admin, "UpdateUser", &update).await.ok();
    let moved = format!("arn:aws:iam::{}:u2f/user/Alicia/green+1-{id}", office.id);
    assert_eq!(serials(&office, "Alicia").await, std::slice::from_ref(&moved));
    for old in [&serial, &renamed] {
        let deactivate = [("UserName", "Alicia"), ("SerialNumber", old.as_str())];
        let answer = office.world.iam(&office.admin, "DeactivateMFADevice", &deactivate).await;
        assert_eq!(answer.status, 404, "{}", answer.verdict());
    }
    let step = office.step("Alicia").await;
    answered(&office, &step, &mut key, &Lie::default()).await.unwrap();

    let delete = office.world.iam(&office.admin, "DeleteUser", &[("UserName", "Alicia")]).await;
    assert!(delete.verdict().starts_with("409 DeleteConflict"), "{}", delete.verdict());
    let deactivate = [("UserName", "Alicia"), ("SerialNumber", moved.as_str())];
    office.world.iam(&office.admin, "DeactivateMFADevice", &deactivate).await.ok();
    assert_eq!(serials(&office, "Alicia").await, [""; 0]);
    let documents = office.world.documents().await;
    let left: Vec<_> = documents.iter().filter(|(key, _)| key.path.starts_with("security-key")).collect();
    assert!(left.is_empty(), "a key has no spare state: {left:?}");
    let step = office.step("Alicia").await;
    assert_eq!(
        service
            .stage(&step.caller, &step.ceremony, &origin(&office.world), office.world.now())
            .await
            .unwrap(),
        Stage::Complete
    );
}

#[tokio::test]
async fn root_registers_a_key_at_the_console() {
    let office = office().await;
    let root = office.root().await;
    let mut key = SoftKey::new(Make::Silent);
    register(&office, &root, &mut key, "vault").await;
    let events = office.world.events(&office.id).await;
    let serial = events.last().unwrap()["requestParameters"]["serialNumber"].as_str().unwrap().to_owned();
    assert!(serial.starts_with(&format!("arn:aws:iam::{}:u2f/root/vault-", office.id)), "{serial}");
    let password = Secret::new(PASSWORD.to_owned());
    let step = office.password(Claimed::Root { email: &office.email }, &password).await;
    let root = office.entered(answered(&office, &step, &mut key, &Lie::default()).await.unwrap()).await;
    assert!(root.has_mfa());
    let rename = [("SerialNumber", serial.as_str()), ("SecurityKeyName", "safe")];
    office.call(&root, &input::<RenameSecurityKey>(&rename)).await.unwrap();
}

#[tokio::test]
async fn r16_an_answer_counts_once_for_five_minutes_and_in_its_own_sign_in() {
    let office = office().await;
    let mut key = with_key(&office).await;
    let step = office.step("alice").await;
    let options = ask(&office, &step.caller).await.unwrap();
    assert_eq!(
        ask(&office, &step.caller).await.unwrap(),
        options,
        "a page that is loaded again asks the same"
    );
    let without_counter = Lie { counter: Some(0), ..Lie::default() };
    let answer = key.get(&options, URL, &without_counter);
    check(&office, &step.caller, &answer).await.unwrap();
    let again = check(&office, &step.caller, &answer).await.unwrap_err();
    assert_eq!(refused(&again), &KeyRefused::NotAsked);

    // In another sign-in, where something else was asked.
    let other = office.step("alice").await;
    ask(&office, &other.caller).await.unwrap();
    is_refused_for(check(&office, &other.caller, &answer).await, Refusal::WrongChallenge);
    let after = check(&office, &other.caller, &answer).await.unwrap_err();
    assert_eq!(refused(&after), &KeyRefused::NotAsked, "what was answered wrongly is not to be tried again");

    let step = office.step("alice").await;
    let options = ask(&office, &step.caller).await.unwrap();
    let answer = key.get(&options, URL, &without_counter);
    office.world.wait(300);
    let late = check(&office, &step.caller, &answer).await.unwrap_err();
    assert_eq!(refused(&late), &KeyRefused::NotAsked);
}

#[tokio::test]
async fn r16_questions_of_one_principal_are_bounded_in_number() {
    let office = office().await;
    with_key(&office).await;
    for _ in 0..30 {
        let step = office.step("alice").await;
        ask(&office, &step.caller).await.unwrap();
    }
    let documents = office.world.documents().await;
    let waiting = documents.iter().filter(|(key, _)| key.path.starts_with("key-question/")).count();
    assert_eq!(waiting, 20);
    office.world.wait(300);
    let step = office.step("alice").await;
    ask(&office, &step.caller).await.unwrap();
    let documents = office.world.documents().await;
    let waiting = documents.iter().filter(|(key, _)| key.path.starts_with("key-question/")).count();
    assert_eq!(waiting, 1, "those that are over are swept");
}

/// Registers another key for alice, by an administrator.
async fn second_key(office: &Office) -> SoftKey {
    office.user("warden", ALL).await;
    let warden = office.signed_in("warden").await;
    let mut key = SoftKey::new(Make::Silent);
    let fields = [("UserName", "alice"), ("SecurityKeyName", "green")];
    let options = begin(office, &warden, &fields).await.unwrap();
    finish(office, &warden, &key.create(&options, URL, &Lie::default())).await.unwrap();
    key
}

#[tokio::test]
async fn a_page_that_is_loaded_again_asks_the_keys_that_there_are_now() {
    let office = office().await;
    let session = cookie(&office, "alice").await;
    with_key(&office).await;
    let before = ask(&office, &inside(&office, &session).await).await.unwrap();
    let mut key = second_key(&office).await;
    let alice = inside(&office, &session).await;
    let options = ask(&office, &alice).await.unwrap();
    assert_ne!(options, before);
    let answer = key.get(&options, URL, &Lie::default());
    office.call(&alice, &input::<ProveAgainBySecurityKey>(&[("KeyAnswer", &answer)])).await.unwrap();
}

/// A sign-in of alice's whose keys are asked, from an address and a browser: the caller, where the request comes from, and what was asked.
async fn asked_from(office: &Office, address: &str, known: Option<&str>) -> (Caller, Origin, String) {
    let (service, password) = (&office.world.service, Secret::new(PASSWORD.to_owned()));
    let browser = Browser { address: address.parse().unwrap(), known };
    let claimed = Claimed::User { account: &office.id, name: "alice" };
    let step = service.prove_password(claimed, &password, browser, office.world.now()).await.unwrap();
    let from = Origin { address: address.parse().unwrap(), ..origin(&office.world) };
    let ask = input::<AskSecurityKeys>(&[]);
    let options = service::call(service, &step.caller, &from, office.world.tick(), &ask).await.unwrap();
    (step.caller, from, options)
}

#[tokio::test]
async fn r16_who_has_only_the_password_pushes_out_no_question_of_the_owner() {
    let office = office().await;
    let session = cookie(&office, "alice").await;
    let mut key = with_key(&office).await;
    let (service, step) = (&office.world.service, office.step("alice").await);
    let progress = answered(&office, &step, &mut key, &Lie::default()).await.unwrap();
    let Progress::Opened(opened) = progress else { panic!("no session") };

    let in_session = ask(&office, &inside(&office, &session).await).await.unwrap();
    let known = asked_from(&office, "192.0.2.9", opened.browser.as_deref()).await;
    let elsewhere = asked_from(&office, "198.51.100.1", None).await;
    for _ in 0..30 {
        asked_from(&office, "192.0.2.8", None).await;
    }
    let documents = office.world.documents().await;
    let waiting = documents.iter().filter(|(key, _)| key.path.starts_with("key-question/")).count();
    assert_eq!(waiting, 22, "twenty of sign-ins in browsers that nobody knows");

    for (what, (caller, from, options)) in [("a known browser", known), ("another network", elsewhere)] {
        let answer = key.get(&options, URL, &Lie::default());
        let check = input::<CheckMfaBySecurityKey>(&[("KeyAnswer", &answer)]);
        let checked = service::call(service, &caller, &from, office.world.tick(), &check).await;
        assert!(checked.is_ok(), "{what}: {checked:?}");
    }
    let answer = key.get(&in_session, URL, &Lie::default());
    let proven = input::<ProveAgainBySecurityKey>(&[("KeyAnswer", &answer)]);
    office.call(&inside(&office, &session).await, &proven).await.unwrap();
}

#[tokio::test]
async fn r22_each_wrong_answer_to_a_registration_is_refused_by_name_and_nothing_is_kept() {
    let office = office().await;
    let alice = office.signed_in("alice").await;
    let maker = Maker::new("Example Keys", Some([7; 16]));
    let lie = Lie::default;
    for (make, lie, refusal) in [
        (Make::Silent, Lie { origin: Some("https://evil.test"), ..lie() }, Refusal::WrongOrigin),
        (Make::Silent, Lie { rp_id: Some("evil.test"), ..lie() }, Refusal::WrongRpId),
        (Make::Silent, Lie { challenge: Some(vec![9; 32]), ..lie() }, Refusal::WrongChallenge),
        (Make::Silent, Lie { flags: Some(0), ..lie() }, Refusal::UserNotPresent),
        (Make::Certified(maker), Lie { forged: true, ..lie() }, Refusal::BadAttestation),
    ] {
        let options = begin(&office, &alice, &[("SecurityKeyName", "blue")]).await.unwrap();
        let answer = SoftKey::new(make).create(&options, URL, &lie);
        is_refused_for(finish(&office, &alice, &answer).await, refusal);
    }
    for (answer, refusal) in [("{", Refusal::MalformedResponse), ("null", Refusal::MalformedResponse)] {
        begin(&office, &alice, &[("SecurityKeyName", "blue")]).await.unwrap();
        is_refused_for(finish(&office, &alice, answer).await, refusal);
    }
    assert_eq!(serials(&office, "alice").await, [""; 0]);
    let documents = office.world.documents().await;
    let kept = documents
        .iter()
        .any(|(key, _)| key.path.starts_with("security-key") || &*key.path == "relying-party/");
    assert!(!kept);
}

#[tokio::test]
async fn a_sign_in_with_a_key_that_is_unknown_of_another_user_or_forged_is_refused_and_the_next_one_is_not() {
    let office = office().await;
    let mut key = with_key(&office).await;
    office.user("bob", ALL).await;
    let bob = office.signed_in("bob").await;
    let mut bobs = SoftKey::new(Make::Silent);
    register(&office, &bob, &mut bobs, "bobs").await;

    let step = office.step("alice").await;
    is_refused_for(answered(&office, &step, &mut bobs, &Lie::default()).await, Refusal::UnknownCredential);
    let bobs_handle = Lie { handle: Some(bob.user_id().into_bytes()), ..Lie::default() };
    is_refused_for(answered(&office, &step, &mut bobs, &bobs_handle).await, Refusal::AnotherUsers);
    let forged = Lie { forged: true, ..Lie::default() };
    is_refused_for(answered(&office, &step, &mut key, &forged).await, Refusal::WrongSignature);
    assert_eq!(office.world.checks(MfaWay::SecurityKey, MfaResult::Wrong), 3);
    answered(&office, &step, &mut key, &Lie::default()).await.unwrap();

    // And bob cannot register what is alice's.
    let bob = office.step("bob").await;
    let bob = office.entered(answered(&office, &bob, &mut bobs, &Lie::default()).await.unwrap()).await;
    let options = begin(&office, &bob, &[("SecurityKeyName", "taken")]).await.unwrap();
    let answer = key.create(&options, URL, &Lie::default());
    is_refused_for(finish(&office, &bob, &answer).await, Refusal::AnotherUsers);
}

#[tokio::test]
async fn a_cloned_key_is_refused_and_the_trail_says_so() {
    let office = office().await;
    let mut key = with_key(&office).await;
    let mut clone = key.cloned();
    for _ in 0..2 {
        let step = office.step("alice").await;
        answered(&office, &step, &mut key, &Lie::default()).await.unwrap();
    }
    let step = office.step("alice").await;
    let went_back = Refusal::CounterWentBack { stored: 2, given: 1 };
    is_refused_for(answered(&office, &step, &mut clone, &Lie::default()).await, went_back);
    let events = office.world.events(&office.id).await;
    let event = events.last().unwrap();
    assert_eq!(event["eventName"], "CheckMfa");
    let found = &event["additionalEventData"]["mfaCheck"];
    assert_eq!(found["result"], "possibly cloned", "{event}");
    let checks = |result| office.world.checks(MfaWay::SecurityKey, result);
    assert_eq!((checks(MfaResult::Accepted), checks(MfaResult::PossiblyCloned)), (2, 1));
    assert_eq!((&found["counterStored"], &found["counterGiven"]), (&json!(2), &json!(1)));
    assert_eq!(found["serialNumber"], serials(&office, "alice").await[0].as_str());
}

#[tokio::test]
async fn a_key_shows_no_codes_through_any_door() {
    let office = office().await;
    with_key(&office).await;
    let [serial] = <[String; 1]>::try_from(serials(&office, "alice").await).unwrap();
    let (world, admin) = (&office.world, &office.admin);
    let resync = world.pair("ResyncMFADevice", admin, "alice", &serial, ["123456", "234567"]).await;
    assert!(
        resync.verdict().starts_with("400 ValidationError The serial number is that of a security key."),
        "{}",
        resync.verdict()
    );
    let enable = world.pair("EnableMFADevice", admin, "alice", &serial, ["123456", "234567"]).await;
    assert!(enable.verdict().starts_with("409 EntityAlreadyExists"), "{}", enable.verdict());
    let delete = world.iam(admin, "DeleteVirtualMFADevice", &[("SerialNumber", &serial)]).await;
    assert!(delete.verdict().starts_with("400 ValidationError"), "{}", delete.verdict());

    let keys = world.key_of(admin, "alice").await;
    let session = world.session(&keys, &serial, "123456").await;
    assert!(
        session
            .verdict()
            .starts_with("403 AccessDenied MultiFactorAuthentication failed, unable to validate MFA code."),
        "{}",
        session.verdict()
    );
    let step = office.step("alice").await;
    let code = input::<CheckMfa>(&[("SerialNumber", &serial), ("AuthenticationCode", "123456")]);
    let refused = office.call(&step.caller, &code).await.unwrap_err();
    assert!(matches!(refused, Error::AccessDenied(Denial::MfaCodeNotValidated)), "{refused}");
}

#[tokio::test]
async fn r14_a_key_is_added_or_taken_away_with_mfa_only_where_there_is_one_already() {
    let office = office().await;
    let session = cookie(&office, "alice").await;
    let alice = inside(&office, &session).await;
    let mut key = SoftKey::new(Make::Silent);
    register(&office, &alice, &mut key, "blue").await;
    let alice = inside(&office, &session).await;
    let without_mfa = begin(&office, &alice, &[("SecurityKeyName", "thief")]).await.unwrap_err();
    assert!(matches!(without_mfa, Error::AccessDenied(Denial::SelfManagementWithoutMfa)), "{without_mfa}");
    let [serial] = <[String; 1]>::try_from(serials(&office, "alice").await).unwrap();
    let rename = [("SerialNumber", serial.as_str()), ("SecurityKeyName", "mine")];
    assert!(office.call(&alice, &input::<RenameSecurityKey>(&rename)).await.is_err());
    let remove = input::<DeactivateMfaDevice>(&[("SerialNumber", &serial)]);
    assert!(office.call(&alice, &remove).await.is_err());
    // With the key it is its owner.
    let answer = key.get(&ask(&office, &alice).await.unwrap(), URL, &Lie::default());
    let proven = input::<ProveAgainBySecurityKey>(&[("KeyAnswer", &answer)]);
    let session = office.call(&alice, &proven).await.unwrap();
    office.call(&inside(&office, &session).await, &remove).await.unwrap();
}

#[tokio::test]
async fn eight_devices_of_any_kind_are_the_most() {
    let office = office().await;
    office.user("carol", ALL).await;
    let carol = office.signed_in("carol").await;
    let mut admin = office.signed_in("alice").await;
    for number in 1..=8 {
        if number % 2 == 0 {
            office.world.enabled(&office.admin, "carol", &format!("phone-{number}")).await;
            admin = office.signed_in("alice").await;
            continue;
        }
        let name = format!("key-{number}");
        let fields = [("UserName", "carol"), ("SecurityKeyName", name.as_str())];
        let options = begin(&office, &admin, &fields).await.unwrap();
        let answer = SoftKey::new(Make::Silent).create(&options, URL, &Lie::default());
        finish(&office, &admin, &answer).await.unwrap();
    }
    assert_eq!(serials(&office, "carol").await.len(), 8);
    let fields = [("UserName", "carol"), ("SecurityKeyName", "ninth")];
    let ninth = begin(&office, &admin, &fields).await.unwrap_err();
    assert!(matches!(ninth, Error::LimitExceeded(_)), "{ninth}");
    assert!(!carol.has_mfa());
}

#[tokio::test]
async fn policies_are_asked_before_a_key_is_and_again_before_it_is_kept() {
    let office = office().await;
    let only = |step: &str| {
        format!(
            r#"{{"Statement":[{{"Effect":"Allow","Action":"iam:EnableMFADevice","Resource":"*",
                "Condition":{{"StringEquals":{{"iam:RegisterSecurityKey":"{step}"}}}}}}]}}"#
        )
    };
    office.user("none", &only("Neither")).await;
    office.user("create", &only("Create")).await;
    office.user("activate", &only("Activate")).await;
    for (user, begins) in [("none", false), ("create", true), ("activate", false)] {
        let caller = office.signed_in(user).await;
        let begun = begin(&office, &caller, &[("SecurityKeyName", "blue")]).await;
        assert_eq!(begun.is_ok(), begins, "{user}");
        let Ok(options) = begun else { continue };
        let answer = SoftKey::new(Make::Silent).create(&options, URL, &Lie::default());
        let kept = finish(&office, &caller, &answer).await.map(|_| ()).unwrap_err();
        assert!(matches!(kept, Error::AccessDenied(Denial::Policy(_))), "{user}: {kept}");
        assert_eq!(serials(&office, user).await, [""; 0]);
    }
}

#[tokio::test]
async fn r22_keys_are_not_used_under_another_name_than_they_were_registered_under() {
    let office = office().await;
    with_key(&office).await;
    let restarted = office.world.restarted().await;
    restarted.service.offer_security_keys("https://other.example.com").await.unwrap();
    let renamed = NoSecurityKeys::Renamed {
        registered: "sts.example.com".to_owned(),
        configured: "other.example.com".to_owned(),
    };
    assert_eq!(restarted.service.offers_security_keys(), Err(renamed.clone()));
    let words = renamed.to_string();
    assert!(words.contains("sts.example.com") && words.contains("public_url"), "{words}");
    // Unless the operator forgets the old one, which no server that uses keys lets happen.
    let operator = Operator { uid: 7 };
    let used = office.world.service.forget_server_name(operator, false, office.world.tick()).await;
    assert!(used.unwrap_err().message(Api::Iam).contains("public_url"));

    let same = office.world.restarted().await;
    same.service.offer_security_keys("https://sts.example.com:8443").await.unwrap();
    assert_eq!(same.service.offers_security_keys(), Ok(()), "another port is no other name");

    let said = ForgottenServerName { name: "sts.example.com".to_owned(), security_keys: 1, dry_run: true };
    let tried = restarted.service.forget_server_name(operator, true, restarted.tick()).await.unwrap();
    assert_eq!(tried, said);
    let forgotten = restarted.service.forget_server_name(operator, false, restarted.tick()).await.unwrap();
    assert_eq!(forgotten, ForgottenServerName { dry_run: false, ..said });
    let again = restarted.service.forget_server_name(operator, false, restarted.tick()).await;
    assert!(again.unwrap_err().message(Api::Iam).contains("any name"));
    let renamed = restarted.restarted().await;
    renamed.service.offer_security_keys("https://other.example.com").await.unwrap();
    assert_eq!(renamed.service.offers_security_keys(), Ok(()));
    let events = renamed.events(&office.id).await;
    let told = events.iter().find(|event| event["eventName"] == "ForgetServerName").unwrap();
    assert_eq!(told["requestParameters"], json!({ "name": "sts.example.com" }));

    let elsewhere = Office::new().await;
    elsewhere.user("alice", ALL).await;
    elsewhere.world.service.offer_security_keys("https://192.0.2.1").await.unwrap();
    let alice = elsewhere.signed_in("alice").await;
    let error = begin(&elsewhere, &alice, &[("SecurityKeyName", "blue")]).await.unwrap_err();
    let address = NoSecurityKeys::Address(fido::NoRelyingParty::IpAddress);
    assert_eq!(refused(&error), &KeyRefused::NotOffered(address));
}

#[tokio::test]
async fn who_must_enrol_to_sign_in_may_do_so_with_a_key() {
    let office = office().await;
    office
        .user(
            "alice2",
            r#"{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},
                {"Effect":"Deny","NotAction":["iam:EnableMFADevice"],"Resource":"*",
                 "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#,
        )
        .await;
    let step = office.step("alice2").await;
    let mut key = SoftKey::new(Make::Silent);
    let options = begin(&office, &step.caller, &[("SecurityKeyName", "first")]).await.unwrap();
    let answer = key.create(&options, URL, &Lie::default());
    let progress = finish(&office, &step.caller, &answer).await.unwrap().unwrap();
    let caller = office.entered(progress).await;
    assert!(caller.has_mfa());
    assert_eq!(office.names(2).await, ["EnableMFADevice", "ConsoleLogin"]);
}

#[tokio::test]
async fn a_policy_admits_certified_keys_only_and_get_mfa_device_shows_what_they_are_certified_as() {
    use crate::certified_keys::{CERTIFIED_KEYS_ONLY, import};
    let office = office().await;
    let only = [("UserName", "alice"), ("PolicyName", "only"), ("PolicyDocument", CERTIFIED_KEYS_ONLY)];
    office.world.iam(&office.admin, "PutUserPolicy", &only).await.ok();
    let maker = Maker::new("Example Keys", Some([7; 16]));
    let statuses = [status("FIDO_CERTIFIED_L1", None), status("FIPS140_CERTIFIED_L2", Some(3))];
    let known = entry(Aaguid([7; 16]), &statuses, &[&maker.root]);
    import(&office.world, &Authority::root(PLAIN), 1, &[known]).await.unwrap();

    let alice = office.signed_in("alice").await;
    let stranger = Maker::new("Example Keys", Some([7; 16]));
    let mut pretender = SoftKey::new(Make::Certified(stranger));
    let options = begin(&office, &alice, &[("SecurityKeyName", "false")]).await.unwrap();
    let answer = pretender.create(&options, URL, &Lie::default());
    let error = finish(&office, &alice, &answer).await.map(|_| ()).unwrap_err();
    let unchained = fido::metadata::Refusal::Unchained(Fault::UnknownIssuer);
    assert_eq!(refused(&error), &KeyRefused::Untrusted(unchained));
    let events = office.world.events(&office.id).await;
    let event = events.last().unwrap();
    assert_eq!(event["eventName"], "EnableMFADevice");
    let reason = "The security key was not accepted: the attestation of the key does not lead to a certificate of its maker: \
                  its certificates do not lead to one that is trusted.";
    assert_eq!(event["errorMessage"], reason, "the trail tells a forgery from an expired certificate");
    for make in [Make::Silent, Make::SelfAttesting] {
        let mut key = SoftKey::new(make);
        let options = begin(&office, &alice, &[("SecurityKeyName", "plain")]).await.unwrap();
        let refused = finish(&office, &alice, &key.create(&options, URL, &Lie::default())).await;
        let refused = refused.map(|_| ()).unwrap_err().message(Api::Iam);
        assert!(refused.contains("iam:EnableMFADevice"), "{refused}");
        assert!(refused.contains("with an explicit deny in an identity-based policy"), "{refused}");
    }
    assert_eq!(serials(&office, "alice").await, [""; 0], "nothing was kept");

    let mut key = SoftKey::new(Make::Certified(maker));
    register(&office, &alice, &mut key, "blue").await;
    let [serial] = <[String; 1]>::try_from(serials(&office, "alice").await).unwrap();
    let asked = [("SerialNumber", serial.as_str()), ("UserName", "alice")];
    let shown = office.world.iam(&office.admin, "GetMFADevice", &asked).await.ok();
    let certifications = "<Certifications>\
                          <entry><key>FIDO</key><value>L1</value></entry>\
                          <entry><key>FIPS-140-3</key><value>L2</value></entry>\
                          </Certifications>";
    assert!(shown.xml.contains(certifications), "{}", shown.xml);
}
