//! MFA devices through their whole life.

mod any_device;
mod assignment;
mod create_virtual_mfa_device;
mod deactivate_mfa_device;
mod delete_virtual_mfa_device;
pub(crate) mod device;
mod enable_mfa_device;
mod get_mfa_device;
mod list_mfa_device_tags;
mod list_mfa_devices;
mod list_virtual_mfa_devices;
mod read_mfa_device_use;
mod recent_failures;
mod resync_mfa_device;
mod root;
mod shows;
mod tag_mfa_device;
mod untag_mfa_device;

pub(crate) use any_device::{Device, seed_binding, token_seed_binding};
pub use assignment::{AssignHardwareToken, AssignMfaDevice, BeginMfaAssignment, Begun, PendingText};
pub use create_virtual_mfa_device::CreateVirtualMfaDevice;
pub use deactivate_mfa_device::DeactivateMfaDevice;
pub use delete_virtual_mfa_device::DeleteVirtualMfaDevice;
pub use enable_mfa_device::EnableMfaDevice;
pub use get_mfa_device::GetMfaDevice;
pub use list_mfa_device_tags::ListMfaDeviceTags;
pub use list_mfa_devices::ListMfaDevices;
pub use list_virtual_mfa_devices::ListVirtualMfaDevices;
pub use read_mfa_device_use::{MfaDeviceUse, ReadMfaDeviceUse};
pub use recent_failures::{CodeFailure, ListRecentFailures, RecentFailures, Why};
pub use resync_mfa_device::ResyncMfaDevice;
pub use root::{DeactivateRootMfaDevice, ResyncRootMfaDevice};
pub use shows::Shows;
pub use tag_mfa_device::TagMfaDevice;
pub use untag_mfa_device::UntagMfaDevice;
