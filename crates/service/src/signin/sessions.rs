//! Sessions of the console: who is in one, which there are, ending them, and proving a factor again in one.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;
use model::{
    AuthenticationCode, ConsoleSessionId, Input, Password, Secret, SerialNumber, Text, Timestamp, UserId,
};
use store::{Batch, Key};

use super::oauth::terminals_of;
use super::session::{cookie, hash};
use super::vouched::{has_its_device, session_has_device};
use crate::authenticate::{identity, session_holder};
use crate::error::{Denial, Missing};
use crate::iam::passwords::proof;
use crate::operation::{Operation, Sort};
use crate::records::{ConsoleSession, Loaded, Owner, SeenDevice, body, keys};
use crate::sts::own_device;
use crate::views::Empty;
use crate::{Caller, Changes, Context, Credential, Error, Halt, Service, codes};

/// Uses closer together than this are one.
pub(super) const SEEN_EVERY: std::time::Duration = std::time::Duration::from_secs(60);
/// No cookie of ours is longer.
const LONGEST_COOKIE: usize = 256;

impl Service {
    /// Who is in the session that a cookie opens; none if it is over, or never was.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn caller_of_session(&self, cookie: &str, now: Timestamp) -> Result<Option<Caller>, Error> {
        let Some((key, secret)) = read(cookie) else { return Ok(None) };
        let Some(session) = self.records.load::<ConsoleSession>(key.clone()).await? else { return Ok(None) };
        // Hashes of 256 random bits: to compare these tells nothing, and in constant time all the same.
        let given = hash(secret.expose());
        if verify_slices_are_equal(given.as_bytes(), session.secret_hash.as_bytes()).is_err() {
            return Ok(None);
        }
        self.in_session(key, now).await
    }

    /// Who is in a session, if it still holds.
    pub(crate) async fn in_session(&self, key: Key, now: Timestamp) -> Result<Option<Caller>, Error> {
        self.believe_clock()?;
        let Some(session) = self.records.load::<ConsoleSession>(key).await? else { return Ok(None) };
        if self.is_session_over(&session, now) {
            return Ok(None);
        }
        let caller = if let Some(federated) = &session.federated {
            let opened = self.keyring.now().open_session(&federated.token, &federated.access_key_id);
            let Ok((claims, _)) = opened else { return Ok(None) };
            let claims = std::sync::Arc::new(claims);
            let holder = match session_holder(self, std::sync::Arc::clone(&claims), now).await {
                Ok(holder) => holder,
                Err(Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => return Ok(None),
                Err(error) => return Err(error),
            };
            Caller { credential: Credential::Console { session, claims: Some(claims) }, ..holder }
        } else {
            let (account, owner) = (session.account, session.owner.clone());
            let Some(identity) = identity(self, account, &owner).await? else { return Ok(None) };
            let caller =
                Caller { account, identity, credential: Credential::Console { session, claims: None } };
            if !has_its_device(&caller) {
                return Ok(None);
            }
            caller
        };
        let Some(account) = self.records.account(caller.account()).await? else { return Ok(None) };
        let (valid_after, _) = caller.sessions_hold();
        let holds = caller.issued_at() > Some(valid_after.max(account.sessions_valid_after));
        Ok(holds.then_some(caller))
    }

    /// Notes that a session is used, at most once a minute. What races with its end is not written.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn session_seen(&self, caller: &Caller, now: Timestamp) -> Result<(), Error> {
        let Credential::Console { session, .. } = caller.credential() else { return Ok(()) };
        if now < session.last_seen.after(SEEN_EVERY) {
            return Ok(());
        }
        let (key, expected) = session.watched();
        let seen = ConsoleSession { last_seen: now, ..ConsoleSession::clone(session) };
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&seen)?);
        match self.records.commit(batch).await {
            Ok(_) | Err(store::CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a session is, and what shall prove that it is one's own.
fn read(cookie: &str) -> Option<(Key, Secret<[u8; 32]>)> {
    if cookie.len() > LONGEST_COOKIE {
        return None;
    }
    let mut parts = cookie.split('.');
    let (account, owner) = (parts.next()?.parse().ok()?, parts.next()?);
    let (id, secret) = (parts.next()?, parts.next()?);
    if parts.next().is_some() || id.len() != 16 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let owner = if let Ok(id) = owner.parse::<UserId>() {
        Owner::User(id)
    } else if let Ok(id) = owner.parse() {
        Owner::Role(id)
    } else {
        (owner.parse() == Ok(account)).then_some(Owner::Root)?
    };
    let secret = BASE64URL_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?;
    Some((keys::console_session(account, &owner, id), Secret::new(secret)))
}

/// A session, as its owner sees it.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// What names it.
    pub id: String,
    /// When the sign-in was complete.
    pub created: Timestamp,
    /// When it was last used, to within a minute.
    pub last_seen: Timestamp,
    /// Where the sign-in came from.
    pub address: String,
    /// What the browser called itself.
    pub user_agent: String,
    /// Whether a device vouched.
    pub has_mfa: bool,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// Lists one's own sessions of the console, newest first. It needs no permission.
#[derive(Debug, Input)]
pub struct ListConsoleSessions {}

impl Operation for ListConsoleSessions {
    const ACTION: &'static str = "signin:ListSessions";
    const SORT: Sort = Sort::Read;
    const FOR_EVERYBODY: bool = true;
    const WITH_RECOVERY_CODE: bool = true;
    type Output = Vec<SessionView>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Vec<SessionView>, Halt> {
        let current = current(ctx).map(|session| session.id.clone());
        let mut sessions = ctx.service.sessions_of(ctx.account(), &ctx.caller().owner()).await?;
        let credentials = ctx.caller().credentials();
        sessions.retain(|session| {
            is_own(ctx, session)
                && !ctx.service.is_session_over(session, ctx.now())
                && credentials.is_none_or(|credentials| session_has_device(session, credentials))
        });
        sessions.sort_by_key(|session| std::cmp::Reverse(session.created));
        let view = |session: &Loaded<ConsoleSession>| SessionView {
            id: session.id.clone(),
            created: session.created,
            last_seen: session.last_seen,
            address: session.address.clone(),
            user_agent: session.user_agent.clone(),
            has_mfa: session.mfa.is_some(),
            is_current: current.as_deref() == Some(&session.id),
        };
        Ok(sessions.iter().map(view).collect())
    }
}

fn current<'a>(ctx: &'a Context<'_>) -> Option<&'a Loaded<ConsoleSession>> {
    match ctx.caller().credential() {
        Credential::Console { session, .. } => Some(session),
        Credential::AccessKey(_)
        | Credential::Session(_)
        | Credential::SigningIn(_)
        | Credential::WebIdentity => None,
    }
}

/// Whether a session is the caller's: who signed in with temporary credentials has those of the same credentials only, and nothing to
/// say about the sessions of who vouched for them, or of others in the same role.
fn is_own(ctx: &Context<'_>, session: &ConsoleSession) -> bool {
    ctx.caller().claims().is_none_or(|claims| {
        session.federated.as_ref().is_some_and(|federated| federated.access_key_id == claims.access_key_id)
    })
}

/// Ends one of one's own sessions: the one that asks, if none is named. It needs no permission.
#[derive(Debug, Input)]
pub struct EndConsoleSession {
    /// Which.
    pub session_id: Option<ConsoleSessionId>,
}

impl Operation for EndConsoleSession {
    const ACTION: &'static str = "signin:SignOut";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WITH_RECOVERY_CODE: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let named = self.session_id.as_ref().map(|id| id.as_str().to_owned());
        let Some(id) = named.or_else(|| current(ctx).map(|session| session.id.clone())) else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let key = keys::console_session(ctx.account(), &ctx.caller().owner(), &id);
        let found = ctx.records().load::<ConsoleSession>(key).await?;
        let Some(session) = found.filter(|session| is_own(ctx, session)) else {
            return Err(Error::from(Missing::ConsoleSession).into());
        };
        let changes = Changes::new().remove(&session).responded(serde_json::json!({ "SignOut": "Success" }));
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}

/// Proves again that it is still the owner who sits there (rule R28): with a code, where there are devices. The session goes on
/// under another name and secret.
#[derive(Debug, Input)]
pub struct ProveAgain {
    /// Which device.
    pub serial_number: SerialNumber,
    /// The code that it shows.
    pub authentication_code: AuthenticationCode,
}

impl Operation for ProveAgain {
    const ACTION: &'static str = "signin:ProveAgain";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    const FOR_EVERYBODY: bool = true;
    type Output = Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Secret<String>, Halt> {
        refuse_recovered(ctx)?;
        let device = own_device(ctx, &self.serial_number).await?;
        let permit = ctx.unconditional();
        let changes = codes::check_code(ctx, &permit, &device, self.authentication_code).await?;
        renew(ctx, changes, Some(SeenDevice { at: ctx.now(), serial: device.serial() })).await
    }
}

/// The same with the password: for who has no device.
#[derive(Debug, Input)]
pub struct ProveAgainByPassword {
    /// The password that holds.
    pub password: Password,
}

impl Operation for ProveAgainByPassword {
    const ACTION: &'static str = "signin:ProveAgain";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    type Output = Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Secret<String>, Halt> {
        refuse_recovered(ctx)?;
        let not_so = || Halt::from(Error::from(Denial::FactorNotFresh));
        // Where there are devices, a password alone proves too little.
        let credentials = ctx.caller().credentials().filter(|credentials| credentials.mfa_devices.is_empty());
        let record = credentials.and_then(|credentials| credentials.password.as_ref()).ok_or_else(not_so)?;
        let changes = proof::prove(ctx, &ctx.unconditional(), record, self.password.secret()).await?;
        renew(ctx, changes, None).await
    }
}

/// Ends the other sessions of the console that the caller's password opened, and those at terminals that hang on any of them, the
/// current one included: whoever changes it may have to do with a thief.
pub(crate) async fn others_ended(ctx: &Context<'_>, mut changes: Changes) -> Result<Changes, Halt> {
    let current = current(ctx).map(|session| session.id.clone());
    for session in ctx.service.sessions_of(ctx.account(), &ctx.caller().owner()).await? {
        if session.federated.is_none() && current.as_deref() != Some(&session.id) {
            changes = changes.remove_key(session.key().clone());
        }
    }
    for terminal in terminals_of(ctx).await?.iter().filter(|terminal| terminal.federated.is_none()) {
        changes = changes.remove_key(terminal.key().clone());
    }
    Ok(changes)
}

/// Refuses who is in a session after a recovery, before anything is checked: no factor makes it another session, or its quarter of an hour
/// longer (rule R33). With a wrong code answered otherwise than a right one, which is not spent, it would tell guesses apart for nothing.
pub(super) fn refuse_recovered(ctx: &Context<'_>) -> Result<(), Error> {
    if ctx.caller().is_recovered() { Err(Denial::AfterRecovery.into()) } else { Ok(()) }
}

/// The session goes on under another name and secret: what was stolen before is worth nothing after.
pub(super) async fn renew(
    ctx: &Context<'_>,
    changes: Changes,
    device: Option<SeenDevice>,
) -> Result<Secret<String>, Halt> {
    refuse_recovered(ctx)?;
    let Credential::Console { session, claims: None } = ctx.caller().credential() else {
        return Err(Error::from(Denial::FactorNotFresh).into());
    };
    let secret = Secret::new(ctx.service.entropy.array::<32>());
    let renewed = ConsoleSession {
        id: data_encoding::HEXLOWER.encode(&ctx.service.entropy.array::<8>()),
        secret_hash: hash(secret.expose()),
        last_seen: ctx.now(),
        proven: ctx.now(),
        outlives_device: session.outlives_device && device.is_none(),
        mfa: device.or_else(|| session.mfa.clone()),
        opened_as: Some(session.lineage().to_owned()),
        ..ConsoleSession::clone(session)
    };
    let key = keys::console_session(ctx.account(), &renewed.owner, &renewed.id);
    let changes = changes
        .remove(session)
        .create(key, &renewed)
        .responded(serde_json::json!({ "ProveAgain": "Success" }));
    ctx.commit(&ctx.unconditional(), changes).await?;
    Ok(cookie(&renewed, &secret))
}
