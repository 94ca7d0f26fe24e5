//! What a service is answered. It holds nothing that would let anybody in.

use policy::{Decider, Decision, Layer, Reason, Verdict};
use serde::Serialize;

use super::subject::Subject;
use crate::authorize::rights::{Provenance, Rights};
use crate::views::Moment;
use crate::{Caller, Identity};
use model::Timestamp;

/// How it is known who it is.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// A signature was verified here.
    Signature {
        /// When it was made.
        signed_at: Timestamp,
        /// Whether the address alone was the credential.
        presigned: bool,
        /// Whether it covers the body.
        body_signed: bool,
    },
    /// A session token was in order, and the service vouches for who brought it.
    VouchedByService,
}

/// Why it is not known who it is, as coarse as a service needs to tell its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Unauthenticated {
    /// It is not signed.
    Unsigned,
    /// It is signed in a way that cannot be read.
    MalformedSignature,
    /// It was signed for another host than the service's, or for none.
    WrongHost,
    /// It was signed for another service.
    WrongService,
    /// It was signed too long ago, or is from the future.
    OutsideTimeWindow,
    /// Its body is not signed, and must be.
    UnsignedBody,
    /// The signature, or the body, is another.
    SignatureDoesNotMatch,
    /// There are no such credentials, or they were turned off, or their session was ended.
    UnknownCredentials,
    /// The session is over.
    ExpiredCredentials,
    /// The service may not ask about callers of this account.
    AccountNotServed,
    /// A token without a signature, and the service's word is not taken for who brings one.
    VouchingNotAllowed,
}

/// What is answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Authorization {
    authenticated: bool,
    allowed: bool,
    /// Why nobody is known, if nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Unauthenticated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<CallerView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<SessionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CallerView {
    arn: String,
    account: String,
    user_id: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    principal_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SessionView {
    temporary: bool,
    mfa_authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_age_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProofView {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presigned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_signed: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DecisionView {
    verdict: &'static str,
    /// The sort of policy that decided, or that would have had to allow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matched_statement: Option<StatementView>,
}

/// The statement that decided: of the service's own account alone. What others' policies say is not its business.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct StatementView {
    policy: String,
    /// The number of the statement in its policy, from 1.
    statement: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
}

impl Authorization {
    /// Nobody is known.
    pub const fn unauthenticated(reason: Unauthenticated) -> Self {
        Self {
            authenticated: false,
            allowed: false,
            reason: Some(reason),
            caller: None,
            session: None,
            proof: None,
            decision: None,
        }
    }

    /// Who it is, and what was decided by which policies; the statement is told where it is the service's own account's.
    pub fn of(
        subject: &Subject,
        (decision, rights): (&Decision, &Rights),
        tells_statement: bool,
        now: Timestamp,
    ) -> Self {
        Self {
            authenticated: true,
            allowed: decision.is_allowed(),
            reason: None,
            caller: Some(CallerView::of(&subject.caller)),
            session: Some(SessionView::of(&subject.caller, now)),
            proof: Some(ProofView::from(subject.proof)),
            decision: Some(DecisionView::of(decision, rights, tells_statement)),
        }
    }
}

impl CallerView {
    fn of(caller: &Caller) -> Self {
        let (kind, user_name) = match caller.identity() {
            Identity::Root(_) => ("Root", None),
            Identity::User(user) => ("User", Some(user.name.to_string())),
            Identity::Role { .. } => ("AssumedRole", None),
            Identity::Federated { .. } => ("FederatedUser", None),
            Identity::WebIdentity(_) => ("WebIdentityUser", None),
        };
        Self {
            arn: caller.arn().to_string(),
            account: caller.account().to_string(),
            user_id: caller.user_id(),
            r#type: kind,
            user_name,
            principal_arn: caller.principal_arn().to_string(),
        }
    }
}

impl SessionView {
    fn of(caller: &Caller, now: Timestamp) -> Self {
        let claims = caller.claims();
        Self {
            temporary: claims.is_some(),
            mfa_authenticated: caller.has_mfa(),
            mfa_age_seconds: caller.mfa_at().map(|at| now.secs().saturating_sub(at.secs())),
            issued_at: caller.issued_at().map(Moment),
            expires_at: claims.map(|claims| Moment(claims.expires_at)),
            source_identity: claims.and_then(|claims| claims.source_identity.clone()),
        }
    }
}

impl From<Proof> for ProofView {
    fn from(proof: Proof) -> Self {
        match proof {
            Proof::Signature { signed_at, presigned, body_signed } => Self {
                r#type: "Signature",
                signed_at: Some(Moment(signed_at)),
                presigned: Some(presigned),
                body_signed: Some(body_signed),
            },
            Proof::VouchedByService => {
                Self { r#type: "VouchedByService", signed_at: None, presigned: None, body_signed: None }
            }
        }
    }
}

impl DecisionView {
    fn of(decision: &Decision, rights: &Rights, tells_statement: bool) -> Self {
        // The simulator's words.
        let verdict = match decision.verdict() {
            Verdict::Allowed => "allowed",
            Verdict::ExplicitDeny => "explicitDeny",
            Verdict::ImplicitDeny => "implicitDeny",
        };
        let (layer, decider) = match decision.reason() {
            Reason::RootUser | Reason::Unjudged => (None, None),
            Reason::Allowed(decider) => (Some(decider.layer()), Some(decider)),
            Reason::NoPolicyAllows(layer) => (Some(*layer), None),
            Reason::ExplicitDeny(layer, decider) => (Some(*layer), Some(decider)),
        };
        let told = decider.filter(|_| tells_statement);
        Self {
            verdict,
            policy_type: layer.map(word),
            matched_statement: told.and_then(|decider| statement(decider, rights)),
        }
    }
}

const fn word(layer: Layer) -> &'static str {
    match layer {
        Layer::ServiceControl => "service-control",
        Layer::Resource => "resource",
        Layer::Trust => "trust",
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Session => "session",
    }
}

fn statement(decider: &Decider, rights: &Rights) -> Option<StatementView> {
    let held = rights.held(decider.layer(), decider.policy())?;
    let policy = match &held.from {
        Provenance::Inline { holder, name } => format!("{holder}/{name}"),
        Provenance::Managed(arn) => arn.to_string(),
        Provenance::Session => "session".to_owned(),
        Provenance::ServiceControl(name) => name.clone(),
    };
    let sid = held.policy.statements().get(decider.statement()).and_then(|statement| statement.sid());
    Some(StatementView { policy, statement: decider.statement() + 1, sid: sid.map(str::to_owned) })
}
