use std::sync::Arc;
use std::time::Duration;

use store::{Batch, Committed, Expected, Key, Revision};
use tokio::task::JoinHandle;
use tokio::time::{advance, timeout};

use super::{Cache, Freshness, Hit, Missed, Origin, PATIENCE, Reading, Writing};

const SECOND: Duration = Duration::from_secs(1);

fn key() -> Key {
    Key::account(1, "user/alice/")
}

fn present(revision: u64) -> Hit {
    Hit::Present { revision: Revision::from(revision), document: Arc::new(()), bytes: 100 }
}

fn revision(hit: Option<Hit>) -> Option<u64> {
    match hit? {
        Hit::Absent => Some(0),
        Hit::Present { revision, .. } | Hit::Unparsed { revision, .. } => Some(revision.get()),
    }
}

async fn read(cache: &Cache) -> Reading<'_> {
    match cache.miss(&key()).await {
        Missed::Reading(reading) => reading,
        Missed::Found(_) => panic!("there was nothing to find"),
    }
}

/// Somebody else who misses the same document, and what comes of it: what was found, or the duty to read.
fn another(cache: &Arc<Cache>) -> JoinHandle<Option<u64>> {
    let cache = Arc::clone(cache);
    tokio::spawn(async move {
        match cache.miss(&key()).await {
            Missed::Found(hit) => revision(Some(hit)),
            Missed::Reading(_) => None,
        }
    })
}

fn cache(freshness: Freshness) -> Arc<Cache> {
    Arc::new(Cache::new(1 << 20, freshness))
}

const KINDS: [Freshness; 2] = [Freshness::Exact, Freshness::Within(SECOND)];

#[tokio::test(start_paused = true)]
async fn what_was_read_is_found_again_absence_too() {
    for freshness in KINDS {
        let cache = cache(freshness);
        assert_eq!(revision(cache.find(&key())), None);
        read(&cache).await.keep(&key(), Hit::Absent);
        assert_eq!(revision(cache.find(&key())), Some(0));
        cache.forget(&key());
        assert_eq!(revision(cache.find(&key())), None);
        read(&cache).await.keep(&key(), present(7));
        assert_eq!(revision(cache.find(&key())), Some(7));
        let told = cache.statistics();
        assert_eq!((told.hits, told.misses, told.joined), (2, 2, 0));
        assert!((300..2_000).contains(&told.bytes), "{told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_commit_replaced_while_it_was_read_is_not_kept() {
    for freshness in KINDS {
        let cache = cache(freshness);
        let reading = read(&cache).await;
        let waiting = another(&cache);
        tokio::task::yield_now().await;
        cache.forget(&key());
        reading.keep(&key(), present(1));
        assert_eq!(revision(cache.find(&key())), None);
        assert_eq!(waiting.await.unwrap(), None, "who waited reads anew");
    }
}

#[tokio::test(start_paused = true)]
async fn those_who_miss_at_once_read_once() {
    for freshness in KINDS {
        let cache = cache(freshness);
        let reading = read(&cache).await;
        let waiting: Vec<_> = (0..10).map(|_| another(&cache)).collect();
        tokio::task::yield_now().await;
        reading.keep(&key(), present(5));
        for one in waiting {
            assert_eq!(one.await.unwrap(), Some(5));
        }
        assert_eq!(cache.statistics().joined, 10);
    }
}

#[tokio::test(start_paused = true)]
async fn when_a_read_fails_another_reads() {
    let cache = cache(Freshness::Exact);
    let reading = read(&cache).await;
    let waiting = another(&cache);
    tokio::task::yield_now().await;
    drop(reading);
    assert_eq!(waiting.await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_for_the_read_of_another() {
    let cache = cache(Freshness::Within(10 * SECOND));
    let stuck = read(&cache).await;
    let own = timeout(PATIENCE + SECOND, cache.miss(&key())).await.expect("it does not wait for ever");
    let Missed::Reading(own) = own else { panic!("there was nothing to find") };
    own.keep(&key(), present(3));
    assert_eq!(revision(cache.find(&key())), Some(3));
    stuck.keep(&key(), present(2));
}

#[tokio::test(start_paused = true)]
async fn a_document_serves_for_its_time_since_the_read_began() {
    let cache = cache(Freshness::Within(SECOND));
    let reading = read(&cache).await;
    advance(Duration::from_millis(400)).await; // the store is slow
    reading.keep(&key(), present(1));
    advance(Duration::from_millis(599)).await;
    assert_eq!(revision(cache.find(&key())), Some(1));
    advance(Duration::from_millis(1)).await;
    assert_eq!(revision(cache.find(&key())), None);

    // One reads it anew, the others wait for that, and get nothing older.
    let reading = read(&cache).await;
    let waiting = another(&cache);
    tokio::task::yield_now().await;
    reading.keep(&key(), present(2));
    assert_eq!(waiting.await.unwrap(), Some(2));
}

#[tokio::test(start_paused = true)]
async fn what_was_too_long_on_its_way_serves_nobody_who_waited() {
    let cache = cache(Freshness::Within(SECOND / 2));
    let reading = read(&cache).await;
    let waiting = another(&cache);
    tokio::task::yield_now().await;
    advance(Duration::from_millis(600)).await;
    reading.keep(&key(), present(1));
    assert_eq!(waiting.await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn an_exact_cache_serves_for_any_time() {
    let cache = cache(Freshness::Exact);
    read(&cache).await.keep(&key(), present(1));
    advance(Duration::from_hours(1_000)).await;
    assert_eq!(revision(cache.find(&key())), Some(1));
}

#[tokio::test(start_paused = true)]
async fn with_no_staleness_nothing_is_kept_and_nobody_waits() {
    let cache = cache(Freshness::Within(Duration::ZERO));
    let first = read(&cache).await;
    let second = read(&cache).await;
    first.keep(&key(), present(1));
    second.keep(&key(), present(1));
    assert_eq!(revision(cache.find(&key())), None);
}

fn writing(cache: &Arc<Cache>) -> Writing {
    Writing::of(cache, &Batch::at(0).put(key(), "{}"))
}

fn committed(revision: u64) -> Committed {
    Committed { puts: vec![Some(Revision::from(revision))] }
}

#[tokio::test(start_paused = true)]
async fn what_was_written_is_found_without_being_read() {
    for freshness in KINDS {
        let cache = cache(freshness);
        read(&cache).await.keep(&key(), present(1));
        writing(&cache).happened(&committed(2));
        assert_eq!(revision(cache.find(&key())), Some(2));
        assert!(matches!(cache.find(&key()), Some(Hit::Unparsed { .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_read_before_it_was_written_is_not_kept() {
    for freshness in KINDS {
        let cache = cache(freshness);
        let reading = read(&cache).await;
        writing(&cache).happened(&committed(2));
        reading.keep(&key(), present(1));
        assert_eq!(revision(cache.find(&key())), Some(2));
    }
}

/// Which of two commits is told of first says nothing of their order in the store.
#[tokio::test(start_paused = true)]
async fn of_two_commits_at_once_neither_is_kept_for_the_last() {
    for told_first in [2, 3] {
        let cache = cache(Freshness::Exact);
        let (one, other) = (writing(&cache), writing(&cache));
        one.happened(&committed(told_first));
        other.happened(&committed(5 - told_first));
        assert_eq!(revision(cache.find(&key())), None, "{told_first}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_written_is_read_anew() {
    let cache = cache(Freshness::Exact);
    read(&cache).await.keep(&key(), present(1));
    drop(writing(&cache));
    assert_eq!(revision(cache.find(&key())), None);
}

#[tokio::test(start_paused = true)]
async fn what_was_written_at_a_revision_that_nobody_knows_is_read_anew() {
    for freshness in KINDS {
        let unknown = Committed { puts: vec![None] };
        let cache = cache(freshness);
        let reading = read(&cache).await;
        writing(&cache).happened(&unknown);
        reading.keep(&key(), present(1));
        assert_eq!(revision(cache.find(&key())), None, "it was read before");
        read(&cache).await.keep(&key(), present(1));
        writing(&cache).happened(&unknown);
        assert_eq!(revision(cache.find(&key())), None);
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_commit_removes_or_moves_is_read_anew() {
    let cache = cache(Freshness::Exact);
    for batch in [Batch::at(0).delete(key()), Batch::at(0).add(key(), 1, 10)] {
        read(&cache).await.keep(&key(), present(1));
        Writing::of(&cache, &batch).happened(&Committed::default());
        assert_eq!(revision(cache.find(&key())), None);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_written_serves_for_its_time_since_the_commit_began() {
    let cache = cache(Freshness::Within(SECOND));
    let writing = writing(&cache);
    advance(Duration::from_millis(400)).await; // another process may commit meanwhile
    writing.happened(&committed(2));
    advance(Duration::from_millis(599)).await;
    assert_eq!(revision(cache.find(&key())), Some(2));
    advance(Duration::from_millis(1)).await;
    assert_eq!(revision(cache.find(&key())), None);
}

#[tokio::test(start_paused = true)]
async fn what_was_not_written_stays_as_it_is() {
    let cache = cache(Freshness::Exact);
    read(&cache).await.keep(&key(), present(1));
    writing(&cache).did_not_happen();
    assert_eq!(revision(cache.find(&key())), Some(1));
}

#[tokio::test(start_paused = true)]
async fn where_others_write_a_conflict_takes_with_it_all_that_the_commit_rested_on() {
    for (freshness, still_there) in [(Freshness::Exact, Some(1)), (Freshness::Within(SECOND), None)] {
        let cache = cache(freshness);
        read(&cache).await.keep(&key(), present(1));
        let other = Key::account(1, "clock/");
        let batch = Batch::at(0).expect(key(), Expected::At(Revision::from(1))).put(other.clone(), "{}");
        Writing::of(&cache, &batch).met_another(&other);
        assert_eq!(revision(cache.find(&key())), still_there, "{freshness:?}");
    }
}

/// A read in advance has no place that others wait at, so one that began later may end before it.
#[tokio::test(start_paused = true)]
async fn what_was_read_earlier_does_not_take_the_place_of_what_was_read_later() {
    let cache = cache(Freshness::Within(SECOND));
    let early = cache.missing([key()]).pop().unwrap().1;
    advance(Duration::from_millis(1)).await;
    read(&cache).await.keep(&key(), present(2));
    early.keep(&key(), present(1));
    assert_eq!(revision(cache.find(&key())), Some(2));
}

#[tokio::test(start_paused = true)]
async fn who_asks_first_for_what_was_read_in_advance_is_a_miss() {
    let cache = cache(Freshness::Exact);
    let reading = cache.missing([key()]).pop().unwrap().1;
    let body = "{}".into();
    reading.keep(&key(), Hit::Unparsed { revision: Revision::from(1), body, origin: Origin::ReadInAdvance });
    assert_eq!(revision(cache.find(&key())), Some(1));
    let told = cache.statistics();
    assert_eq!((told.hits, told.misses), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn ten_times_what_it_may_hold_goes_through_it_and_it_holds_no_more() {
    let cache = cache(Freshness::Exact);
    let keys: Vec<_> = (0..40_000).map(|number| Key::account(1, format!("user/{number}/"))).collect();
    for key in &keys {
        cache.missing([key.clone()]).pop().unwrap().1.keep(key, present(1));
        let told = cache.statistics();
        assert!(told.bytes <= told.most_bytes, "{told:?}");
    }
    let told = cache.statistics();
    assert_eq!(told.most_bytes, 1 << 20);
    assert!(told.bytes > told.most_bytes / 2, "{told:?}");
    let found = keys.iter().filter(|key| cache.find(key).is_some()).count();
    assert!((1_000..4_000).contains(&found), "{found}");
}

#[test]
fn with_no_staleness_nothing_that_was_written_is_kept() {
    let cache = cache(Freshness::Within(Duration::ZERO));
    writing(&cache).happened(&committed(2));
    assert_eq!(revision(cache.find(&key())), None);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_in_advance_is_what_memory_does_not_have() {
    let cache = cache(Freshness::Within(SECOND));
    let [known, old, unknown] =
        ["user/known/", "user/old/", "user/unknown/"].map(|path| Key::account(1, path));
    let keep = |key: &Key, cache: &Cache| {
        let [(key, reading)] = <[_; 1]>::try_from(cache.missing([key.clone()])).ok().unwrap();
        reading.keep(&key, present(1));
    };
    keep(&old, &cache);
    advance(SECOND).await;
    keep(&known, &cache);
    let missing = cache.missing([known, old.clone(), unknown.clone()]);
    assert_eq!(missing.iter().map(|(key, _)| key).collect::<Vec<_>>(), [&old, &unknown]);
    assert!(Cache::new(1 << 20, Freshness::Within(Duration::ZERO)).missing([unknown]).is_empty());
}
