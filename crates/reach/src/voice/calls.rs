//! Who decides about calls: the service, and in tests whoever stands in for it.

use model::Timestamp;
use service::calls::{CallFacts, CallToPlace, CallTurn};
use service::{Error, Service};

/// Who decides about calls.
pub trait Calls: Send + Sync + 'static {
    /// Why it could not.
    type Error: std::error::Error + Send;

    /// Calls that are due, so many at most.
    fn calls_due(
        &self,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<CallToPlace>, Self::Error>> + Send;
    /// A provider has placed a call, and calls it this.
    fn call_placed(
        &self,
        call: &CallToPlace,
        call_id: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// No provider would.
    fn call_failed(
        &self,
        call: &CallToPlace,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Somebody answered the phone.
    fn call_answered(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<CallTurn, Self::Error>> + Send;
    /// Somebody typed.
    fn call_keyed(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<CallTurn, Self::Error>> + Send;
    /// The call has ended, whether or not somebody answered.
    fn call_ended(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

impl Calls for Service {
    type Error = Error;

    async fn calls_due(&self, most: usize, now: Timestamp) -> Result<Vec<CallToPlace>, Error> {
        Self::calls_due(self, most, now).await
    }

    async fn call_placed(&self, call: &CallToPlace, call_id: &str, now: Timestamp) -> Result<(), Error> {
        Self::call_placed(self, call, call_id, now).await
    }

    async fn call_failed(&self, call: &CallToPlace, now: Timestamp) -> Result<(), Error> {
        Self::call_failed(self, call, now).await
    }

    async fn call_answered(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<CallTurn, Error> {
        Self::call_answered(self, facts, now).await
    }

    async fn call_keyed(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<CallTurn, Error> {
        Self::call_keyed(self, facts, now).await
    }

    async fn call_ended(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<(), Error> {
        Self::call_ended(self, facts, now).await
    }
}
