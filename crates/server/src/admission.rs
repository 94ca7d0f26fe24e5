//! Who may hold a connection: so many in all, and so many of one peer, so that no one can take all seats.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::limits::Limits;

/// An IPv4 address, or the first 64 bits of an IPv6 address: a subscriber has at least all of those, and would otherwise be 2^64
/// peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Peer {
    V4(u32),
    V6(u64),
}

impl From<IpAddr> for Peer {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4.to_bits()),
            IpAddr::V6(v6) => Self::V6(u64::try_from(v6.to_bits() >> 64).unwrap_or_default()),
        }
    }
}

pub(crate) struct Admission {
    most: u32,
    most_per_peer: u32,
    taken: Mutex<Taken>,
    empty: Notify,
}

#[derive(Default)]
struct Taken {
    seats: u32,
    by_peer: HashMap<Peer, u32>, // INVARIANT: no zeros, so it holds no more peers than there are seats; kept by `leave`
}

/// The right to hold one connection, given back when dropped.
pub(crate) struct Seat {
    admission: Arc<Admission>,
    peer: Peer,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    House,
    Peer,
}

impl Admission {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            most: limits.connections,
            most_per_peer: limits.connections_per_peer,
            taken: Mutex::default(),
            empty: Notify::new(),
        })
    }

    pub(crate) fn admit(self: &Arc<Self>, address: IpAddr) -> Result<Seat, Full> {
        let peer = Peer::from(address);
        let mut taken = self.taken();
        if taken.seats >= self.most {
            return Err(Full::House);
        }
        let held = taken.by_peer.get(&peer).copied().unwrap_or_default();
        if held >= self.most_per_peer {
            return Err(Full::Peer);
        }
        taken.by_peer.insert(peer, held + 1);
        taken.seats += 1;
        Ok(Seat { admission: Arc::clone(self), peer })
    }

    /// Returns when nobody holds a seat. For use after the last admission.
    pub(crate) async fn emptied(&self) {
        loop {
            let empty = self.empty.notified(); // before looking, so that a seat left in between is not missed
            if self.seats() == 0 {
                return;
            }
            empty.await;
        }
    }

    pub(crate) fn seats(&self) -> u32 {
        self.taken().seats
    }

    fn leave(&self, peer: Peer) {
        let mut taken = self.taken();
        taken.seats = taken.seats.saturating_sub(1);
        match taken.by_peer.get_mut(&peer) {
            Some(held) if *held > 1 => *held -= 1,
            _ => {
                taken.by_peer.remove(&peer);
            }
        }
        if taken.seats == 0 {
            self.empty.notify_waiters();
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.admission.leave(self.peer);
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, Full};
    use crate::limits::Limits;

    #[test]
    fn one_peer_cannot_take_all_seats_and_nobody_more_than_there_are() {
        let admission =
            Admission::new(&Limits { connections: 5, connections_per_peer: 2, ..Limits::default() });
        let mut seats = vec![];
        for (address, refused) in [
            ("192.0.2.1", None),
            ("::ffff:192.0.2.1", None), // the same, through an IPv6 socket
            ("192.0.2.1", Some(Full::Peer)),
            ("2001:db8::1", None),
            ("2001:db8::ffff:0:0:2", None), // the same network of 64 bits
            ("2001:db8::3", Some(Full::Peer)),
            ("2001:db8:0:1::1", None),
            ("192.0.2.2", Some(Full::House)),
        ] {
            match admission.admit(address.parse().unwrap()) {
                Ok(seat) => seats.push(seat),
                Err(full) => assert_eq!(Some(full), refused, "{address}"),
            }
        }
        assert_eq!(admission.seats(), 5);
        drop(seats.remove(0));
        assert!(admission.admit("192.0.2.1".parse().unwrap()).is_ok(), "a seat that was left can be taken");
        drop(seats);
        assert_eq!(admission.seats(), 0);
        assert!(admission.taken().by_peer.is_empty());
    }
}
