//! The data directory: the store, the master key, the admin socket, and who may touch them.

mod directory;
mod engine;
mod lock;
mod master_key;
mod open;
mod private_file;

pub use directory::{DataDirectory, FIRST_ACCOUNT, is_private};
pub use open::{Opened, Purpose, Trouble, open};
pub use private_file::{Replace, write_private};
