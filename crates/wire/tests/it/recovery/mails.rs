//! The mail: to whom it goes, what proves that it was read, and when it does not.

use model::Secret;
use service::calls::CallTurn;
use service::iam::passwords::ChangeRootPassword;
use service::signin::{Begin, BeginRefused, Browser, Claimed, PasswordRefused, Progress};
use service::{Error, RecoveryRefused};

use super::{Desk, House, refusal};
use crate::assignment::{ALL, PASSWORD, input, origin};
use crate::world::World;

#[tokio::test]
async fn r21_the_password_is_asked_for_again_and_a_wrong_one_begins_nothing() {
    let house = House::new().await;
    let mut desk = Desk::at("198.51.100.7");
    let wrong = house.begin_with(&mut desk, "Wrong-Passw0rd").await;
    assert!(matches!(wrong, Err(BeginRefused::Password(PasswordRefused::Wrong))), "{wrong:?}");
    assert!(house.told().await.is_empty());
    // They are counted where they come from (rule R18): nobody keeps the owner from beginning elsewhere.
    let mut refused = 0;
    for _ in 0..12 {
        let wrong = house.begin_with(&mut desk, "Wrong-Passw0rd").await;
        refused += usize::from(matches!(wrong, Err(BeginRefused::Password(PasswordRefused::Wait(_)))));
        if refused > 0 {
            break;
        }
    }
    assert_eq!(refused, 1);
    house.begun("203.0.113.5").await;
}

#[tokio::test]
async fn only_root_recovers_and_only_where_a_device_is_asked_for() {
    let house = House::new().await;
    house.office.user("alice", ALL).await;
    let world = &house.office.world;
    let password = Secret::new(PASSWORD.to_owned());
    let browser = Browser { address: "198.51.100.7".parse().unwrap(), known: None };
    let begin = Begin { password: &password, browser, former: None, language: None };
    let alice = house.office.step("alice").await;
    let refused = world.service.begin_recovery(&alice.caller, begin, &origin(world), world.tick()).await;
    let Err(BeginRefused::Refused(error)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal::<()>(Err(error)), RecoveryRefused::NotForThis);

    // In a session there is nothing to recover, and without a device neither.
    let other = crate::assignment::Office::new().await;
    let root = other.root().await;
    let world = &other.world;
    let refused = world.service.begin_recovery(&root, begin, &origin(world), world.tick()).await;
    assert!(matches!(refused, Err(BeginRefused::Refused(_))), "{refused:?}");
    let step = other.password(Claimed::Root { email: &other.email }, &password).await;
    let refused = world.service.begin_recovery(&step.caller, begin, &origin(world), world.tick()).await;
    assert!(matches!(refused, Err(BeginRefused::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn r12_the_mail_goes_to_the_address_that_is_stored() {
    let house = House::new().await;
    let typed = house.office.email.to_uppercase();
    let (world, password) = (&house.office.world, Secret::new(PASSWORD.to_owned()));
    let browser = Browser { address: "198.51.100.7".parse().unwrap(), known: None };
    let step = world.service.prove_password(Claimed::Root { email: &typed }, &password, browser, world.now());
    let step = step.await.unwrap();
    let begin = Begin { password: &password, browser, former: None, language: None };
    let cookie =
        world.service.begin_recovery(&step.caller, begin, &origin(world), world.tick()).await.unwrap();
    let desk = Desk { recovery: Some(cookie.expose().clone()), ..Desk::at("198.51.100.7") };
    house.send(&desk).await.unwrap();
    assert!(house.letters().await.iter().all(|(to, _)| *to == house.office.email));
}

#[tokio::test]
async fn r26_a_link_counts_in_the_browser_that_asked_and_in_no_other() {
    let house = House::new().await;
    let owner = house.begun("198.51.100.7").await;
    let thief = house.begun("203.0.113.5").await;
    house.send(&owner).await.unwrap();
    let mail = house.mail().await;
    // The owner is made to open the thief's link, or the thief gets hold of the owner's mail: two recoveries do not mix.
    assert_eq!(refusal(house.link(&thief, &mail.token).await), RecoveryRefused::NoMail);
    house.send(&thief).await.unwrap();
    let thiefs = house.mail().await;
    assert_eq!(refusal(house.link(&thief, &mail.token).await), RecoveryRefused::Link);
    assert_eq!(refusal(house.code(&thief, &mail.code).await), RecoveryRefused::Code { left: 4 });
    assert_eq!(refusal(house.link(&owner, &thiefs.token).await), RecoveryRefused::Link);
    // A browser with no recovery at all, or with a cookie that was made up.
    let stranger = Desk::at("198.51.100.7");
    assert_eq!(refusal(house.link(&stranger, &mail.token).await), RecoveryRefused::Over);
    let made_up = Desk { recovery: Some(format!("{}-AAAA", house.office.id)), ..stranger };
    assert_eq!(refusal(house.link(&made_up, &mail.token).await), RecoveryRefused::Over);
    house.link(&owner, &mail.token).await.unwrap();
    assert!(house.view(&owner).await.unwrap().mail_proven);
    assert!(!house.view(&thief).await.unwrap().mail_proven);
}

#[tokio::test]
async fn a_link_and_a_code_work_once() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    house.link(&desk, &mail.token).await.unwrap();
    for again in [house.link(&desk, &mail.token).await, house.code(&desk, &mail.code).await] {
        assert_eq!(refusal(again), RecoveryRefused::MailProven);
    }
    assert_eq!(refusal(house.send(&desk).await), RecoveryRefused::MailProven);
    let other = house.begun("198.51.100.7").await;
    assert_eq!(refusal(house.link(&other, &mail.token).await), RecoveryRefused::NoMail);
}

#[tokio::test]
async fn another_mail_comes_after_a_minute_and_makes_the_one_before_void() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let first = house.mail().await;
    let soon = house.send(&desk).await;
    assert!(matches!(soon, Err(Error::TooSoon { seconds: 1..=60 })), "{soon:?}");
    assert!(house.letters().await.is_empty());
    house.office.world.wait(60);
    house.send(&desk).await.unwrap();
    let second = house.mail().await;
    assert_ne!(first, second);
    assert_eq!(refusal(house.link(&desk, &first.token).await), RecoveryRefused::Link);
    assert_eq!(refusal(house.code(&desk, &first.code).await), RecoveryRefused::Code { left: 4 });
    for _ in 0..3 {
        house.office.world.wait(60);
        house.send(&desk).await.unwrap();
        house.letters().await;
    }
    house.office.world.wait(60);
    assert_eq!(refusal(house.send(&desk).await), RecoveryRefused::MailsSpent);
    assert_eq!(house.view(&desk).await.unwrap().next_mail, None);
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_or_with_another_password_it_is_over() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    house.office.world.wait(15 * 60 - 1);
    assert!(house.view(&desk).await.is_some());
    house.office.world.wait(1);
    assert_eq!(refusal(house.link(&desk, &mail.token).await), RecoveryRefused::Over);

    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    let step = house.step(&Desk::at("192.0.2.7")).await;
    let code = house.device.code(house.office.world.now());
    let fields = [("SerialNumber", house.serial.as_str()), ("AuthenticationCode", code.as_str())];
    let progress =
        house.office.call(&step.caller, &input::<service::signin::CheckMfa>(&fields)).await.unwrap();
    let root = house.office.entered(progress).await;
    let change = [("OldPassword", PASSWORD), ("NewPassword", "Other-Passw0rd")];
    house.office.call(&root, &input::<ChangeRootPassword>(&change)).await.unwrap();
    assert_eq!(refusal(house.link(&desk, &mail.token).await), RecoveryRefused::Over);
}

#[tokio::test]
async fn r5_r7_the_store_and_the_trail_hold_none_of_the_secrets() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = {
        let letters = house.office.world.service.letters_due(10, house.office.world.now()).await.unwrap();
        letters.iter().find_map(|letter| super::mail(letter.letter().writing.clone())).unwrap()
    };
    let found_in = async |world: &World, text: &str| {
        let documents = world.documents().await;
        let found = documents.iter().filter(|(key, document)| {
            String::from_utf8_lossy(&document.body).contains(text) || key.path.contains(text)
        });
        let told = serde_json::to_string(&world.events(&house.office.id).await).unwrap().contains(text);
        (found.count(), told)
    };
    let world = &house.office.world;
    for secret in [&mail.token, &mail.code] {
        assert_eq!(found_in(world, secret).await, (0, false));
    }
    // Eight digits could be tried against a bare hash.
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, mail.code.as_bytes());
    assert_eq!(found_in(world, &data_encoding::HEXLOWER.encode(digest.as_ref())).await, (0, false));
    house.code(&desk, &mail.code).await.unwrap();
    house.ring(&desk).await.unwrap();
    let digits = house.digits(&desk).await.unwrap();
    let call = house.placed("CA1").await;
    house.keyed(&call, "CA1", Some("000000")).await;
    for secret in [digits.as_str(), call.nonce().expose()] {
        assert_eq!(found_in(world, secret).await, (0, false), "{secret}");
    }
    let trail = serde_json::to_string(&world.events(&house.office.id).await).unwrap();
    assert!(trail.contains("+49…78") && trail.contains("r…@e….com"));
    let of_recovery: Vec<_> = world.events(&house.office.id).await;
    let of_recovery =
        of_recovery.iter().filter(|event| event["eventName"].as_str().unwrap().contains("Recovery"));
    for event in of_recovery {
        let text = event.to_string();
        assert!(!text.contains(super::NUMBER) && !text.contains(&house.office.email), "{text}");
        assert_eq!(event["userIdentity"]["type"], "Root");
    }
}

#[tokio::test]
async fn who_has_proven_both_in_time_has_ten_minutes_more_to_sign_in() {
    let house = House::new().await;
    let proven = async |desk: &Desk| {
        house.mail_proven(desk).await;
        house.office.world.wait(14 * 60);
        house.ring(desk).await.unwrap();
        let call = house.placed("CA1").await;
        let digits = house.digits(desk).await.unwrap();
        assert!(matches!(house.keyed(&call, "CA1", Some(&digits)).await, CallTurn::Right { .. }));
    };
    let desk = house.begun("198.51.100.7").await;
    proven(&desk).await;
    house.office.world.wait(10 * 60 - 1);
    assert!(house.view(&desk).await.unwrap().phone_proven);
    let Progress::Opened(opened) = house.finish(&desk).await.unwrap() else { panic!("something is due") };
    assert!(opened.recovered);

    let desk = house.begun("198.51.100.7").await;
    proven(&desk).await;
    house.office.world.wait(10 * 60);
    assert_eq!(refusal(house.finish(&desk).await), RecoveryRefused::Over);
    // The factors themselves have the quarter of an hour, and no minute more.
    let desk = house.begun("198.51.100.7").await;
    house.mail_proven(&desk).await;
    house.office.world.wait(15 * 60);
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::Over);
}
