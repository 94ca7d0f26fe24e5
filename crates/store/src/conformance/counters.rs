use super::{NOW, assert_over_limit, body, commit, get, key};
use crate::{Batch, CommitError, Store, StoreError};

async fn value(store: &dyn Store) -> u64 {
    let Some(body) = body(store, &key("count/")).await else { return 0 };
    str::from_utf8(&body).unwrap().parse().unwrap()
}

pub(super) async fn stay_within_their_bounds(store: &dyn Store) {
    let counter = key("count/");
    // (delta, limit, the value afterwards, where it is allowed)
    for (delta, limit, after) in [
        (-1, 10, None),
        (0, 0, Some(0)),
        (1, 0, None),
        (i64::MAX, 10, None),
        (i64::MIN, u64::MAX, None),
        (10, 10, Some(10)),
        (0, 10, Some(10)),
        (0, 9, None), // above a limit that was lowered
        (1, 10, None),
        (-11, 10, None),
        (-4, 10, Some(6)),
        (-1, 3, None), // still above
        (-3, 3, Some(3)),
        (0, 0, None), // "is it empty?"
        (-3, 0, Some(0)),
        (0, 0, Some(0)),
        (i64::MAX, u64::MAX, Some(i64::MAX.cast_unsigned())),
        (i64::MAX, u64::MAX, Some(u64::MAX - 1)),
        (2, u64::MAX, None),
        (1, u64::MAX, Some(u64::MAX)),
    ] {
        let before = value(store).await;
        let answer = store.commit(Batch::at(NOW).add(counter.clone(), delta, limit)).await;
        match after {
            Some(_) => assert!(answer.is_ok(), "{before} {delta:+} within {limit}: {answer:?}"),
            None => assert_over_limit(&answer, &counter),
        }
        assert_eq!(value(store).await, after.unwrap_or(before), "{before} {delta:+} within {limit}");
    }
}

pub(super) async fn hold_decimal_text_and_vanish_at_zero(store: &dyn Store) {
    let counter = key("count/");
    let add = |delta| commit(store, Batch::at(NOW).add(counter.clone(), delta, 1_000));
    add(12).await;
    let first = get(store, &counter).await.unwrap();
    assert_eq!(first.body, "12");
    add(-2).await;
    let second = get(store, &counter).await.unwrap();
    assert_eq!(second.body, "10");
    assert!(second.revision > first.revision, "who caches a counter must see that it moved");
    add(-10).await;
    assert_eq!(get(store, &counter).await, None);
    add(7).await;
    let third = get(store, &counter).await.unwrap();
    assert!(third.revision > second.revision);

    // Repairing a counter is a put.
    commit(store, Batch::at(NOW).put(counter.clone(), "999")).await;
    assert_over_limit(&store.commit(Batch::at(NOW).add(counter.clone(), 2, 1_000)).await, &counter);
    add(1).await;
    assert_eq!(body(store, &counter).await.unwrap(), "1000");
}

pub(super) async fn move_together_or_not_at_all(store: &dyn Store) {
    let [users, devices, full] = [key("count/users/"), key("count/devices/"), key("count/full/")];
    let batch = |limit| {
        Batch::at(NOW).add(users.clone(), 1, 10).add(full.clone(), 1, limit).add(devices.clone(), 2, 10)
    };
    assert_over_limit(&store.commit(batch(0)).await, &full);
    for counter in [&users, &devices, &full] {
        assert_eq!(get(store, counter).await, None);
    }
    commit(store, batch(1)).await;
    for (counter, value) in [(&users, "1"), (&devices, "2"), (&full, "1")] {
        assert_eq!(body(store, counter).await.unwrap(), value);
    }
}

pub(super) async fn are_not_any_document(store: &dyn Store) {
    let counter = key("count/");
    for text in ["{}", "", "-1", "+1", " 1", "18446744073709551616", "é"] {
        commit(store, Batch::at(NOW).put(counter.clone(), text)).await;
        let answer = store.commit(Batch::at(NOW).add(counter.clone(), 1, 10)).await;
        let refused =
            matches!(&answer, Err(CommitError::Failed(StoreError::NotACounter { key })) if *key == counter);
        assert!(refused, "{text:?}: {answer:?}");
        assert_eq!(body(store, &counter).await.unwrap(), text);
    }
}
