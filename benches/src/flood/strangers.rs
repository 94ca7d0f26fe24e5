//! Strangers who try passwords, as fast as they are answered.
//!
//! Each connection comes from a network of its own, and from another one when attempts from there have to wait; each attempt is for
//! another account and another user. So nothing that counts attempts ends the flood, and every one costs the whole work: that is
//! the same whether or not there is such a user (rule R21).

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::client::run;
use crate::connection::{Answer, Connection};
use crate::{Result, clock};

/// How many try at once.
const CONNECTIONS: u32 = 32;
/// A network may try sixty at once before it has to wait: it is left before.
const FROM_ONE_NETWORK: u32 = 50;

/// Strangers at work, on a thread of their own.
pub struct Strangers {
    is_over: Arc<AtomicBool>,
    work: JoinHandle<Result<Tried>>,
}

/// What became of their attempts.
#[derive(Default)]
pub struct Tried {
    /// Looked at, and wrong.
    pub hashed: u64,
    /// Refused without being looked at.
    pub refused: u64,
    time: Duration,
}

impl Tried {
    /// So many of them, a second.
    pub fn rate(&self, attempts: u64) -> f64 {
        clock::rate(attempts, self.time)
    }
}

impl Strangers {
    /// Sets them off.
    pub fn start(address: SocketAddr, round: usize) -> Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let round = u32::try_from(round)?;
        let until = Arc::clone(&is_over);
        let work = std::thread::spawn(move || run(flood(address, round, until)));
        Ok(Self { is_over, work })
    }

    /// Waits until they have stopped.
    ///
    /// # Errors
    /// They were answered otherwise than strangers are.
    pub fn stop(self) -> Result<Tried> {
        self.is_over.store(true, Ordering::Relaxed);
        self.work.join().map_err(|_| "the strangers were stopped")?
    }
}

async fn flood(address: SocketAddr, round: u32, is_over: Arc<AtomicBool>) -> Result<Tried> {
    let start = clock::start();
    let mut connections = JoinSet::new();
    for number in 0..CONNECTIONS {
        connections.spawn(stranger(address, round * CONNECTIONS + number, Arc::clone(&is_over)));
    }
    let mut tried = Tried::default();
    while let Some(one) = connections.join_next().await {
        let one = one??;
        tried.hashed += one.hashed;
        tried.refused += one.refused;
    }
    Ok(Tried { time: start.elapsed(), ..tried })
}

async fn stranger(address: SocketAddr, number: u32, is_over: Arc<AtomicBool>) -> Result<Tried> {
    let mut tried = Tried::default();
    let mut networks = 0;
    while !is_over.load(Ordering::Relaxed) {
        let mut browser = Browser::open(network(number, networks), address).await?;
        networks += 1;
        for turn in 0..FROM_ONE_NETWORK {
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            let account = format!("9{number:05}{networks:03}{turn:03}");
            if browser.give_wrong_password(&account).await? {
                tried.hashed += 1;
            } else {
                tried.refused += 1;
                break;
            }
        }
    }
    Ok(tried)
}

/// An address of the loopback network in a /24 of its own. Its first ones are left to everybody else.
fn network(number: u32, networks: u32) -> Ipv4Addr {
    let place = (1 + number) * 256 + networks % 256;
    Ipv4Addr::from((127 << 24) | ((place % 65_536) << 8) | 1)
}

/// A browser at the sign-in page, reduced to what it sends.
struct Browser {
    connection: Connection,
    address: SocketAddr,
    cookie: String,
    token: String,
}

impl Browser {
    async fn open(from: Ipv4Addr, address: SocketAddr) -> Result<Self> {
        let mut connection = Connection::from(from, address);
        let request = format!("GET /signin/{NOBODY} HTTP/1.1\r\nhost: {address}\r\n\r\n");
        let page = connection.call(request.as_bytes()).await?.ok()?;
        let token =
            page.body.split_once("name=\"token\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
        let token = token.ok_or("no form at the sign-in")?.0.to_owned();
        let cookie = page.cookie.ok_or("no cookie at the sign-in")?;
        Ok(Self { connection, address, cookie, token })
    }

    /// Whether it was looked at. It is wrong: nobody has an account of that number.
    async fn give_wrong_password(&mut self, account: &str) -> Result<bool> {
        let Self { address, cookie, token, .. } = self;
        let body =
            format!("token={token}&Account={account}&UserName=user-{account}&Password=Wrong-Password-1");
        let request = format!(
            "POST /signin/{account} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        was_looked_at(&self.connection.call(request.as_bytes()).await?.ok()?)
    }
}

const NOBODY: &str = "999999999999";

/// By what the page says, in English, as these browsers name no language.
fn was_looked_at(page: &Answer) -> Result<bool> {
    let says = |words: &str| page.body.contains(words);
    match (says("Your authentication information is incorrect"), says("Too many")) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        _ => Err(format!("the sign-in answered with another page: {}", page.body).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONNECTIONS, network};
    use std::collections::HashSet;

    #[test]
    fn strangers_share_no_network() {
        // Five rounds, counted from one.
        let numbers = 0..6 * CONNECTIONS;
        let seen: HashSet<_> = numbers
            .flat_map(|number| (0..6).map(move |networks| network(number, networks).octets()))
            .map(|[a, b, c, _]| (a, b, c))
            .collect();
        assert_eq!(seen.len(), usize::try_from(6 * CONNECTIONS * 6).unwrap());
        assert!(seen.iter().all(|(a, b, c)| *a == 127 && (*b, *c) != (0, 0)));
    }
}
