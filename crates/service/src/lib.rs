//! The verbs: one file per operation, and the one way to them.
//!
//! Every door (the Query API, the console, the operator's commands) calls [`call`] with a [`Caller`] and an input that was
//! read whole. An operation authorizes, which loads its target; decides; and commits what it decided together with the
//! event that tells of it. No door goes around any of the three.

/// Does it again after each conflict, as operations of callers are done again.
macro_rules! again {
    ($service:expr, $done:expr) => {{
        let mut attempt = 1;
        loop {
            match $done.await {
                Err($crate::Error::ConcurrentModification) if attempt < $crate::dispatch::ATTEMPTS => {
                    $crate::dispatch::back_off($service, attempt).await;
                    attempt += 1;
                }
                done => break done,
            }
        }
    }};
}

pub mod account_settings;
mod audit;
mod authenticate;
mod authorize;
mod aws_managed;
mod beside;
mod caller;
pub mod calls;
mod certification;
mod changes;
mod clock_trust;
pub mod cloudtrail;
mod codes;
mod context;
mod dispatch;
mod entropy;
mod error;
pub mod figures;
pub mod iam;
mod key_material;
mod master_keys;
mod operation;
pub mod operator;
pub mod other_services;
mod paging;
mod passwords;
pub mod post;
pub mod records;
mod register;
mod request_ids;
mod scans;
mod security_keys;
mod service;
mod session_policies;
mod session_rules;
pub mod signin;
pub mod sts;
mod throttle;
mod usage;
mod verify;
mod views;
mod web_identity;

pub use audit::{
    AuditCheck, AuditFinding, AuditProblem, EventFilter, EventPage, KeptDigest, MalformedDigest, Strangers,
};
pub use authenticate::{Authenticated, authenticate};
pub use authorize::{About, DeviceName, Permit, PolicyPlace, RequestKeys, Rights, Target, Vacant};
pub use aws_managed::AwsManaged;
pub use beside::{BESIDE, Beside};
pub use caller::{Caller, Credential, Identity, Issuer, Origin, Transport};
pub use changes::Changes;
pub use clock_trust::ClockOffset;
pub use context::Context;
pub use dispatch::call;
pub use entropy::{Entropy, SystemEntropy};
pub use error::{
    Conflict, Denial, Error, Existing, Failure, Halt, Invalid, InvalidInput, KeyMaterial, KeyRefused,
    LookupRefused, Missing, NoSecurityKeys, OnlyInAws, PasswordFault, PasswordFaults, Quota,
    RecoveryCodeRefused, RecoveryRefused, Refused, TokenRefused,
};
pub use master_keys::{KeyFile, MasterKeys};
pub use operation::{AnswerHead, Api, Operation, Protocol, Registry, Sort, Support};
pub use passwords::{PasswordPool, Prefix, Unanswered};
pub use register::register;
pub use service::{Ephemeral, Service, Settings};
pub use verify::{DocumentFinding, DocumentProblem, StoreCheck, StoreProgress};
pub use views::{Blob, DeviceOffset, Empty, Moment};
pub use web_identity::{
    FetchingKeys, GivenIdentity, KeyFetcher, KeysNotFetched, WebIdentity, prove_identity,
};
