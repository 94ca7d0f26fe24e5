//! The data directory: the store, the master key, the admin socket, and who may touch them.

mod aside;
mod directory;
mod engine;
mod ephemeral;
mod epoch;
mod lock;
mod master_key;
mod open;
mod private_file;
mod restoring;

pub use aside::{move_aside, moved_aside};
pub use directory::{DataDirectory, FIRST_ACCOUNT, is_private};
pub use engine::Engine;
pub use ephemeral::{RuntimeDirectory, open_ephemeral};
pub use master_key::{load as load_master_key, share as share_master_key};
pub use open::{Purpose, Trouble, check_clock, open, over};
pub use private_file::{Replace, write_private};
pub use restoring::Restoring;
