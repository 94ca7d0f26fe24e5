//! Hardware tokens in the API, with their makers' serial numbers.

use mfa::Algorithm::{Sha1, Sha256, Sha512};

use crate::codes::{NOT_VALIDATED, WRONG, WRONG_PAIR, last_check};
use crate::token::{Token, hotp, totp};
use crate::world::{Account, Answer, Keys, World};

const NOT_OF_USER: &str = "404 NoSuchEntity MFA Device invalid for user.";
const DAY: u64 = 24 * 3_600;

fn missing(serial: &str) -> String {
    format!(
        "404 NoSuchEntity MFA device with serial number {serial} doesn't exist. A hardware token has to be imported for \
         this account before somebody can have it."
    )
}

impl World {
    async fn enable_token(&self, keys: &Keys, user: &str, token: &mut Token) -> Answer {
        let [one, two] = token.pair(self.now());
        self.pair("EnableMFADevice", keys, user, &token.serial, [&one, &two]).await
    }

    async fn resync_token(&self, keys: &Keys, user: &str, token: &mut Token) -> Answer {
        let [one, two] = token.pair(self.now());
        self.pair("ResyncMFADevice", keys, user, &token.serial, [&one, &two]).await
    }

    /// What AWS's guide gives users for their own devices.
    async fn may_resync(&self, admin: &Keys, user: &str) {
        const OWN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ResyncMFADevice",
            "Resource":"arn:aws:iam::*:user/${aws:username}"}}"#;
        let policy = [("UserName", user), ("PolicyName", "own"), ("PolicyDocument", OWN)];
        self.iam(admin, "PutUserPolicy", &policy).await.ok();
    }

    async fn deactivate(&self, keys: &Keys, user: &str, serial: &str) -> Answer {
        self.iam(keys, "DeactivateMFADevice", &[("UserName", user), ("SerialNumber", serial)]).await
    }

    async fn token_session(&self, keys: &Keys, token: &mut Token) -> Answer {
        let code = token.code(self.now());
        self.session(keys, &token.serial, &code).await
    }
}

/// A user with a token that was enabled by an administrator a while ago.
struct Holder {
    world: World,
    account: Account,
    alice: Keys,
    token: Token,
}

impl Holder {
    async fn of(mut token: Token) -> Self {
        let world = World::new().await;
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        world.import(Some(&account.id), &token).await;
        world.enable_token(&account.admin, "alice", &mut token).await.ok();
        world.wait(180);
        Self { world, account, alice, token }
    }

    async fn sign_in(&mut self) -> Answer {
        self.world.token_session(&self.alice, &mut self.token).await
    }

    async fn resync(&mut self, keys: &Keys) -> Answer {
        self.world.resync_token(keys, "alice", &mut self.token).await
    }
}

fn feitian() -> Token {
    Token::new("GAHT12345678", totp(Sha1, 6, 30))
}

fn button() -> Token {
    Token::new("ABCD12345678", hotp(Sha1, 6, 40))
}

#[tokio::test]
async fn a_token_lives_from_its_import_to_the_next_user() {
    for parameters in [
        totp(Sha1, 6, 30),
        totp(Sha1, 6, 60),
        totp(Sha256, 8, 60),
        totp(Sha512, 8, 30),
        hotp(Sha1, 6, 0),
        hotp(Sha256, 8, 1_000_000),
    ] {
        let mut token = Token::new("GAHT12345678", parameters);
        let world = World::new().await;
        let account = world.account().await;
        let admin = &account.admin;
        let alice = world.user(admin, "alice").await;
        let bob = world.user(admin, "bob").await;
        world.import(Some(&account.id), &token).await;

        world.may_resync(admin, "alice").await;

        world.enable_token(admin, "alice", &mut token).await.ok();
        let list = world.iam(admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
        assert_eq!(list.texts("SerialNumber"), ["GAHT12345678"]);
        assert_eq!(
            world.enable_token(admin, "alice", &mut token).await.text("Code").unwrap(),
            "EntityAlreadyExists"
        );
        let taken = world.enable_token(admin, "bob", &mut token).await;
        assert_eq!(taken.verdict(), "409 EntityAlreadyExists MFA Device is already in use.");
        let list = world.iam(admin, "ListVirtualMFADevices", &[]).await.ok();
        assert!(list.xml.contains("<VirtualMFADevices></VirtualMFADevices>"), "{}", list.xml);

        world.wait(120);
        let session = Keys::of_session(&world.token_session(&alice, &mut token).await.ok());
        let me = world.sts(&session, "GetCallerIdentity", &[]).await.ok();
        assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:user/alice", account.id));
        world.wait(120);
        // As it is written in small letters: serial numbers are told apart by letters and digits alone.
        let code = token.code(world.now());
        world.session(&alice, "gaht12345678", &code).await.ok();
        world.wait(120);
        world.resync_token(&alice, "alice", &mut token).await.ok();
        world.wait(120);
        world.token_session(&alice, &mut token).await.ok();

        let conflict = world.iam(admin, "DeleteUser", &[("UserName", "bob")]).await;
        assert_eq!(conflict.text("Code").as_deref(), Some("DeleteConflict"), "of the access key");
        world.deactivate(admin, "alice", "GAHT12345678").await.ok();
        assert_eq!(world.token_session(&alice, &mut token).await.verdict(), NOT_VALIDATED);
        world.wait(120);
        world.enable_token(admin, "bob", &mut token).await.ok();
        world.wait(120);
        world.token_session(&bob, &mut token).await.ok();
        assert_eq!(world.stored_token("GAHT12345678").await["assignment"]["Enabled"]["account"], account.id);
    }
}

#[tokio::test]
async fn a_user_with_a_token_is_counted_reported_and_not_deleted() {
    let holder = Holder::of(feitian()).await;
    let (world, admin) = (&holder.world, &holder.account.admin);
    let key = [("UserName", "alice"), ("AccessKeyId", holder.alice.id.as_str())];
    world.iam(admin, "DeleteAccessKey", &key).await.ok();
    let refused = world.iam(admin, "DeleteUser", &[("UserName", "alice")]).await;
    assert_eq!(
        refused.verdict(),
        "409 DeleteConflict Cannot delete entity, must remove tokens from principal first."
    );
    let counted = async |expected: [&str; 2]| {
        let summary = world.iam(admin, "GetAccountSummary", &[]).await.ok();
        let value = |name: &str| {
            let entry = summary.xml.split(&format!("<key>{name}</key>")).nth(1).unwrap();
            entry.split("<value>").nth(1).unwrap().split('<').next().unwrap().to_owned()
        };
        assert_eq!([value("MFADevices"), value("MFADevicesInUse")], expected);
    };
    counted(["1", "1"]).await;
    world.deactivate(admin, "alice", &holder.token.serial).await.ok();
    counted(["0", "0"]).await;
    world.iam(admin, "DeleteUser", &[("UserName", "alice")]).await.ok();
    // The token outlives its user, and dangles nowhere.
    assert_eq!(world.stored_token(&holder.token.serial).await["assignment"], "Unassigned");
}

// R13: imported for one account, it does not exist in another; nor does one of the pool while somebody elsewhere has it.
#[tokio::test]
async fn r13_a_token_of_another_account_is_answered_as_one_that_does_not_exist() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    world.user(&ours.admin, "alice").await;
    let mallory = world.user(&theirs.admin, "mallory").await;
    let (mut own, mut pooled) = (feitian(), Token::new("POOL12345678", totp(Sha1, 6, 30)));
    let mut spare = Token::new("SPARE2345678", totp(Sha1, 6, 30));
    let mut nothing = Token::new("NONE12345678", totp(Sha1, 6, 30));
    world.import(Some(&ours.id), &own).await;
    world.import(Some(&ours.id), &spare).await;
    world.import(None, &pooled).await;
    world.enable_token(&ours.admin, "alice", &mut own).await.ok();
    world.enable_token(&ours.admin, "alice", &mut pooled).await.ok();
    world.wait(60);

    for token in [&mut own, &mut pooled, &mut spare, &mut nothing] {
        let serial = token.serial.clone();
        let enabled = world.enable_token(&theirs.admin, "mallory", token).await;
        assert_eq!(enabled.verdict(), missing(&serial));
        let answer = world.resync_token(&theirs.admin, "mallory", token).await;
        assert_eq!(answer.verdict(), NOT_OF_USER, "{serial}");
        let answer = world.deactivate(&theirs.admin, "mallory", &serial).await;
        assert_eq!(answer.verdict(), NOT_OF_USER, "{serial}");
        assert_eq!(world.token_session(&mallory, token).await.verdict(), NOT_VALIDATED, "{serial}");
    }
}

#[tokio::test]
async fn a_token_of_the_pool_is_whose_account_claims_it_first() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    world.user(&ours.admin, "alice").await;
    world.user(&theirs.admin, "bob").await;
    let mut token = feitian();
    world.import(None, &token).await;
    let codes = token.pair(world.now());
    let codes = [codes[0].as_str(), codes[1].as_str()];
    let (one, two) = tokio::join!(
        world.pair("EnableMFADevice", &ours.admin, "alice", &token.serial, codes),
        world.pair("EnableMFADevice", &theirs.admin, "bob", &token.serial, codes),
    );
    let mut verdicts = [one.verdict(), two.verdict()];
    verdicts.sort();
    assert_eq!(verdicts, ["200 OK".to_owned(), missing(&token.serial)]);

    // Given back, it is there for the other.
    let (holder, user, other, other_user) =
        if one.status == 200 { (&ours, "alice", &theirs, "bob") } else { (&theirs, "bob", &ours, "alice") };
    world.deactivate(&holder.admin, user, &token.serial).await.ok();
    let again = world.pair("EnableMFADevice", &other.admin, other_user, &token.serial, codes).await;
    assert_eq!(again.verdict(), WRONG_PAIR, "its codes were used in the other account");
    world.wait(60);
    world.enable_token(&other.admin, other_user, &mut token).await.ok();
}

// R13: whoever guesses at a token that nobody has makes nobody else wait.
#[tokio::test]
async fn r13_failures_on_an_unassigned_token_cost_the_caller_only() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    world.user(&ours.admin, "alice").await;
    world.user(&theirs.admin, "mallory").await;
    let mut token = feitian();
    world.import(None, &token).await;
    let before = world.stored_token(&token.serial).await;
    for _ in 0..7 {
        world.pair("EnableMFADevice", &theirs.admin, "mallory", &token.serial, ["000000", "000001"]).await;
    }
    let waits = world.enable_token(&theirs.admin, "mallory", &mut token).await;
    assert_eq!(waits.text("Code").as_deref(), Some("Throttling"));
    assert_eq!(world.stored_token(&token.serial).await, before);
    world.enable_token(&ours.admin, "alice", &mut token).await.ok();
}

// R13: what is known of the codes of a seed outlives the token here.
#[tokio::test]
async fn r13_used_codes_stay_used_when_a_token_is_removed_and_imported_again() {
    for mut token in [feitian(), button()] {
        let holder = Holder::of(token.clone()).await;
        let (world, account) = (&holder.world, &holder.account);
        token.pressed(2);
        let before = token.clone();
        let code = token.code(world.now());
        world.session(&holder.alice, &token.serial, &code).await.ok();
        world.deactivate(&account.admin, "alice", &token.serial).await.ok();
        world.remove_token(&token).await;
        let world = world.restarted().await;
        world.import(None, &token).await;

        let used = world.enable_token(&account.admin, "alice", &mut before.clone()).await;
        assert_eq!(used.verdict(), WRONG_PAIR, "{}", token.serial);
        let check = last_check(&world, account).await;
        assert!(check["result"].as_str().unwrap().starts_with("reused"), "{check}");
        world.wait(60);
        world.enable_token(&account.admin, "alice", &mut token).await.ok();
    }
}

/// An operation, the fields that it takes beside the serial number, and what it does with devices of other kinds.
type Refusal<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[tokio::test]
async fn what_only_virtual_devices_or_keys_have_is_refused_by_the_form_of_the_number() {
    let holder = Holder::of(feitian()).await;
    let (world, admin) = (&holder.world, &holder.account.admin);
    let spare = Token::new("SPARE2345678", totp(Sha1, 6, 30));
    world.import(Some(&holder.account.id), &spare).await;
    let stranger = world.user(admin, "eve").await;
    let key = format!("arn:aws:iam::{}:u2f/user/alice/key-ABCDEFGH", holder.account.id);
    let tag = [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    let more: [Refusal<'_>; 4] = [
        ("TagMFADevice", &tag, "tags"),
        ("UntagMFADevice", &[("TagKeys.member.1", "a")], "tags"),
        ("ListMFADeviceTags", &[], "tags"),
        ("DeleteVirtualMFADevice", &[], "deleted"),
    ];
    for (serial, kind) in [
        (holder.token.serial.as_str(), "a hardware token"),
        (spare.serial.as_str(), "a hardware token"),
        ("NONE12345678", "a hardware token"),
        (key.as_str(), "a security key"),
    ] {
        for (action, fields, what) in more {
            let fields = [&[("SerialNumber", serial)], fields].concat();
            let verdict = world.iam(admin, action, &fields).await.verdict();
            assert!(verdict.starts_with("400 ValidationError The serial number is that of "), "{verdict}");
            assert!(verdict.contains(kind) && verdict.contains(what), "{action} {serial}: {verdict}");
            let refused = world.iam(&stranger, action, &fields).await;
            assert_eq!(refused.text("Code").as_deref(), Some("AccessDenied"), "{action} {serial}");
        }
    }
    for serial in [holder.token.serial.as_str(), spare.serial.as_str(), "NONE12345678"] {
        let fields = [("UserName", "alice"), ("SerialNumber", serial)];
        let verdict = world.iam(admin, "GetMFADevice", &fields).await.verdict();
        assert!(verdict.ends_with("Please use the compatible device or API."), "{serial}: {verdict}");
        let refused = world.iam(&stranger, "GetMFADevice", &fields).await;
        assert_eq!(refused.text("Code").as_deref(), Some("AccessDenied"), "{serial}");
    }
}

#[tokio::test]
async fn a_token_in_a_drawer_for_months_signs_in_at_once() {
    for (period, gain) in [(30, 25), (30, -25), (60, 25), (60, -25)] {
        let mut holder = Holder::of(Token::new("GAHT12345678", totp(Sha1, 6, period))).await;
        holder.sign_in().await.ok();
        for _ in 0..8 {
            // A clock gains or loses 25 parts in a million, for 80 days.
            holder.world.wait(80 * DAY);
            holder.token.ahead += gain * 80 * 86_400 / 1_000_000;
            holder.sign_in().await.ok();
        }
        assert_eq!(holder.token.ahead.abs(), 1_376, "the token is 23 minutes off by now");
        assert_eq!(last_check(&holder.world, &holder.account).await["result"], "accepted");
    }
}

#[tokio::test]
async fn a_token_far_out_of_step_comes_back_with_two_codes() {
    // (seconds ahead, whether the user may resynchronize it without MFA)
    for (period, ahead, alone) in
        [(30, 7_200, true), (60, 7_200, true), (30, -900, true), (60, -1_800, true), (60, -3_600, false)]
    {
        let mut token = Token::new("GAHT12345678", totp(Sha1, 6, period));
        let mut holder = Holder::of(token.clone()).await;
        let world = &holder.world;
        // Long enough that no code of the token set back is older than one that was used.
        world.wait(DAY);
        token.ahead = ahead;
        holder.token = token;
        world.may_resync(&holder.account.admin, "alice").await;
        holder.sign_in().await;
        let check = last_check(&holder.world, &holder.account).await;
        let period = i64::from(period);
        assert_eq!(check["driftSteps"], ahead.div_euclid(period), "{check}");
        let alice = holder.alice.clone();
        let verdict = holder.resync(&alice).await.verdict();
        assert_eq!(verdict, if alone { "200 OK" } else { WRONG_PAIR }, "{ahead} s");
        if !alone {
            let admin = holder.account.admin.clone();
            holder.resync(&admin).await.ok();
        }
        holder.world.wait(120);
        holder.sign_in().await.ok();
    }
}

#[tokio::test]
async fn a_token_with_a_button_may_be_pressed_five_times_in_vain() {
    let mut holder = Holder::of(button()).await;
    for (presses, result) in [(0, "accepted"), (5, "accepted"), (6, "drifted")] {
        holder.token.pressed(presses);
        let answer = holder.sign_in().await;
        let check = last_check(&holder.world, &holder.account).await;
        assert_eq!(check["result"], result, "{check}");
        if result == "drifted" {
            assert_eq!((answer.verdict().as_str(), &check["codesAhead"]), (WRONG, &6.into()));
            continue;
        }
        assert_eq!((answer.status, &check["codesSkipped"]), (200, &presses.into()));
        // No time makes a used code good again, nor one that was skipped.
        holder.world.wait(400 * DAY);
        for back in 1..=presses + 1 {
            let mut before = holder.token.clone();
            before.counter -= back;
            let refused = holder.world.token_session(&holder.alice, &mut before).await;
            assert_eq!(refused.verdict(), WRONG, "{back} codes back");
            holder.world.wait(3_600);
        }
        holder.world.wait(60);
    }
}

#[tokio::test]
async fn a_token_with_a_button_is_found_within_a_hundred_by_its_user_and_a_thousand_by_an_administrator() {
    let mut holder = Holder::of(button()).await;
    let (alice, admin) = (holder.alice.clone(), holder.account.admin.clone());
    let start = holder.token.counter;
    holder.world.may_resync(&admin, "alice").await;
    for (ahead, by, keys, found) in [
        (99, "the user", &alice, false),
        (98, "the user", &alice, true),
        (999, "an administrator", &admin, false),
        (998, "an administrator", &admin, true),
    ] {
        let expected = holder.token.counter;
        holder.token.pressed(ahead);
        let verdict = holder.resync(keys).await.verdict();
        assert_eq!(verdict, if found { "200 OK" } else { WRONG_PAIR }, "{ahead} ahead, by {by}");
        if !found {
            assert_eq!(
                last_check(&holder.world, &holder.account).await["result"],
                if ahead > 900 { "wrong" } else { "out of reach" }
            );
            holder.token.counter = expected;
        }
        holder.world.wait(60);
    }
    holder.sign_in().await.ok();
    // Forward only, whoever asks.
    holder.token.counter = start;
    assert_eq!(holder.resync(&admin).await.verdict(), WRONG_PAIR);
}
