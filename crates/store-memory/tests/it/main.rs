//! The engine in memory from outside: the promises of every store.

#[cfg(test)]
mod promises {
    use std::ops::Bound;
    use std::sync::Arc;

    use bartizan_store_memory::MemoryStore;
    use store::{Direction, EventPosition, EventRange, Partition, ScanRange, Store};

    #[tokio::test]
    async fn of_every_store_are_kept() {
        store::conformance::run(async || Arc::new(MemoryStore::new()) as Arc<dyn Store>).await;
    }

    #[tokio::test]
    async fn a_range_that_ends_before_it_begins_holds_nothing() {
        let store = MemoryStore::new();
        let place = |micros| EventPosition { micros, id: [7; 16] };
        for (from, to) in [
            (Bound::Included(place(2)), Bound::Included(place(1))),
            (Bound::Excluded(place(2)), Bound::Excluded(place(2))),
            (Bound::Included(place(2)), Bound::Excluded(place(2))),
            (Bound::Excluded(place(2)), Bound::Included(place(1))),
        ] {
            let found = store.events(1, EventRange { from, to }, Direction::Forward, 10).await.unwrap();
            assert!(found.is_empty());
        }
        let (from, to) = (Bound::Excluded("b/".into()), Bound::Excluded("a/".into()));
        let range = ScanRange { partition: Partition::Account(1), from, to };
        assert!(store.scan(&range, Direction::Backward, 10).await.unwrap().is_empty());
    }
}
