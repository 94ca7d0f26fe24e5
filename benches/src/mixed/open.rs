//! Requests that are due at fixed times, whether or not earlier ones were answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::mix::Class;
use super::tally::{Tally, Times, micros};
use super::world::{IN_FLIGHT, World};
use crate::chance::random;
use crate::client::{Client, run};
use crate::process::Server;
use crate::{Result, clock, tell};

/// So often memory is looked at in one run: each minute of ten.
const SAMPLES: u32 = 10;
/// A server that answers nothing for so long has failed, and would be waited for in vain.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a run gave.
pub struct Run {
    /// Requests a second that were due.
    pub rate: f64,
    pub tally: Tally,
    /// How much too late the load itself was in handing requests out.
    pub lag: Times,
    /// Resident memory of the server at each sample, in MiB.
    pub memory: Vec<f64>,
    /// How much of its core the server took, in percent.
    pub busy: f64,
}

/// A request, and when it is due.
struct Due {
    number: u64,
    at: Instant,
}

/// What was seen while requests were handed out.
struct Schedule {
    memory: Vec<f64>,
    lags: Vec<u32>,
}

/// Asks for so many requests a second, for so long.
pub fn measure(world: &Arc<World>, server: &Server, rate: f64, seconds: u64) -> Result<Run> {
    let before = server.cpu_micros()?;
    let time = Duration::from_secs(seconds);
    let (tally, Schedule { memory, lags }) = run(async {
        let (sender, receiver) = unbounded_channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let mut clients = JoinSet::new();
        for _ in 0..IN_FLIGHT {
            clients.spawn(client(Arc::clone(world), Arc::clone(&receiver)));
        }
        let schedule = schedule(&sender, server, rate, time).await?;
        drop(sender);
        let mut tally = Tally::default();
        while let Some(one) = tokio::time::timeout(PATIENCE, clients.join_next()).await? {
            tally.take(one?);
        }
        Ok((tally, schedule))
    })?;
    let busy = (server.cpu_micros()? - before) / time.as_secs_f64() / 1e4;
    Ok(Run { rate, tally, lag: Times::of(lags), memory, busy })
}

/// Hands each request out when it is due. It never sleeps, as a timer would wake it up to a millisecond late, which is more than
/// most answers take: this core has nothing else to do.
async fn schedule(
    due: &UnboundedSender<Due>,
    server: &Server,
    rate: f64,
    time: Duration,
) -> Result<Schedule> {
    let start = clock::start();
    let (mut number, mut memory, mut lags) = (0_u64, Vec::new(), Vec::new());
    let between = Duration::from_secs_f64(1.0 / rate.max(1.0));
    let mut next = Duration::ZERO;
    loop {
        let elapsed = start.elapsed();
        let samples = u32::try_from(memory.len())?;
        if elapsed >= time * (samples + 1) / SAMPLES {
            let held = server.resident_mib()?;
            tell(&format!("  {} s: {number} requests, the server holds {held:.1} MiB", elapsed.as_secs()));
            memory.push(held);
        }
        if next >= time {
            if memory.len() >= usize::try_from(SAMPLES)? {
                return Ok(Schedule { memory, lags });
            }
        } else if elapsed >= next {
            due.send(Due { number, at: start + next })?;
            lags.push(micros(elapsed - next));
            number += 1;
            next += between;
            continue;
        }
        tokio::task::yield_now().await;
    }
}

/// Sends whatever is due, in turn with the others, until there is nothing more.
async fn client(world: Arc<World>, due: Arc<Mutex<UnboundedReceiver<Due>>>) -> Tally {
    let (mut client, mut tally) = (Client::timed(world.address), Tally::default());
    loop {
        // Not in the condition of the loop: the lock would be held until the answer is there.
        let next = due.lock().await.recv().await;
        let Some(Due { number, at }) = next else { return tally };
        let class = Class::drawn(random(number));
        let late = at.elapsed();
        match world.send(&mut client, number, class).await {
            Ok(()) => {
                let mut laps = client.laps();
                // The first call of a life was due when the life was, the others when the one before was answered.
                if let Some(first) = laps.first_mut() {
                    *first += late;
                }
                tally.add(class, &laps);
            }
            Err(error) => {
                client.laps();
                tally.fail(format!("{}: {error}", class.name()));
            }
        }
    }
}
