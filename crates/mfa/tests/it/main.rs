//! What the crate promises, through its public API: published vectors, other implementations, properties.

mod peers;
mod properties;
mod vectors;
