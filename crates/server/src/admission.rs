//! Who may hold how much: so many seats in all, and so many of one peer, so that no one can take all of them. A connection is a
//! seat; a body takes one for each KiB of its length.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

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
    refused: [AtomicU64; 2], // for want of room in the house, and of the peer's
}

#[derive(Default)]
struct Taken {
    seats: u32,
    by_peer: HashMap<Peer, u32>, // INVARIANT: no zeros, so it holds no more peers than there are seats; kept by `leave`
}

/// The right to hold so many seats, given back when dropped.
pub(crate) struct Seats {
    admission: Arc<Admission>,
    peer: Peer,
    number: u32,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    House,
    Peer,
}

impl Admission {
    pub(crate) fn new(most: u32, most_per_peer: u32) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_per_peer,
            taken: Mutex::default(),
            empty: Notify::new(),
            refused: Default::default(),
        })
    }

    /// So many seats at once, at least one; or none.
    pub(crate) fn admit(self: &Arc<Self>, address: IpAddr, number: u32) -> Result<Seats, Full> {
        self.seated(address, number).inspect_err(|full| {
            self.refused[*full as usize].fetch_add(1, Ordering::Relaxed);
        })
    }

    /// How many were refused since the start: for want of room in the house, and of the peer's.
    pub(crate) fn refused(&self) -> [u64; 2] {
        [Full::House, Full::Peer].map(|full| self.refused[full as usize].load(Ordering::Relaxed))
    }

    fn seated(self: &Arc<Self>, address: IpAddr, number: u32) -> Result<Seats, Full> {
        let peer = Peer::from(address);
        let mut taken = self.taken();
        let seats = taken.seats.saturating_add(number);
        if seats > self.most {
            return Err(Full::House);
        }
        let held = taken.by_peer.get(&peer).copied().unwrap_or_default().saturating_add(number);
        if held > self.most_per_peer {
            return Err(Full::Peer);
        }
        taken.by_peer.insert(peer, held);
        taken.seats = seats;
        Ok(Seats { admission: Arc::clone(self), peer, number })
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

    fn leave(&self, peer: Peer, number: u32) {
        let mut taken = self.taken();
        taken.seats = taken.seats.saturating_sub(number);
        match taken.by_peer.get_mut(&peer) {
            Some(held) if *held > number => *held -= number,
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

impl Drop for Seats {
    fn drop(&mut self) {
        self.admission.leave(self.peer, self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, Full};

    #[test]
    fn one_peer_cannot_take_all_seats_and_nobody_more_than_there_are() {
        let admission = Admission::new(5, 2);
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
            match admission.admit(address.parse().unwrap(), 1) {
                Ok(seat) => seats.push(seat),
                Err(full) => assert_eq!(Some(full), refused, "{address}"),
            }
        }
        assert_eq!(admission.seats(), 5);
        drop(seats.remove(0));
        assert!(
            admission.admit("192.0.2.1".parse().unwrap(), 1).is_ok(),
            "a seat that was left can be taken"
        );
        drop(seats);
        assert_eq!(admission.seats(), 0);
        assert!(admission.taken().by_peer.is_empty());
    }

    #[test]
    fn seats_are_had_together_or_not_at_all_and_given_back_together() {
        let admission = Admission::new(10, 6);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let held = admission.admit(one, 5).unwrap();
        assert_eq!(admission.admit(one, 2).err(), Some(Full::Peer));
        assert_eq!(admission.admit(other, 6).err(), Some(Full::House));
        assert_eq!(admission.admit(other, u32::MAX).err(), Some(Full::House));
        assert_eq!(admission.seats(), 5, "who was refused holds nothing");
        drop(held);
        assert!(admission.admit(one, 6).is_ok());
        assert_eq!(admission.seats(), 0);
    }
}
