//! Requests that never became whole, by reason.

use server::Refused;
use service::figures::Counter;

/// All reasons, in order, with their names as labels.
const REASONS: [(Refused, &str); 6] = [
    (Refused::HeadTimeout, "head_timeout"),
    (Refused::BodyTimeout, "body_timeout"),
    (Refused::BodyTooLarge, "body_too_large"),
    (Refused::Busy, "busy"),
    (Refused::BodyMalformed, "body_malformed"),
    (Refused::Panicked, "panicked"),
];

/// Requests that the server answered itself.
#[derive(Debug, Default)]
pub struct RefusedRequests([Counter; REASONS.len()]);

impl RefusedRequests {
    /// One more.
    pub fn add(&self, refused: Refused) {
        let place = REASONS.iter().position(|(reason, _)| *reason == refused);
        if let Some(counter) = place.and_then(|place| self.0.get(place)) {
            counter.add();
        }
    }

    /// How many of each there were.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, u64)> {
        REASONS.iter().map(|(_, name)| *name).zip(self.0.iter().map(Counter::now))
    }
}
