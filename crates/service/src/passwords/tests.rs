use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::Secret;
use tokio::sync::Mutex;
use vault::Keyring;

use super::gate::{Gate, Turn};
use super::{PasswordPool, Prefix, Unanswered};

fn prefix(number: u8) -> Prefix {
    Prefix::of([192, 0, number, 1].into())
}

fn pool(at_once: usize, patience: Duration) -> PasswordPool {
    let gate = Arc::new(Gate::new(at_once, 4, 2));
    PasswordPool { keyring: Arc::new(Keyring::first([1; 32]).into()), gate, patience }
}

/// Who waits at a gate, and how it went: the number once there was a turn, which is over at once, or none.
struct Queue {
    gate: Arc<Gate>,
    order: Arc<Mutex<Vec<u8>>>,
    tasks: BTreeMap<u8, tokio::task::JoinHandle<bool>>,
}

impl Queue {
    fn new(gate: &Arc<Gate>) -> Self {
        Self { gate: Arc::clone(gate), order: Arc::default(), tasks: BTreeMap::new() }
    }

    async fn join(&mut self, number: u8, network: u8) {
        let (gate, order) = (Arc::clone(&self.gate), Arc::clone(&self.order));
        self.tasks.insert(
            number,
            tokio::spawn(async move {
                let Some(_turn) = Gate::enter(&gate, prefix(network)).await else { return false };
                order.lock().await.push(number);
                true
            }),
        );
        settle().await;
    }

    async fn ended(self) -> (Vec<u8>, Vec<u8>) {
        let mut refused = Vec::new();
        for (number, task) in self.tasks {
            if !task.await.unwrap() {
                refused.push(number);
            }
        }
        (self.order.lock().await.clone(), refused)
    }
}

/// On one thread, everybody else gets as far as they can.
async fn settle() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

async fn held(gate: &Arc<Gate>) -> Turn {
    Gate::enter(gate, prefix(0)).await.unwrap()
}

#[tokio::test]
async fn r18_networks_take_turns_however_many_wait_in_one() {
    let gate = Arc::new(Gate::new(1, 100, 100));
    let turn = held(&gate).await;
    let mut queue = Queue::new(&gate);
    for (number, network) in [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (6, 2)] {
        queue.join(number, network).await;
    }
    drop(turn);
    assert_eq!(queue.ended().await, (vec![1, 4, 5, 2, 6, 3], vec![]));
    held(&gate).await;
}

#[tokio::test]
async fn r18_the_queue_is_bounded_and_one_network_has_a_share_of_it() {
    let gate = Arc::new(Gate::new(1, 5, 3));
    let turn = held(&gate).await;
    let mut queue = Queue::new(&gate);
    // (who, from where); the fourth of one network, then places that are given up for who has fewer, then none to give up.
    for (number, network) in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 3), (7, 4), (8, 5), (9, 6)] {
        queue.join(number, network).await;
    }
    drop(turn);
    assert_eq!(queue.ended().await, (vec![1, 5, 6, 7, 8], vec![2, 3, 4, 9]));
    held(&gate).await;
}

#[tokio::test]
async fn r18_who_stops_waiting_leaves_the_place_and_the_turn_to_others() {
    let gate = Arc::new(Gate::new(1, 2, 2));
    let turn = held(&gate).await;
    let mut queue = Queue::new(&gate);
    queue.join(1, 1).await;
    queue.join(2, 1).await;
    queue.tasks[&1].abort();
    settle().await;
    queue.join(3, 1).await;
    // The second is called, and stops before it has heard of it.
    drop(turn);
    queue.tasks[&2].abort();
    queue.tasks.retain(|number, _| *number == 3);
    assert_eq!(queue.ended().await, (vec![3], vec![]));
    held(&gate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r18_no_more_work_at_once_than_may_and_none_is_lost() {
    let gate = Arc::new(Gate::new(3, 1_000, 1_000));
    let (working, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..200_u8)
        .map(|number| {
            let (gate, working, most) = (Arc::clone(&gate), Arc::clone(&working), Arc::clone(&most));
            tokio::spawn(async move {
                let patience = if number % 5 == 0 { Duration::ZERO } else { Duration::from_secs(60) };
                let turn = tokio::time::timeout(patience, Gate::enter(&gate, prefix(number % 7))).await;
                let Ok(Some(_turn)) = turn else { return };
                most.fetch_max(working.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                working.fetch_sub(1, Ordering::SeqCst);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!((1..=3).contains(&most.load(Ordering::SeqCst)), "{most:?}");
    let _turns = (held(&gate).await, held(&gate).await, held(&gate).await);
    assert!(tokio::time::timeout(Duration::ZERO, held(&gate)).await.is_err(), "three, and no fourth");
}

#[tokio::test]
async fn r18_nobody_waits_for_ever_and_who_is_too_many_is_told_to_come_back() {
    let password = Secret::new("Passw0rd!".to_owned());
    let late = pool(1, Duration::from_millis(1));
    let turn = held(&late.gate).await;
    assert_eq!(late.verify(prefix(1), None, &password).await, Err(Unanswered::Busy), "too late");
    drop(turn);
    late.hash(prefix(1), [2; 16], &password).await.unwrap();

    let full = pool(1, Duration::from_secs(60));
    let turn = held(&full.gate).await;
    let mut queue = Queue::new(&full.gate);
    queue.join(1, 1).await;
    queue.join(2, 1).await;
    assert_eq!(full.hash(prefix(1), [2; 16], &password).await.err(), Some(Unanswered::Busy), "too many");
    drop(turn);
    assert_eq!(queue.ended().await.0, [1, 2]);
}

#[tokio::test]
async fn r21_without_a_stored_password_none_is_right_at_the_cost_of_one() {
    let pool = pool(2, Duration::from_secs(60));
    let [right, wrong] = ["Passw0rd!", "Passw0rd?"].map(|text| Secret::new(text.to_owned()));
    let stored = pool.hash(prefix(1), [2; 16], &right).await.unwrap();
    for (stored, password, is_right) in
        [(Some(&stored), &right, true), (Some(&stored), &wrong, false), (None, &right, false)]
    {
        assert_eq!(pool.verify(prefix(1), stored, password).await, Ok(is_right));
    }
    // What it is compared with then has the same cost: `vault` tests that of its decoy.
    let gone = PasswordPool {
        keyring: Arc::new(Keyring::first([1; 32]).rotated([2; 32]).unwrap().current_only().into()),
        ..pool
    };
    assert_eq!(
        gone.verify(prefix(1), Some(&stored), &right).await,
        Ok(false),
        "its key is gone: to be reset"
    );
}
