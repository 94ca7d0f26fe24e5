//! Answers for other services: who signed a request to them, or who is at a browser in front of them, and what policies let them do
//! (rule R29).
//!
//! Only the operator says which services may ask, and about whom (`operator/registered_services`). A service asks about requests that
//! were signed for its own hosts and names, and about nobody else's: it could else have a request judged that was sent to another
//! service, and act on it. Nothing here changes anything, but a ticket that is used up.

mod answer;
mod authorize;
mod described;
mod enter_site;
mod forward_auth;
mod hosts;
mod pass;
mod question;
mod seen;
mod subject;

pub use answer::{Authorization, Unauthenticated};
pub use authorize::Authorize;
pub use enter_site::{EnterSite, Entered};
pub use forward_auth::{ForwardAuth, SiteIdentity, SiteRefused};
pub use hosts::Site;
pub use pass::SessionPlaces;
pub use seen::SessionsSeen;
