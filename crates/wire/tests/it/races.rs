//! Many callers at once: one wins, and the others are told why not.

use std::collections::BTreeMap;
use std::sync::Arc;

use service::figures::{MfaResult, MfaWay};
use store::{Batch, Key};

use crate::codes::WRONG;
use crate::world::{Answer, Keys, Phone, World};

/// Runs a call for each of some values, all at once.
pub async fn at_once<T, F>(values: impl IntoIterator<Item = T>, call: impl Fn(T) -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let running: Vec<_> = values.into_iter().map(|value| tokio::spawn(call(value))).collect();
    let mut answers = Vec::new();
    for answer in running {
        answers.push(answer.await.unwrap());
    }
    answers
}

/// How often each verdict was given.
pub fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.verdict()).or_default() += 1;
    }
    tally
}

pub fn as_expected(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(verdict, count)| ((*verdict).to_owned(), *count)).collect()
}

/// What was decided by a seed: xorshift, so that a failure can be seen again.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_make_the_same_user_one_succeeds() {
    let world = Arc::new(World::new().await);
    let admin = world.account().await.admin;
    let answers = at_once(0..64, |n| {
        let (world, admin) = (Arc::clone(&world), admin.clone());
        let name = if n % 2 == 0 { "alice" } else { "ALICE" };
        async move { world.iam(&admin, "CreateUser", &[("UserName", name)]).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 63, "{:?}", tally(&answers));
    let list = world.iam(&admin, "ListUsers", &[]).await.ok();
    assert_eq!(list.texts("UserName").len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_make_users_near_the_quota_so_many_succeed_as_it_leaves() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    // 4,988 and the administrator are there: eleven are left.
    let count = Key::account(account.id.parse().unwrap(), "count/users/");
    world.store.commit(Batch::at(1).add(count, 4_988, u64::from(u32::MAX))).await.unwrap();
    let answers = at_once(0..64, |n| {
        let (world, admin) = (Arc::clone(&world), account.admin.clone());
        async move { world.iam(&admin, "CreateUser", &[("UserName", &format!("user{n}"))]).await }
    })
    .await;
    let expected = [("200 OK", 11), ("409 LimitExceeded Cannot exceed quota for UsersPerAccount: 5000", 53)];
    assert_eq!(tally(&answers), as_expected(&expected));
    world
        .iam(
            &account.admin,
            "DeleteUser",
            &[("UserName", list_users(&world, &account.admin).await.last().unwrap())],
        )
        .await
        .ok();
    world.iam(&account.admin, "CreateUser", &[("UserName", "again")]).await.ok();
}

async fn list_users(world: &World, admin: &Keys) -> Vec<String> {
    world.iam(admin, "ListUsers", &[]).await.ok().texts("UserName")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_any_number_of_sign_ins_with_one_code_one_succeeds() {
    for callers in [2, 64] {
        let world = Arc::new(World::new().await);
        let account = world.account().await;
        let alice = world.user(&account.admin, "alice").await;
        let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
        let code = phone.code(world.now());
        let answers = at_once(0..callers, |_| {
            let (world, alice) = (Arc::clone(&world), alice.clone());
            let (serial, code) = (serial.clone(), code.clone());
            async move { world.session(&alice, &serial, &code).await }
        })
        .await;
        let tally = tally(&answers);
        assert_eq!(tally["200 OK"], 1, "{tally:?}");
        // Each code that was called wrong was looked at, counted and recorded; who was not looked at is told so.
        let said = tally.get(WRONG).copied().unwrap_or_default();
        let events = world.events(&account.id).await;
        let check = |result: &str| {
            events.iter().filter(|event| event["additionalEventData"]["mfaCheck"]["result"] == result).count()
        };
        assert_eq!((check("accepted"), check("reused")), (2, said), "{tally:?}; one accepted was the pair");
        // A race that is run again is one check in the figures too.
        let counted =
            [MfaResult::Accepted, MfaResult::Reused].map(|result| world.checks(MfaWay::Code, result));
        assert_eq!(counted, [1, said as u64], "{tally:?}");
        if callers == 2 {
            assert_eq!(said, 1, "{tally:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_users_who_enable_one_device_one_gets_it() {
    for _ in 0..8 {
        let world = Arc::new(World::new().await);
        let account = world.account().await;
        for user in ["alice", "bob"] {
            world.user(&account.admin, user).await;
        }
        let (serial, phone) = world.device(&account.admin, "phone").await;
        let answers = at_once(["alice", "bob"], |user| {
            let (world, admin) = (Arc::clone(&world), account.admin.clone());
            let (serial, phone) = (serial.clone(), phone.clone());
            async move { world.enable(&admin, user, &serial, &phone).await }
        })
        .await;
        let expected = [("200 OK", 1), ("409 EntityAlreadyExists MFA Device is already in use.", 1)];
        assert_eq!(tally(&answers), as_expected(&expected));
    }
}

/// As SDKs do: again, when the service says that it was its own fault.
async fn persistently(world: &World, keys: &Keys, user: &str, (serial, phone): &(String, Phone)) -> Answer {
    loop {
        let answer = world.enable(keys, user, serial, phone).await;
        if answer.status != 500 {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_nine_devices_enabled_at_once_eight_fit() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let mut devices = Vec::new();
    for n in 0..9 {
        devices.push(world.device(&account.admin, &format!("phone{n}")).await);
    }
    let answers = at_once(devices, |device| {
        let (world, admin) = (Arc::clone(&world), account.admin.clone());
        async move { persistently(&world, &admin, "alice", &device).await }
    })
    .await;
    let expected = [("200 OK", 8), ("409 LimitExceeded Cannot exceed quota for MFADevicesPerUser: 8", 1)];
    assert_eq!(tally(&answers), as_expected(&expected));
    let list = world.iam(&account.admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    assert_eq!(list.texts("SerialNumber").len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r11_a_user_who_is_deleted_while_a_key_is_made_leaves_no_key_that_works() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    for round in 0..32 {
        let name = format!("user{round}");
        world.iam(&account.admin, "CreateUser", &[("UserName", &name)]).await.ok();
        let answers = at_once(["DeleteUser", "CreateAccessKey"], |action| {
            let (world, admin, name) = (Arc::clone(&world), account.admin.clone(), name.clone());
            async move { world.iam(&admin, action, &[("UserName", &name)]).await }
        })
        .await;
        let [deleted, made] = answers.try_into().unwrap();
        assert_ne!(deleted.status == 200, made.status == 200, "{} / {}", deleted.verdict(), made.verdict());
        if made.status == 200 {
            let keys = Keys {
                id: made.text("AccessKeyId").unwrap(),
                secret: made.text("SecretAccessKey").unwrap(),
                token: None,
            };
            world.sts(&keys, "GetCallerIdentity", &[]).await.ok();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r11_a_key_that_was_turned_off_does_nothing_after_the_answer() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    let turned_off = [("UserName", "admin"), ("AccessKeyId", &account.admin.id), ("Status", "Inactive")];
    let (world_there, keys) = (Arc::clone(&world), account.admin.clone());
    let flood = tokio::spawn(async move {
        at_once(0..48, |n| {
            let (world, keys) = (Arc::clone(&world_there), keys.clone());
            async move { world.iam(&keys, "CreateUser", &[("UserName", &format!("user{n}"))]).await }
        })
        .await
    });
    loop {
        let answer = world.iam(&account.root, "UpdateAccessKey", &turned_off).await;
        if answer.status == 200 {
            break;
        }
    }
    let then = list_users(&world, &account.root).await;
    let answers = flood.await.unwrap();
    assert_eq!(list_users(&world, &account.root).await, then, "nobody was made after the key was off");
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count() + 1, then.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_user_who_is_renamed_all_the_time_can_call_all_the_time() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (world_there, admin) = (Arc::clone(&world), account.admin.clone());
    let renames = tokio::spawn(async move {
        for _ in 0..16 {
            for (from, to) in [("alice", "carol"), ("carol", "alice")] {
                world_there.iam(&admin, "UpdateUser", &[("UserName", from), ("NewUserName", to)]).await.ok();
            }
        }
    });
    while !renames.is_finished() {
        world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    }
    renames.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_administrator_who_mistyped_once_still_enrols_many_at_the_same_time() {
    let world = Arc::new(World::new().await);
    let admin = world.account().await.admin;
    let mut devices = Vec::new();
    for n in 0..32 {
        let name = format!("user{n}");
        world.iam(&admin, "CreateUser", &[("UserName", &name)]).await.ok();
        let (serial, phone) = world.device(&admin, &name).await;
        devices.push((name, serial, phone));
    }
    let (name, serial, _) = &devices[0];
    assert_eq!(world.pair("EnableMFADevice", &admin, name, serial, ["000000", "000000"]).await.status, 403);
    let answers = at_once(devices, |(name, serial, phone)| {
        let (world, admin) = (Arc::clone(&world), admin.clone());
        async move { world.enable(&admin, &name, &serial, &phone).await }
    })
    .await;
    assert_eq!(tally(&answers), as_expected(&[("200 OK", 32)]));
}
