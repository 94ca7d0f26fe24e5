//! Floods: by a thief who knows the password, of the mailbox, of the phone, and of recoveries. None keeps the owner from recovering for long.

use std::sync::Arc;

use service::RecoveryRefused;
use service::post::Notice;

use super::{Desk, House, notice, refusal};
use crate::stores::{Moment, MoodyStore};
use crate::world::World;

/// An address in a network of its own.
fn network(number: usize) -> String {
    format!("10.{}.{}.1", number / 200, number % 200)
}

#[tokio::test]
async fn r16_a_browser_has_one_recovery_and_a_network_pushes_out_its_own() {
    let house = House::new().await;
    let mut desk = house.begun("198.51.100.7").await;
    let former = desk.clone();
    house.begin(&mut desk).await;
    assert!(house.view(&former).await.is_none(), "the same browser began anew");
    let owner = house.begun("203.0.113.5").await;
    let mut thief = Vec::new();
    for _ in 0..6 {
        thief.push(house.begun("198.51.100.99").await);
    }
    let mut standing = 0;
    for desk in &thief {
        standing += usize::from(house.view(desk).await.is_some());
    }
    assert_eq!(standing, 3);
    assert!(house.view(&owner).await.is_some());
}

#[tokio::test]
async fn r16_who_has_proven_the_mailbox_is_not_pushed_out_by_who_has_not() {
    let house = House::new().await;
    let owner = house.begun("203.0.113.5").await;
    house.mail_proven(&owner).await;
    for number in 0..40 {
        house.begun(&network(number)).await;
    }
    assert!(house.view(&owner).await.unwrap().mail_proven);
    let recoveries = house.office.world.documents().await;
    let recoveries = recoveries.iter().filter(|(key, _)| key.path.starts_with("recovery/"));
    assert!(recoveries.count() <= 20);
}

#[tokio::test]
async fn a_browser_that_signed_in_before_has_room_and_a_budget_of_its_own() {
    let house = House::new().await;
    let mut owner = Desk::at("203.0.113.5");
    let opened = house.recovered(&mut owner).await;
    owner = Desk { known: opened.browser, ..Desk::at("203.0.113.5") };
    house.begin(&mut owner).await;
    // From everywhere, and until nothing is left for those who come from networks.
    let mut last = None;
    for number in 0..62 {
        let thief = house.begun(&network(number)).await;
        last = Some(house.send(&thief).await);
        house.letters().await;
    }
    assert_eq!(refusal(last.unwrap()), RecoveryRefused::SpentForToday);
    let elsewhere = house.begun("192.0.2.200").await;
    assert_eq!(refusal(house.send(&elsewhere).await), RecoveryRefused::SpentForToday);
    house.mail_proven(&owner).await;
    // A day later there is room again for everybody.
    house.office.world.wait(24 * 3_600);
    let elsewhere = house.begun("192.0.2.200").await;
    house.send(&elsewhere).await.unwrap();
}

#[tokio::test]
async fn one_network_has_its_share_of_mails_and_the_owner_the_rest() {
    let house = House::new().await;
    let mut sent = 0;
    let refused = loop {
        let thief = house.begun("198.51.100.7").await;
        match house.send(&thief).await {
            Ok(()) => sent += 1,
            refused => break refused,
        }
        house.letters().await;
    };
    assert_eq!((refusal(refused), sent), (RecoveryRefused::SpentForToday, 15));
    let owner = house.begun("203.0.113.5").await;
    house.mail_proven(&owner).await;
}

#[tokio::test]
async fn calls_are_bounded_too() {
    let house = House::new().await;
    let mut called = 0;
    let refused = 'all: loop {
        let thief = house.begun("198.51.100.7").await;
        house.mail_proven(&thief).await;
        for _ in 0..5 {
            if let Err(error) = house.ring(&thief).await {
                break 'all Err::<(), _>(error);
            }
            called += 1;
            house.office.world.wait(30);
        }
    };
    assert_eq!((refusal(refused), called), (RecoveryRefused::SpentForToday, 10));
}

#[tokio::test]
async fn only_failures_count_so_an_owner_comes_in_like_this_for_weeks() {
    let house = House::new().await;
    for _ in 0..14 {
        house.recovered(&mut Desk::at("198.51.100.7")).await;
        house.office.world.wait(24 * 3_600);
    }
    // As often in one day as there would be neither mails nor calls for, if they counted.
    for _ in 0..16 {
        house.recovered(&mut Desk::at("198.51.100.7")).await;
        house.office.world.wait(60);
    }
}

#[tokio::test]
async fn r20_the_owner_is_told_that_one_began_and_not_once_for_each_of_a_flood() {
    let house = House::new().await;
    let mut told = Vec::new();
    for number in 0..10 {
        let thief = house.begun(&network(number)).await;
        house.send(&thief).await.unwrap();
        told.extend(house.letters().await.iter().filter_map(|(_, said)| notice(said)));
    }
    assert_eq!(told, [Notice::RecoveryStarted]);
    house.office.world.wait(3_600);
    let thief = house.begun("192.0.2.200").await;
    house.send(&thief).await.unwrap();
    told.extend(house.letters().await.iter().filter_map(|(_, said)| notice(said)));
    assert_eq!(told.len(), 2);
}

#[tokio::test]
async fn r16_two_that_begin_at_the_same_moment_have_no_more_room_than_one_after_the_other() {
    let store = MoodyStore::new();
    let house = Arc::new(House::over(World::over(store.clone()).await, Some(super::NUMBER)).await);
    for _ in 0..3 {
        house.begun("198.51.100.7").await;
    }
    let other = Arc::clone(&house);
    store.interrupt(Moment::Write("recovery/"), async move {
        other.begun("198.51.100.7").await;
    });
    house.begun("198.51.100.7").await;
    assert!(store.was_interrupted());
    let documents = house.office.world.documents().await;
    let kept = documents.iter().filter(|(key, _)| key.path.starts_with("recovery/")).count();
    assert_eq!(kept, 3);
}

#[tokio::test]
async fn what_led_to_nothing_counts_also_where_the_recovery_succeeded() {
    let house = House::new().await;
    let mut finished = 0;
    let refused = 'all: loop {
        let mut desk = Desk::at("198.51.100.7");
        house.begin(&mut desk).await;
        house.mail_proven(&desk).await;
        for _ in 0..5 {
            house.office.world.wait(30);
            if let Err(error) = house.ring(&desk).await {
                break 'all Err::<(), _>(error);
            }
        }
        let call = house.placed("CA1").await;
        let digits = house.digits(&desk).await.unwrap();
        house.keyed(&call, "CA1", Some(&digits)).await;
        house.finish(&desk).await.unwrap();
        house.letters().await;
        finished += 1;
        assert!(finished < 20, "a number that is paid for could be rung without end");
    };
    // Four of each recovery: of ten, the third finds two left.
    assert_eq!((refusal(refused), finished), (RecoveryRefused::SpentForToday, 2));
}

#[tokio::test]
async fn no_account_is_called_more_than_forty_times_a_day_whatever_comes_of_it() {
    let house = House::new().await;
    for _ in 0..40 {
        house.recovered(&mut Desk::at("198.51.100.7")).await;
        house.office.world.wait(60);
    }
    let desk = house.begun("198.51.100.7").await;
    house.mail_proven(&desk).await;
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::SpentForToday);
    house.office.world.wait(24 * 3_600);
    house.recovered(&mut Desk::at("198.51.100.7")).await;
}

#[tokio::test]
async fn one_number_is_called_sixty_times_a_day_at_most_whoever_asks() {
    let house = House::new().await;
    let world = &house.office.world;
    // Other accounts have the same number, and nobody has confirmed that it is theirs.
    let day = world.now().secs() / 86_400;
    let count = |day| store::Key::global(format!("recovery-costs/{day:06}/calls-to/{}/", super::NUMBER));
    let batch =
        store::Batch::at(world.now().micros()).add(count(day), 59, 1_000).add(count(day - 1), 9, 1_000);
    world.store.commit(batch).await.unwrap();
    house.recovered(&mut Desk::at("198.51.100.7")).await;
    let desk = house.begun("198.51.100.7").await;
    house.mail_proven(&desk).await;
    assert_eq!(refusal(house.ring(&desk).await), RecoveryRefused::SpentForToday);
    let kept = world.documents().await;
    assert!(kept.iter().all(|(key, _)| *key != count(day - 1)), "counters of earlier days are let go");
}
