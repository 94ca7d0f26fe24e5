//! Whether a store is whole: every document reads as what it should be, opens what it has sealed, refers to what exists, and every
//! index and counter agrees with what it tells of.
//!
//! `table::KINDS` is the one place that says which documents there are. A kind that is missing there is a finding in every store that
//! has it, and fails a test before that. What a document has sealed and what it refers to is said by its type (`Kept`).
//!
//! It reads only, and runs beside a server that writes. Nothing is a snapshot then, so what looks wrong is looked at again: a
//! finding counts if it is still there while the document itself has not moved. Keys are walked in their order, a page at a time.
//! What has to be remembered of an account until its end is one number for each of its groups and of the policies in use, and eight bytes
//! for each of its devices, at most `MOST_AWAITED` of them.

mod anew;
mod awaited;
mod counters;
mod devices;
mod entities;
mod findings;
mod identities;
mod look;
mod recount;
mod small;
mod table;
mod walk;

pub(crate) use anew::{Needed, sealed_anew};
pub use findings::{DocumentFinding, DocumentProblem};
pub use walk::{StoreCheck, StoreProgress};
