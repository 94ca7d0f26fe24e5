//! How the owner of an account is reached: the `account` service, over REST-JSON, and what a change of e-mail and phone means.

use serde_json::{Value, json};
use service::operator::{Operator, WaiveCoolingOff};
use service::post::{Notice, Writing};
use service::{Error, Invalid};

use crate::world::{Account, Answer, Keys, World};

const OWNER: &[(&str, &str)] = &[
    ("ContactInformation.FullName", "Jane Doe"),
    ("ContactInformation.AddressLine1", "1 Any Street"),
    ("ContactInformation.AddressLine2", "Floor 2"),
    ("ContactInformation.City", "Anytown"),
    ("ContactInformation.StateOrRegion", "WA"),
    ("ContactInformation.PostalCode", "12345"),
    ("ContactInformation.CountryCode", "US"),
    ("ContactInformation.PhoneNumber", "+1 (202) 555-0123"),
    ("ContactInformation.CompanyName", "Example"),
    ("ContactInformation.WebsiteUrl", "https://example.com"),
];
const SECURITY: &[(&str, &str)] = &[
    ("AlternateContactType", "SECURITY"),
    ("Name", "Sam"),
    ("Title", "CISO"),
    ("EmailAddress", "sam@example.com"),
    ("PhoneNumber", "+49 151 1"),
];

/// The letters that wait: to whom, and what they say.
async fn letters(world: &World) -> Vec<(String, Writing)> {
    let due = world.service.letters_due(100, world.now()).await.unwrap();
    let mut letters = Vec::new();
    for letter in &due {
        letters.push((letter.letter().to.clone(), letter.letter().writing.clone()));
        world.service.letter_sent(letter, world.now()).await.unwrap();
    }
    letters.sort_by(|one, other| one.0.cmp(&other.0));
    letters
}

fn code((_, writing): &(String, Writing)) -> String {
    match writing {
        Writing::EmailCode { code } => code.clone(),
        _ => panic!("no code"),
    }
}

fn link((_, writing): &(String, Writing)) -> String {
    match writing {
        Writing::ContactChanged { path, .. } => path.split_once("token=").unwrap().1.to_owned(),
        _ => panic!("no link"),
    }
}

async fn start(world: &World, keys: &Keys, email: &str) -> Answer {
    world.account_api(keys, "StartPrimaryEmailUpdate", &[("PrimaryEmail", email)]).await
}

async fn accept(world: &World, keys: &Keys, email: &str, code: &str) -> Answer {
    let fields = [("PrimaryEmail", email), ("Otp", code)];
    world.account_api(keys, "AcceptPrimaryEmailUpdate", &fields).await
}

/// Moves the root e-mail, with the code that the letter says; gives the letters that tell of it.
async fn moved(world: &World, keys: &Keys, email: &str) -> Vec<(String, Writing)> {
    assert_eq!(start(world, keys, email).await.ok().json(), json!({ "Status": "PENDING" }));
    let sent = letters(world).await;
    assert_eq!(sent.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [email]);
    assert_eq!(
        accept(world, keys, email, &code(&sent[0])).await.ok().json(),
        json!({ "Status": "ACCEPTED" })
    );
    letters(world).await
}

async fn phone(world: &World, keys: &Keys, number: &str) -> Answer {
    let mut fields = OWNER.to_vec();
    fields.retain(|(name, _)| !name.ends_with("PhoneNumber"));
    fields.push(("ContactInformation.PhoneNumber", number));
    world.account_api(keys, "PutContactInformation", &fields).await
}

async fn email_of(world: &World, account: &Account) -> String {
    let found = world.account_api(&account.admin, "GetPrimaryEmail", &[("AccountId", &account.id)]).await;
    found.ok().json()["PrimaryEmail"].as_str().unwrap().to_owned()
}

/// What the store says of an account.
async fn document(world: &World, account: &Account) -> service::records::Account {
    let number: u64 = account.id.parse().unwrap();
    let key = store::Key::account(number, "account/");
    let found = world.store.get(&[key]).await.unwrap().pop().flatten().unwrap();
    serde_json::from_slice(&found.body).unwrap()
}

#[tokio::test]
async fn an_administrator_says_who_the_owner_is_and_reads_it_back() {
    let world = World::new().await;
    let account = world.account().await;
    for keys in [&account.admin, &account.root] {
        let call = |name: &'static str, fields: &'static [(&'static str, &'static str)]| {
            world.account_api(keys, name, fields)
        };
        let missing = "404 ResourceNotFoundException No contact information found.";
        if keys.id == account.admin.id {
            assert_eq!(call("GetContactInformation", &[]).await.verdict(), missing);
        }
        assert_eq!(call("PutContactInformation", OWNER).await.ok().xml, "");
        let wanted: Value = OWNER.iter().map(|(name, value)| (name[19..].to_owned(), json!(value))).collect();
        let found = call("GetContactInformation", &[]).await.ok().json();
        assert_eq!(found, json!({ "ContactInformation": wanted }));

        let missing =
            "404 ResourceNotFoundException No contact of the inputted alternate contact type found.";
        let which = &[("AlternateContactType", "SECURITY")];
        assert_eq!(call("GetAlternateContact", which).await.verdict(), missing);
        assert_eq!(call("DeleteAlternateContact", which).await.verdict(), missing);
        call("PutAlternateContact", SECURITY).await.ok();
        let wanted: Value = SECURITY.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let found = call("GetAlternateContact", which).await.ok().json();
        assert_eq!(found, json!({ "AlternateContact": wanted }));
        let billing = &[("AlternateContactType", "BILLING")];
        assert_eq!(call("GetAlternateContact", billing).await.verdict(), missing);
        call("DeleteAlternateContact", which).await.ok();
        assert_eq!(call("GetAlternateContact", which).await.verdict(), missing);
    }
    let trail = serde_json::to_string(&world.events(&account.id).await).unwrap();
    for whole in ["Jane", "Any Street", "sam@example.com", "5550123", "555-0123"] {
        assert!(!trail.contains(whole), "{whole} is in the trail");
    }
    assert!(trail.contains("+12…23") && trail.contains("\"eventSource\":\"account.amazonaws.com\""));
}

#[tokio::test]
async fn everything_wrong_is_said_with_its_field() {
    let world = World::new().await;
    let account = world.account().await;
    let long = "x".repeat(51);
    let fields = [
        ("ContactInformation.FullName", ""),
        ("ContactInformation.City", long.as_str()),
        ("ContactInformation.AddressLine1", "a"),
        ("ContactInformation.CountryCode", "de"),
        ("ContactInformation.PhoneNumber", "0151 1234567"),
        ("AccountId", "12"),
    ];
    let answer = world.account_api(&account.admin, "PutContactInformation", &fields).await;
    assert_eq!((answer.status, answer.error_type.as_deref()), (400, Some("ValidationException")));
    let said = answer.json();
    assert_eq!(said["reason"], "fieldValidationFailed");
    let names: Vec<_> = said["fieldList"].as_array().unwrap().iter().map(|field| &field["name"]).collect();
    let of = |name: &str| format!("contactInformation.{name}");
    let wanted = ["fullName", "city", "postalCode", "countryCode", "phoneNumber"].map(of);
    assert_eq!(names[0], "accountId");
    assert_eq!(names[1..].iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>(), wanted);
    assert!(said["message"].as_str().unwrap().starts_with("6 validation errors detected: "));
    assert!(
        !answer.xml.contains(&long) && !answer.xml.contains("1234567"),
        "values are not repeated: {}",
        answer.xml
    );
}

#[tokio::test]
async fn r9_another_account_is_nobodys_to_name() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    for id in [other.id.as_str(), "999999999999"] {
        let answer = world.account_api(&account.admin, "GetPrimaryEmail", &[("AccountId", id)]).await;
        assert_eq!(
            answer.verdict(),
            format!(
                "403 AccessDeniedException User: arn:aws:iam::{}:user/admin is not authorized to perform: \
                 account:GetPrimaryEmail (Your organization must first enable trusted access with AWS Account Management.)",
                account.id
            )
        );
    }
}

#[tokio::test]
async fn the_door_takes_json_in_a_post_and_nothing_else() {
    let world = World::new().await;
    let account = world.account().await;
    let path = "/getContactInformation";
    let send = async |method: &str, uri: &str, body: &str, kind: &str| {
        let mut headers = world.signed_json(&account.admin, uri, body);
        headers[1].1 = kind.to_owned();
        world.json_raw(method, uri, &headers, body.as_bytes()).await.verdict()
    };
    let json = "application/json";
    assert!(send("GET", path, "", json).await.starts_with("405 MethodNotAllowedException"));
    assert!(
        send("POST", &format!("{path}?AccountId=1"), "{}", json)
            .await
            .starts_with("400 SerializationException")
    );
    let form = "application/x-www-form-urlencoded";
    assert!(send("POST", path, "{}", form).await.starts_with("415 UnsupportedMediaTypeException"));
    for body in ["{", "[]", r#"{"AccountId":1}"#, r#"{"AccountId":"1","AccountId":"1"}"#] {
        assert!(send("POST", path, body, json).await.starts_with("400 SerializationException"), "{body}");
    }
    for path in ["/", "/GetContactInformation", "/getUser", "/getContactInformation/", "/getCallerIdentity"] {
        assert!(!world.json_door.is_for(path), "{path}");
        assert!(send("POST", path, "{}", json).await.starts_with("404 UnknownOperationException"), "{path}");
    }
    // Nor is it an action of the Query API.
    let query = world.send(&account.admin, "account", "Action=GetContactInformation&Version=").await;
    assert!(query.verdict().starts_with("400 InvalidAction"), "{}", query.verdict());
}

#[tokio::test]
async fn roles_and_sessions_change_contacts_as_policies_say_and_federated_users_only_read() {
    let world = World::new().await;
    let account = world.account().await;
    let policy = r#"{"Statement":{"Effect":"Allow","Action":"account:*","Resource":"*"}}"#;
    let session = world.sts(&account.admin, "GetSessionToken", &[]).await.ok();
    let federated =
        world.sts(&account.admin, "GetFederationToken", &[("Name", "guest"), ("Policy", policy)]).await.ok();
    for (keys, writes) in [(Keys::of_session(&session), true), (Keys::of_session(&federated), false)] {
        let put = world.account_api(&keys, "PutContactInformation", OWNER).await;
        assert_eq!(put.status == 200, writes, "{}", put.verdict());
        world.account_api(&keys, "GetContactInformation", &[]).await.ok();
    }
    // MFA is for policies to ask for.
    let alice = world.user(&account.admin, "alice").await;
    let fields = [
        ("UserName", "alice"),
        ("PolicyName", "mfa"),
        (
            "PolicyDocument",
            r#"{"Statement":{"Effect":"Allow","Action":"account:*","Resource":"*",
                "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}"#,
        ),
    ];
    world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
    let (serial, device) = world.enabled(&account.admin, "alice", "phone").await;
    assert_eq!(world.account_api(&alice, "GetContactInformation", &[]).await.status, 403);
    let session = Keys::of_session(&world.session(&alice, &serial, &device.code(world.now())).await.ok());
    world.account_api(&session, "PutContactInformation", OWNER).await.ok();
    // Policies can be about one kind of contact only.
    let fields = [
        ("UserName", "alice"),
        ("PolicyName", "mfa"),
        (
            "PolicyDocument",
            r#"{"Statement":{"Effect":"Allow","Action":"account:GetAlternateContact","Resource":"arn:aws:account::*:account",
                "Condition":{"ForAllValues:StringEquals":{"account:AlternateContactTypes":"BILLING"}}}}"#,
        ),
    ];
    world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
    for (which, status) in [("BILLING", 404), ("SECURITY", 403)] {
        let fields = [("AlternateContactType", which)];
        assert_eq!(world.account_api(&alice, "GetAlternateContact", &fields).await.status, status);
    }
}

#[tokio::test]
async fn r12_an_address_in_use_gets_the_same_answer_and_the_same_letter_as_a_free_one() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    let events_before = world.events(&account.id).await.len();
    let mut seen = Vec::new();
    for email in [other.email.as_str(), "free@example.com"] {
        let answer = start(&world, &account.admin, email).await;
        let letter = letters(&world).await.pop().unwrap();
        assert_eq!(letter.0, email);
        let wrong = if code(&letter) == "000000" { "000001" } else { "000000" };
        let refused = accept(&world, &account.admin, email, wrong).await;
        seen.push((answer.verdict(), answer.xml, refused.verdict()));
        let taken = accept(&world, &account.admin, email, &code(&letter)).await;
        match email == other.email {
            // Who reads the mailbox may know: it is theirs.
            true => assert!(taken.verdict().starts_with("409 ConflictException"), "{}", taken.verdict()),
            false => drop(taken.ok()),
        }
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(email_of(&world, &other).await, other.email);
    let shown: Vec<_> = world.events(&account.id).await[events_before..]
        .iter()
        .map(|event| event["requestParameters"]["primaryEmail"].clone())
        .collect();
    assert!(shown.iter().all(|shown| shown.as_str().unwrap().contains('…')), "{shown:?}");
}

#[tokio::test]
async fn r19_a_code_holds_for_five_tries_and_a_quarter_of_an_hour_and_for_one_address() {
    let world = World::new().await;
    let account = world.account().await;
    let wrong_one = |code: &str| if code == "000000" { "000001" } else { "000000" };
    let refused = "400 ValidationException The code is not the one that was sent, or it does not hold any more. Start the \
                   update again to get a new one.";
    start(&world, &account.admin, "new@example.com").await.ok();
    let right = code(&letters(&world).await[0]);
    let elsewhere = accept(&world, &account.admin, "other@example.com", &right).await;
    assert_eq!(
        elsewhere.verdict(),
        "404 ResourceNotFoundException No update to that primary email address was started."
    );
    for _ in 0..5 {
        let answer = accept(&world, &account.admin, "new@example.com", wrong_one(&right)).await;
        assert_eq!(answer.verdict(), refused);
        assert_eq!(answer.json()["fieldList"][0]["name"], "otp");
    }
    assert_eq!(accept(&world, &account.admin, "new@example.com", &right).await.verdict(), refused);

    start(&world, &account.admin, "new@example.com").await.ok();
    let right = code(&letters(&world).await[0]);
    world.wait(15 * 60);
    assert_eq!(accept(&world, &account.admin, "new@example.com", &right).await.verdict(), refused);
    start(&world, &account.admin, "new@example.com").await.ok();
    let right = code(&letters(&world).await[0]);
    world.wait(14 * 60);
    accept(&world, &account.admin, "new@example.com", &right).await.ok();
    // Not twice.
    assert_eq!(accept(&world, &account.admin, "new@example.com", &right).await.status, 404);
    let same = start(&world, &account.admin, "new@example.com").await;
    assert_eq!(same.verdict(), "400 ValidationException The account has this primary email address.");
    let trail = serde_json::to_string(&world.events(&account.id).await).unwrap();
    assert!(!trail.contains(&format!("\"{right}\"")));
}

#[tokio::test]
async fn letters_with_codes_are_few_for_an_address_and_for_an_account() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    for _ in 0..5 {
        start(&world, &account.admin, "victim@example.com").await.ok();
    }
    let throttled = "429 TooManyRequestsException Rate exceeded";
    assert_eq!(start(&world, &other.admin, "Victim@example.com").await.verdict(), throttled);
    for number in 0..5 {
        start(&world, &account.admin, &format!("v{number}@example.com")).await.ok();
    }
    assert_eq!(start(&world, &account.admin, "another@example.com").await.verdict(), throttled);
    start(&world, &other.admin, "another@example.com").await.ok();
    world.wait(86_400);
    start(&world, &account.admin, "victim@example.com").await.ok();
    start(&world, &other.admin, "victim@example.com").await.ok();
    let counters =
        world.documents().await.into_iter().filter(|(key, _)| key.path.starts_with("email-codes/"));
    assert!(counters.count() <= 7, "those of earlier days are let go, some at a time");
}

#[tokio::test]
async fn the_former_address_is_told_and_recovers_for_three_days_and_can_undo_the_change() {
    let world = World::new().await;
    let account = world.account().await;
    let told = moved(&world, &account.root, "thief@example.org").await;
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [account.email.as_str()]);
    assert_eq!(email_of(&world, &account).await, "thief@example.org");
    let stored = document(&world, &account).await;
    assert_eq!(stored.recovery_email(world.now()), account.email);
    let token = link(&told[0]);
    assert!(
        !serde_json::to_string(&stored).unwrap().contains(token.split_once('.').unwrap().1),
        "only its hash is kept"
    );

    // A second change hides nothing, and moves nothing.
    let told = moved(&world, &account.root, "thief2@example.org").await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to.len(), 2);
    assert!(to.contains(&account.email.as_str()) && to.contains(&"thief@example.org"));
    start(&world, &account.root, "thief3@example.org").await.ok();
    let pending = code(&letters(&world).await[0]);

    // Looking undoes nothing (rule R26).
    for _ in 0..2 {
        let found = world.service.undoable(&token, world.now()).await.unwrap().unwrap();
        assert!(found.phone.is_none() && found.email.unwrap().starts_with("r…@"));
    }
    assert_eq!(email_of(&world, &account).await, "thief2@example.org");
    let from = ("192.0.2.7".parse().unwrap(), "ja");
    for wrong in
        ["", ".", "x", &account.id, &format!("{}.AAAAAAAAAAAAAAAAAAAAAA", account.id), &format!("{token}A")]
    {
        assert!(!world.service.undo_contact_change(wrong, from, world.tick()).await.unwrap(), "{wrong}");
    }
    let [id, secret] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let other = world.account().await;
    assert_ne!(id, other.id);
    let elsewhere = format!("{}.{secret}", other.id);
    assert!(!world.service.undo_contact_change(&elsewhere, from, world.tick()).await.unwrap());

    assert!(world.service.undo_contact_change(&token, from, world.tick()).await.unwrap());
    assert!(!world.service.undo_contact_change(&token, from, world.tick()).await.unwrap(), "once");
    assert!(!world.service.undo_contact_change(&link(&told[0]), from, world.tick()).await.unwrap());
    assert_eq!(email_of(&world, &account).await, account.email);
    assert_eq!(
        accept(&world, &account.root, "thief3@example.org", &pending).await.status,
        404,
        "pending changes are void"
    );
    let told = letters(&world).await;
    assert_eq!(told.len(), 2);
    for (_, writing) in &told {
        assert!(matches!(writing, Writing::Notice { notice: Notice::ContactRestored, .. }));
    }
    let event =
        world.events(&account.id).await.into_iter().find(|event| event["eventName"] == "UndoContactChange");
    let event = event.unwrap();
    assert_eq!(event["userIdentity"]["type"], "Link");
    assert_eq!(event["additionalEventData"]["sourceIPAddress"], "192.0.2.7");
    // The claims have moved back: the account's address is nobody else's, and what the thief had rests.
    moved(&world, &account.root, "thief@example.org").await;
}

#[tokio::test]
async fn a_link_ends_with_the_cooling_off() {
    let world = World::new().await;
    let account = world.account().await;
    let told = moved(&world, &account.admin, "new@example.org").await;
    world.wait(72 * 3_600 - 60);
    assert!(world.service.undoable(&link(&told[0]), world.now()).await.unwrap().is_some());
    world.wait(60);
    let from = ("192.0.2.7".parse().unwrap(), "en");
    assert!(!world.service.undo_contact_change(&link(&told[0]), from, world.tick()).await.unwrap());
    assert_eq!(document(&world, &account).await.recovery_email(world.now()), "new@example.org");
}

#[tokio::test]
async fn a_changed_phone_is_told_and_undone_and_settles_as_an_address_does() {
    let world = World::new().await;
    let account = world.account().await;
    // The first one: nobody is called until it has settled.
    phone(&world, &account.admin, "+49 151 12345678").await.ok();
    let told = letters(&world).await;
    assert!(matches!(&told[..], [(to, Writing::ContactChanged { phone: true, .. })] if *to == account.email));
    assert_eq!(document(&world, &account).await.recovery_phone(world.now()), None);
    world.wait(72 * 3_600);
    assert_eq!(document(&world, &account).await.recovery_phone(world.now()), Some("+4915112345678"));
    // The same number, otherwise written: nothing is new.
    phone(&world, &account.admin, "+49 (151) 1234-5678").await.ok();
    assert!(letters(&world).await.is_empty());

    phone(&world, &account.admin, "+49 151 99999999").await.ok();
    let told = letters(&world).await;
    assert_eq!(document(&world, &account).await.recovery_phone(world.now()), Some("+4915112345678"));
    let from = ("192.0.2.7".parse().unwrap(), "en");
    assert!(world.service.undo_contact_change(&link(&told[0]), from, world.tick()).await.unwrap());
    let found = world.account_api(&account.admin, "GetContactInformation", &[]).await.ok().json();
    assert_eq!(found["ContactInformation"]["PhoneNumber"], "+4915112345678");
    assert_eq!(found["ContactInformation"]["FullName"], "Jane Doe");
}

#[tokio::test]
async fn who_changes_all_the_time_is_stopped_and_the_owner_told_each_time() {
    let world = World::new().await;
    let account = world.account().await;
    for number in 0..8 {
        phone(&world, &account.admin, &format!("+4915100000{number:03}")).await.ok();
        assert_eq!(letters(&world).await.len(), 1);
    }
    let answer = phone(&world, &account.admin, "+4915100000999").await;
    assert_eq!(answer.verdict(), "429 TooManyRequestsException Rate exceeded");
    world.wait(72 * 3_600);
    phone(&world, &account.admin, "+4915100000999").await.ok();
}

#[tokio::test]
async fn the_operator_confirms_with_a_cooling_off_and_waives_it_with_a_reason() {
    let world = World::new().await;
    let account = world.account().await;
    let operator = Operator { uid: 7 };
    let id = account.id.parse().unwrap();
    let present = vouch(&account, Some(&account.email), None);
    assert!(
        world.service.waive_cooling_off(operator, &present, world.tick()).await.is_err(),
        "there is nothing"
    );
    start(&world, &account.admin, "new@example.org").await.ok();
    letters(&world).await;
    assert_eq!(world.service.confirm_email(operator, id, world.tick()).await.unwrap(), "new@example.org");
    let told = letters(&world).await;
    assert_eq!(document(&world, &account).await.recovery_email(world.now()), account.email);
    let new = vouch(&account, Some("new@example.org"), None);
    world.service.waive_cooling_off(operator, &new, world.tick()).await.unwrap();
    assert_eq!(document(&world, &account).await.recovery_email(world.now()), "new@example.org");
    assert!(world.service.undoable(&link(&told[0]), world.now()).await.unwrap().is_none());
    assert_eq!(letters(&world).await.len(), 2);
    let event = world.events(&account.id).await.pop().unwrap();
    assert_eq!(
        (&event["eventName"], &event["requestParameters"]["reason"]),
        (&json!("WaiveContactCoolingOff"), &json!("met her"))
    );
    assert_eq!(event["requestParameters"]["primaryEmail"], "n…@e….org");
    assert_eq!(event["userIdentity"]["principalId"], "uid:7");
}

#[tokio::test]
async fn going_back_and_undoing_make_no_room_for_more_letters() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    let (settled, new) = ("+4915100000001", "+4915100000002");
    for owner in [&account, &other] {
        phone(&world, &owner.admin, settled).await.ok();
    }
    letters(&world).await;
    world.wait(72 * 3_600);
    let (mut told, mut refused) = (0, 0);
    for _ in 0..20 {
        refused += u32::from(phone(&world, &account.admin, new).await.status == 429);
        told += letters(&world).await.len();
        // What recovers anyway can be put back at any time, and nobody need be told.
        phone(&world, &account.admin, settled).await.ok();
        assert_eq!(document(&world, &account).await.phone.as_deref(), Some(settled));
    }
    assert_eq!((told, refused), (8, 12));

    // The same by the link: the last change of all can be undone too.
    let from = ("192.0.2.7".parse().unwrap(), "en");
    for _ in 0..8 {
        phone(&world, &other.admin, new).await.ok();
        let told = letters(&world).await;
        assert!(world.service.undo_contact_change(&link(&told[0]), from, world.tick()).await.unwrap());
        letters(&world).await;
    }
    assert_eq!(phone(&world, &other.admin, new).await.status, 429);
    assert_eq!(document(&world, &other).await.phone.as_deref(), Some(settled));
    world.wait(72 * 3_600);
    phone(&world, &other.admin, new).await.ok();
}

#[tokio::test]
async fn a_link_outlives_neither_its_own_change_nor_the_address_that_it_went_to() {
    let world = World::new().await;
    let account = world.account().await;
    let (settled, new) = ("+4915100000001", "+4915100000002");
    phone(&world, &account.admin, settled).await.ok();
    letters(&world).await;
    world.wait(72 * 3_600);

    let moved_away = moved(&world, &account.admin, "new@example.org").await;
    world.wait(71 * 3_600);
    phone(&world, &account.admin, new).await.ok();
    let told = letters(&world).await;
    assert_eq!(told.len(), 2);
    let of = |address: &str| link(told.iter().find(|(to, _)| to == address).unwrap());
    world.wait(29 * 3_600);

    // Whoever reads the former address is nobody to the account by now: neither that letter nor the later one undoes the phone.
    let from = ("192.0.2.7".parse().unwrap(), "en");
    for former in [link(&moved_away[0]), of(&account.email)] {
        assert!(world.service.undoable(&former, world.now()).await.unwrap().is_none());
        assert!(!world.service.undo_contact_change(&former, from, world.tick()).await.unwrap());
    }
    assert_eq!(document(&world, &account).await.phone.as_deref(), Some(new));
    let present = of("new@example.org");
    assert!(world.service.undo_contact_change(&present, from, world.tick()).await.unwrap());
    assert_eq!(document(&world, &account).await.phone.as_deref(), Some(settled));
    let told: Vec<_> = letters(&world).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["new@example.org"], "the former address is told nothing more");
}

fn vouch(account: &Account, email: Option<&str>, phone: Option<&str>) -> WaiveCoolingOff {
    let [email, phone] = [email, phone].map(|named| named.map(str::to_owned));
    WaiveCoolingOff { account: account.id.parse().unwrap(), email, phone, reason: "met her".to_owned() }
}

#[tokio::test]
async fn the_operator_vouches_for_what_the_owner_named_and_for_nothing_that_a_thief_put_there() {
    let world = World::new().await;
    let account = world.account().await;
    let (own, thiefs) = ("+4915100000001", "+4915100000002");
    let operator = Operator { uid: 7 };
    let waive = async |email: Option<&str>, phone: Option<&str>| {
        world.service.waive_cooling_off(operator, &vouch(&account, email, phone), world.tick()).await
    };
    phone(&world, &account.admin, own).await.ok();
    letters(&world).await;
    moved(&world, &account.admin, "new@example.org").await;
    // Just before the command, a thief with an administrator's key is faster.
    phone(&world, &account.admin, thiefs).await.ok();
    letters(&world).await;
    for (email, phone) in
        [(None, Some(own)), (Some("new@example.org"), Some(own)), (Some("x@example.org"), None)]
    {
        let refused = waive(email, phone).await;
        assert!(matches!(refused, Err(Error::ValidationError(Invalid::Other(_)))), "{refused:?}");
    }
    assert!(waive(None, None).await.is_err(), "nothing is vouched for");
    assert!(letters(&world).await.is_empty());
    let stored = document(&world, &account).await;
    assert_eq!(
        (stored.recovery_email(world.now()), stored.recovery_phone(world.now())),
        (account.email.as_str(), None)
    );

    // The one does not vouch for the other; people write both in their own way.
    let waived = waive(Some("NEW@example.org"), None).await.unwrap();
    assert_eq!((waived.email.as_deref(), waived.phone), (Some("n…@e….org"), None));
    let stored = document(&world, &account).await;
    assert_eq!(
        (stored.recovery_email(world.now()), stored.recovery_phone(world.now())),
        ("new@example.org", None)
    );
    phone(&world, &account.admin, own).await.ok();
    letters(&world).await;
    let waived = waive(None, Some("+49 (151) 0000-0001")).await.unwrap();
    assert_eq!((waived.email, waived.phone.as_deref()), (None, Some("+49…01")));
    assert_eq!(document(&world, &account).await.recovery_phone(world.now()), Some(own));
    assert!(matches!(waive(None, Some(own)).await, Err(Error::NoSuchEntity(_))), "it recovers already");
    let events = world.events(&account.id).await;
    let told = events.iter().filter(|event| event["eventName"] == "WaiveContactCoolingOff");
    let told: Vec<_> = told.map(|event| &event["requestParameters"]["phoneNumber"]).collect();
    assert_eq!(told, [&Value::Null, &json!("+49…01")]);
}
