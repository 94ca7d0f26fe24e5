use super::{NOW, assert_conflict, assert_over_limit, body, commit, get, key, revision, side_by_side};
use crate::{Batch, Direction, EventRange, Expected, Store};

pub(super) async fn end_at_the_limit_when_64_add(store: &dyn Store) {
    let counter = key("count/");
    for limit in [1_u8, 10, 63, 64] {
        let adds = (0..64).map(|racer| {
            let batch = Batch::at(NOW).add(counter.clone(), 1, u64::from(limit));
            store.commit(batch.put(key(&format!("won/{limit}/{racer}/")), ""))
        });
        let answers = side_by_side(adds).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), usize::from(limit));
        answers.iter().filter(|answer| answer.is_err()).for_each(|lost| assert_over_limit(lost, &counter));
        assert_eq!(body(store, &counter).await.unwrap(), limit.to_string());
        commit(store, Batch::at(NOW).delete(counter.clone())).await;
    }
}

pub(super) async fn return_to_zero_when_adds_meet_removals(store: &dyn Store) {
    // Back and forth over zero, where the counter's document comes and goes.
    let counter = key("count/");
    commit(store, Batch::at(NOW).add(counter.clone(), 32, 64)).await;
    for _ in 0..4 {
        let moves = (0..64).map(|racer| {
            let delta = if racer % 2 == 0 { 1 } else { -1 };
            store.commit(Batch::at(NOW).add(counter.clone(), delta, 64))
        });
        assert!(side_by_side(moves).await.iter().all(Result::is_ok), "adds never conflict");
        assert_eq!(body(store, &counter).await.unwrap(), "32");
    }
    let removals = (0..64).map(|_| store.commit(Batch::at(NOW).add(counter.clone(), -1, 64)));
    assert_eq!(side_by_side(removals).await.iter().filter(|answer| answer.is_ok()).count(), 32);
    assert_eq!(get(store, &counter).await, None);
}

pub(super) async fn have_one_winner_when_64_update(store: &dyn Store) {
    let alice = key("user/alice/");
    commit(store, Batch::at(NOW).put(alice.clone(), "")).await;
    for round in 1..=8_u8 {
        let read = Expected::At(revision(store, &alice).await);
        let updates = (0..64_u8).map(|racer| {
            let event = super::event(NOW + u64::from(round), racer, "won");
            let batch = Batch::at(NOW).expect(alice.clone(), read).put(alice.clone(), vec![round, racer]);
            store.commit(batch.event(event))
        });
        let answers = side_by_side(updates).await;
        let winner = answers.iter().position(Result::is_ok).unwrap();
        let lost = answers.iter().enumerate().filter(|(racer, _)| *racer != winner);
        lost.for_each(|(_, answer)| assert_conflict(answer, &alice));

        let body = body(store, &alice).await.unwrap();
        assert_eq!((body[0], usize::from(body[1])), (round, winner));
        let told = store.events(super::ACCOUNT, EventRange::ALL, Direction::Forward, 100).await.unwrap();
        assert_eq!(told.len(), usize::from(round), "one event per winner");
        assert_eq!(usize::from(told[usize::from(round) - 1].id[0]), winner);
    }
}

pub(super) async fn have_one_winner_when_64_create(store: &dyn Store) {
    let name = key("user/alice/");
    for _ in 0..4 {
        let creations = (0..64_u8).map(|racer| {
            store.commit(Batch::at(NOW).expect(name.clone(), Expected::Absent).put(name.clone(), vec![racer]))
        });
        let answers = side_by_side(creations).await;
        let winner = answers.iter().position(Result::is_ok).unwrap();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(usize::from(body(store, &name).await.unwrap()[0]), winner);
        commit(store, Batch::at(NOW).delete(name.clone())).await;
    }
}

pub(super) async fn never_both_win_when_each_expects_the_other_absent(store: &dyn Store) {
    // Neither writes what it expects, so no write of the one meets a write of the other.
    for round in 0..16 {
        let names = ["one", "two"].map(|name| key(&format!("{round}/{name}/")));
        let batches = [(0, 1), (1, 0)].map(|(own, other): (usize, usize)| {
            let batch = Batch::at(NOW).expect(names[other].clone(), Expected::Absent);
            store.commit(batch.put(names[own].clone(), ""))
        });
        let won = side_by_side(batches).await.iter().filter(|answer| answer.is_ok()).count();
        let there = store.get(&names).await.unwrap().iter().flatten().count();
        assert!(won <= 1 && won == there, "round {round}: {won} won, {there} are there");
    }
}

pub(super) async fn do_not_disturb_other_documents(store: &dyn Store) {
    // Batches that fail stand between batches that do not.
    let taken = key("taken/");
    commit(store, Batch::at(NOW).put(taken.clone(), "")).await;
    let commits = (0..64).map(|racer| {
        let batch = Batch::at(NOW).put(key(&format!("own/{racer}/")), "").add(key("count/"), 1, 1_000);
        store.commit(if racer % 3 == 0 { batch.expect(taken.clone(), Expected::Absent) } else { batch })
    });
    for (racer, answer) in side_by_side(commits).await.iter().enumerate() {
        let there = get(store, &key(&format!("own/{racer}/"))).await.is_some();
        assert_eq!((answer.is_ok(), there), (racer % 3 != 0, racer % 3 != 0), "{racer}: {answer:?}");
    }
    assert_eq!(body(store, &key("count/")).await.unwrap(), "42");
}
