//! What becomes known of a request while it is answered: for figures, and for the log where it tells of requests.

use std::net::IpAddr;

use http::StatusCode;
use model::AccountId;
use service::Service;
use service::figures::{OperationAnswers, Outcome, Stopwatch, Told};

use crate::operations::Entry;
use crate::request::Request;

/// A request that is being answered.
pub struct Asked<'a> {
    request_id: &'a str,
    peer: IpAddr,
    since: Stopwatch,
    operation: &'a OperationAnswers,
    account: Option<AccountId>,
}

impl<'a> Asked<'a> {
    /// Begins. As long as no operation is known, it is a request for none: what strangers invent has one place (and is in no
    /// log, rule R7).
    pub fn begin(service: &'a Service, request: &Request<'_>, request_id: &'a str, since: Stopwatch) -> Self {
        let operation = service.figures().requests.unknown();
        Self { request_id, peer: request.address, since, operation, account: None }
    }

    /// It is for this operation.
    pub fn of(&mut self, operation: &'a Entry) {
        self.operation = &operation.answers;
    }

    /// It is by somebody of this account, as a signature proved.
    pub const fn by(&mut self, account: AccountId) {
        self.account = Some(account);
    }

    /// It is answered.
    pub fn answered(self, outcome: Outcome, status: StatusCode, code: Option<&str>) {
        let took = self.since.elapsed();
        self.operation.answers.add(outcome, took);
        let told = Told {
            request_id: self.request_id,
            service: self.operation.service,
            operation: self.operation.name,
            status: status.as_u16(),
            code,
            account: self.account,
            peer: self.peer,
            took,
        };
        told.write();
    }
}
