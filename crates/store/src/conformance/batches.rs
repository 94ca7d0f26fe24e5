use super::{NOW, assert_conflict, body, commit, event, get, key, revision};
use crate::{Batch, Direction, EventRange, Expected, Revision, Store};

pub(super) async fn answer_a_conflict_with_its_key(store: &dyn Store) {
    let [there, other, absent] = [key("there/"), key("other/"), key("absent/")];
    commit(store, Batch::at(NOW).put(there.clone(), "").put(other.clone(), "")).await;
    let now = revision(store, &there).await;
    let [earlier, later] = [now.get() - 1, now.get() + 1].map(Revision::from);

    for (wrong, expected) in [
        (&there, Expected::Absent),
        (&there, Expected::At(earlier)),
        (&there, Expected::At(later)),
        (&absent, Expected::At(now)),
    ] {
        let batch = Batch::at(NOW)
            .expect(other.clone(), Expected::At(now))
            .expect(wrong.clone(), expected)
            .put(other.clone(), "lost");
        assert_conflict(&store.commit(batch).await, wrong);
    }
    assert_eq!(body(store, &other).await.unwrap(), "");
}

pub(super) async fn check_documents_that_they_do_not_write(store: &dyn Store) {
    let [caller, target] = [key("user/caller/"), key("user/target/")];
    commit(store, Batch::at(NOW).put(caller.clone(), "")).await;
    let read = Expected::At(revision(store, &caller).await);
    let batch = || Batch::at(NOW).expect(caller.clone(), read).put(target.clone(), "");

    commit(store, batch()).await;
    assert_eq!(Expected::At(revision(store, &caller).await), read, "a check moves nothing");

    // Expected twice is expected once: a caller who is its own target.
    commit(store, batch().expect(caller.clone(), read)).await;

    commit(store, Batch::at(NOW).delete(caller.clone())).await;
    assert_conflict(&store.commit(batch()).await, &caller);
}

pub(super) async fn write_all_or_nothing(store: &dyn Store) {
    let [kept, removed, counter, added, moved] =
        [key("kept/"), key("removed/"), key("count/"), key("added/"), key("moved/")];
    let before =
        Batch::at(NOW).put(kept.clone(), "before").put(removed.clone(), "before").put(moved.clone(), "");
    commit(store, before.add(counter.clone(), 3, 10)).await;
    let keys = [&kept, &removed, &counter, &added, &moved].map(Clone::clone);
    let state = store.get(&keys).await.unwrap();

    let everything = || {
        Batch::at(NOW + 1)
            .put(kept.clone(), "after")
            .put(added.clone(), "after")
            .delete(removed.clone())
            .add(counter.clone(), 1, 10)
            .event(event(NOW + 1, 1, "told"))
    };
    let conflict = everything().expect(moved.clone(), Expected::Absent);
    assert_conflict(&store.commit(conflict).await, &moved);
    let over = everything().add(key("full/"), 1, 0);
    super::assert_over_limit(&store.commit(over).await, &key("full/"));
    let twice = everything().event(event(NOW + 1, 1, "told again"));
    assert!(store.commit(twice).await.is_err());

    assert_eq!(store.get(&keys).await.unwrap(), state);
    let events = store.events(super::ACCOUNT, EventRange::ALL, Direction::Forward, 10);
    assert_eq!(events.await.unwrap(), []);

    commit(store, everything()).await;
    let after = store.get(&keys).await.unwrap();
    assert!(after[1].is_none() && after[3].is_some(), "{after:?}");
    let events = store.events(super::ACCOUNT, EventRange::ALL, Direction::Forward, 10);
    assert_eq!(events.await.unwrap(), [event(NOW + 1, 1, "told")]);
}

pub(super) async fn judge_by_the_state_before_them(store: &dyn Store) {
    let counter = key("count/");
    commit(store, Batch::at(NOW).expect(counter.clone(), Expected::Absent).add(counter.clone(), 1, 1)).await;
    let read = revision(store, &counter).await;
    commit(store, Batch::at(NOW).expect(counter.clone(), Expected::At(read)).delete(counter.clone())).await;
    assert_eq!(get(store, &counter).await, None);
}

pub(super) async fn tell_the_time_of_the_last(store: &dyn Store) {
    assert_eq!(store.last_commit().await.unwrap(), None);
    for at in [NOW, NOW + 5_000_000, NOW + 5_000_010, NOW + 90_000_000, NOW + 30_000_000] {
        commit(store, Batch::at(at).put(key("any/"), "")).await;
        let told = store.last_commit().await.unwrap().unwrap();
        assert!(told.abs_diff(at) < 1_000_000, "{told} is more than a second from {at}");
    }
    let refused = Batch::at(NOW + 600_000_000).expect(key("any/"), Expected::Absent);
    assert!(store.commit(refused).await.is_err());
    assert!(store.last_commit().await.unwrap().unwrap() < NOW + 31_000_000, "a refused batch is no commit");
}

pub(super) async fn may_be_empty(store: &dyn Store) {
    assert_eq!(commit(store, Batch::at(NOW)).await.puts, []);
    commit(store, Batch::at(NOW).expect(key("absent/"), Expected::Absent)).await;
}
