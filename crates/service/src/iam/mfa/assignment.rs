//! Giving a device to somebody in one go, as people do it on pages. A new virtual one: *begin* shows a seed, *assign* takes two
//! codes of it. A hardware token, which was imported: its serial number and two codes.
//!
//! Between the two nothing is stored: what was begun travels in the page, sealed, so that leaving it makes no device and blocks no
//! name. Both steps are authorized as CreateVirtualMFADevice and EnableMFADevice are; the second does both in one commit, and the
//! audit trail has the event of each. None of this is in the list of operations that the API has.

mod assign_hardware_token;
mod assign_mfa_device;
mod begin_mfa_assignment;
mod finish;
mod pending;
mod recipient;

pub use assign_hardware_token::AssignHardwareToken;
pub use assign_mfa_device::AssignMfaDevice;
pub use begin_mfa_assignment::{BeginMfaAssignment, Begun};
pub use pending::PendingText;

pub(super) use finish::{commit, enabled};
pub(super) use recipient::Recipient;

use model::{Arn, Path, VirtualMfaDeviceName};

use super::create_virtual_mfa_device::CreateVirtualMfaDevice;
use super::enable_mfa_device::EnableMfaDevice;
use crate::authorize::{DeviceName, Vacant};
use crate::operation::Operation;
use crate::records::MfaDevice;
use crate::{Context, Halt, Permit};

/// The same request, as CreateVirtualMFADevice.
fn creating<'a>(ctx: &Context<'a>) -> Context<'a> {
    let (action, declared) = (CreateVirtualMfaDevice::ACTION, CreateVirtualMfaDevice::CONDITION_KEYS);
    Context { action, declared, ..*ctx }
}

/// The same request, as EnableMFADevice.
pub(super) fn enabling<'a>(ctx: &Context<'a>) -> Context<'a> {
    Context { action: EnableMfaDevice::ACTION, declared: EnableMfaDevice::CONDITION_KEYS, ..*ctx }
}

/// That the caller may make a device of this name, and that there is none.
async fn authorize_creation(ctx: &Context<'_>, name: &VirtualMfaDeviceName) -> Result<Permit<Vacant>, Halt> {
    let name = DeviceName { path: Path::default(), name: name.clone() };
    let arn = Arn::mfa_device(ctx.account(), &name.path, &name.name);
    creating(ctx).authorize_vacant::<MfaDevice>(&name, &arn).await
}
