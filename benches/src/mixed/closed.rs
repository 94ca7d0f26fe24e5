//! How much the server can do: some clients, each of which asks again as soon as it is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::mix::Class;
use super::world::{NoCode, World};
use crate::chance::random;
use crate::client::{Client, run};
use crate::process::Server;
use crate::{Result, clock};

/// So many clients keep a core busy, and let the store make groups of commits.
const CLIENTS: usize = 32;

/// What a server can do.
pub struct Capacity {
    /// Requests a second, a life being one.
    pub rate: f64,
    /// How much of its core it took, in percent.
    pub busy: f64,
}

/// Measures it. Gives the world back, of which codes are spent then.
pub fn measure(world: World, server: &Server, seconds: u64) -> Result<(World, Capacity)> {
    let before = server.cpu_micros()?;
    let start = clock::start();
    let (world, number) = (Arc::new(world), Arc::new(AtomicU64::new(0)));
    run(work(Arc::clone(&world), Arc::clone(&number), Duration::from_secs(seconds)))?;
    let elapsed = start.elapsed();
    let busy = (server.cpu_micros()? - before) / elapsed.as_secs_f64() / 1e4;
    let rate = clock::rate(number.load(Ordering::Relaxed), elapsed);
    let world = Arc::into_inner(world).ok_or("a client did not end")?;
    Ok((world, Capacity { rate, busy }))
}

async fn work(world: Arc<World>, number: Arc<AtomicU64>, time: Duration) -> Result<()> {
    let (start, is_over) = (clock::start(), Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (world, number, is_over) = (Arc::clone(&world), Arc::clone(&number), Arc::clone(&is_over));
        clients.spawn(async move {
            let mut client = Client::to(world.address);
            while start.elapsed() < time && !is_over.load(Ordering::Relaxed) {
                let turn = number.fetch_add(1, Ordering::Relaxed);
                match world.send(&mut client, turn, Class::drawn(random(turn))).await {
                    // A machine that spends all codes early has been measured long enough.
                    Err(error) if error.is::<NoCode>() => is_over.store(true, Ordering::Relaxed),
                    done => done?,
                }
            }
            Result::Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(())
}
