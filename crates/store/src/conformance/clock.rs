use std::time::{SystemTime, UNIX_EPOCH};

use crate::Store;

#[expect(clippy::disallowed_methods, reason = "test code: what the store's clock is compared with")]
fn micros() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros().try_into().unwrap()
}

/// Tests run beside their store, so its clock is this machine's.
pub(super) async fn moves_with_this_machines_or_is_none(store: &dyn Store) {
    let before = micros();
    let (Some(first), Some(second)) = (store.clock().await.unwrap(), store.clock().await.unwrap()) else {
        assert_eq!(store.clock().await.unwrap(), None, "a clock is there or it is not");
        return;
    };
    assert!(before <= first && first <= second && second <= micros(), "{before} {first} {second}");
}
