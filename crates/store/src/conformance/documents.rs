use super::{ACCOUNT, NOW, body, commit, get, key, revision};
use crate::{Batch, Expected, Key, Revision, Store};

pub(super) async fn are_created_read_updated_and_deleted(store: &dyn Store) {
    let alice = key("user/alice/");
    assert_eq!(get(store, &alice).await, None);

    let created =
        commit(store, Batch::at(NOW).expect(alice.clone(), Expected::Absent).put(alice.clone(), "one")).await;
    let read = get(store, &alice).await.unwrap();
    assert_eq!(read.body, "one");
    assert_eq!(
        read.revision,
        Revision::from(NOW),
        "a new document starts at the microseconds of its creation"
    );
    assert_eq!(created.puts, [Some(read.revision)]);

    let expected = Expected::At(read.revision);
    let updated =
        commit(store, Batch::at(NOW + 9).expect(alice.clone(), expected).put(alice.clone(), "two")).await;
    let read = get(store, &alice).await.unwrap();
    assert_eq!(read.body, "two");
    assert_eq!(read.revision, Revision::from(NOW + 1), "an update moves the revision by one");
    assert_eq!(updated.puts, [Some(read.revision)]);

    let gone = commit(
        store,
        Batch::at(NOW + 9).expect(alice.clone(), Expected::At(read.revision)).delete(alice.clone()),
    );
    assert_eq!(gone.await.puts, []);
    assert_eq!(get(store, &alice).await, None);

    commit(store, Batch::at(NOW + 9).delete(alice)).await;
}

pub(super) async fn are_read_many_at_once_in_the_order_asked_for(store: &dyn Store) {
    let [a, b, missing, global] = [key("a/"), key("b/"), key("c/"), Key::global("a/")];
    let put = [(&a, "a"), (&b, "b"), (&global, "global")];
    commit(store, put.iter().fold(Batch::at(NOW), |batch, (key, body)| batch.put((*key).clone(), *body)))
        .await;

    let asked = [&b, &missing, &a, &global, &b, &missing].map(Key::clone);
    let read = store.get(&asked).await.unwrap();
    let bodies: Vec<_> = read.iter().map(|one| one.as_ref().map(|document| document.body.as_ref())).collect();
    assert_eq!(bodies, [Some(b"b".as_slice()), None, Some(b"a"), Some(b"global"), Some(b"b"), None]);
    assert_eq!(store.get(&[]).await.unwrap(), []);
}

pub(super) async fn keep_any_bytes(store: &dyn Store) {
    let every_byte: Vec<u8> = (0..=255).collect();
    for (path, bytes) in
        [("empty/", Vec::new()), ("binary/", every_byte), ("not-utf-8/", vec![0xff, 0, 0xfe])]
    {
        commit(store, Batch::at(NOW).put(key(path), bytes.clone())).await;
        assert_eq!(body(store, &key(path)).await.unwrap(), bytes, "{path}");
    }
}

pub(super) async fn of_one_partition_are_not_those_of_another(store: &dyn Store) {
    let [zero, one, last] = [0, 1, 999_999_999_999].map(|account| Key::account(account, "same/"));
    let global = Key::global("same/");
    for (key, body) in [(&zero, "zero"), (&one, "one"), (&last, "last"), (&global, "global")] {
        commit(store, Batch::at(NOW).expect(key.clone(), Expected::Absent).put(key.clone(), body)).await;
    }
    commit(store, Batch::at(NOW).delete(one.clone())).await;
    for (key, left) in [(&zero, Some("zero")), (&one, None), (&last, Some("last")), (&global, Some("global"))]
    {
        assert_eq!(body(store, key).await.as_deref(), left.map(str::as_bytes), "{key}");
    }

    // One batch may claim a global name for an account.
    let (name, user) = (Key::global("alias/acme/"), Key::account(ACCOUNT, "alias/"));
    commit(store, Batch::at(NOW).expect(name.clone(), Expected::Absent).put(name.clone(), "").put(user, ""))
        .await;
    assert!(get(store, &name).await.is_some());
}

pub(super) async fn never_use_a_revision_again(store: &dyn Store) {
    // Created, changed and deleted within one microsecond, again and again.
    let alice = key("user/alice/");
    let mut seen: Vec<Revision> = Vec::new();
    for _ in 0..3 {
        for updates in [0, 1, 5] {
            for _ in 0..=updates {
                let written = commit(store, Batch::at(NOW).put(alice.clone(), "")).await;
                seen.extend(written.puts.into_iter().map(|revision| revision.unwrap()));
            }
            commit(store, Batch::at(NOW).delete(alice.clone())).await;
        }
    }
    assert!(seen.is_sorted_by(|one, next| one < next), "{seen:?}");
}

pub(super) async fn keep_their_revisions_apart_when_the_clock_steps_back(store: &dyn Store) {
    let [alice, bob] = [key("user/alice/"), key("user/bob/")];
    commit(store, Batch::at(NOW).put(alice.clone(), "first").put(bob.clone(), "")).await;
    let first = revision(store, &alice).await;
    commit(store, Batch::at(NOW).delete(alice.clone())).await;
    commit(store, Batch::at(NOW - 3_600_000_000).put(alice.clone(), "second")).await;
    let second = revision(store, &alice).await;
    assert!(second > first, "{second} after {first}");

    let late =
        store.commit(Batch::at(NOW).expect(alice.clone(), Expected::At(first)).put(alice.clone(), "lost"));
    super::assert_conflict(&late.await, &alice);
    assert_eq!(revision(store, &bob).await, Revision::from(NOW));
}

pub(super) async fn are_put_blindly_without_an_expectation(store: &dyn Store) {
    let alice = key("user/alice/");
    for (body, at) in [("one", NOW), ("two", NOW + 1), ("three", NOW + 2)] {
        let done = commit(store, Batch::at(NOW + 7).put(alice.clone(), body)).await;
        assert_eq!(done.puts, [Some(Revision::from(at + 7))]);
    }
    assert_eq!(body(store, &alice).await.unwrap(), "three");
}
