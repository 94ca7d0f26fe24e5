use super::{ACCOUNT, NOW, body, commit, event, get, key};
use crate::limits::{BATCH_PARTS, BODY_BYTES, KEY_BYTES, KEYS, PAGE};
use crate::{
    Batch, CommitError, Direction, Event, EventLimit, EventRange, Invalid, Key, Partition, ScanRange, Store,
    StoreError,
};

pub(super) async fn are_kept_by_commits(store: &dyn Store) {
    let long = "k".repeat(KEY_BYTES + 1);
    let large = vec![0; BODY_BYTES + 1];
    let full = || Batch::at(NOW).put(key("first/"), "");
    let many = (0..BATCH_PARTS).fold(full(), |batch, n| batch.delete(key(&format!("{n}/"))));
    let heavy = (0..9).fold(full(), |batch, n| batch.put(key(&format!("{n}/")), vec![0; BODY_BYTES]));
    let elsewhere = Event { account: ACCOUNT + 1, ..event(NOW, 1, "") };
    for (batch, refusal) in [
        (full().put(key(&long), ""), Invalid::KeyTooLong { bytes: KEY_BYTES + 1 }),
        (full().delete(key(&long)), Invalid::KeyTooLong { bytes: KEY_BYTES + 1 }),
        (full().put(key(""), ""), Invalid::KeyUnusable),
        (full().add(key("a\0b/"), 1, 1), Invalid::KeyUnusable),
        (full().put(key("large/"), large.clone()), Invalid::BodyTooLarge { bytes: BODY_BYTES + 1 }),
        (
            full().event(Event { body: large.into(), ..event(NOW, 1, "") }),
            Invalid::BodyTooLarge { bytes: BODY_BYTES + 1 },
        ),
        (many, Invalid::TooManyParts { parts: BATCH_PARTS + 1 }),
        (heavy, Invalid::BatchTooLarge { bytes: 9 * BODY_BYTES }),
        (full().delete(key("first/")), Invalid::WrittenTwice { key: key("first/") }),
        (full().add(key("first/"), 1, 1), Invalid::WrittenTwice { key: key("first/") }),
        (full().event(elsewhere), Invalid::TwoAccounts(ACCOUNT, ACCOUNT + 1)),
        (full().delete(Key::account(7, "other/")), Invalid::TwoAccounts(ACCOUNT, 7)),
        (Batch::at(NOW).delete(Key::account(u64::MAX, "a/")), Invalid::NotAnAccount { account: u64::MAX }),
        (Batch { now_micros: u64::MAX, ..full() }, Invalid::TimeTooLate { micros: u64::MAX }),
        (full().event(event(u64::MAX, 1, "")), Invalid::TimeTooLate { micros: u64::MAX }),
    ] {
        let answer = store.commit(batch).await;
        let refused =
            matches!(&answer, Err(CommitError::Failed(StoreError::Invalid(found))) if *found == refusal);
        assert!(refused, "{refusal:?}: {answer:?}");
    }
    assert_eq!(get(store, &key("first/")).await, None);
}

pub(super) async fn are_kept_by_reads(store: &dyn Store) {
    fn refused<T>(answer: &Result<T, StoreError>) -> bool {
        matches!(answer, Err(StoreError::Invalid(_)))
    }
    let all = ScanRange::all(Partition::Account(ACCOUNT));
    let nowhere = ScanRange::all(Partition::Account(u64::MAX));
    let limit = EventLimit { before_micros: NOW, keep_bytes: 0 };
    assert!(refused(&store.get(&vec![key("a/"); KEYS + 1]).await));
    assert!(refused(&store.get(&[key(&"k".repeat(KEY_BYTES + 1))]).await));
    assert!(refused(&store.scan(&all, Direction::Forward, PAGE + 1).await));
    assert!(refused(&store.scan(&nowhere, Direction::Forward, 1).await));
    assert!(refused(&store.events(ACCOUNT, EventRange::ALL, Direction::Forward, PAGE + 1).await));
    assert!(refused(&store.events(u64::MAX, EventRange::ALL, Direction::Forward, 1).await));
    assert!(refused(&store.accounts(None, PAGE + 1).await));
    assert!(refused(&store.expire(ACCOUNT, limit, PAGE + 1).await));
    assert!(refused(&store.expire(u64::MAX, limit, 1).await));

    // The ends of time are no error to ask for.
    let always = EventRange::between(0, u64::MAX);
    assert_eq!(store.events(ACCOUNT, always, Direction::Forward, PAGE).await.unwrap(), []);
    let all_events = EventLimit { before_micros: u64::MAX, keep_bytes: u64::MAX };
    assert_eq!(store.expire(ACCOUNT, all_events, PAGE).await.unwrap(), 0);
    assert_eq!(store.accounts(Some(u64::MAX), PAGE).await.unwrap(), [0; 0]);
}

pub(super) async fn admit_the_largest(store: &dyn Store) {
    let longest = key(&"é".repeat(KEY_BYTES / 2));
    commit(store, Batch::at(NOW).put(longest.clone(), vec![7; BODY_BYTES])).await;
    assert_eq!(body(store, &longest).await.unwrap().len(), BODY_BYTES);
    let largest = Event { body: vec![7; BODY_BYTES].into(), ..event(NOW, 1, "") };
    commit(store, Batch::at(NOW).event(largest.clone())).await;
    let events = store.events(ACCOUNT, EventRange::ALL, Direction::Forward, PAGE).await.unwrap();
    assert_eq!(events, [largest]);

    let batch = (0..BATCH_PARTS).fold(Batch::at(NOW), |batch, n| batch.put(key(&format!("n/{n:04}/")), ""));
    commit(store, batch).await;
    let range = ScanRange::prefix(Partition::Account(ACCOUNT), "n/");
    assert_eq!(store.scan(&range, Direction::Forward, PAGE).await.unwrap().len(), BATCH_PARTS);
    assert_eq!(store.get(&vec![key("n/0000/"); KEYS]).await.unwrap().len(), KEYS);
}
