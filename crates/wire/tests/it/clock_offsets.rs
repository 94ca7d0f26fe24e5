//! What the answer to a right pair says of the device's clock, and what no other answer says.

use mfa::Algorithm::Sha1;

use crate::codes::{Enrolled, WRONG_PAIR};
use crate::token::{Token, hotp, totp};
use crate::world::World;

#[tokio::test]
async fn who_gives_a_right_pair_is_told_how_far_the_clock_is_off() {
    for (ahead, least, most) in [(0, -30, 30), (600, 570, 630), (-600, -630, -570), (29_000, 28_970, 29_030)]
    {
        let Enrolled { world, account, serial, mut phone, .. } = Enrolled::in_use().await;
        phone.ahead = ahead;
        let [one, two] = phone.pair(world.now());
        let answer = world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [&one, &two]).await.ok();
        let offset = answer.clock_offset.unwrap();
        assert!((least..=most).contains(&offset), "{ahead}: {offset}");
        assert!(!answer.xml.contains("ffset"), "the body is AWS's: {}", answer.xml);
    }
}

#[tokio::test]
async fn enabling_tells_it_too() {
    let world = World::new().await;
    let account = world.account().await;
    let (serial, mut phone) = world.device(&account.admin, "phone").await;
    phone.ahead = -3_600;
    let answer = world.enable(&account.admin, "admin", &serial, &phone).await.ok();
    assert!((-3_630..=-3_570).contains(&answer.clock_offset.unwrap()), "{answer:?}");
}

#[tokio::test]
async fn who_guesses_is_told_nothing_of_a_clock() {
    let Enrolled { world, account, alice, serial, phone } = Enrolled::in_use().await;
    let [one, two] = phone.pair(world.now());
    // Reversed, too far out, and one that was left out: all of them show where the clock is, to who would look.
    for codes in [[&two, &one], [&one, &one]] {
        let answer = world
            .pair("ResyncMFADevice", &account.admin, "alice", &serial, codes.map(|code| code.as_str()))
            .await;
        assert_eq!((answer.verdict().as_str(), answer.clock_offset), (WRONG_PAIR, None));
    }
    let [one, two] = phone.pair_of(world.now(), 1_500 * 30);
    let answer = world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [&one, &two]).await;
    assert_eq!((answer.verdict().as_str(), answer.clock_offset), (WRONG_PAIR, None));
    // Nor is whoever policies refuse, be the pair right or not, and nor does a session say it.
    let [one, two] = phone.pair(world.now());
    let refused = world.pair("ResyncMFADevice", &alice, "alice", &serial, [&one, &two]).await;
    assert_eq!((refused.status, refused.clock_offset), (403, None));
    let session = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    assert_eq!(session.clock_offset, None);
}

#[tokio::test]
async fn a_token_tells_its_clock_and_one_with_a_button_has_none() {
    for (parameters, has_clock) in [(totp(Sha1, 6, 60), true), (hotp(Sha1, 6, 7), false)] {
        let world = World::new().await;
        let account = world.account().await;
        let mut token = Token::new("GAHT12345678", parameters);
        world.import(Some(&account.id), &token).await;
        let [one, two] = token.pair(world.now());
        let answer =
            world.pair("EnableMFADevice", &account.admin, "admin", &token.serial, [&one, &two]).await.ok();
        assert_eq!(answer.clock_offset.is_some(), has_clock, "{answer:?}");
    }
}
