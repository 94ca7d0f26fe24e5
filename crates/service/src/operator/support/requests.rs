//! What waits: filed, approved, listed and cancelled.

use data_encoding::HEXLOWER;
use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::{Partition, ScanRange};

use super::{By, SupportRequestView, Supported, refused};
use crate::audit::Happening;
use crate::operator::Operator;
use crate::post::Notice;
use crate::records::{Loaded, SupportDeed, SupportRequest, keys};
use crate::{Changes, Error, Service};

/// More than an installation has at once: each is filed by hand.
const MOST: usize = 1_000;

impl Service {
    /// Approves what another operator asked for, and does it if it is due.
    ///
    /// # Errors
    /// If there is no such request, or this operator asked for it, or the store fails.
    pub async fn approve_last_resort(
        &self,
        operator: Operator,
        id: &str,
        now: Timestamp,
    ) -> Result<Supported, Error> {
        again!(self, self.approve_once(id, By { operator, reason: None, now }))
    }

    async fn approve_once(&self, id: &str, by: By<'_>) -> Result<Supported, Error> {
        let request = self.standing_request(id, by.now).await?;
        if !self.needs_second(&request) {
            return Err(refused("that request needs no approval: once it is due, run its command again"));
        }
        if request.asked_by == by.operator.uid {
            return Err(refused(
                "you asked for that yourself: another user of this machine must approve it (the user that the server runs as, or root)",
            ));
        }
        self.go_on(&request, by).await
    }

    /// Lets a request go.
    ///
    /// # Errors
    /// If there is no such request, or the store fails.
    pub async fn cancel_last_resort(
        &self,
        operator: Operator,
        (id, reason): (&str, &str),
        now: Timestamp,
    ) -> Result<SupportRequestView, Error> {
        again!(self, self.cancel_once(id, By { operator, reason: Some(reason), now }))
    }

    async fn cancel_once(&self, id: &str, by: By<'_>) -> Result<SupportRequestView, Error> {
        let request = self.standing_request(id, by.now).await?;
        let changes = Changes::new().remove(&request);
        let changes = self.tell_of_support(changes, &request, Notice::SupportCancelled, by.now).await?;
        self.commit_support("CancelSupportRequest", &request, by, changes).await?;
        Ok(self.request_view(&request))
    }

    /// What waits, the longest first.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn last_resorts_waiting(&self, now: Timestamp) -> Result<Vec<SupportRequestView>, Error> {
        let mut requests = self.requests(now).await?;
        requests.sort_by_key(|request| request.asked);
        Ok(requests.iter().map(|request| self.request_view(request)).collect())
    }

    async fn requests(&self, now: Timestamp) -> Result<Vec<Loaded<SupportRequest>>, Error> {
        let range = ScanRange::prefix(Partition::Global, keys::SUPPORT_REQUESTS);
        let mut found = self.records.scan::<SupportRequest>(&range, MOST).await?;
        found.retain(|request| request.stands(now));
        Ok(found)
    }

    async fn standing_request(&self, id: &str, now: Timestamp) -> Result<Loaded<SupportRequest>, Error> {
        let found = self.requests(now).await?.into_iter().find(|request| request.id == id);
        found.ok_or_else(|| {
            refused(
                "no such request waits: it was done, cancelled, or is too old; `bartizan support list` shows those that do",
            )
        })
    }

    /// A setting that was made stricter counts for what waits already.
    pub(super) const fn needs_second(&self, request: &SupportRequest) -> bool {
        request.needs_second || self.settings.support_second_operator
    }

    /// Keeps a request, in place of one that is too old.
    pub(super) async fn file(
        &self,
        (account, deed): (AccountId, SupportDeed),
        lapsed: Option<&Loaded<SupportRequest>>,
        by: By<'_>,
    ) -> Result<Supported, Error> {
        let request = SupportRequest {
            schema: SupportRequest::SCHEMA,
            id: HEXLOWER.encode(&self.entropy.array::<6>()),
            account,
            reason: by.reason.unwrap_or_default().to_owned(),
            asked_by: by.operator.uid,
            asked: by.now,
            due: by.now.after(self.settings.support_waiting_period),
            needs_second: self.settings.support_second_operator,
            approved_by: None,
            deed,
        };
        let changes = Changes::new().upsert(request.deed.key(account), lapsed, &request);
        let changes = self.tell_that_asked(changes, &request, by.now).await?;
        self.commit_support("RequestSupport", &request, by, changes).await?;
        Ok(Supported::Filed(self.request_view(&request)))
    }

    /// Does what was asked for, if it is due and approved; else notes the approval, if this is one.
    pub(super) async fn go_on(
        &self,
        request: &Loaded<SupportRequest>,
        by: By<'_>,
    ) -> Result<Supported, Error> {
        let is_another = by.operator.uid != request.asked_by;
        let needs_second = self.needs_second(request);
        let approved_by = request.approved_by.or((needs_second && is_another).then_some(by.operator.uid));
        let after = SupportRequest { approved_by, ..SupportRequest::clone(request) };
        if by.now >= request.due && (!needs_second || approved_by.is_some()) {
            // As it was read, for the commit; as approved, for what is told.
            return self.act_on_request(request, &after, by).await.map(Supported::Done);
        }
        if approved_by == request.approved_by {
            return Ok(Supported::Waits(self.request_view(request)));
        }
        let changes = Changes::new().update(request, &after);
        self.commit_support("ApproveSupportRequest", &after, by, changes).await?;
        Ok(Supported::Approved(self.request_view(&after)))
    }

    /// Commits what becomes of a request, with its event.
    async fn commit_support(
        &self,
        name: &'static str,
        request: &SupportRequest,
        by: By<'_>,
        changes: Changes,
    ) -> Result<(), Error> {
        let happening = Happening {
            account: request.account,
            at: by.now,
            source: "bartizan",
            name,
            identity: by.operator.identity(),
            parameters: parameters(&request.deed, Some(request), by.reason),
            details: &Map::new(),
        };
        self.commit_happening(changes, &happening).await
    }

    pub(super) fn request_view(&self, request: &SupportRequest) -> SupportRequestView {
        SupportRequestView {
            request_id: request.id.clone(),
            account_id: request.account,
            command: request.deed.word().to_owned(),
            user_name: request.deed.user_name().map(str::to_owned),
            reason: request.reason.clone(),
            requested_by: request.asked_by,
            requested_at: request.asked.to_string(),
            due_at: request.due.to_string(),
            expires_at: request.lapses().to_string(),
            needs_second_operator: self.needs_second(request),
            approved_by: request.approved_by,
        }
    }
}

/// What an event says was asked for, by whom, and who approved it.
pub(super) fn parameters(
    deed: &SupportDeed,
    request: Option<&SupportRequest>,
    reason: Option<&str>,
) -> Value {
    let mut said =
        json!({ "command": deed.word(), "userName": deed.user_name(), "root": deed.user_name().is_none() });
    // The reason of who asked stands beside that of who does it.
    if let Some(reason) = reason.or(request.map(|request| request.reason.as_str())) {
        said["reason"] = json!(reason);
    }
    if let Some(request) = request {
        let who = |uid: u32| format!("uid:{uid}");
        said["request"] = json!({
            "id": request.id,
            "reason": request.reason,
            "requestedBy": who(request.asked_by),
            "requestedAt": request.asked.to_string(),
            "dueAt": request.due.to_string(),
            "approvedBy": request.approved_by.map(who),
        });
    }
    said
}
