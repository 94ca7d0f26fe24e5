//! A software authenticator: seeds in an encrypted file, and the codes that a phone would show.

mod devices;
mod import;
mod keep;
mod sealed;

pub use devices::{Device, Devices, Next};
pub use import::{of_picture, read as read_import};
pub use keep::{Keep, Passphrase};
