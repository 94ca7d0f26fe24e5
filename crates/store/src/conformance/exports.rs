use super::{ACCOUNT, NOW, commit, event, get, key, side_by_side};
use crate::{Batch, Event, Expected, Export, Exported, Key, Partition, Store, Versioned, limits};

type Documents = Vec<(Key, Versioned)>;

/// Everything that is left of an export.
async fn read(mut export: Box<dyn Export>) -> (Documents, Vec<Event>) {
    let (mut documents, mut events) = (Vec::new(), Vec::new());
    while let Some(piece) = export.next().await.unwrap() {
        assert!(!piece.is_empty(), "a piece holds something");
        assert!(piece.len() <= limits::PAGE && piece.bytes() <= limits::EXPORT_BYTES, "{}", piece.len());
        match piece {
            Exported::Documents(some) => {
                assert!(events.is_empty(), "documents come before events");
                documents.extend(some);
            }
            Exported::Events(some) => events.extend(some),
        }
    }
    (documents, events)
}

async fn export(store: &dyn Store) -> (Documents, Vec<Event>) {
    read(store.export().await.unwrap()).await
}

pub(super) async fn hold_everything_once_and_in_order(store: &dyn Store) {
    assert_eq!(export(store).await, (vec![], vec![]));
    let paths = ["user.", "user/A/", "user/a/", "user/é/", "zebra/"];
    let partitions = [
        Partition::Global,
        Partition::Account(0),
        Partition::Account(ACCOUNT),
        Partition::Account(limits::ACCOUNT),
    ];
    // Written out of order.
    for partition in partitions.iter().rev() {
        for path in paths.iter().rev() {
            commit(store, Batch::at(NOW).put(Key::new(*partition, *path), path.as_bytes().to_vec())).await;
        }
    }
    let gone = key("gone/");
    commit(store, Batch::at(NOW).put(gone.clone(), "")).await;
    commit(store, Batch::at(NOW).delete(gone)).await;
    commit(store, Batch::at(NOW + 9).put(key("zebra/"), [0, 255, 7].to_vec()).add(key("count/"), 3, 9)).await;
    let told: Vec<Event> = [(7, NOW + 5, 2), (ACCOUNT, NOW, 1), (ACCOUNT, NOW, 2), (ACCOUNT, NOW + 1, 0)]
        .map(|(account, micros, id)| Event { account, ..event(micros, id, "told") })
        .to_vec();
    for event in told.iter().rev() {
        commit(store, Batch::at(NOW).event(event.clone())).await;
    }

    let (documents, events) = export(store).await;
    assert_eq!(events, told);
    let mut keys: Vec<Key> =
        partitions.iter().flat_map(|partition| paths.map(|path| Key::new(*partition, path))).collect();
    keys.push(key("count/"));
    keys.sort();
    assert_eq!(documents.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), keys);
    for (key, document) in documents {
        assert_eq!(Some(document), get(store, &key).await, "{key}");
    }
}

pub(super) async fn come_in_pieces_within_the_limits(store: &dyn Store) {
    // Many small ones, and large ones of which no two fit together.
    let number = limits::PAGE + 500;
    for piece in 0..number / 250 + 1 {
        let some =
            (piece * 250..number.min((piece + 1) * 250)).map(|number| key(&format!("small/{number:06}/")));
        commit(store, some.fold(Batch::at(NOW), |batch, key| batch.put(key, "small"))).await;
    }
    for number in 0..3_u8 {
        let large = vec![number; limits::BODY_BYTES];
        let told = Event { body: large.clone().into(), ..event(NOW, number, "") };
        commit(store, Batch::at(NOW).put(key(&format!("large/{number}/")), large).event(told)).await;
    }
    let (documents, events) = export(store).await;
    assert_eq!((documents.len(), events.len()), (number + 3, 3));
}

pub(super) async fn are_of_one_moment(store: &dyn Store) {
    let place = |number: usize| key(&format!("place/{number:06}/"));
    let number = 2 * limits::PAGE;
    for piece in 0..number / 256 {
        let some = piece * 256..(piece + 1) * 256;
        commit(store, some.fold(Batch::at(NOW), |batch, number| batch.put(place(number), "before"))).await;
    }
    commit(store, Batch::at(NOW).event(event(NOW, 1, "before"))).await;

    let mut running = store.export().await.unwrap();
    let first = running.next().await.unwrap().unwrap();
    // Changed, removed and added, behind the place that the reading has reached and before it.
    let batch = Batch::at(NOW + 1)
        .put(place(0), "after")
        .put(place(number - 1), "after")
        .delete(place(number - 2))
        .put(place(number), "after")
        .event(event(NOW + 1, 2, "after"));
    commit(store, batch).await;
    let (rest, events) = read(running).await;
    let Exported::Documents(first) = first else { unreachable!("documents come first") };
    assert_eq!(first.len() + rest.len(), number);
    assert!(first.iter().chain(&rest).all(|(_, document)| document.body == "before"));
    assert_eq!(events, [event(NOW, 1, "before")]);

    let (after, events) = export(store).await;
    assert_eq!(after.len(), number);
    assert_eq!(after.iter().filter(|(_, document)| document.body == "after").count(), 3);
    assert_eq!(events.len(), 2);
}

pub(super) async fn are_not_torn_by_commits_at_the_same_time(store: &dyn Store) {
    // Every commit moves all of these at once, in two partitions, and tells of it.
    let places: Vec<Key> = (0..50)
        .flat_map(|number| [key(&format!("place/{number:02}/")), Key::global(format!("place/{number:02}/"))])
        .collect();
    let moved = |round: u64| {
        let told = Event { micros: NOW + round, ..event(NOW, 1, "moved") };
        places
            .iter()
            .fold(Batch::at(NOW).event(told), |batch, place| batch.put(place.clone(), round.to_string()))
    };
    commit(store, moved(0)).await;
    let moves = async {
        for round in 1..60 {
            commit(store, moved(round)).await;
        }
    };
    let looks = async {
        for _ in 0..12 {
            let (documents, events) = export(store).await;
            assert_eq!(documents.len(), places.len());
            let (_, first) = &documents[0];
            assert!(documents.iter().all(|(_, document)| document.body == first.body), "an export is torn");
            assert_eq!(first.body, (events.len() - 1).to_string(), "events are of another moment");
        }
    };
    let both: [std::pin::Pin<Box<dyn Future<Output = ()> + Send>>; 2] = [Box::pin(moves), Box::pin(looks)];
    side_by_side(both).await;
}

pub(super) async fn may_be_given_up(store: &dyn Store) {
    for piece in 0..8_usize {
        let some = (0..500).map(|number| key(&format!("place/{piece}/{number:03}/")));
        commit(store, some.fold(Batch::at(NOW), |batch, key| batch.put(key, "here"))).await;
    }
    for pieces in 0..3 {
        let mut given_up = store.export().await.unwrap();
        for _ in 0..pieces {
            assert!(given_up.next().await.unwrap().is_some());
        }
        drop(given_up);
        let place = key("place/0/000/");
        let read = get(store, &place).await;
        commit(store, Batch::at(NOW).expect(place.clone(), Expected::from(&read)).put(place, "here")).await;
    }
    assert_eq!(export(store).await.0.len(), 4_000);
}
