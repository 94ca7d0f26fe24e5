use super::{ACCOUNT, NOW, commit, event, key};
use crate::{Batch, CommitError, Direction, Event, EventLimit, EventRange, Store, StoreError};

async fn read(store: &dyn Store, range: EventRange, direction: Direction, limit: usize) -> Vec<Event> {
    store.events(ACCOUNT, range, direction, limit).await.unwrap()
}

/// Ten events in order, two to a microsecond, written in another order.
async fn fill(store: &dyn Store) -> Vec<Event> {
    let mut events: Vec<Event> = (0..10_u8)
        .map(|n| event(NOW + u64::from(n / 2), [3, 200][usize::from(n % 2)], "ten bytes."))
        .collect();
    for n in [5, 0, 9, 3, 7, 1, 8, 2, 6, 4] {
        commit(store, Batch::at(NOW).event(events[n].clone())).await;
    }
    events.sort_by_key(Event::position);
    events
}

pub(super) async fn are_read_in_order_both_ways_and_in_pages(store: &dyn Store) {
    let events = fill(store).await;
    assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, events);
    for size in [1, 3, 10] {
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        while forward.len() < 10 {
            let range =
                forward.last().map_or(EventRange::ALL, |last: &Event| EventRange::ALL.after(last.position()));
            forward.extend(read(store, range, Direction::Forward, size).await);
            let range = backward
                .last()
                .map_or(EventRange::ALL, |last: &Event| EventRange::ALL.before(last.position()));
            backward.extend(read(store, range, Direction::Backward, size).await);
        }
        assert_eq!(forward, events, "pages of {size}");
        backward.reverse();
        assert_eq!(backward, events, "pages of {size}, backward");
        assert_eq!(
            read(store, EventRange::ALL.after(events[9].position()), Direction::Forward, size).await,
            []
        );
    }
}

pub(super) async fn are_read_between_two_times(store: &dyn Store) {
    let events = fill(store).await;
    for (from, to, found) in [
        (NOW, NOW + 5, 0..10),
        (NOW + 1, NOW + 3, 2..6),
        (0, NOW, 0..0),
        (NOW + 4, NOW + 9, 8..10),
        (9, 3, 0..0),
    ] {
        let range = EventRange::between(from, to);
        assert_eq!(read(store, range, Direction::Forward, 100).await, events[found.clone()]);
        assert_eq!(read(store, range, Direction::Backward, 100).await.len(), found.len());
    }
    // Pages of such a read keep its other end.
    let page = EventRange::between(NOW + 1, NOW + 3).after(events[2].position());
    assert_eq!(read(store, page, Direction::Forward, 100).await, events[3..6]);
    let page = EventRange::between(NOW + 1, NOW + 3).before(events[4].position());
    assert_eq!(read(store, page, Direction::Backward, 1).await, events[3..4]);
}

pub(super) async fn of_one_account_are_not_those_of_another(store: &dyn Store) {
    let here = event(NOW, 1, "here");
    let there = Event { account: ACCOUNT + 1, ..event(NOW, 1, "there") };
    for event in [&here, &there] {
        commit(store, Batch::at(NOW).event(event.clone())).await;
    }
    assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, [here]);
    store.expire(ACCOUNT, EventLimit { before_micros: NOW + 1, keep_bytes: 0 }, 100).await.unwrap();
    let left = store.events(ACCOUNT + 1, EventRange::ALL, Direction::Backward, 100).await.unwrap();
    assert_eq!(left, [there]);
}

pub(super) async fn are_never_written_twice(store: &dyn Store) {
    let first = event(NOW, 1, "first");
    commit(store, Batch::at(NOW).event(first.clone())).await;
    let answer = store.commit(Batch::at(NOW).event(event(NOW, 1, "second")).put(key("any/"), "")).await;
    let refused = matches!(
        &answer,
        Err(CommitError::Failed(StoreError::EventExists { account: ACCOUNT, position })) if *position == first.position()
    );
    assert!(refused, "{answer:?}");
    assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, [first]);
    assert_eq!(super::get(store, &key("any/")).await, None);
}

pub(super) async fn expire_by_age_in_pieces(store: &dyn Store) {
    let events = fill(store).await;
    let limit = EventLimit { before_micros: NOW + 4, keep_bytes: u64::MAX };
    let expire = |at_most| async move { store.expire(ACCOUNT, limit, at_most).await.unwrap() };
    for (removed, left) in [(3, 7), (3, 4), (2, 2), (0, 2)] {
        assert_eq!(expire(3).await, removed);
        assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, events[10 - left..]);
    }
    let nothing = EventLimit { before_micros: 0, keep_bytes: u64::MAX };
    assert_eq!(store.expire(ACCOUNT, nothing, 100).await.unwrap(), 0);
    assert_eq!(store.expire(ACCOUNT + 5, limit, 100).await.unwrap(), 0);
}

pub(super) async fn expire_by_size_oldest_first(store: &dyn Store) {
    let events = fill(store).await;
    // A batch that failed added nothing to the size.
    let failed =
        Batch::at(NOW).event(event(NOW + 77, 7, "much longer than ten bytes")).add(key("count/"), 1, 0);
    assert!(store.commit(failed).await.is_err());

    // (bytes to keep, at most, removed, left)
    for (keep_bytes, at_most, removed, left) in [
        (100, 100, 0, 10),
        (99, 100, 1, 9),
        (50, 3, 3, 6),
        (50, 3, 1, 5),
        (50, 3, 0, 5),
        (41, 100, 1, 4),
        (0, 100, 4, 0),
        (0, 100, 0, 0),
    ] {
        let limit = EventLimit { before_micros: 0, keep_bytes };
        assert_eq!(
            store.expire(ACCOUNT, limit, at_most).await.unwrap(),
            removed,
            "keeping {keep_bytes} bytes"
        );
        assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, events[10 - left..]);
    }

    // Both limits at once; the stricter one decides.
    let events = fill(store).await;
    let limit = EventLimit { before_micros: NOW + 1, keep_bytes: 65 };
    assert_eq!(store.expire(ACCOUNT, limit, 100).await.unwrap(), 4);
    let limit = EventLimit { before_micros: NOW + 4, keep_bytes: 65 };
    assert_eq!(store.expire(ACCOUNT, limit, 100).await.unwrap(), 4);
    assert_eq!(read(store, EventRange::ALL, Direction::Forward, 100).await, events[8..]);
}
