//! Reading a body within its bounds.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

use crate::door::Refused;
use crate::limits::Limits;

pub(crate) async fn read(body: Incoming, limits: &Limits) -> Result<Bytes, Refused> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    // A length that is announced is refused before a byte of it is read, and before "100 Continue" invites it.
    if exceeds(body.size_hint().lower(), limits) {
        return Err(Refused::BodyTooLarge);
    }
    timeout(limits.body_timeout, collect(body, limits)).await.unwrap_or(Err(Refused::BodyTimeout))
}

/// Pieces are joined as they come: kept apart, a body in chunks of one byte would take many times its length.
async fn collect(mut body: Incoming, limits: &Limits) -> Result<Bytes, Refused> {
    let announced = body.size_hint().exact();
    let mut joined = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refused::BodyMalformed)?;
        let Ok(data) = frame.into_data() else {
            continue; // trailers, which nothing here reads
        };
        let length = length(joined.len().saturating_add(data.len()));
        if announced == Some(length) && joined.is_empty() {
            return Ok(data); // the usual case: all at once, and nothing to copy
        }
        if exceeds(length, limits) {
            return Err(Refused::BodyTooLarge);
        }
        joined.extend_from_slice(&data);
    }
    Ok(joined.freeze())
}

fn exceeds(bytes: u64, limits: &Limits) -> bool {
    bytes > length(limits.body)
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
