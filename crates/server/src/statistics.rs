//! How full a server is, and whom it turned away.

use std::sync::Arc;

use crate::admission::Admission;
use crate::limits::Limits;

/// Looks at a server from outside; it can be kept as long as one likes.
#[derive(Clone)]
pub struct Statistics {
    pub(crate) seats: Arc<Admission>,
    pub(crate) bodies: Arc<Admission>,
    pub(crate) limits: Limits,
}

/// How full a server is at a moment, and what it did since its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occupancy {
    /// Connections that are held.
    pub connections: u32,
    /// How many may be.
    pub most_connections: u32,
    /// Connections that were closed as they came, because all seats were taken.
    pub refused_full: u64,
    /// Those that were closed because one peer had all of its seats.
    pub refused_peer: u64,
    /// What bodies of more than 8 KiB take at the moment, in bytes.
    pub body_bytes: u64,
    /// How much they may take.
    pub most_body_bytes: u64,
    /// Bodies that were refused for want of room.
    pub refused_bodies: u64,
}

impl Statistics {
    /// How full it is now.
    #[must_use]
    pub fn now(&self) -> Occupancy {
        let [refused_full, refused_peer] = self.seats.refused();
        Occupancy {
            connections: self.seats.seats(),
            most_connections: self.limits.connections,
            refused_full,
            refused_peer,
            body_bytes: u64::from(self.bodies.seats()) * 1024,
            most_body_bytes: self.limits.bodies.max(self.limits.body) as u64,
            refused_bodies: self.bodies.refused().iter().sum(),
        }
    }
}

impl std::fmt::Debug for Statistics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.now().fmt(f)
    }
}
