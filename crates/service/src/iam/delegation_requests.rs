//! Delegation requests: at AWS, products of partners ask accounts for permissions for a while. Nobody is such a product here, so there is
//! no request, and none is made.

mod accept_delegation_request;
mod associate_delegation_request;
mod create_delegation_request;
mod get_delegation_request;
mod get_human_readable_summary;
mod list_delegation_requests;
mod reject_delegation_request;
mod send_delegation_token;
mod update_delegation_request;

use model::{Arn, DelegationRequestId, Text};

use crate::error::Missing;
use crate::{Context, Error, Halt};

pub use accept_delegation_request::AcceptDelegationRequest;
pub use associate_delegation_request::AssociateDelegationRequest;
pub use create_delegation_request::CreateDelegationRequest;
pub use get_delegation_request::GetDelegationRequest;
pub use get_human_readable_summary::GetHumanReadableSummary;
pub use list_delegation_requests::ListDelegationRequests;
pub use reject_delegation_request::RejectDelegationRequest;
pub use send_delegation_token::SendDelegationToken;
pub use update_delegation_request::UpdateDelegationRequest;

/// Why these operations are refused, for who reads the list of operations.
const WHY: &str = "products of AWS partners make delegation requests, and nobody is one here";

/// Says to whoever may ask that there is no such request.
fn missing(ctx: &Context<'_>, id: &DelegationRequestId) -> Halt {
    let arn = Arn::kind(ctx.account(), "delegation-request/", id.as_str());
    match ctx.authorize_on(&arn) {
        Ok(_) => Error::from(Missing::DelegationRequest(id.clone())).into(),
        Err(refused) => refused,
    }
}
