//! One suite that every engine passes.
//!
//! An engine's own tests need one line:
//!
//! ```ignore
//! store::conformance::run(async || Arc::new(Engine::open_empty().await) as Arc<dyn Store>).await;
//! ```
#![expect(clippy::unwrap_used, reason = "test code, in no release build: a failed case ends here")]

mod batches;
mod clock;
mod counters;
mod documents;
mod events;
mod exports;
mod limits;
mod races;
mod scans;

use std::future::poll_fn;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;

use crate::{Batch, BoxFuture, CommitError, Committed, Event, Key, Revision, Store, Versioned};

/// One promise, as a test.
pub struct Case {
    /// What is promised.
    pub name: &'static str,
    /// Panics where an empty store does not keep it.
    pub run: for<'a> fn(&'a dyn Store) -> BoxFuture<'a, ()>,
}

macro_rules! cases {
    ($($area:ident::$case:ident,)*) => {
        &[$(Case {
            name: concat!(stringify!($area), "::", stringify!($case)),
            run: |store| Box::pin($area::$case(store)),
        }),*]
    };
}

/// Every promise.
pub const CASES: &[Case] = cases![
    documents::are_created_read_updated_and_deleted,
    documents::are_read_many_at_once_in_the_order_asked_for,
    documents::keep_any_bytes,
    documents::of_one_partition_are_not_those_of_another,
    documents::never_use_a_revision_again,
    documents::keep_their_revisions_apart_when_the_clock_steps_back,
    documents::are_put_blindly_without_an_expectation,
    batches::answer_a_conflict_with_its_key,
    batches::check_documents_that_they_do_not_write,
    batches::write_all_or_nothing,
    batches::judge_by_the_state_before_them,
    batches::tell_the_time_of_the_last,
    batches::may_be_empty,
    clock::moves_with_this_machines_or_is_none,
    counters::stay_within_their_bounds,
    counters::hold_decimal_text_and_vanish_at_zero,
    counters::move_together_or_not_at_all,
    counters::are_not_any_document,
    races::end_at_the_limit_when_64_add,
    races::return_to_zero_when_adds_meet_removals,
    races::have_one_winner_when_64_update,
    races::have_one_winner_when_64_create,
    races::never_both_win_when_each_expects_the_other_absent,
    races::do_not_disturb_other_documents,
    scans::go_in_the_order_of_bytes_both_ways,
    scans::page_both_ways,
    scans::stay_in_their_partition,
    scans::take_a_prefix_literally,
    scans::list_accounts_in_pages,
    events::are_read_in_order_both_ways_and_in_pages,
    events::are_read_between_two_times,
    events::of_one_account_are_not_those_of_another,
    events::are_never_written_twice,
    events::expire_by_age_in_pieces,
    events::expire_by_size_oldest_first,
    exports::hold_everything_once_and_in_order,
    exports::come_in_pieces_within_the_limits,
    exports::are_of_one_moment,
    exports::are_not_torn_by_commits_at_the_same_time,
    exports::may_be_given_up,
    limits::are_kept_by_commits,
    limits::are_kept_by_reads,
    limits::admit_the_largest,
];

/// Runs every case, each on an empty store of its own.
///
/// # Panics
/// The engine breaks a promise; the name of the case is printed.
pub async fn run<F: Future<Output = Arc<dyn Store>>>(empty_store: impl Fn() -> F) {
    for case in CASES {
        let on_panic = Named(case.name);
        let store = empty_store().await;
        (case.run)(store.as_ref()).await;
        drop(on_panic);
    }
}

struct Named(&'static str);

impl Drop for Named {
    #[expect(clippy::print_stderr, reason = "test code: names the case that failed")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("conformance case {}", self.0);
        }
    }
}

// What the cases share.

const NOW: u64 = 1_700_000_000_000_000;
const ACCOUNT: u64 = 123_456_789_012;

fn key(path: &str) -> Key {
    Key::account(ACCOUNT, path)
}

fn event(micros: u64, id: u8, body: &'static str) -> Event {
    Event { account: ACCOUNT, micros, id: [id; 16], body: Bytes::from_static(body.as_bytes()) }
}

#[track_caller]
fn commit(store: &dyn Store, batch: Batch) -> impl Future<Output = Committed> {
    let caller = Location::caller();
    async move {
        let done = store.commit(batch).await;
        assert!(done.is_ok(), "the commit at {caller} failed: {done:?}");
        done.unwrap()
    }
}

async fn get(store: &dyn Store, key: &Key) -> Option<Versioned> {
    store.get(std::slice::from_ref(key)).await.unwrap().remove(0)
}

async fn body(store: &dyn Store, key: &Key) -> Option<Bytes> {
    get(store, key).await.map(|document| document.body)
}

async fn revision(store: &dyn Store, key: &Key) -> Revision {
    get(store, key).await.unwrap().revision
}

#[track_caller]
fn assert_conflict<T: std::fmt::Debug>(answer: &Result<T, CommitError>, on: &Key) {
    assert!(matches!(answer, Err(CommitError::Conflict { key }) if key == on), "{answer:?}");
}

#[track_caller]
fn assert_over_limit<T: std::fmt::Debug>(answer: &Result<T, CommitError>, of: &Key) {
    assert!(matches!(answer, Err(CommitError::OverLimit { key }) if key == of), "{answer:?}");
}

/// Runs futures side by side; the answers come in the order of the futures.
async fn side_by_side<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, output) in running.iter_mut().zip(&mut outputs).filter(|(_, output)| output.is_none()) {
            if let Poll::Ready(ready) = future.as_mut().poll(context) {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
