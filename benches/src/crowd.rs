//! Many clients at once, who share what there is to do.

use std::net::SocketAddr;

use tokio::task::JoinSet;

use crate::Result;
use crate::client::Client;
use crate::progress::Progress;

/// Who does it.
#[derive(Clone, Copy)]
pub struct Crowd {
    /// Whom they call.
    pub address: SocketAddr,
    /// How many they are.
    pub clients: usize,
    /// What they do, for whoever waits.
    pub doing: &'static str,
}

impl Crowd {
    /// Does something for each number, and gives what came of it, in no order.
    ///
    /// # Errors
    /// The first that anything of it had.
    pub async fn each<T: Send + 'static, W>(
        self,
        count: usize,
        work: impl Fn(Client, usize) -> W,
    ) -> Result<Vec<T>>
    where
        W: Future<Output = (Client, Result<T>)> + Send + 'static,
    {
        let mut clients: Vec<Client> = (0..self.clients).map(|_| Client::to(self.address)).collect();
        let (mut running, mut done) = (JoinSet::new(), Vec::with_capacity(count));
        let mut progress = Progress::new(self.doing, count);
        let mut next = 0;
        while next < count || !running.is_empty() {
            if next < count
                && let Some(client) = clients.pop()
            {
                running.spawn(work(client, next));
                next += 1;
            } else if let Some(finished) = running.join_next().await {
                let (client, result) = finished?;
                clients.push(client);
                done.push(result?);
                progress.step();
            }
        }
        Ok(done)
    }
}
