use std::time::Duration;

use model::{AccountId, Timestamp};
use store::EventPosition;

use super::{Digesting, Entry, HOUR, cut};

#[test]
fn r32_an_hour_is_closed_some_minutes_after_its_end_at_the_second_look() {
    let digesting = Digesting::default();
    let hour = |hours: u64, minutes: u64| {
        Timestamp::from_micros(1_000 * HOUR).after(Duration::from_secs(hours * 3_600 + minutes * 60))
    };
    for (now, due) in [
        (hour(1, 0), None),         // the first look of a process closes nothing
        (hour(1, 1), Some(1_000)),  // of the hour that ends now, nothing; what was over long ago, yes
        (hour(1, 9), Some(1_000)),  // until it is done
        (hour(1, 11), Some(1_000)), // over for the first time
        (hour(1, 12), Some(1_001)),
    ] {
        assert_eq!(digesting.due(now), due.map(|end: u64| end * HOUR), "{now}");
    }
    digesting.finished(1_001 * HOUR);
    assert_eq!(digesting.due(hour(1, 59)), None);
    // It slept for five hours: what it was doing then is committed first.
    assert_eq!(digesting.due(hour(7, 0)), None);
    assert_eq!(digesting.due(hour(7, 1)), Some(1_006 * HOUR));
}

#[test]
fn r32_digests_that_are_gone_are_noticed_once() {
    let account = AccountId::new(123_456_789_012).unwrap();
    let digesting = Digesting::default();
    let head = |number, name: &str| Some((number, name.to_owned()));
    for (seen, is_put_back) in [
        (None, false),
        (head(1, "a"), false),
        (head(1, "a"), false),
        (head(3, "c"), false),
        (head(3, "x"), true),
        (head(3, "x"), false),
        (head(2, "b"), true),
        (None, true),
        (None, false),
    ] {
        assert_eq!(digesting.is_put_back(account, seen.as_ref()), is_put_back, "{seen:?}");
    }
}

#[test]
fn r32_a_full_digest_ends_between_two_moments() {
    let entry = |micros| Entry { position: EventPosition { micros, id: [0; 16] }, hash: [0; 32] };
    let entries = |moments: &[u64]| moments.iter().copied().map(entry).collect::<Vec<_>>();
    for (moments, end, kept) in
        [(&[1, 2, 3][..], 3, 2), (&[1, 2, 3, 3, 3], 3, 2), (&[5, 5, 5], 6, 3), (&[], 100, 0)]
    {
        let (to, left) = cut(entries(moments), 100);
        assert_eq!((to, left.len()), (end, kept), "{moments:?}");
    }
}
