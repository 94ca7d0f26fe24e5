//! One line of the log for a request, where that is asked for.

use std::net::IpAddr;
use std::time::Duration;

use model::AccountId;

/// What the log tells of a request: what was asked and what came of it, and nothing that anybody typed. The operation is one of
/// the register's names; what a stranger invented is called unknown (rule R7).
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The id, which the answer and the event bear too.
    pub request_id: &'a str,
    /// The service, or `console`.
    pub service: &'static str,
    /// The operation, or the kind of page.
    pub operation: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// The code of the error, if it is one.
    pub code: Option<&'a str>,
    /// Whose, if the caller is known.
    pub account: Option<AccountId>,
    /// Where it came from.
    pub peer: IpAddr,
    /// How long it took.
    pub took: Duration,
}

impl Told<'_> {
    /// What requests are logged as, so that they are turned on and off by themselves.
    pub const TARGET: &'static str = "bartizan_requests";

    /// Writes the line: of what was refused or failed at the level of information, of all else at that of debugging. Nobody who
    /// does not want it pays for more than a look at a flag.
    pub fn write(&self) {
        if self.status >= 400 {
            tracing::info!(
                target: "bartizan_requests",
                request_id = self.request_id,
                service = self.service,
                operation = self.operation,
                status = self.status,
                code = self.code,
                account = self.account.map(tracing::field::display),
                peer = %self.peer,
                micros = self.micros(),
                "refused"
            );
        } else {
            tracing::debug!(
                target: "bartizan_requests",
                request_id = self.request_id,
                service = self.service,
                operation = self.operation,
                status = self.status,
                account = self.account.map(tracing::field::display),
                peer = %self.peer,
                micros = self.micros(),
                "answered"
            );
        }
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX)
    }
}
