use super::{ACCOUNT, NOW, commit, event, key};
use crate::{Batch, Direction, Key, Partition, ScanRange, Store};

const HERE: Partition = Partition::Account(ACCOUNT);

// In the order of their bytes; the prefix `user/` holds all but the first and the last two.
const PATHS: [&str; 15] = [
    "user.",
    "user/",
    "user/ /",
    "user/%/",
    "user/+=,.@-/",
    "user/A/",
    "user/_/",
    "user/a%b/",
    "user/a/",
    "user/a_b/",
    "user/z/",
    "user/é/",
    "user/\u{10ffff}/",
    "user0",
    "zebra/",
];

async fn fill(store: &dyn Store, partition: Partition, paths: &[&str]) {
    // Written out of order.
    for path in paths.iter().rev() {
        commit(store, Batch::at(NOW).put(Key::new(partition, *path), path.as_bytes().to_vec())).await;
    }
}

async fn paths(store: &dyn Store, range: &ScanRange, direction: Direction, limit: usize) -> Vec<String> {
    let found = store.scan(range, direction, limit).await.unwrap();
    for (key, document) in &found {
        assert_eq!(key.partition, range.partition);
        assert_eq!(document.body, key.path.as_bytes());
        assert!(document.revision.get() >= NOW);
    }
    found.iter().map(|(key, _)| key.path.to_string()).collect()
}

pub(super) async fn go_in_the_order_of_bytes_both_ways(store: &dyn Store) {
    fill(store, HERE, &PATHS).await;
    let all = ScanRange::all(HERE);
    assert_eq!(paths(store, &all, Direction::Forward, 100).await, PATHS);
    let backward = paths(store, &all, Direction::Backward, 100).await;
    assert!(backward.iter().rev().eq(PATHS.iter()), "{backward:?}");

    let users = ScanRange::prefix(HERE, "user/");
    assert_eq!(paths(store, &users, Direction::Forward, 100).await, PATHS[1..13]);
    assert_eq!(paths(store, &users, Direction::Forward, 2).await, PATHS[1..3]);
    assert_eq!(paths(store, &users, Direction::Backward, 2).await, [PATHS[12], PATHS[11]]);
    assert_eq!(paths(store, &users, Direction::Forward, 0).await, [""; 0]);
}

pub(super) async fn page_both_ways(store: &dyn Store) {
    fill(store, HERE, &PATHS).await;
    let users = ScanRange::prefix(HERE, "user/");
    for size in [1, 4, 12, 13] {
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        let mut range = users.clone();
        loop {
            let page = paths(store, &range, Direction::Forward, size).await;
            let ends = page.len() < size;
            forward.extend(page);
            if ends {
                break;
            }
            range = ScanRange::prefix_after(HERE, "user/", forward.last().unwrap());
        }
        let mut range = users.clone();
        loop {
            let page = paths(store, &range, Direction::Backward, size).await;
            let ends = page.len() < size;
            backward.extend(page);
            if ends {
                break;
            }
            range = range.before(backward.last().unwrap());
        }
        assert_eq!(forward, PATHS[1..13], "pages of {size}");
        backward.reverse();
        assert_eq!(backward, PATHS[1..13], "pages of {size}, backward");
    }
    // A page may go on after a document that is gone.
    commit(store, Batch::at(NOW).delete(key("user/A/"))).await;
    let next = ScanRange::prefix_after(HERE, "user/", "user/A/");
    assert_eq!(paths(store, &next, Direction::Forward, 1).await, ["user/_/"]);
}

pub(super) async fn stay_in_their_partition(store: &dyn Store) {
    let partitions =
        [Partition::Global, Partition::Account(ACCOUNT - 1), HERE, Partition::Account(ACCOUNT + 1)];
    for partition in partitions {
        fill(store, partition, &PATHS[..3]).await;
    }
    for partition in partitions {
        for direction in [Direction::Forward, Direction::Backward] {
            assert_eq!(paths(store, &ScanRange::all(partition), direction, 100).await.len(), 3);
            assert_eq!(paths(store, &ScanRange::prefix(partition, "user/"), direction, 100).await.len(), 2);
        }
    }
    let empty = ScanRange::all(Partition::Account(7));
    assert_eq!(paths(store, &empty, Direction::Forward, 100).await, [""; 0]);
}

pub(super) async fn take_a_prefix_literally(store: &dyn Store) {
    fill(store, HERE, &PATHS).await;
    for (prefix, found) in [
        ("user/%", vec!["user/%/"]),
        ("user/_", vec!["user/_/"]),
        ("user/a", vec!["user/a%b/", "user/a/", "user/a_b/"]),
        ("user/a_", vec!["user/a_b/"]),
        ("user/A", vec!["user/A/"]),
        ("user/é", vec!["user/é/"]),
        ("user/\u{10ffff}", vec!["user/\u{10ffff}/"]),
        ("USER/", vec![]),
        ("zebra//", vec![]),
    ] {
        let range = ScanRange::prefix(HERE, prefix);
        assert_eq!(paths(store, &range, Direction::Forward, 100).await, found, "{prefix}");
    }
}

pub(super) async fn list_accounts_in_pages(store: &dyn Store) {
    assert_eq!(store.accounts(None, 10).await.unwrap(), [0; 0]);
    fill(store, Partition::Global, &PATHS).await;
    for account in [0, 7, ACCOUNT, 999_999_999_999] {
        fill(store, Partition::Account(account), &PATHS[..2]).await;
    }
    // An account whose documents are gone still has its events.
    commit(store, Batch::at(NOW).event(crate::Event { account: 9, ..event(NOW, 1, "deleted") })).await;
    commit(store, Batch::at(NOW).event(crate::Event { account: 7, ..event(NOW, 1, "there") })).await;

    let all = [0, 7, 9, ACCOUNT, 999_999_999_999];
    assert_eq!(store.accounts(None, 10).await.unwrap(), all);
    assert_eq!(store.accounts(None, 2).await.unwrap(), all[..2]);
    assert_eq!(store.accounts(Some(7), 2).await.unwrap(), all[2..4]);
    assert_eq!(store.accounts(Some(8), 10).await.unwrap(), all[2..]);
    assert_eq!(store.accounts(Some(999_999_999_999), 10).await.unwrap(), [0; 0]);
}
