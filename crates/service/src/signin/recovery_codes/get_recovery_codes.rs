//! GetRecoveryCodes: how many there are, and since when. The codes themselves nobody knows but who wrote them down.

use model::{Input, Timestamp};

use super::may_have;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::RecoveryCodes;
use crate::{Context, Halt};

/// Asks for the caller's recovery codes.
#[derive(Debug, Input)]
pub struct GetRecoveryCodes {}

/// What there is of somebody's recovery codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCodesView {
    /// Whether the account lets the caller have any.
    pub allowed: bool,
    /// Whether the caller has a device that they would stand in for.
    pub has_device: bool,
    /// When those were made that there are.
    pub made: Option<Timestamp>,
    /// How many were not used.
    pub left: usize,
    /// Of how many.
    pub of: usize,
}

impl Operation for GetRecoveryCodes {
    const ACTION: &'static str = "bartizan:GetRecoveryCodes";
    const SORT: Sort = Sort::Read;
    const FOR_EVERYBODY: bool = true;
    const WITH_RECOVERY_CODE: bool = true;
    type Output = RecoveryCodesView;

    async fn run(&self, ctx: &Context<'_>) -> Result<RecoveryCodesView, Halt> {
        let caller = ctx.caller();
        let codes = match caller.credentials() {
            Some(_) => ctx.service.recovery_codes_of(caller).await?,
            None => None,
        };
        Ok(RecoveryCodesView {
            allowed: may_have(caller, &*account(ctx).await?),
            has_device: caller.credentials().is_some_and(|credentials| !credentials.mfa_devices.is_empty()),
            made: codes.as_ref().map(|codes| codes.made),
            left: codes.as_ref().map_or(0, |codes| codes.left()),
            of: codes.as_ref().map_or(RecoveryCodes::COUNT, |codes| codes.codes.len()),
        })
    }
}
