//! What guessing costs: delays, points, locks; and who ends them.

use std::time::Duration;

use model::UserName;
use service::operator::{Operator, Whose};

use crate::codes::{Enrolled, NOT_VALIDATED, WRONG, WRONG_PAIR, last_check};
use crate::world::{Account, Answer, Keys, Phone, World};

const LOCKED: &str = "403 AccessDenied MFA codes are locked after too many failed attempts. Ask an administrator to \
                      resynchronize or deactivate the device.";
const TOO_SOON: &str = "400 Throttling Rate exceeded";

#[tokio::test]
async fn five_failures_are_free_and_then_each_doubles_the_wait() {
    let enrolled = Enrolled::in_use().await;
    for failure in 1..=6 {
        assert_eq!(enrolled.guess().await.verdict(), WRONG, "failure {failure}");
    }
    for (failure, seconds) in [(6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 64)] {
        enrolled.world.wait(seconds - 1);
        assert_eq!(enrolled.guess().await.verdict(), NOT_VALIDATED, "too early after failure {failure}");
        enrolled.world.wait(1);
        assert_eq!(enrolled.guess().await.verdict(), WRONG, "{seconds} s after failure {failure}");
    }
}

#[tokio::test]
async fn no_wait_is_longer_than_fifteen_minutes() {
    let enrolled = Enrolled::in_use().await;
    for _ in 0..20 {
        enrolled.world.wait(900);
        assert_eq!(enrolled.guess().await.verdict(), WRONG);
    }
    enrolled.world.wait(899);
    assert_eq!(enrolled.guess().await.verdict(), NOT_VALIDATED);
    enrolled.world.wait(1);
    enrolled.sign_in().await.ok();
}

#[tokio::test]
async fn an_attempt_made_too_early_is_neither_looked_at_nor_counted() {
    let enrolled = Enrolled::in_use().await;
    for _ in 0..6 {
        enrolled.guess().await;
    }
    let before = enrolled.world.documents().await;
    let code = enrolled.phone.code(enrolled.world.now());
    for _ in 0..40 {
        assert_eq!(enrolled.try_code(&code).await.verdict(), NOT_VALIDATED, "the right code");
    }
    assert_eq!(enrolled.world.documents().await, before);
    enrolled.world.wait(2);
    enrolled.try_code(&code).await.ok();
}

#[tokio::test]
async fn a_success_ends_the_waits_of_its_own_key_only() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, alice, serial, phone } = &enrolled;
    let other = world.key_of(&account.admin, "alice").await;
    for _ in 0..6 {
        enrolled.guess().await;
    }
    world.session(&other, serial, &phone.code(world.now())).await.ok();
    assert_eq!(world.session(alice, serial, &phone.wrong(world.now())).await.verdict(), NOT_VALIDATED);
    world.wait(30);
    enrolled.sign_in().await.ok();
    for _ in 0..6 {
        assert_eq!(enrolled.guess().await.verdict(), WRONG, "the row began anew");
    }
}

#[tokio::test]
async fn a_second_device_has_waits_of_its_own() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, alice, .. } = &enrolled;
    let (serial, phone) = world.enabled(&account.admin, "alice", "second").await;
    for _ in 0..6 {
        enrolled.guess().await;
    }
    assert_eq!(enrolled.sign_in().await.verdict(), NOT_VALIDATED);
    world.session(alice, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn pairs_are_slowed_down_with_iams_own_answer() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let (serial, phone) = world.device(&account.admin, "phone").await;
    let wrong = phone.wrong(world.now());
    for failure in 1..=6 {
        let answer = world.pair("EnableMFADevice", &account.admin, "alice", &serial, [&wrong, &wrong]).await;
        assert_eq!(answer.verdict(), WRONG_PAIR, "failure {failure}");
    }
    assert_eq!(world.enable(&account.admin, "alice", &serial, &phone).await.verdict(), TOO_SOON);
    world.wait(2);
    world.enable(&account.admin, "alice", &serial, &phone).await.ok();
    // A right pair for somebody else's device ends the administrator's delays: mistyping for others is no attack.
    world.wait(60);
    let answer = world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [&wrong, &wrong]).await;
    assert_eq!(answer.verdict(), WRONG_PAIR);
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [&one, &two]).await.ok();
}

#[tokio::test]
async fn failures_survive_a_restart() {
    let enrolled = Enrolled::in_use().await;
    for _ in 0..6 {
        enrolled.guess().await;
    }
    let restarted = enrolled.world.restarted().await;
    let code = enrolled.phone.code(restarted.now());
    let answer = restarted.session(&enrolled.alice, &enrolled.serial, &code).await;
    assert_eq!(answer.verdict(), NOT_VALIDATED);
    restarted.wait(2);
    restarted.session(&enrolled.alice, &enrolled.serial, &code).await.ok();
}

/// Guesses with all patience until codes are locked; answers how many codes were looked at.
async fn guess_until_locked(enrolled: &Enrolled) -> u32 {
    for guesses in 1..=200 {
        enrolled.world.wait(900);
        assert_eq!(enrolled.guess().await.verdict(), WRONG);
        if enrolled.last_check().await.get("locked").is_some() {
            return guesses;
        }
    }
    panic!("two hundred guesses and no lock");
}

#[tokio::test]
async fn a_device_in_use_is_locked_before_500_candidates_were_tried() {
    let enrolled = Enrolled::in_use().await;
    let guesses = guess_until_locked(&enrolled).await;
    assert!((45..100).contains(&guesses), "{guesses}");
    assert_eq!(enrolled.last_check().await["locked"], "points");
    for days in [0, 1, 30] {
        enrolled.world.wait(days * 86_400 + 900);
        assert_eq!(enrolled.sign_in().await.verdict(), NOT_VALIDATED, "the right code, {days} days later");
    }
    let restarted = enrolled.world.restarted().await;
    let code = enrolled.phone.code(restarted.now());
    let answer = restarted.session(&enrolled.alice, &enrolled.serial, &code).await;
    assert_eq!(answer.verdict(), NOT_VALIDATED, "after a restart");
}

#[tokio::test]
async fn a_fresh_device_is_locked_by_a_hundred_failures_at_the_latest() {
    let enrolled = Enrolled::new().await;
    assert!(guess_until_locked(&enrolled).await <= 100);
    enrolled.world.wait(900);
    assert_eq!(enrolled.sign_in().await.verdict(), NOT_VALIDATED);
}

#[tokio::test]
async fn an_administrator_unlocks_by_resynchronizing_or_deactivating_the_device_of_somebody_else() {
    for deed in ["ResyncMFADevice", "DeactivateMFADevice", "EnableMFADevice", "unlock"] {
        let enrolled = Enrolled::in_use().await;
        guess_until_locked(&enrolled).await;
        let Enrolled { world, account, alice, serial, phone } = &enrolled;
        let admin = &account.admin;
        world.wait(900);
        let [one, two] = phone.pair(world.now());
        match deed {
            "ResyncMFADevice" => {
                world.pair(deed, admin, "alice", serial, [&one, &two]).await.ok();
            }
            "DeactivateMFADevice" => {
                world.iam(admin, deed, &[("UserName", "alice"), ("SerialNumber", serial)]).await.ok();
                world.enable(admin, "alice", serial, phone).await.ok();
            }
            "EnableMFADevice" => {
                world.enabled(admin, "alice", "replacement").await;
            }
            _ => {
                let target = Whose::User("alice".parse::<UserName>().unwrap());
                assert!(operator_unlocks(world, account, &target).await);
                assert!(!operator_unlocks(world, account, &target).await, "there was nothing left to do");
            }
        }
        world.wait(60);
        let answer = world.session(alice, serial, &phone.code(world.now())).await;
        assert_eq!(answer.verdict(), "200 OK", "{deed}");
        for _ in 0..3 {
            assert_eq!(enrolled.guess().await.verdict(), WRONG, "points went too, {deed}");
        }
    }
}

async fn operator_unlocks(world: &World, account: &Account, target: &Whose) -> bool {
    let account = account.id.parse().unwrap();
    world.service.unlock(Operator { uid: 0 }, account, target, world.now()).await.unwrap()
}

/// The administrator, who has a device.
async fn administrator() -> (World, Account, String, Phone) {
    let world = World::new().await;
    let account = world.account().await;
    let (serial, phone) = world.enabled(&account.root, "admin", "phone").await;
    world.wait(3_600);
    (world, account, serial, phone)
}

async fn resync(world: &World, keys: &Keys, serial: &str, phone: &Phone) -> Answer {
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", keys, "admin", serial, [&one, &two]).await
}

#[tokio::test]
async fn r20_who_resynchronizes_an_own_device_is_forgiven_nothing() {
    let (world, account, serial, phone) = administrator().await;
    for _ in 0..3 {
        world.session(&account.admin, &serial, &phone.wrong(world.now())).await;
    }
    world.wait(60);
    resync(&world, &account.admin, &serial, &phone).await.ok();
    world.session(&account.admin, &serial, &phone.wrong(world.now())).await;
    assert_eq!(last_check(&world, &account).await["failuresInARow"], 4);

    while last_check(&world, &account).await.get("locked").is_none() {
        world.wait(900);
        let answer = world.session(&account.admin, &serial, &phone.wrong(world.now())).await;
        assert_eq!(answer.verdict(), WRONG);
    }
    world.wait(900);
    assert_eq!(resync(&world, &account.admin, &serial, &phone).await.verdict(), LOCKED);
    assert_eq!(
        world.session(&account.admin, &serial, &phone.code(world.now())).await.verdict(),
        NOT_VALIDATED
    );

    resync(&world, &account.root, &serial, &phone).await.ok();
    world.wait(60);
    world.session(&account.admin, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn the_operator_unlocks_the_root_user_too() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let (serial, phone) = world.device(&account.root, "phone").await;
    let wrong = phone.wrong(world.now());
    for _ in 0..6 {
        world.pair("EnableMFADevice", &account.root, "alice", &serial, [&wrong, &wrong]).await;
    }
    assert_eq!(world.enable(&account.root, "alice", &serial, &phone).await.verdict(), TOO_SOON);
    assert!(operator_unlocks(&world, &account, &Whose::Root).await);
    world.enable(&account.root, "alice", &serial, &phone).await.ok();
}

#[tokio::test]
async fn a_pair_reaches_further_back_with_mfa_than_without() {
    // (who, how many steps the phone is behind, whether the pair is found)
    for (who, behind, found) in [
        ("the user", 39, true),
        ("the user", 60, false),
        ("the user with MFA", 60, true),
        ("the user with MFA", 990, true),
        ("the user with MFA", 1_010, false),
        ("somebody else", 990, true),
        ("somebody else", 1_010, false),
    ] {
        let (world, account, serial, mut phone) = administrator().await;
        let (second, second_phone) = world.enabled(&account.root, "admin", "second").await;
        world.wait(86_400);
        let keys = match who {
            "the user" => account.admin.clone(),
            "the user with MFA" => {
                let code = second_phone.code(world.now());
                Keys::of_session(&world.session(&account.admin, &second, &code).await.ok())
            }
            _ => account.root.clone(),
        };
        phone.ahead = -30 * behind;
        let answer = resync(&world, &keys, &serial, &phone).await;
        let expected = if found { "200 OK" } else { WRONG_PAIR };
        assert_eq!(answer.verdict(), expected, "{who}, {behind} steps back");
        let check = last_check(&world, &account).await;
        match (found, behind) {
            (true, _) => assert_eq!(check["result"], "accepted"),
            (false, 60) => {
                assert_eq!((&check["result"], &check["driftSteps"]), (&"out of reach".into(), &(-60).into()));
            }
            (false, _) => assert_eq!(check["result"], "wrong"),
        }
    }
}

#[tokio::test]
async fn the_trail_says_what_a_refused_code_was_and_never_shows_it() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, phone, .. } = &enrolled;
    let now = world.now();
    let (right, wrong) = (phone.code(now), phone.wrong_at_any_time(now));
    let ahead = phone.code(now.after(Duration::from_secs(1_500)));
    for (given, result) in [(&right, "accepted"), (&right, "reused"), (&wrong, "wrong"), (&ahead, "drifted")]
    {
        enrolled.try_code(given).await;
        let check = enrolled.last_check().await;
        assert_eq!(check["result"], result);
        assert_eq!(check["serialNumber"], enrolled.serial);
        if result == "drifted" {
            assert_eq!(check["driftSteps"], 50);
        }
    }
    let trail = format!("{:?}", world.events(&account.id).await);
    for code in [&right, &wrong, &ahead] {
        assert!(!trail.contains(&format!("\"{code}\"")), "{code}");
    }
}

#[tokio::test]
async fn after_ten_failures_the_trail_says_that_the_owner_is_to_be_told() {
    let enrolled = Enrolled::in_use().await;
    for failure in 1..=12 {
        enrolled.world.wait(900);
        enrolled.guess().await;
        let check = enrolled.last_check().await;
        assert_eq!(check["failuresInARow"], failure);
        assert_eq!(check.get("ownerToBeTold").is_some(), failure == 10, "failure {failure}");
    }
}
