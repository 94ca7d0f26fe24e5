//! What the crate promises, through its public API: published vectors, other implementations, properties.

#[cfg(test)]
mod peers;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod vectors;
