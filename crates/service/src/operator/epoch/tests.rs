//! Epochs and half-filled stores, interrupted at every commit.

mod failing;

use std::sync::Arc;

use model::{AccountId, Timestamp};
use store::{Batch, Direction, Event, EventRange, Exported, Key, Partition, ScanRange, Store, Versioned};
use store_sqlite::SqliteStore;
use vault::Keyring;

use self::failing::Failing;
use super::{FillPlan, Readiness};
use crate::operator::Operator;
use crate::records::{Account, DeviceClock, Epoch, EpochCause, EpochState, body, keys};
use crate::{Service, Settings, SystemEntropy};

const NOW: Timestamp = Timestamp::from_secs(1_800_100_000);
const BEFORE: Timestamp = Timestamp::from_secs(1_800_000_000);
const OPERATOR: Operator = Operator { uid: 1000 };
const ACCOUNTS: [u64; 2] = [530_208_192_940, 683_404_671_444];

fn over(store: Arc<dyn Store>) -> Service {
    Service::new(store, Keyring::first([7; 32]), Box::new(SystemEntropy), Settings::default())
}

/// What is in a store before, and whether it is there afterwards.
fn documents() -> Vec<(Key, String, bool)> {
    let mut documents = vec![];
    let [one, two] = ACCOUNTS;
    for number in ACCOUNTS {
        let account = include_str!("../../../fixtures/account.v2.json");
        let account = account.replace("530208192940", &number.to_string());
        documents.push((Key::account(number, "account/"), account, true));
        for (path, stays) in [
            ("console-session/AIDA/0123/", false),
            ("terminal-session/AIDA/0123/", false),
            ("key-question/AIDA/0123/sign-in/", false),
            ("signin-token/00001800000000000000/ab/", false),
            ("count/signin-tokens/", false),
            ("login-code/00001800000000000000/ab/", false),
            ("count/login-codes/", false),
            ("recovery/0123/", false),
            ("recovery-codes/AIDA/", false),
            ("recovery-budget/", true),
            ("spent-proof/00001800000000000000/ab/", true),
            ("guesses/AIDA/", true),
            ("user/alice/", true),
            ("key/AKIA/", true),
        ] {
            documents.push((Key::account(number, path), "1".to_owned(), stays));
        }
    }
    let device = include_str!("../../../fixtures/mfa-device.v1.json");
    let clock = include_str!("../../../fixtures/clock.v1.json");
    documents.push((Key::account(one, "mfa/phone/"), device.to_owned(), true));
    documents.push((Key::account(one, "clock/GZGSOVZQ5YI2LNQVC3FWIJFA/"), clock.to_owned(), true));
    documents.push((Key::account(two, "mfa/never-enabled/"), device.to_owned(), true));
    let token = include_str!("../../../fixtures/hardware-token-hotp.v1.json");
    documents.push((Key::global("token/abcd12345678/"), token.to_owned(), true));
    for (path, stays) in [
        ("call/0123/", false),
        ("support-request/530208192940/AIDA/deactivate-mfa/", false),
        ("form/", true),
        ("letter/0123/", true),
        ("outbox/0123/", true),
    ] {
        documents.push((Key::global(path), "{}".to_owned(), stays));
    }
    documents
}

async fn filled() -> Arc<SqliteStore> {
    let store = Arc::new(SqliteStore::in_memory().unwrap());
    for (key, document, _) in documents() {
        store.commit(Batch::at(BEFORE.micros()).put(key, document)).await.unwrap();
    }
    for (number, account) in ACCOUNTS.iter().enumerate() {
        for event in 0..3_u8 {
            let micros = BEFORE.micros() + u64::from(event);
            let event =
                Event { account: *account, micros, id: [event; 16], body: format!("{number}").into() };
            store.commit(Batch::at(BEFORE.micros()).event(event)).await.unwrap();
        }
    }
    store
}

/// Everything that is in a store.
async fn everything(store: &dyn Store) -> (Vec<(Key, Versioned)>, Vec<Event>) {
    let (mut documents, mut events) = (vec![], vec![]);
    let mut export = store.export().await.unwrap();
    while let Some(piece) = export.next().await.unwrap() {
        match piece {
            Exported::Documents(some) => documents.extend(some),
            Exported::Events(some) => events.extend(some),
        }
    }
    (documents, events)
}

async fn check_ended(store: &dyn Store, event: &str, interrupted_at: usize) {
    for (key, _, stays) in documents() {
        let found = store.get(std::slice::from_ref(&key)).await.unwrap().remove(0);
        assert_eq!(found.is_some(), stays, "{key}, interrupted at {interrupted_at}");
    }
    let service = over_shared(store);
    for account in ACCOUNTS.map(|number| AccountId::new(number).unwrap()) {
        let found = service.get::<Account>(keys::account(account)).await.unwrap();
        assert_eq!(found.sessions_valid_after, NOW, "{account}");
        let events = store.events(account.number(), EventRange::ALL, Direction::Forward, 100).await.unwrap();
        let told = events.iter().filter(|told| String::from_utf8_lossy(&told.body).contains(event)).count();
        assert_eq!(told, 1, "{account} is told once, interrupted at {interrupted_at}");
    }
    for account in ACCOUNTS {
        // Of the one, codes were accepted; the other was never enabled, and may have been since.
        let clock = Key::account(account, "clock/GZGSOVZQ5YI2LNQVC3FWIJFA/");
        let clock = service.get::<DeviceClock>(clock).await.unwrap();
        assert!(clock.known.clock.last_step() >= Some(NOW.secs() / 30), "{account}");
    }
    let range = ScanRange::prefix(Partition::Global, "token-clock/");
    let clocks = store.scan(&range, Direction::Forward, 10).await.unwrap();
    assert_eq!(clocks.len(), 1);
    assert!(String::from_utf8_lossy(&clocks[0].1.body).contains("\"is_fenced\":true"));
}

/// Reads documents past any cache.
struct Shared<'s>(&'s dyn Store);

const fn over_shared(store: &dyn Store) -> Shared<'_> {
    Shared(store)
}

impl Shared<'_> {
    async fn get<T: serde::de::DeserializeOwned>(&self, key: Key) -> Option<T> {
        let found = self.0.get(&[key]).await.unwrap().remove(0)?;
        Some(serde_json::from_slice(&found.body).unwrap())
    }
}

#[tokio::test]
async fn r31_a_fence_that_is_interrupted_at_any_commit_is_finished_once() {
    for commits in 0.. {
        let store = filled().await;
        let failing = over(Arc::new(Failing::after(commits, Arc::clone(&store))));
        let begun = failing.begin_fence(OPERATOR, NOW).await;
        let was_whole = match begun {
            Ok(()) => failing.finish_epoch(NOW, &|_| {}).await.is_ok(),
            Err(_) => false,
        };
        drop(failing);

        let service = over(Arc::clone(&store) as Arc<dyn Store>);
        let expected = if commits == 0 || was_whole { Readiness::Ready } else { Readiness::Ending };
        assert_eq!(service.readiness().await.unwrap(), expected, "{commits}");
        if commits == 0 {
            service.begin_fence(OPERATOR, NOW).await.unwrap();
        }
        service.finish_epoch(NOW, &|_| {}).await.unwrap();
        assert_eq!(service.readiness().await.unwrap(), Readiness::Ready);
        check_ended(store.as_ref(), "FenceStore", commits).await;
        // Once more, it does nothing.
        let before = everything(store.as_ref()).await;
        assert_eq!(service.finish_epoch(NOW, &|_| {}).await.unwrap(), super::EndedWithEpoch::default());
        assert_eq!(everything(store.as_ref()).await, before);
        if was_whole {
            assert!(commits > 10, "it was interrupted at every commit");
            return;
        }
    }
}

fn plan(id: &str) -> FillPlan {
    FillPlan {
        id: id.to_owned(),
        cause: EpochCause::Restore,
        operator: OPERATOR,
        data_of: BEFORE,
        last_commit: None,
    }
}

/// Fills from a store, and says whether it came to the end.
async fn fill(service: &Service, from: &dyn Store, id: &str) -> Result<u64, crate::Error> {
    let mut filling = service.begin_filling(&plan(id), NOW).await?;
    let mut export = from.export().await.unwrap();
    while let Some(piece) = export.next().await.unwrap() {
        filling.add(piece, NOW).await?;
    }
    filling.finish(NOW).await
}

#[tokio::test]
async fn r31_a_store_that_is_half_filled_says_so_and_is_filled_from_the_same_source_alone() {
    let source = filled().await;
    // More than a commit takes.
    for number in 0..3 {
        let some = (0..200).map(|name| Key::account(ACCOUNTS[0], format!("user/{number}-{name:03}/")));
        let batch = some.fold(Batch::at(BEFORE.micros()), |batch, key| batch.put(key, "{}"));
        source.commit(batch).await.unwrap();
    }
    let (documents, events) = everything(source.as_ref()).await;
    let number = (documents.len() + events.len()) as u64;
    for commits in 0.. {
        let target = Arc::new(SqliteStore::in_memory().unwrap());
        let failing = over(Arc::new(Failing::after(commits, Arc::clone(&target))));
        let was_whole = fill(&failing, source.as_ref(), "one").await.is_ok();
        drop(failing);
        let service = over(Arc::clone(&target) as Arc<dyn Store>);
        match service.readiness().await.unwrap() {
            Readiness::Ready => assert_eq!(commits, 0),
            Readiness::Filling { records, .. } => {
                assert!(records <= number && !was_whole);
                assert!(
                    service.comes_from("one").await.unwrap() && !service.comes_from("two").await.unwrap()
                );
                assert!(fill(&service, source.as_ref(), "two").await.is_err(), "another source");
                assert!(service.begin_fence(OPERATOR, NOW).await.is_err(), "it is not whole");
                assert!(service.begin_backup(NOW).await.is_err());
                assert!(service.give_up_for(OPERATOR, "elsewhere", NOW).await.is_err());
            }
            other => assert_eq!((other, was_whole), (Readiness::Ending, true)),
        }
        if was_whole {
            assert!(commits > 6, "it was interrupted at every commit");
            assert!(fill(&service, source.as_ref(), "one").await.is_err(), "it is filled");
            service.finish_epoch(NOW, &|_| {}).await.unwrap();
            check_ended(target.as_ref(), "RestoreStore", commits).await;
            return;
        }
        assert_eq!(fill(&service, source.as_ref(), "one").await.unwrap(), number);
        let (found, told) = everything(target.as_ref()).await;
        let bodies = |documents: &[(Key, Versioned)]| -> Vec<_> {
            let others = documents.iter().filter(|(key, _)| *key != keys::epoch());
            others.map(|(key, found)| (key.clone(), found.body.clone())).collect()
        };
        assert_eq!(bodies(&found), bodies(&documents), "interrupted at {commits}");
        assert_eq!(told, events, "interrupted at {commits}");
    }
}

#[tokio::test]
async fn r31_nothing_is_written_into_a_store_that_holds_something() {
    for (key, document) in [(Key::global("alias/other/"), "{}"), (Key::account(7, "count/users/"), "1")] {
        let target = Arc::new(SqliteStore::in_memory().unwrap());
        target.commit(Batch::at(BEFORE.micros()).put(key, document)).await.unwrap();
        let before = everything(target.as_ref()).await;
        let service = over(Arc::clone(&target) as Arc<dyn Store>);
        assert!(fill(&service, filled().await.as_ref(), "one").await.is_err());
        assert_eq!(everything(target.as_ref()).await, before);
    }
}

#[tokio::test]
async fn r31_a_store_that_was_given_up_goes_on_in_one_place() {
    let store = filled().await;
    let service = over(Arc::clone(&store) as Arc<dyn Store>);
    let id = service.give_up_for(OPERATOR, "there", NOW).await.unwrap();
    assert_eq!(service.readiness().await.unwrap(), Readiness::Moved { to: "there".to_owned() });
    assert_eq!(service.give_up_for(OPERATOR, "there", NOW).await.unwrap(), id, "the copy is taken up again");
    assert!(service.give_up_for(OPERATOR, "elsewhere", NOW).await.is_err(), "two copies would live");
    // A copy holds what its source says of documents, and not what the source says of itself.
    let target = Arc::new(SqliteStore::in_memory().unwrap());
    let copy = over(Arc::clone(&target) as Arc<dyn Store>);
    fill(&copy, store.as_ref(), &id).await.unwrap();
    assert_eq!(copy.readiness().await.unwrap(), Readiness::Ending);
    // Back into use, in a new epoch.
    service.begin_fence(OPERATOR, NOW).await.unwrap();
    service.finish_epoch(NOW, &|_| {}).await.unwrap();
    assert_eq!(service.readiness().await.unwrap(), Readiness::Ready);
    check_ended(store.as_ref(), "FenceStore", 0).await;
}

// A clock that runs ahead of ours wrote the store: what it issued is over as well.
#[tokio::test]
async fn r31_what_a_clock_ahead_of_ours_issued_is_over_too() {
    let store = filled().await;
    let ahead = NOW.after(std::time::Duration::from_secs(40));
    store.commit(Batch::at(ahead.micros()).put(Key::global("alias/other/"), "{}")).await.unwrap();
    let service = over(Arc::clone(&store) as Arc<dyn Store>);
    service.begin_fence(OPERATOR, NOW).await.unwrap();
    service.finish_epoch(NOW, &|_| {}).await.unwrap();
    let account = AccountId::new(ACCOUNTS[0]).unwrap();
    let found = over_shared(store.as_ref()).get::<Account>(keys::account(account)).await.unwrap();
    assert_eq!(found.sessions_valid_after, ahead);
}

#[test]
fn an_epoch_is_kept_in_a_form_that_is_read_again() {
    let epoch = Epoch {
        schema: Epoch::SCHEMA,
        id: "0".to_owned(),
        cause: EpochCause::Fence,
        operator: 0,
        begun: NOW,
        data_of: None,
        over_until: NOW,
        state: EpochState::Ending { through: None },
    };
    let kept = body(&epoch).unwrap();
    assert_eq!(serde_json::from_slice::<Epoch>(&kept).unwrap(), epoch);
}
