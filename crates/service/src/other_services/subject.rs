//! Who a service asks about: from a described request, or a session token that it vouches for, to a caller of ours.

use std::sync::Arc;

use model::{AccessKeyId, AccountId, Host, Text, Timestamp};
use sigv4::{Code, Refusal, ScopeFault};

use super::answer::{Proof, Unauthenticated};
use super::described::{SignedRequest, VouchedSession};
use crate::authenticate::{note_use, prove, session_holder};
use crate::records::RegisteredService;
use crate::{Caller, Error, Service};

/// Who it is, and how that is known.
pub struct Subject {
    /// Who.
    pub caller: Caller,
    /// How it is known.
    pub proof: Proof,
    /// The region that was signed for.
    pub region: String,
}

/// Why nobody is answered for: it is told, or the service failed.
pub enum NoSubject {
    /// It is an answer, not an error.
    Told(Unauthenticated),
    /// The service failed.
    Failed(Error),
}

/// A service that asks, and its account.
pub struct Asking<'a> {
    pub service: &'a Service,
    pub registered: &'a RegisteredService,
    pub account: AccountId,
    pub now: Timestamp,
}

impl Asking<'_> {
    /// Who signed a request.
    pub async fn signer(&self, request: &SignedRequest) -> Result<Subject, NoSubject> {
        let Self { service, registered, now, .. } = *self;
        // Before anything else: what was signed for somebody else is not looked into (rule R29).
        if !self.is_own_host(request).await.map_err(NoSubject::Failed)? {
            return Err(NoSubject::Told(Unauthenticated::WrongHost));
        }
        let headers = request.headers();
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let head = request.head(&headers);
        let scope = scope_of(registered, &head);
        let claim = sigv4::claim(&head, &registered.rules(&scope));
        let claim = claim.and_then(|claim| claim.check_time_by(now, service.signers_time()));
        let claim = claim.map_err(|refusal| NoSubject::Told(of_refusal(&refusal)))?;
        self.check_account(claim.access_key_id())?;
        let caller = prove(service, &claim, &request.body(), now).await.map_err(of_error)?;
        note_use(service, &caller, claim.region(), claim.service(), now);
        Ok(Subject {
            proof: Proof::Signature {
                signed_at: claim.signed_at(),
                presigned: claim.is_presigned(),
                body_signed: claim.is_body_signed(),
            },
            region: claim.region().to_owned(),
            caller,
        })
    }

    /// Who a session token was issued to. It proves nothing about who brings it: that is the service's word, which is taken only
    /// where the operator said so. A long-term key without a signature proves nothing at all.
    pub async fn bearer(&self, session: &VouchedSession) -> Result<Subject, NoSubject> {
        let told = |reason| Err(NoSubject::Told(reason));
        if !self.registered.vouches {
            return told(Unauthenticated::VouchingNotAllowed);
        }
        self.check_account(session.access_key_id.as_str())?;
        let token = session.session_token.expose().as_str();
        let Ok((claims, _)) = self.service.keyring().open_session(token, session.access_key_id.as_str())
        else {
            return told(Unauthenticated::UnknownCredentials);
        };
        let caller = session_holder(self.service, Arc::new(claims), self.now).await.map_err(of_error)?;
        Ok(Subject { caller, proof: Proof::VouchedByService, region: "us-east-1".to_owned() })
    }

    /// Whether a request was signed for a host of this very service. That the host is signed is checked with the signature.
    async fn is_own_host(&self, request: &SignedRequest) -> Result<bool, Error> {
        let Some(Ok(host)) = request.header("host").map(|host| host.trim().parse::<Host>()) else {
            return Ok(false);
        };
        let site = self.service.site(&host).await?;
        Ok(site.is_some_and(|site| site.account == self.account && site.service.name == self.registered.name))
    }

    /// Whether the service may ask about callers of the account that a key id names. It is looked at first, and answered whatever else
    /// is so: a service learns nothing of accounts that it does not serve.
    fn check_account(&self, key: &str) -> Result<(), NoSubject> {
        let id =
            key.parse::<AccessKeyId>().map_err(|_| NoSubject::Told(Unauthenticated::UnknownCredentials))?;
        if !self.registered.serves(self.account, id.account()) {
            return Err(NoSubject::Told(Unauthenticated::AccountNotServed));
        }
        Ok(())
    }
}

/// The names that a signature may be for: those that were registered. Where S3's are among others, the one that the request names counts
/// alone, for paths are signed in another way there.
fn scope_of<'a>(registered: &'a RegisteredService, head: &sigv4::Head<'_>) -> Vec<&'a str> {
    let all: Vec<&str> = registered.signing_services.iter().map(String::as_str).collect();
    let named = named_service(head);
    match all.iter().find(|name| named.as_deref() == Some(**name)) {
        Some(name) => vec![*name],
        None => all,
    }
}

/// The service in the credential of a request, as far as it can be seen without reading it whole.
fn named_service(head: &sigv4::Head<'_>) -> Option<String> {
    let of_header = head.headers.iter().find(|(name, _)| *name == "authorization");
    let of_header = of_header.and_then(|(_, value)| str::from_utf8(value).ok());
    let of_header =
        of_header.and_then(|value| value.split_once("Credential=")).map(|(_, rest)| rest.to_owned());
    let of_query = || {
        let mut pairs = head.query.split('&');
        let given = pairs.find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
        Some(given.replace("%2F", "/").replace("%2f", "/"))
    };
    let credential = of_header.or_else(of_query)?;
    credential.split([',', ' ', '&']).next()?.split('/').nth(3).map(str::to_owned)
}

fn of_error(error: Error) -> NoSubject {
    NoSubject::Told(match error {
        Error::Signature(refusal) => of_refusal(&refusal),
        Error::ExpiredToken => Unauthenticated::ExpiredCredentials,
        Error::InvalidClientTokenId { .. } => Unauthenticated::UnknownCredentials,
        error => return NoSubject::Failed(error),
    })
}

/// As coarse as a service needs it: what it would tell its client.
fn of_refusal(refusal: &Refusal) -> Unauthenticated {
    match refusal {
        Refusal::MissingAuthenticationToken => Unauthenticated::Unsigned,
        Refusal::Expired { .. } | Refusal::NotYetCurrent { .. } => Unauthenticated::OutsideTimeWindow,
        Refusal::Scope(faults) if faults.iter().any(|fault| matches!(fault, ScopeFault::Service(_))) => {
            Unauthenticated::WrongService
        }
        Refusal::HostNotSigned => Unauthenticated::WrongHost,
        Refusal::PayloadNotHashed(_) => Unauthenticated::UnsignedBody,
        Refusal::PayloadMismatch | Refusal::SignatureDoesNotMatch => Unauthenticated::SignatureDoesNotMatch,
        other => match other.code() {
            Code::MissingAuthenticationToken => Unauthenticated::Unsigned,
            Code::MalformedQueryString | Code::IncompleteSignature | Code::SignatureDoesNotMatch => {
                Unauthenticated::MalformedSignature
            }
        },
    }
}
