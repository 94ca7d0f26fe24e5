//! Which codes are accepted, and that no code is accepted twice.

use crate::world::{Account, Answer, Keys, Phone, World};

pub const WRONG: &str =
    "403 AccessDenied MultiFactorAuthentication failed with invalid MFA one time pass code. ";
pub const NOT_VALIDATED: &str = "403 AccessDenied MultiFactorAuthentication failed, unable to validate MFA code.  \
                                 Please verify your MFA serial number is valid and associated with this user.";
pub const WRONG_PAIR: &str = "403 InvalidAuthenticationCode Authentication code for device is not valid.";

/// A user with a device that was enabled an hour ago.
pub struct Enrolled {
    pub world: World,
    pub account: Account,
    pub alice: Keys,
    pub serial: String,
    pub phone: Phone,
}

impl Enrolled {
    pub async fn new() -> Self {
        Self::within(World::new().await).await
    }

    pub async fn within(world: World) -> Self {
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
        world.wait(3_600);
        Self { world, account, alice, serial, phone }
    }

    /// The same, after a sign-in.
    pub async fn in_use() -> Self {
        let enrolled = Self::new().await;
        enrolled.sign_in().await.ok();
        enrolled.world.wait(3_600);
        enrolled
    }

    pub async fn try_code(&self, code: &str) -> Answer {
        self.world.session(&self.alice, &self.serial, code).await
    }

    pub async fn sign_in(&self) -> Answer {
        self.try_code(&self.phone.code(self.world.now())).await
    }

    pub async fn guess(&self) -> Answer {
        self.try_code(&self.phone.wrong(self.world.now())).await
    }

    /// What the newest checked code was, for whoever reads the trail.
    pub async fn last_check(&self) -> serde_json::Value {
        last_check(&self.world, &self.account).await
    }
}

pub async fn last_check(world: &World, account: &Account) -> serde_json::Value {
    let mut events = world.events(&account.id).await;
    events.retain(|event| event["additionalEventData"]["mfaCheck"].is_object());
    let newest = events.into_iter().next_back().unwrap();
    newest["additionalEventData"]["mfaCheck"].clone()
}

#[tokio::test]
async fn a_code_is_accepted_if_the_device_can_have_shown_it_just_now() {
    const ACCEPTED: &str = "200 OK";
    // (the phone …, seconds its clock is ahead, seconds since the code was read, the answer, what the trail says)
    for (phone, ahead, read_ago, answer, trail) in [
        ("is right", 0, 0, ACCEPTED, "accepted"),
        ("was read 55 seconds ago", 0, 55, ACCEPTED, "accepted"),
        ("was read ten minutes ago", 0, 600, WRONG, "drifted"),
        ("was corrected by a step", 30, 0, ACCEPTED, "accepted"),
        ("is ten minutes ahead", 600, 0, WRONG, "drifted"),
        ("is ten minutes behind", -600, 0, WRONG, "drifted"),
    ] {
        let mut enrolled = Enrolled::in_use().await;
        let now = enrolled.world.now();
        enrolled.phone.ahead = ahead - read_ago;
        let code = enrolled.phone.code(now);
        assert_eq!(enrolled.try_code(&code).await.verdict(), answer, "a phone that {phone}");
        let check = enrolled.last_check().await;
        assert_eq!(check["result"], trail, "a phone that {phone}: {check}");
        if trail == "drifted" {
            assert_eq!(check["driftSteps"], (ahead - read_ago) / 30, "a phone that {phone}");
        }
    }
}

#[tokio::test]
async fn no_code_works_twice() {
    let enrolled = Enrolled::in_use().await;
    let code = enrolled.phone.code(enrolled.world.now());
    let another_key = enrolled.world.key_of(&enrolled.account.admin, "alice").await;

    enrolled.try_code(&code).await.ok();
    assert_eq!(enrolled.try_code(&code).await.verdict(), WRONG, "with the same key");
    assert_eq!(enrolled.last_check().await["result"], "reused");
    let answer = enrolled.world.session(&another_key, &enrolled.serial, &code).await;
    assert_eq!(answer.verdict(), WRONG, "with another key");
    enrolled.world.wait(30);
    assert_eq!(enrolled.try_code(&code).await.verdict(), WRONG, "half a minute later");

    let restarted = enrolled.world.restarted().await;
    let answer = restarted.session(&enrolled.alice, &enrolled.serial, &code).await;
    assert_eq!(answer.verdict(), WRONG, "after a restart");
    enrolled.sign_in().await.ok();
}

#[tokio::test]
async fn a_code_before_the_last_one_does_not_work_any_more() {
    let enrolled = Enrolled::in_use().await;
    let [before, now] = enrolled.phone.pair(enrolled.world.now());
    enrolled.try_code(&now).await.ok();
    assert_eq!(enrolled.try_code(&before).await.verdict(), WRONG);
    assert_eq!(enrolled.last_check().await["result"], "reused");
}

#[tokio::test]
async fn a_code_that_enabled_a_device_opens_no_session() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.device(&account.admin, "phone").await;
    let pair = phone.pair(world.now());
    world.enable(&account.admin, "alice", &serial, &phone).await.ok();
    for code in &pair {
        assert_eq!(world.session(&alice, &serial, code).await.verdict(), WRONG);
    }
    world.wait(30);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn a_spent_code_stays_spent_when_its_device_moves() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, serial, phone, .. } = &enrolled;
    let admin = &account.admin;
    let bob = world.user(admin, "bob").await;
    world.wait(30);
    let pair = phone.pair(world.now());
    enrolled.sign_in().await.ok();

    world.iam(admin, "DeactivateMFADevice", &[("UserName", "alice"), ("SerialNumber", serial)]).await.ok();
    let codes = [pair[0].as_str(), pair[1].as_str()];
    let answer = world.pair("EnableMFADevice", admin, "bob", serial, codes).await;
    assert_eq!(answer.verdict(), WRONG_PAIR, "its second code opened a session");
    world.wait(60);
    world.enable(admin, "bob", serial, phone).await.ok();
    let answer = world.session(&bob, serial, &phone.code(world.now())).await;
    assert_eq!(answer.verdict(), WRONG, "its code enabled the device");
}

#[tokio::test]
async fn only_two_codes_in_a_row_enable_a_device() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    world.user(admin, "alice").await;
    let (serial, phone) = world.device(admin, "phone").await;
    let at = |ago: u64| phone.pair_of(world.now(), ago)[1].clone();
    let wrong = phone.wrong(world.now());
    for (codes, one, two) in [
        ("in reverse", at(0), at(30)),
        ("the same twice", at(0), at(0)),
        ("with one between them", at(60), at(0)),
        ("of which the first is wrong", wrong.clone(), at(0)),
        ("of which the second is wrong", at(30), wrong.clone()),
    ] {
        let answer = world.pair("EnableMFADevice", admin, "alice", &serial, [&one, &two]).await;
        assert_eq!(answer.verdict(), WRONG_PAIR, "codes {codes}");
        world.wait(3_600);
    }
    world.enable(admin, "alice", &serial, &phone).await.ok();
}

#[tokio::test]
async fn a_pair_typed_four_minutes_late_is_as_good_as_a_fresh_one() {
    let (world, account, alice, serial, phone) = late_pair(240).await;
    world.wait(60);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    assert_eq!(last_check(&world, &account).await["result"], "accepted");
}

#[tokio::test]
async fn a_pair_typed_ten_minutes_late_is_accepted_and_leaves_the_device_out_of_sync() {
    let (world, account, alice, serial, phone) = late_pair(600).await;
    world.wait(60);
    assert_eq!(world.session(&alice, &serial, &phone.code(world.now())).await.verdict(), WRONG);
    assert_eq!(last_check(&world, &account).await["result"], "drifted");
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", &account.admin, "alice", &serial, [&one, &two]).await.ok();
    world.wait(30);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
}

async fn late_pair(ago: u64) -> (World, Account, Keys, String, Phone) {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.device(&account.admin, "phone").await;
    let [one, two] = phone.pair_of(world.now(), ago);
    world.pair("EnableMFADevice", &account.admin, "alice", &serial, [&one, &two]).await.ok();
    (world, account, alice, serial, phone)
}

#[tokio::test]
async fn who_guesses_learns_nothing_from_the_answer() {
    let enrolled = Enrolled::in_use().await;
    let Enrolled { world, account, alice, serial, phone } = &enrolled;
    world.user(&account.admin, "bob").await;
    let (of_bob, bobs_phone) = world.enabled(&account.admin, "bob", "bobs").await;
    let (spare, spare_phone) = world.device(&account.admin, "spare").await;
    let nobodys = format!("arn:aws:iam::{}:mfa/none", account.id);
    enrolled.sign_in().await.ok();

    for (code, given) in [("reused", phone.code(world.now())), ("wrong", phone.wrong(world.now()))] {
        assert_eq!(enrolled.try_code(&given).await.verdict(), WRONG, "a code that is {code}");
    }
    for (device, serial, code) in [
        ("of another user", &of_bob, bobs_phone.code(world.now())),
        ("of nobody", &spare, spare_phone.code(world.now())),
        ("that is not there", &nobodys, "123456".to_owned()),
        ("of no known form", &"GAHT12345678".to_owned(), "123456".to_owned()),
    ] {
        assert_eq!(world.session(alice, serial, &code).await.verdict(), NOT_VALIDATED, "a device {device}");
    }
    for _ in 0..4 {
        enrolled.guess().await;
    }
    world.wait(1);
    let code = phone.code(world.now());
    assert_eq!(world.session(alice, serial, &code).await.verdict(), NOT_VALIDATED, "too soon");
}

#[tokio::test]
async fn a_serial_number_and_a_code_come_together() {
    const TOGETHER: &str = "403 AccessDenied MultiFactorAuthentication failed, must provide both MFA serial number \
                            and one time pass code.";
    let enrolled = Enrolled::in_use().await;
    let code = enrolled.phone.code(enrolled.world.now());
    for field in [("SerialNumber", enrolled.serial.as_str()), ("TokenCode", code.as_str())] {
        let answer = enrolled.world.sts(&enrolled.alice, "GetSessionToken", &[field]).await;
        assert_eq!(answer.verdict(), TOGETHER, "only {}", field.0);
    }
    enrolled.try_code(&code).await.ok();
}
