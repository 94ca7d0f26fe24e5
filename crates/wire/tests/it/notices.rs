//! What an owner is told by mail: it waits in the commit that it tells of.

use model::{AccountId, Secret, Timestamp};
use service::Error;
use service::iam::access_keys::CreateAccessKey;
use service::iam::mfa::{DeactivateRootMfaDevice, ResyncRootMfaDevice};
use service::iam::passwords::ChangeRootPassword;
use service::operator::{Operator, Whose};
use service::post::{Letter, Notice, Writing};
use service::signin::{CheckMfa, Claimed};

use crate::assignment::{Office, PASSWORD, input};
use crate::world::World;

/// The letters that wait, which are let go.
async fn letters(world: &World) -> Vec<Letter> {
    let due = world.service.letters_due(100, world.now()).await.unwrap();
    let mut letters = Vec::new();
    for waiting in due {
        letters.push(waiting.letter().clone());
        world.service.letter_sent(&waiting, world.now()).await.unwrap();
    }
    letters
}

struct Told {
    notice: Notice,
    by: Option<String>,
    about: Option<String>,
    last: Option<Timestamp>,
}

fn told(letter: &Letter) -> Told {
    let Writing::Notice { notice, by, about, last, .. } = &letter.writing else { panic!("no notice") };
    Told { notice: *notice, by: by.clone(), about: about.clone(), last: *last }
}

/// The one notice that waits.
async fn the_notice(world: &World) -> Notice {
    let letters = letters(world).await;
    assert_eq!(letters.len(), 1);
    told(&letters[0]).notice
}

#[tokio::test]
async fn r20_whatever_changes_how_root_proves_who_it_is_is_told_to_the_accounts_address() {
    let office = Office::new().await;
    let world = &office.world;
    let root = office.root().await;
    assert_eq!(the_notice(world).await, Notice::PasswordChanged, "also as the last step of a sign-in");

    let begun = office.begin(&root, "phone").await.unwrap();
    let phone = office.assigned(&root, &begun).await;
    let letters_of_it = letters(world).await;
    let [letter] = &letters_of_it[..] else { panic!("a device that is made and enabled is told once") };
    let device = told(letter);
    let arn = format!("arn:aws:iam::{}", office.id);
    assert_eq!(device.notice, Notice::DeviceAdded);
    assert_eq!(letter.to, office.email);
    assert_eq!(device.by, Some(format!("{arn}:root")));
    let serial = format!("{arn}:mfa/phone");
    assert_eq!(device.about.as_ref(), Some(&serial));

    // Who has a device takes it away with MFA only (rule R14).
    world.wait(60);
    let password = Secret::new(PASSWORD.to_owned());
    let step = office.password(Claimed::Root { email: &office.email }, &password).await;
    let code = phone.code(world.now());
    let check = input::<CheckMfa>(&[("SerialNumber", &serial), ("AuthenticationCode", &code)]);
    let root = office.entered(office.call(&step.caller, &check).await.unwrap()).await;
    world.wait(120);
    let [one, two] = phone.pair(world.now());
    let pair = [("SerialNumber", &*serial), ("AuthenticationCode1", &one), ("AuthenticationCode2", &two)];
    office.call(&root, &input::<ResyncRootMfaDevice>(&pair)).await.unwrap();
    assert_eq!(the_notice(world).await, Notice::DeviceResynced);

    office.call(&root, &input::<CreateAccessKey>(&[])).await.unwrap();
    assert_eq!(the_notice(world).await, Notice::AccessKeyMade);
    let change = [("OldPassword", PASSWORD), ("NewPassword", "Another-Passw0rd")];
    office.call(&root, &input::<ChangeRootPassword>(&change)).await.unwrap();
    assert_eq!(the_notice(world).await, Notice::PasswordChanged);
    office.call(&root, &input::<DeactivateRootMfaDevice>(&[("SerialNumber", &serial)])).await.unwrap();
    assert_eq!(the_notice(world).await, Notice::DeviceRemoved);
}

const SECURITY: &[(&str, &str)] = &[
    ("AlternateContactType", "SECURITY"),
    ("EmailAddress", "sam@example.com"),
    ("Name", "Sam"),
    ("PhoneNumber", "+1 555-0123"),
    ("Title", "CISO"),
];

fn to_whom(letters: &[Letter]) -> Vec<(Notice, &str)> {
    let mut whom: Vec<_> = letters.iter().map(|letter| (told(letter).notice, letter.to.as_str())).collect();
    whom.sort_by_key(|(_, to)| *to);
    whom
}

#[tokio::test]
async fn r20_what_happens_to_users_is_told_to_the_contact_for_security_or_to_the_owner() {
    let office = Office::new().await;
    let (world, owner) = (&office.world, office.email.as_str());
    let alice = world.user(&office.admin, "alice").await;
    letters(world).await;
    let create = async || {
        let made = world.iam(&office.admin, "CreateAccessKey", &[("UserName", "alice")]).await.ok();
        let fields = [("UserName", "alice"), ("AccessKeyId", &*made.text("AccessKeyId").unwrap())];
        world.iam(&office.admin, "DeleteAccessKey", &fields).await.ok();
    };
    create().await;
    assert_eq!(to_whom(&letters(world).await), [(Notice::AccessKeyMade, owner)]);

    world.account_api(&office.admin, "PutAlternateContact", SECURITY).await.ok();
    assert_eq!(to_whom(&letters(world).await), [(Notice::SecurityContactChanged, owner)]);
    create().await;
    assert_eq!(to_whom(&letters(world).await), [(Notice::AccessKeyMade, "sam@example.com")]);
    assert_eq!(world.iam(&alice, "CreateAccessKey", &[]).await.status, 403);
    assert_eq!(letters(world).await.len(), 0, "what was refused did not happen");

    world.account_api(&office.admin, "DeleteAlternateContact", &SECURITY[..1]).await.ok();
    let both = [(Notice::SecurityContactChanged, owner), (Notice::SecurityContactChanged, "sam@example.com")];
    assert_eq!(to_whom(&letters(world).await), both, "who is told no more hears of it");
}

#[tokio::test]
async fn r20_a_flood_about_users_hides_nothing_that_is_done_to_root() {
    let office = Office::new().await;
    let world = &office.world;
    let root = office.root().await;
    world.account_api(&office.admin, "PutAlternateContact", SECURITY).await.ok();
    world.user(&office.admin, "alice").await;
    for _ in 0..25 {
        let made = world.iam(&office.admin, "CreateAccessKey", &[("UserName", "alice")]).await.ok();
        let fields = [("UserName", "alice"), ("AccessKeyId", &*made.text("AccessKeyId").unwrap())];
        world.iam(&office.admin, "DeleteAccessKey", &fields).await.ok();
    }
    letters(world).await;
    let change = [("OldPassword", PASSWORD), ("NewPassword", "Another-Passw0rd")];
    office.call(&root, &input::<ChangeRootPassword>(&change)).await.unwrap();
    assert_eq!(to_whom(&letters(world).await), [(Notice::PasswordChanged, office.email.as_str())]);
}

#[tokio::test]
async fn r16_letters_that_nobody_takes_stand_before_nobody_elses() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    for _ in 0..30 {
        for _ in 0..20 {
            let key = world.iam(&account.root, "CreateAccessKey", &[]).await.ok();
            let key = key.text("AccessKeyId").unwrap();
            world.iam(&account.root, "DeleteAccessKey", &[("AccessKeyId", &key)]).await.ok();
        }
        world.wait(3_600);
    }
    let waiting = world.service.letters_due(1_000, world.now()).await.unwrap();
    assert_eq!(waiting.len(), 600, "all are seen, however many");
    world.iam(&other.root, "CreateAccessKey", &[]).await.ok();
    let of_other = async || {
        let due = world.service.letters_due(32, world.now()).await.unwrap();
        assert_eq!(due.len(), 32);
        due.iter().filter(|waiting| waiting.letter().account.to_string() == other.id).count()
    };
    assert_eq!(of_other().await, 1, "though its letter is worth something for the longest time");
    for waiting in &waiting {
        world.service.letter_failed(waiting, world.now()).await.unwrap();
    }
    let due = world.service.letters_due(32, world.now()).await.unwrap();
    assert_eq!(due.len(), 1, "those that were put off stand in nobody's way");
}

#[tokio::test]
async fn r20_so_many_notices_an_hour_and_the_last_says_so() {
    let world = World::new().await;
    let account = world.account().await;
    let (other, id) = (world.account().await, account.id.parse::<AccountId>().unwrap());
    let into_hour = world.now().secs() % 3_600;
    world.wait(3_600 - into_hour);
    let started = world.now().secs();
    let churn = async |times: usize| {
        for _ in 0..times {
            let key = world.iam(&account.root, "CreateAccessKey", &[]).await.ok();
            let key = key.text("AccessKeyId").unwrap();
            world.iam(&account.root, "DeleteAccessKey", &[("AccessKeyId", &key)]).await.ok();
        }
    };
    churn(25).await;
    world.iam(&other.root, "CreateAccessKey", &[]).await.ok();

    let all = letters(&world).await;
    let (of_other, mut own): (Vec<_>, Vec<_>) = all.into_iter().partition(|letter| letter.account != id);
    assert_eq!((own.len(), of_other.len()), (20, 1), "one account's flood is not another's");
    own.sort_by_key(|letter| letter.until);
    let last: Vec<_> = own.iter().map(|letter| told(letter).last).collect();
    assert_eq!(last[..19], [None; 19]);
    assert_eq!(last[19], Some(Timestamp::from_secs(started + 3_600)));

    world.wait(3_600);
    churn(1).await;
    assert_eq!(letters(&world).await.len(), 1);
    let counters =
        world.documents().await.into_iter().filter(|(key, _)| key.path.starts_with("count/notices/"));
    assert_eq!(counters.count(), 2, "one for each account: those of earlier hours are gone");
}

#[tokio::test]
async fn r20_a_lock_is_told_and_so_is_what_the_operator_does_about_it() {
    let office = Office::new().await;
    let world = &office.world;
    let root = office.root().await;
    let begun = office.begin(&root, "phone").await.unwrap();
    office.assigned(&root, &begun).await;
    let serial = format!("arn:aws:iam::{}:mfa/phone", office.id);
    letters(world).await;

    let wrong = input::<CheckMfa>(&[("SerialNumber", &serial), ("AuthenticationCode", "000000")]);
    let password = Secret::new(PASSWORD.to_owned());
    let (mut refusals, mut warned) = (0, None);
    let locked = loop {
        world.wait(1_000);
        let step = office.password(Claimed::Root { email: &office.email }, &password).await;
        let refused = office.call(&step.caller, &wrong).await;
        assert!(matches!(refused, Err(Error::AccessDenied(_))), "{:?}", refused.err());
        refusals += 1;
        let letters = letters(world).await;
        match letters.first().map(|letter| told(letter).notice) {
            Some(Notice::WrongCodes) => warned = Some(refusals),
            Some(_) => break letters,
            None => {}
        }
        assert!(refusals < 200, "never locked");
    };
    assert_eq!(locked.iter().map(|letter| told(letter).notice).collect::<Vec<_>>(), [Notice::Locked]);
    assert_eq!(locked[0].to, office.email);
    assert_eq!(warned, Some(10), "the tenth in a row is told before anything is locked");

    let account = office.id.parse().unwrap();
    world.service.unlock(Operator { uid: 0 }, account, &Whose::Root, world.tick()).await.unwrap();
    let letters = letters(world).await;
    assert_eq!(letters.iter().map(|letter| told(letter).notice).collect::<Vec<_>>(), [Notice::SupportActed]);
    assert_eq!(told(&letters[0]).by, None, "the operator is no principal");
}
