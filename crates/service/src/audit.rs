//! The audit trail. Events are of three sorts:
//!
//! - *Changes, issued sessions and checked codes* are committed together with what they tell of.
//! - *Refusals of a known principal* are durable before the answer, at most thirty a minute for each principal; one event
//!   counts the rest.
//! - *Reads and unknown callers* are counted, and written once a minute at most (rule R17): a stranger's flood costs memory
//!   within a bound, and no disk.

mod digests;
mod event;
mod outbox;
mod refusals;
mod strangers;
mod trail;

pub use digests::{AuditCheck, AuditFinding, AuditProblem, Digesting, KeptDigest, MalformedDigest};
pub use event::{for_account, refusal, success};
pub use outbox::{deliver_now, flush_outbox};
pub use refusals::{RefusalLimits, flush_refusals, refused};
pub use strangers::{Strangers, flush_strangers};
pub use trail::{EventFilter, EventPage};

pub(crate) use event::{Happening, record};
pub(crate) use outbox::Outgoing;
pub(crate) use strangers::prefix;
