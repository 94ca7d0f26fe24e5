//! Who calls: from a signature to a [`Caller`].
//!
//! The order of checks is AWS's (facts B2): form, time and scope of the signature first, then the key, then the session,
//! then the signature itself. Before the signature holds nothing is proven, so nothing of a stranger is written: failures are
//! counted in memory (rule R17).

use std::net::IpAddr;
use std::sync::Arc;

use model::{AccessKeyId, AccessKeyKind, AccountId, RoleId, Secret, StatusType, Timestamp, UserId};
use sigv4::{BodyHash, Claim, Head, Rules, SigningKey};
use store::Key;
use vault::{MfaContext, SessionClaims};

use crate::iam::access_keys::open_secret;
use crate::operation::Api;
use crate::records::{AccessKey, Credentials, Owner, Role, User};
use crate::usage::Subject;
use crate::{Caller, Credential, Error, Identity, Issuer, Service};

/// A verified caller, and the region that was signed for.
#[derive(Debug)]
pub struct Authenticated {
    /// Who calls.
    pub caller: Caller,
    /// The region of the credential scope.
    pub region: String,
}

/// Derived signing keys. The secret of a key id never changes, so an entry is never wrong; whether the key may still be
/// used is looked up each time.
pub struct SigningKeys(quick_cache::sync::Cache<(AccessKeyId, Box<str>), SigningKey>);

impl Default for SigningKeys {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(16_384))
    }
}

impl SigningKeys {
    fn key(
        &self,
        id: AccessKeyId,
        claim: &Claim<'_>,
        secret: impl FnOnce() -> Result<Secret<String>, Error>,
    ) -> Result<SigningKey, Error> {
        let entry = (id, scope(claim));
        if let Some(key) = self.0.get(&entry) {
            return Ok(key);
        }
        let key = SigningKey::derive(secret()?.expose(), claim.date(), claim.region(), claim.service());
        self.0.insert(entry, key.clone());
        Ok(key)
    }
}

fn scope(claim: &Claim<'_>) -> Box<str> {
    [claim.date(), "/", claim.region(), "/", claim.service()].concat().into()
}

/// Verifies the signature of a request to one of the services.
///
/// # Errors
/// Why the request is not known to come from a caller of ours.
pub async fn authenticate(
    service: &Service,
    head: &Head<'_>,
    body: &BodyHash,
    api: Api,
    address: IpAddr,
    now: Timestamp,
) -> Result<Authenticated, Error> {
    service.believe_clock()?;
    let scopes = [api.name()];
    let claim = sigv4::claim(head, &Rules::of(&scopes))?.check_time_by(now, service.signers_time())?;
    let result = prove(service, &claim, body, now).await;
    match &result {
        Ok(caller) => note_use(service, caller, claim.region(), api.name(), now),
        // What fails on our side says nothing of the caller.
        Err(Error::ServiceFailure(failure)) => {
            tracing::error!(%failure, "a caller could not be authenticated");
        }
        Err(error) => {
            note_stranger(service, &claim, error.code(), address, now).await;
        }
    }
    result.map(|caller| Authenticated { caller, region: claim.region().to_owned() })
}

/// Notes what a call is a use of.
pub(crate) fn note_use(service: &Service, caller: &Caller, region: &str, of: &str, now: Timestamp) {
    if let Some(subject) = used(caller) {
        service.usage.note(&subject, now, region, of);
    }
}

/// What a call is a use of. A session of GetSessionToken is a use of nothing: its key was used when it was asked for.
fn used(caller: &Caller) -> Option<Subject> {
    match (caller.credential(), caller.identity()) {
        (Credential::AccessKey(id), _) => Some(Subject::Key(*id)),
        (Credential::Session(_), Identity::Role { role, .. }) => {
            Some(Subject::Role(role.account, role.id.clone()))
        }
        (
            Credential::Session(_)
            | Credential::SigningIn(_)
            | Credential::Console { .. }
            | Credential::WebIdentity,
            _,
        ) => None,
    }
}

/// Counts a failure for the account that the key id names, if there is one: anybody can invent account numbers, and what is
/// counted for those would leave no room for the others.
async fn note_stranger(
    service: &Service,
    claim: &Claim<'_>,
    reason: &'static str,
    address: IpAddr,
    now: Timestamp,
) {
    let Ok(id) = claim.access_key_id().parse::<AccessKeyId>() else { return };
    if let Ok(Some(_)) = service.records.account(id.account()).await {
        service.strangers.note(id.account(), reason, address, now);
    }
}

/// Who has signed, if the signature holds.
pub(crate) async fn prove(
    service: &Service,
    claim: &Claim<'_>,
    body: &BodyHash,
    now: Timestamp,
) -> Result<Caller, Error> {
    let session = claim.session_token().is_some();
    let invalid = || Error::InvalidClientTokenId { session };
    let id: AccessKeyId = claim.access_key_id().parse().map_err(|_| invalid())?;
    let (caller, key) = match (id.kind(), claim.session_token()) {
        (AccessKeyKind::LongTerm, None) => long_term(service, id, claim).await?.ok_or_else(invalid)?,
        (AccessKeyKind::Temporary, Some(token)) => temporary(service, id, token, claim, now).await?,
        // A long-term key with a session token, or a temporary one without.
        _ => return Err(invalid()),
    };
    claim.verify(body, &key)?;
    Ok(caller)
}

async fn long_term(
    service: &Service,
    id: AccessKeyId,
    claim: &Claim<'_>,
) -> Result<Option<(Caller, SigningKey)>, Error> {
    let Some(caller) = key_holder(service, id).await? else { return Ok(None) };
    let Some(key) = active_key(&caller, id) else { return Ok(None) };
    let signing_key =
        service.signing_keys.key(id, claim, || open_secret(&service.keyring.now(), &caller.owner(), key))?;
    Ok(Some((caller, signing_key)))
}

/// Where the documents of users are whose keys were used: a hint, which the document itself confirms by listing the key. It
/// saves the way over the key's and the id's pointers.
pub struct KeyHolders(quick_cache::sync::Cache<AccessKeyId, Key>);

impl Default for KeyHolders {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(16_384))
    }
}

/// Who holds a long-term key, whether it works or not.
async fn key_holder(service: &Service, id: AccessKeyId) -> Result<Option<Caller>, Error> {
    let account = id.account();
    let caller = |identity| Caller { account, identity, credential: Credential::AccessKey(id) };
    if let Some(key) = service.key_holders.0.get(&id)
        && let Some(user) = service.records.load::<User>(key).await?
        && user.credentials.access_keys.iter().any(|key| key.id == id)
    {
        return Ok(Some(caller(Identity::User(user))));
    }
    let Some(owner) = service.records.key_owner(&id).await? else { return Ok(None) };
    let identity = identity(service, account, &owner.owner).await?;
    if let Some(Identity::User(user)) = &identity {
        service.key_holders.0.insert(id, user.key().clone());
    }
    Ok(identity.map(caller))
}

pub(crate) async fn identity(
    service: &Service,
    account: AccountId,
    owner: &Owner,
) -> Result<Option<Identity>, Error> {
    Ok(match owner {
        Owner::Root => service.records.account(account).await?.map(Identity::Root),
        Owner::User(id) => service.records.by_id(account, id.as_str()).await?.map(Identity::User),
        // A role is nobody without the name of a session.
        Owner::Role(_) | Owner::Vouched(_) => None,
    })
}

fn active_key(caller: &Caller, id: AccessKeyId) -> Option<&AccessKey> {
    caller.credentials()?.access_keys.iter().find(|key| key.id == id && key.status == StatusType::Active)
}

async fn temporary(
    service: &Service,
    id: AccessKeyId,
    token: &str,
    claim: &Claim<'_>,
    now: Timestamp,
) -> Result<(Caller, SigningKey), Error> {
    let invalid = Error::InvalidClientTokenId { session: true };
    // The seal holds the key id: one session's token with another's key id and secret is refused here (rule R1).
    let Ok((claims, secret)) = service.keyring.now().open_session(token, id.as_str()) else {
        return Err(invalid);
    };
    let caller = session_holder(service, Arc::new(claims), now).await?;
    let key = service.signing_keys.key(id, claim, || Ok(secret))?;
    Ok((caller, key))
}

/// Whoever a session stands for, if it still stands for anybody.
pub(crate) async fn session_holder(
    service: &Service,
    claims: Arc<SessionClaims>,
    now: Timestamp,
) -> Result<Caller, Error> {
    let invalid = Error::InvalidClientTokenId { session: true };
    if claims.is_expired(now) {
        return Err(Error::ExpiredToken);
    }
    // By immutable id: a user of the same name made later is somebody else (rule R2).
    let Some(identity) = identity_of_session(service, &claims).await? else { return Err(invalid) };
    let Some(account) = service.records.account(claims.account).await? else { return Err(invalid) };
    let caller =
        Caller { account: claims.account, identity, credential: Credential::Session(Arc::clone(&claims)) };
    let (valid_after, revoked) = caller.sessions_hold();
    let is_over = claims.issued_at <= valid_after.max(account.sessions_valid_after);
    if is_over || revoked.contains(&claims.access_key_id) {
        return Err(invalid);
    }
    // What a terminal has because of a device ends with the device (rule R33). Credentials of GetSessionToken go on, as at AWS.
    let vouched = claims.mfa.as_ref().filter(|_| caller.signed_in_with_password());
    let is_gone =
        |(mfa, credentials): (&MfaContext, &Credentials)| !credentials.still_have(&mfa.serial, mfa.at);
    if vouched.zip(caller.credentials()).is_some_and(is_gone) {
        return Err(invalid);
    }
    Ok(caller)
}

async fn identity_of_session(service: &Service, claims: &SessionClaims) -> Result<Option<Identity>, Error> {
    let records = &service.records;
    if claims.principal.starts_with(RoleId::PREFIX) {
        let Some(session) = claims.session_name.clone() else { return Ok(None) };
        let role = records.by_id::<Role>(claims.account, &claims.principal).await?;
        return Ok(role.map(|role| Identity::Role { role, session }));
    }
    let owner = match claims.principal.parse::<UserId>() {
        Ok(id) => Owner::User(id),
        Err(_) if claims.principal == claims.account.to_string() => Owner::Root,
        Err(_) => return Ok(None),
    };
    let identity = identity(service, claims.account, &owner).await?;
    let Some(name) = claims.session_name.clone() else { return Ok(identity) };
    Ok(match identity {
        Some(Identity::Root(account)) => Some(Identity::Federated { issuer: Issuer::Root(account), name }),
        Some(Identity::User(user)) => Some(Identity::Federated { issuer: Issuer::User(user), name }),
        Some(Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_)) | None => None,
    })
}

impl Caller {
    /// The same caller as the store knows it now, if its credentials still hold.
    pub(crate) async fn refreshed(&self, service: &Service, now: Timestamp) -> Result<Self, Error> {
        match self.credential() {
            Credential::AccessKey(id) => {
                let caller = key_holder(service, *id).await?;
                let caller = caller.filter(|caller| active_key(caller, *id).is_some());
                caller.ok_or(Error::InvalidClientTokenId { session: false })
            }
            Credential::Session(claims) => session_holder(service, Arc::clone(claims), now).await,
            Credential::SigningIn(ceremony) => {
                let caller = service.signing_in(Arc::clone(ceremony), now).await?;
                caller.ok_or(Error::InvalidClientTokenId { session: true })
            }
            Credential::WebIdentity => match self.identity() {
                Identity::WebIdentity(identity) => identity.refreshed(service).await,
                _ => Err(Error::InvalidClientTokenId { session: true }),
            },
            Credential::Console { session, .. } => {
                let caller = service.in_session(session.key().clone(), now).await?;
                caller.ok_or(Error::InvalidClientTokenId { session: true })
            }
        }
    }
}
