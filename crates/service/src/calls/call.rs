//! One call: finding it, keeping it, and telling what does not fit.

use model::Timestamp;
use serde_json::{Map, Value, json};
use store::{Batch, Event};

use crate::Service;
use crate::audit::{Happening, record};
use crate::error::Error;
use crate::records::{Loaded, Recovery, VoiceCall, VoiceCallState, body, keys};
use crate::signin::recovery::hidden_phone;

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The call has another id at the provider, or none is said.
    AnotherCall,
    /// The call leads elsewhere.
    AnotherNumber,
    /// The call is over for a while.
    Late,
}

/// So many callbacks that do not fit are told of for each call: more would say nothing more.
const MOST_TOLD: u32 = 10;

/// Tells in the account's trail that something about a call does not fit. Nothing else changes.
pub async fn told(
    service: &Service,
    call: &Loaded<VoiceCall>,
    what: Told,
    now: Timestamp,
) -> Result<(), Error> {
    if call.told >= MOST_TOLD {
        return Ok(());
    }
    let result = match what {
        Told::AnotherCall => "refused: another call",
        Told::AnotherNumber => "refused: another number",
        Told::Late => "refused: too late",
    };
    let event = event(service, call, "RefuseVoiceCallback", result, now);
    let after = VoiceCall { told: call.told.saturating_add(1), ..VoiceCall::clone(call) };
    let (key, expected) = call.watched();
    let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&after)?).event(event);
    service.records.commit(batch).await?;
    Ok(())
}

/// An event about a call. Nobody is signed in at a phone: whose recovery it is, is all that is known.
pub fn event(service: &Service, call: &VoiceCall, name: &'static str, result: &str, now: Timestamp) -> Event {
    let account = call.account.to_string();
    let mut details = Map::new();
    details.insert("recovery".to_owned(), json!(call.recovery));
    details.insert("phoneNumber".to_owned(), json!(hidden_phone(&call.phone)));
    details.insert("callId".to_owned(), json!(call.call_id));
    details.insert("result".to_owned(), json!(result));
    details.insert("attempts".to_owned(), json!(call.tries));
    record(
        service,
        &Happening {
            account: call.account,
            at: now,
            source: "signin.amazonaws.com",
            name,
            identity: json!({
                "type": "Root",
                "principalId": account,
                "arn": model::Arn::root(call.account).as_str(),
                "accountId": account,
                "invokedBy": "telephone",
            }),
            parameters: Value::Null,
            details: &details,
        },
    )
}

/// How a call ended in which nobody typed the right digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody had answered.
    HungUp,
    /// Nobody had.
    NotAnswered,
    /// The provider did not take it.
    NotPlaced,
    /// Nothing more was heard of it.
    Unheard,
}

impl End {
    /// How a call ended of which only that is said.
    pub const fn after(state: VoiceCallState) -> Self {
        match state {
            VoiceCallState::Answered => Self::HungUp,
            _ => Self::NotAnswered,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::HungUp => "hung up",
            Self::NotAnswered => "not answered",
            Self::NotPlaced => "not placed",
            Self::Unheard => "nothing was heard",
        }
    }
}

/// That a call ended: told once for each, so that an owner sees what became of those that a thief asked for.
pub fn ended(service: &Service, call: &VoiceCall, end: End, now: Timestamp) -> Event {
    event(service, call, "EndRecoveryCall", end.word(), now)
}

impl Service {
    /// Keeps that a call is over, and tells how it ended.
    pub(super) async fn end_call(
        &self,
        read: &Loaded<VoiceCall>,
        after: &VoiceCall,
        end: End,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (key, expected) = read.watched();
        let batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key, body(after)?)
            .event(ended(self, after, end, now));
        self.records.commit(batch).await?;
        Ok(())
    }

    /// A call, by what names it.
    pub(super) async fn voice_call(&self, id: &str) -> Result<Option<Loaded<VoiceCall>>, Error> {
        self.records.load(keys::voice_call(id)).await
    }

    /// The recovery that a call is for, if it still waits for this very call.
    pub(super) async fn waiting_recovery(
        &self,
        call: &VoiceCall,
        now: Timestamp,
    ) -> Result<Option<Loaded<Recovery>>, Error> {
        let key = keys::recovery(call.account, &call.recovery);
        let found = self.records.load::<Recovery>(key).await?.filter(|recovery| {
            recovery.stands(now)
                && recovery.mail_proven.is_some()
                && recovery.phone_proven.is_none()
                && recovery.call.as_ref().is_some_and(|newest| newest.id == call.id)
        });
        let Some(recovery) = found else { return Ok(None) };
        let Some(account) = self.records.account(call.account).await? else { return Ok(None) };
        // Another password ends what was begun with the one before.
        let holds =
            account.root.password.as_ref().is_some_and(|record| record.set() == recovery.password_set);
        Ok(holds.then_some(recovery))
    }

    /// Keeps what became of a call.
    pub(super) async fn keep_call(
        &self,
        read: &Loaded<VoiceCall>,
        after: &VoiceCall,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (key, expected) = read.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(after)?);
        self.records.commit(batch).await?;
        Ok(())
    }
}
