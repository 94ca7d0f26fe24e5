//! Reading a body within its bounds.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

use crate::admission::{Admission, Seats};
use crate::door::Refused;
use crate::limits::Limits;

/// What a body may have without asking for room. Nearly every request is shorter.
const SHORT: usize = 8 * 1024;

/// The bodies of all connections.
pub(crate) struct Bodies {
    limits: Limits,
    /// A seat is a KiB.
    room: Arc<Admission>,
}

/// The room that a body takes, given back when dropped; a short one takes none.
pub(crate) type Room = Option<Seats>;

impl Bodies {
    pub(crate) fn new(limits: Limits) -> Self {
        let all = limits.bodies.max(limits.body);
        let of_one_peer = (limits.bodies / 4).max(limits.body);
        Self { limits, room: Admission::new(kib(all), kib(of_one_peer)) }
    }

    /// The room there is for them.
    pub(crate) const fn room(&self) -> &Arc<Admission> {
        &self.room
    }

    /// A whole body, and its room.
    pub(crate) async fn read(&self, body: Incoming, peer: IpAddr) -> Result<(Bytes, Room), Refused> {
        if body.is_end_stream() {
            return Ok((Bytes::new(), None));
        }
        // What is announced is refused before a byte of it is read, and before "100 Continue" invites it.
        let most = self.most(&body)?;
        let room = self.take(peer, most)?;
        let read = timeout(self.limits.body_timeout, collect(body, most));
        Ok((read.await.unwrap_or(Err(Refused::BodyTimeout))?, room))
    }

    /// The length it may have: as it was announced. Chunks announce nothing.
    fn most(&self, body: &Incoming) -> Result<usize, Refused> {
        let Some(announced) = body.size_hint().exact() else { return Ok(self.limits.body) };
        let announced = usize::try_from(announced).ok().filter(|announced| *announced <= self.limits.body);
        announced.ok_or(Refused::BodyTooLarge)
    }

    /// Room for so many bytes. Nobody waits for it: whoever holds it may take all the time there is for a body, and those who
    /// wait would hold what they have sent.
    fn take(&self, peer: IpAddr, bytes: usize) -> Result<Room, Refused> {
        if bytes <= SHORT {
            return Ok(None);
        }
        self.room.admit(peer, kib(bytes)).map(Some).map_err(|_full| Refused::Busy)
    }
}

/// Pieces are joined as they come: kept apart, a body in chunks of one byte would take many times its length.
async fn collect(mut body: Incoming, most: usize) -> Result<Bytes, Refused> {
    let announced = body.size_hint().exact().is_some();
    let mut joined = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refused::BodyMalformed)?;
        let Ok(data) = frame.into_data() else {
            continue; // trailers, which nothing here reads
        };
        let length = joined.len().saturating_add(data.len());
        if announced && length == most && joined.is_empty() {
            return Ok(data); // the usual case: all at once, and nothing to copy
        }
        if length > most {
            return Err(Refused::BodyTooLarge);
        }
        if joined.is_empty() {
            joined.reserve(most); // once: a buffer that doubles as it grows would outgrow its room
        }
        joined.extend_from_slice(&data);
    }
    Ok(joined.freeze())
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}
