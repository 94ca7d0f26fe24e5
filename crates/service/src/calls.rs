//! The calls of recoveries, for who talks to a voice provider.
//!
//! A call is a document, written in the commit that asks for it. Whoever talks to the provider takes what is due, places it, and hands over
//! what the provider's callbacks say. What they say is not believed: the nonce in their address names the call, and call id and number must
//! be the call's (rule R25). That the callback comes from the provider at all, its signature, is checked before it is handed over.
//!
//! ```text
//!  WAITING ── calls_due ──▶ TAKEN ── call_placed ──▶ PLACED ── call_answered ──▶ ANSWERED ── call_keyed, the digits ──▶ RIGHT
//!     ▲                      │ │                                                   │  ▲                       (the phone is proven)
//!     └── 30 s, 3 times ─────┘ └─ call_failed ─▶ FAILED                            │  └── other digits, or none: three times
//!                                                                                  └─ after the third, or call_ended ─▶ ENDED
//! ```
//!
//! A callback may be faster than the answer that the call was placed: the first that names the provider's id binds it.

mod call;
mod due;
mod turns;

pub use due::CallToPlace;
pub use turns::{CallFacts, CallTurn};
