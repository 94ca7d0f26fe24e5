//! The store that a copy is made from: it is given up first, so that there are never two that live. Two would accept one code twice.

use model::Timestamp;

use super::refused;
use crate::operator::Operator;
use crate::records::{Epoch, EpochCause, EpochState, keys};
use crate::{Error, Service};

impl Service {
    /// Gives the store up in favour of another one, and says what names the copy. A store that was given up for the same one before goes
    /// on with that copy; it is served again only after a fence.
    ///
    /// # Errors
    /// If it is not whole, was given up for another, or fails.
    pub async fn give_up_for(&self, operator: Operator, to: &str, now: Timestamp) -> Result<String, Error> {
        let found = self.records.load::<Epoch>(keys::epoch()).await?;
        match found.as_deref().map(|epoch| (&epoch.id, &epoch.state)) {
            Some((_, EpochState::Filling { .. } | EpochState::Ending { .. })) => {
                return Err(refused(
                    "the store that was to be copied is not whole itself: finish that first",
                ));
            }
            Some((id, EpochState::Moved { to: before })) if before == to => return Ok(id.clone()),
            Some((_, EpochState::Moved { to: before })) => {
                return Err(refused(&format!(
                    "this store was copied to {before} and goes on there: copy that one, or `bartizan fence` this one first"
                )));
            }
            Some((_, EpochState::Done { .. })) | None => {}
        }
        let moved = Epoch {
            schema: Epoch::SCHEMA,
            id: self.random_name(),
            cause: EpochCause::Copy,
            operator: operator.uid,
            begun: now,
            data_of: None,
            over_until: now,
            state: EpochState::Moved { to: to.to_owned() },
        };
        self.write_epoch(found.as_ref(), &moved, now).await?;
        Ok(moved.id)
    }
}
