//! The judge: from the text of policies to policies, and from policies and a request to a decision with its reason.
//!
//! The language is IAM's: [`Policy::parse`] reads a document of a [`Kind`], or says in IAM's own words what is wrong with it;
//! [`decide`] holds a request against all [`Policies`] that bear on it. [`matching`] and [`missing_keys`] are for whoever has
//! to explain, [`rewrite_principals`] for whoever stores a trust policy.
//!
//! ```
//! use bartizan_policy::{Applied, Context, Kind, Policies, Policy, Principal, PrincipalKind, Request, Source, Values, decide};
//!
//! /// A request about which nothing is known.
//! struct Nothing;
//! impl Context for Nothing {
//!     fn values(&self, _key: &str) -> Option<Values<'_>> {
//!         None
//!     }
//! }
//!
//! let text = r#"{"Statement": {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}}"#;
//! let policy = Policy::parse(text, Kind::Identity)?;
//! let alice = Principal {
//!     account: "123456789012",
//!     arn: "arn:aws:iam::123456789012:user/alice",
//!     id: "AIDAEXAMPLEALICE",
//!     session: None,
//!     kind: PrincipalKind::User,
//! };
//! let source = Source::Inline { holder: alice.arn, name: "ReadOnly" };
//! let policies = Policies { identity: &[Applied { policy: &policy, source }], ..Policies::default() };
//!
//! let request = Request { action: "iam:GetUser", resource: alice.arn, context: &Nothing };
//! assert!(decide(&alice, "123456789012", &request, &policies).is_allowed());
//!
//! let request = Request { action: "iam:DeleteUser", ..request };
//! let decision = decide(&alice, "123456789012", &request, &policies);
//! let suffix = decision.reason().suffix(request.action);
//! assert_eq!(suffix, " because no identity-based policy allows the iam:DeleteUser action");
//! # Ok::<(), bartizan_policy::Malformed>(())
//! ```
//!
//! Default deny: what no policy allows is refused. Pure: no clock, no randomness, no input or output. This crate never loads
//! anything; whoever asks brings the policies, and a [`Context`] that knows the values of the condition keys.
//! What is *absent*: quotas (only [`size`] is measured here), whether a principal that a policy names exists, and which
//! actions and condition keys a service knows.

mod action;
mod arn;
mod condition;
mod context;
mod decide;
mod decision;
mod document;
mod explain;
mod json;
mod malformed;
mod pattern;
mod policies;
mod policy;
mod position;
mod principal;
mod resource;
mod rewrite;
mod statement;
mod validate;
mod variable;
mod wildcards;

pub use context::{Context, Request, Steps, Values};
pub use decide::decide;
pub use decision::{Decider, Decision, Layer, Origin, Reason, Verdict};
pub use explain::{matching, missing_keys};
pub use malformed::Malformed;
pub use policies::{Applied, Policies, Source};
pub use policy::{Kind, Policy, context_keys, size};
pub use position::{Position, Span};
pub use principal::{Principal, PrincipalKind, SessionPrincipal};
pub use rewrite::rewrite_principals;
pub use statement::{Effect, Statement};

/// The managed policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
