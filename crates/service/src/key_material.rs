//! Keys and certificates that callers bring: read, measured and told apart. Nothing here is trusted because of them; what is kept of
//! them is for other programs.

mod certificate;
mod pem;
mod private_key;
mod public_key;

pub use certificate::{Certificate, chain};
pub use private_key::belongs_to;
pub use public_key::{Encoding, RsaPublicKey};
