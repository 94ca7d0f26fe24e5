//! What ends among what is global.

use store::Partition;

use super::{EndedWithEpoch, Moment};
use crate::records::keys;
use crate::{Error, Service};

impl Service {
    /// Ends what belongs to no single account. Done again, it does no harm.
    pub(super) async fn end_shared(&self, moment: Moment) -> Result<EndedWithEpoch, Error> {
        let calls = self.remove_all(Partition::Global, keys::VOICE_CALLS, None, moment.now).await?;
        let support_requests =
            self.remove_all(Partition::Global, keys::SUPPORT_REQUESTS, None, moment.now).await?;
        let (devices, counter_tokens) = self.fence_tokens(moment).await?;
        self.fence_lone_clocks(moment).await?;
        Ok(EndedWithEpoch {
            recoveries: calls,
            support_requests,
            devices,
            counter_tokens,
            ..EndedWithEpoch::default()
        })
    }
}
