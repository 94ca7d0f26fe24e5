//! The owner stops what the operator was asked for: whoever signs in with MFA has lost nothing.

use crate::post::Notice;
use crate::records::{SupportDeed, SupportRequest};
use crate::{Changes, Context, Error};

impl Context<'_> {
    /// Lets go, in the commit of a sign-in in which a device vouched, whatever waits that would take MFA or the password from who signs in.
    pub(crate) async fn support_cancelled(&self, mut changes: Changes) -> Result<Changes, Error> {
        let (service, now) = (self.service, self.now());
        let mut cancelled = Vec::new();
        for deed in SupportDeed::all_of(&self.caller().owner()) {
            let found = self.records().load::<SupportRequest>(deed.key(self.account())).await?;
            let Some(request) = found else { continue };
            changes = changes.remove(&request);
            if request.stands(now) {
                cancelled.push(request.id.clone());
                changes = service.tell_of_support(changes, &request, Notice::SupportCancelled, now).await?;
            }
        }
        Ok(if cancelled.is_empty() { changes } else { changes.detail("supportRequestsCancelled", cancelled) })
    }
}
