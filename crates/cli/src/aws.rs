//! AWS's own files, as any client has them.

pub mod files;
