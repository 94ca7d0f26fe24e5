//! Managed policies, their versions, and who uses them.

pub(crate) mod managed;
