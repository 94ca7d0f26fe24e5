//! Who may work now, and who waits: a few at once, the networks in turn.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot::{self, error::TryRecvError};

use super::Prefix;

/// Lets a few in at once. Networks take turns, whoever has waited longest in each first; one network holds a share of the
/// places to wait, and where all are taken, the network with most who wait gives one up for one with fewer.
#[derive(Debug)]
pub struct Gate {
    at_once: usize,
    waiting: usize,
    waiting_of_one: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    working: usize,
    /// How many wait in all queues.
    waiting: usize,
    /// The networks in which somebody waits, in the order of their turns.
    turns: VecDeque<Prefix>,
    queues: HashMap<Prefix, VecDeque<Waiter>>,
    last: u64,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    call: oneshot::Sender<()>,
}

/// The right to work. Its end lets the next one in.
#[derive(Debug)]
pub struct Turn(Arc<Gate>);

/// A place in a queue. Whoever leaves it early gives it back, or the turn that was given in the same moment.
struct Place {
    gate: Arc<Gate>,
    prefix: Prefix,
    number: u64,
    called: oneshot::Receiver<()>,
    is_over: bool,
}

impl Gate {
    /// A gate for so many at once, before which so many wait, and so many of one network.
    pub fn new(at_once: usize, waiting: usize, waiting_of_one: usize) -> Self {
        Self { at_once, waiting, waiting_of_one, state: Mutex::default() }
    }

    /// Waits for a turn. None if there is no place to wait, or it was given up for somebody else.
    pub async fn enter(gate: &Arc<Self>, prefix: Prefix) -> Option<Turn> {
        let mut place = {
            let mut state = gate.state();
            if state.working < gate.at_once {
                // Nobody waits while there is room.
                state.working += 1;
                return Some(Turn(Arc::clone(gate)));
            }
            if state.waiting_in(prefix) >= gate.waiting_of_one {
                return None;
            }
            if state.waiting >= gate.waiting && !state.give_way(prefix) {
                return None;
            }
            let (call, called) = oneshot::channel();
            let number = state.join(prefix, call);
            Place { gate: Arc::clone(gate), prefix, number, called, is_over: false }
        };
        let is_called = (&mut place.called).await.is_ok();
        place.is_over = true;
        is_called.then(|| Turn(Arc::clone(gate)))
    }

    /// How many are in, and how many wait.
    pub fn occupation(&self) -> (usize, usize) {
        let state = self.state();
        (state.working, state.waiting)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn waiting_in(&self, prefix: Prefix) -> usize {
        self.queues.get(&prefix).map_or(0, VecDeque::len)
    }

    fn join(&mut self, prefix: Prefix, call: oneshot::Sender<()>) -> u64 {
        self.last += 1;
        let queue = self.queues.entry(prefix).or_default();
        if queue.is_empty() {
            self.turns.push_back(prefix);
        }
        queue.push_back(Waiter { number: self.last, call });
        self.waiting += 1;
        self.last
    }

    /// Sends away the last one of the network with most who wait, if it has more than this one would have.
    fn give_way(&mut self, prefix: Prefix) -> bool {
        let own = self.waiting_in(prefix) + 1;
        let most = self.queues.iter().max_by_key(|(_, queue)| queue.len());
        let Some(most) = most.filter(|(_, queue)| queue.len() > own).map(|(prefix, _)| *prefix) else {
            return false;
        };
        let Some(last) = self.queues.get(&most).and_then(VecDeque::back).map(|waiter| waiter.number) else {
            return false;
        };
        self.leave(most, last)
    }

    /// Takes somebody out of the queue; false if nobody of that number is in it.
    fn leave(&mut self, prefix: Prefix, number: u64) -> bool {
        let Some(queue) = self.queues.get_mut(&prefix) else { return false };
        let before = queue.len();
        queue.retain(|waiter| waiter.number != number);
        if queue.len() == before {
            return false;
        }
        self.waiting -= 1;
        if queue.is_empty() {
            self.queues.remove(&prefix);
            self.turns.retain(|turn| *turn != prefix);
        }
        true
    }

    /// A turn is over: the next one's begins.
    fn next(&mut self) {
        while let Some(prefix) = self.turns.pop_front() {
            let Some(queue) = self.queues.get_mut(&prefix) else { continue };
            let waiter = queue.pop_front();
            if queue.is_empty() {
                self.queues.remove(&prefix);
            } else {
                self.turns.push_back(prefix);
            }
            let Some(waiter) = waiter else { continue };
            self.waiting -= 1;
            if waiter.call.send(()).is_ok() {
                return;
            }
        }
        self.working -= 1;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().next();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // Calls, and what is given up, happen under the same lock: nothing changes between look and deed.
        let gate = Arc::clone(&self.gate);
        let mut state = gate.state();
        match self.called.try_recv() {
            Ok(()) => state.next(),
            Err(TryRecvError::Empty) => {
                state.leave(self.prefix, self.number);
            }
            Err(TryRecvError::Closed) => {}
        }
    }
}
