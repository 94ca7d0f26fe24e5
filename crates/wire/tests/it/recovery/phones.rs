//! The call: who may say what about it.

use service::calls::{CallFacts, CallToPlace, CallTurn};
use service::signin::CallProgress;
use service::{Error, RecoveryRefused};

use super::{Desk, House, NUMBER, refusal};

async fn ringing(house: &House) -> Desk {
    let desk = house.begun("198.51.100.7").await;
    house.mail_proven(&desk).await;
    house.ring(&desk).await.unwrap();
    desk
}

fn is_over(turn: &CallTurn) -> bool {
    matches!(turn, CallTurn::Over { .. })
}

#[tokio::test]
async fn no_call_before_the_mail_and_no_session_before_both() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::MailNotProven);
    assert_eq!(refusal(house.finish(&desk).await), RecoveryRefused::NotProven);
    house.mail_proven(&desk).await;
    assert_eq!(refusal(house.finish(&desk).await), RecoveryRefused::NotProven);
    house.ring(&desk).await.unwrap();
    assert_eq!(refusal(house.finish(&desk).await), RecoveryRefused::NotProven);
}

#[tokio::test]
async fn r25_nonce_call_and_number_must_all_be_the_calls() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let call = house.placed("CA1").await;
    let digits = house.digits(&desk).await.unwrap();
    let service = &house.office.world.service;
    let right = CallFacts { nonce: call.nonce().expose(), call_id: "CA1", to: NUMBER, digits: Some(&digits) };
    for (what, facts) in [
        ("another nonce", CallFacts { nonce: "AAAAAAAAAAAAAAAAAAAAAA", ..right }),
        ("the hash in place of the nonce", CallFacts { nonce: call.id(), ..right }),
        ("no nonce", CallFacts { nonce: "", ..right }),
        ("another call", CallFacts { call_id: "CA2", ..right }),
        ("no call", CallFacts { call_id: "", ..right }),
        ("another number", CallFacts { to: "+4915112345679", ..right }),
        ("no number", CallFacts { to: "", ..right }),
    ] {
        let now = house.office.world.tick();
        assert!(is_over(&service.call_answered(&facts, now).await.unwrap()), "{what}");
        assert!(is_over(&service.call_keyed(&facts, now).await.unwrap()), "{what}");
        service.call_ended(&facts, now).await.unwrap();
        assert!(!house.view(&desk).await.unwrap().phone_proven, "{what}");
        assert!(house.digits(&desk).await.is_some(), "{what} changes nothing");
    }
    let told = house.told().await;
    assert_eq!(
        told.iter().filter(|(name, _)| name == "RefuseVoiceCallback").count(),
        10,
        "bounded for each call"
    );
    assert!(matches!(
        service.call_keyed(&right, house.office.world.tick()).await.unwrap(),
        CallTurn::Right { .. }
    ));
    // Once more: it is spent.
    assert!(is_over(&service.call_keyed(&right, house.office.world.tick()).await.unwrap()));
}

#[tokio::test]
async fn r25_a_call_has_three_tries_and_silence_is_one() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let call = house.placed("CA1").await;
    let digits = house.digits(&desk).await.unwrap();
    let facts = CallFacts { nonce: call.nonce().expose(), call_id: "CA1", to: NUMBER, digits: None };
    let answered = house.office.world.service.call_answered(&facts, house.office.world.tick()).await.unwrap();
    assert_eq!(answered, CallTurn::Ask { language: Some("fr".to_owned()), tries_left: 3 });
    assert!(!house.view(&desk).await.unwrap().phone_proven, "to answer proves nothing");
    let again = |tries_left| CallTurn::AskAgain { language: Some("fr".to_owned()), tries_left };
    assert_eq!(house.keyed(&call, "CA1", Some("12")).await, again(2));
    assert_eq!(house.keyed(&call, "CA1", None).await, again(1));
    assert!(is_over(&house.keyed(&call, "CA1", Some("")).await));
    assert!(is_over(&house.keyed(&call, "CA1", Some(&digits)).await), "the right ones, too late");
    assert!(matches!(house.view(&desk).await.unwrap().call, Some(CallProgress::Ended)));
    let confirmed = house.told().await;
    assert_eq!(confirmed.iter().filter(|(name, _)| name == "ConfirmRecoveryCall").count(), 3);
    // Another call has other digits and another nonce.
    house.office.world.wait(30);
    house.ring(&desk).await.unwrap();
    let second = house.placed("CA2").await;
    assert_ne!(second.nonce().expose(), call.nonce().expose());
    let digits = house.digits(&desk).await.unwrap();
    assert!(matches!(house.keyed(&second, "CA2", Some(&digits)).await, CallTurn::Right { .. }));
    house.finish(&desk).await.unwrap();
}

#[tokio::test]
async fn a_callback_may_be_faster_than_the_answer_that_the_call_was_placed() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let (service, now) = (&house.office.world.service, house.office.world.now());
    let call = service.calls_due(10, now).await.unwrap().pop().unwrap();
    let facts = CallFacts { nonce: call.nonce().expose(), call_id: "CA1", to: NUMBER, digits: None };
    assert!(matches!(service.call_answered(&facts, now).await.unwrap(), CallTurn::Ask { .. }));
    service.call_placed(&call, "CA1", house.office.world.tick()).await.unwrap();
    service.call_placed(&call, "CA9", house.office.world.tick()).await.unwrap();
    service.call_failed(&call, house.office.world.tick()).await.unwrap();
    let digits = house.digits(&desk).await.unwrap();
    assert!(is_over(&house.keyed(&call, "CA9", Some(&digits)).await), "the first id counts");
    assert!(matches!(house.keyed(&call, "CA1", Some(&digits)).await, CallTurn::Right { .. }));
}

#[tokio::test]
async fn nobody_is_called_twice_by_two_workers_or_after_a_restart() {
    let house = House::new().await;
    ringing(&house).await;
    let world = &house.office.world;
    let other = world.restarted().await;
    let now = world.now();
    let (one, two) = tokio::join!(world.service.calls_due(10, now), other.service.calls_due(10, now));
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 1);
    assert!(world.restarted().await.service.calls_due(10, now).await.unwrap().is_empty());
    world.wait(29);
    assert!(world.service.calls_due(10, world.now()).await.unwrap().is_empty());
    // Whoever took it said nothing: it is placed once more, three times at most.
    for due in [1, 1, 0] {
        world.wait(30);
        assert_eq!(world.service.calls_due(10, world.now()).await.unwrap().len(), due);
    }
}

#[tokio::test]
async fn a_call_that_fails_or_ends_is_said_to_and_another_makes_it_void() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let world = &house.office.world;
    let first = world.service.calls_due(10, world.now()).await.unwrap().pop().unwrap();
    world.service.call_failed(&first, world.tick()).await.unwrap();
    assert!(matches!(house.view(&desk).await.unwrap().call, Some(CallProgress::Failed)));
    let soon = house.ring(&desk).await;
    assert!(matches!(soon, Err(Error::TooSoon { seconds: 1..=30 })), "{soon:?}");
    world.wait(30);
    house.ring(&desk).await.unwrap();
    let second = house.placed("CA2").await;
    let old = house.digits(&desk).await.unwrap();
    world.wait(30);
    house.ring(&desk).await.unwrap();
    assert!(is_over(&house.keyed(&second, "CA2", Some(&old)).await), "the page shows other digits now");
    assert!(!house.view(&desk).await.unwrap().phone_proven);
    for _ in 0..2 {
        world.wait(30);
        house.ring(&desk).await.unwrap();
    }
    world.wait(30);
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::CallsSpent);
}

#[tokio::test]
async fn a_phone_does_not_ring_for_a_call_that_another_made_void() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    house.office.world.wait(30);
    house.ring(&desk).await.unwrap();
    let world = &house.office.world;
    assert_eq!(world.service.calls_due(10, world.now()).await.unwrap().len(), 1);
    let elsewhere = house.begun("203.0.113.5").await;
    house.mail_proven(&elsewhere).await;
    house.ring(&elsewhere).await.unwrap();
    // The browser begins anew.
    let mut anew = elsewhere.clone();
    house.begin(&mut anew).await;
    assert!(world.service.calls_due(10, world.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn digits_that_come_late_prove_nothing_and_are_told_of() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let call = house.placed("CA1").await;
    let digits = house.digits(&desk).await.unwrap();
    house.office.world.wait(15 * 60);
    assert!(is_over(&house.keyed(&call, "CA1", Some(&digits)).await));
    assert_eq!(house.told().await.last().unwrap().0, "RefuseVoiceCallback");
    house.office.world.wait(2 * 3_600);
    let world = &house.office.world;
    assert!(world.service.calls_due(10, world.now()).await.unwrap().is_empty());
    assert!(world.documents().await.iter().all(|(key, _)| !key.path.starts_with("call/")), "swept");
}

#[tokio::test]
async fn digits_of_one_recovery_prove_the_phone_for_no_other() {
    let house = House::new().await;
    let owner = ringing(&house).await;
    let owners = house.placed("CA1").await;
    let thief = house.begun("203.0.113.5").await;
    house.mail_proven(&thief).await;
    house.ring(&thief).await.unwrap();
    let thiefs = house.placed("CA2").await;
    let [shown, other] = [house.digits(&owner).await.unwrap(), house.digits(&thief).await.unwrap()];
    if shown != other {
        // The owner's phone rings twice, and the owner types what the own page shows into the thief's call.
        assert!(matches!(house.keyed(&thiefs, "CA2", Some(&shown)).await, CallTurn::AskAgain { .. }));
    }
    assert!(matches!(house.keyed(&owners, "CA1", Some(&shown)).await, CallTurn::Right { .. }));
    assert!(!house.view(&thief).await.unwrap().phone_proven);
    assert_eq!(refusal(house.finish(&thief).await), RecoveryRefused::NotProven);
}

#[tokio::test]
async fn without_a_phone_nobody_is_called() {
    let house = House::with(None).await;
    let mut desk = Desk::at("198.51.100.7");
    house.begin(&mut desk).await;
    house.mail_proven(&desk).await;
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::NoPhone);
    assert_eq!(house.view(&desk).await.unwrap().phone, None);
}

/// What became of the calls, as the trail has it.
async fn ends(house: &House) -> Vec<String> {
    let events = house.office.world.events(&house.office.id).await;
    let ends = events.iter().filter(|event| event["eventName"] == "EndRecoveryCall");
    ends.map(|event| event["additionalEventData"]["result"].as_str().unwrap().to_owned()).collect()
}

fn facts(call: &CallToPlace) -> CallFacts<'_> {
    CallFacts { nonce: call.nonce().expose(), call_id: "CA1", to: NUMBER, digits: None }
}

#[tokio::test]
async fn what_became_of_each_call_is_told_once() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let service = &house.office.world.service;
    let now = || house.office.world.tick();

    let first = house.placed("CA1").await;
    for _ in 0..2 {
        service.call_ended(&facts(&first), now()).await.unwrap();
    }
    assert_eq!(ends(&house).await, ["not answered"]);

    house.office.world.wait(30);
    house.ring(&desk).await.unwrap();
    let second = house.placed("CA1").await;
    service.call_answered(&facts(&second), now()).await.unwrap();
    // Another call makes it void; that somebody had answered is told all the same.
    house.office.world.wait(30);
    house.ring(&desk).await.unwrap();
    service.call_ended(&facts(&second), now()).await.unwrap();
    assert_eq!(ends(&house).await[1..], ["hung up"]);

    let third = service.calls_due(10, now()).await.unwrap().pop().unwrap();
    for _ in 0..2 {
        service.call_failed(&third, now()).await.unwrap();
    }
    assert_eq!(ends(&house).await[2..], ["not placed"]);

    house.office.world.wait(30);
    house.ring(&desk).await.unwrap();
    house.placed("CA4").await;
    house.office.world.wait(3 * 3_600);
    for _ in 0..2 {
        service.calls_due(10, now()).await.unwrap();
    }
    assert_eq!(ends(&house).await[3..], ["nothing was heard"]);
}

#[tokio::test]
async fn a_call_whose_digits_were_right_has_one_end() {
    let house = House::new().await;
    let desk = ringing(&house).await;
    let call = house.placed("CA1").await;
    let digits = house.digits(&desk).await.unwrap();
    house.keyed(&call, "CA1", Some(&digits)).await;
    let world = &house.office.world;
    world.service.call_ended(&facts(&call), world.tick()).await.unwrap();
    world.wait(3 * 3_600);
    world.service.calls_due(10, world.tick()).await.unwrap();
    assert_eq!(ends(&house).await, [""; 0], "the trail says that the digits were right");
}
