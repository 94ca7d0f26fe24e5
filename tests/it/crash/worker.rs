//! A client that leads one MFA life after another until the server is gone.

use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use std::time::Duration;

use bartizan_tests::{Account, Client, Random, Stopwatch};

use super::Strike;
use super::life::{Answered, Life};

pub struct Worker {
    number: usize,
    lives: usize,
    random: Random,
    /// The life that it leads.
    pub life: Life,
    /// Lives that are over and have left something behind.
    pub left: Vec<Life>,
    /// What was answered since the server was started.
    pub answered: Vec<Answered>,
    /// The longest that it ever waited for an answer.
    pub longest: Duration,
}

impl Worker {
    pub fn new(number: usize, random: Random, account: &Account) -> Self {
        let life = Life::new(name(number, 0), account);
        Self {
            number,
            lives: 1,
            random,
            life,
            left: Vec::new(),
            answered: Vec::new(),
            longest: Duration::ZERO,
        }
    }

    /// Works until a call is not answered, or by a server that says that it failed because its database was struck, or until nobody
    /// listens any more; and tells of each call that is answered.
    pub fn work(&mut self, address: SocketAddr, account: &Account, told: &Sender<()>, strike: Strike) {
        let mut client = Client::new(address, account.admin.clone());
        loop {
            let Some(call) = self.life.next(&mut self.random) else {
                self.begin_anew(account);
                continue;
            };
            let watch = Stopwatch::start();
            let answered = self.life.make(&mut client, &account.admin, call.clone());
            self.longest = self.longest.max(watch.elapsed());
            let Ok(answered) = answered else { return };
            if matches!(strike, Strike::Database(_)) && answered.is_failure() {
                // It may have been done or not.
                self.life.in_flight = Some(call);
                return;
            }
            assert!(answered.is_accepted(), "{call:?} of {}: {}", self.life.name, answered.verdict);
            self.answered.push(answered);
            // Nobody listens any more when it is enough.
            if told.send(()).is_err() {
                return;
            }
        }
    }

    fn begin_anew(&mut self, account: &Account) {
        let next = Life::new(name(self.number, self.lives), account);
        self.lives += 1;
        let over = std::mem::replace(&mut self.life, next);
        if over.state != Default::default() {
            self.left.push(over);
        }
    }
}

/// Names are of one length, so that none is part of another.
fn name(worker: usize, life: usize) -> String {
    format!("life-{worker:02}-{life:05}")
}
