//! The end of a sign-in: a session, or the next step.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use model::{AccountId, Input, Secret, Timestamp};
use serde_json::json;
use store::{Partition, ScanRange};

use super::password::DeviceCookie;
use super::{Ceremony, Stage};
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::{ConsoleSession, FederatedCredentials, Loaded, Owner, SeenDevice, keys};
use crate::usage::Subject;
use crate::{Changes, Context, Credential, Error, Halt, Permit, Service};

/// What a step of a sign-in led to.
#[derive(Debug)]
pub enum Progress {
    /// The sign-in goes on.
    Continues(Box<Ceremony>),
    /// It is complete.
    Opened(Opened),
}

/// A session that was opened, with the secrets that only the browser keeps.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The cookie of the session.
    pub cookie: Secret<String>,
    /// The cookie by which this browser is known again at the next sign-in; none where nobody signed in with a password.
    pub browser: Option<String>,
    /// Whether alternative factors opened it.
    pub recovered: bool,
}

/// So many sessions of one person at once; beyond them the oldest ends (rule R16).
const MOST: usize = 20;
/// So many more by temporary credentials that a person vouched for, or of a role, which many people share.
const MOST_FEDERATED: usize = 100;

/// How long a session lasts that a user's recovery code opened (rule R33).
const LIFE_BY_CODE: Duration = Duration::from_secs(15 * 60);

/// Opens the session of a sign-in to which nothing is missing.
#[derive(Debug, Input)]
pub struct ConsoleLogin {}

impl Operation for ConsoleLogin {
    const ACTION: &'static str = "signin:ConsoleLogin";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let ceremony = Ceremony::clone(ceremony);
        if ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await? != Stage::Complete {
            return Ok(Progress::Continues(Box::new(ceremony)));
        }
        open(ctx, &ctx.unconditional(), &ceremony, Changes::new()).await.map(Progress::Opened)
    }
}

/// Commits a step, which leads to a stage. If it was the last, the session is opened in the same commit.
pub(crate) async fn advance<T: Sync>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    (ceremony, stage): (Ceremony, Stage),
    changes: Changes,
) -> Result<Progress, Halt> {
    if stage == Stage::Complete {
        return open(ctx, permit, &ceremony, changes).await.map(Progress::Opened);
    }
    let name = ctx.action.split_once(':').map_or(ctx.action, |(_, name)| name);
    ctx.commit(permit, changes.responded(json!({ name: "Success" }))).await?;
    Ok(Progress::Continues(Box::new(ceremony)))
}

/// Opens a session, in one commit with what the last step changes.
pub(crate) async fn open<T: Sync>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    ceremony: &Ceremony,
    changes: Changes,
) -> Result<Opened, Halt> {
    let life = match (ceremony.by_code, &ceremony.owner) {
        (true, Owner::User(_)) => ctx.service.settings.session_life.min(LIFE_BY_CODE),
        _ => ctx.service.settings.session_life,
    };
    let (mut session, cookie) = new_session(ctx, ceremony.mfa.clone(), None, life);
    (session.recovered, session.by_code) = (ceremony.recovered, ceremony.by_code);
    let changes = match &session.mfa {
        Some(_) => ctx.support_cancelled(changes).await?,
        None => changes,
    };
    commit(ctx, permit, &session, changes).await?;
    let (service, owner) = (ctx.service, ctx.caller().owner());
    service.usage.note(&Subject::Password(ctx.account(), owner.clone()), ctx.now(), "us-east-1", "signin");
    let browser = DeviceCookie {
        account: ctx.account(),
        owner,
        id: ceremony.browser.unwrap_or_else(|| service.entropy.array()),
        made: ctx.now(),
        password_set: ceremony.password_set,
    };
    let browser = Some(service.device_cookie(&browser)?);
    Ok(Opened { cookie, browser, recovered: ceremony.recovered })
}

/// Commits a new session with its event, which is a sign-in whatever the last step was.
pub(super) async fn commit<T: Sync>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    session: &ConsoleSession,
    changes: Changes,
) -> Result<(), Halt> {
    let mut login_data = json!({
        "LoginTo": "/console",
        "MobileVersion": "No",
        "MFAUsed": if session.mfa.is_some() { "Yes" } else { "No" },
    });
    if session.by_code {
        login_data["RecoveryCode"] = json!("Yes");
    } else if session.recovered {
        login_data["AlternativeFactors"] = json!("Yes");
    }
    if let Some(device) = &session.mfa {
        login_data["MFAIdentifier"] = json!(device.serial.to_string());
    }
    let mut changes = make_room(ctx, session, changes)
        .await?
        .create(keys::console_session(ctx.account(), &session.owner, &session.id), session)
        .responded(json!({ "ConsoleLogin": "Success" }));
    if let serde_json::Value::Object(fields) = login_data {
        for (name, value) in fields {
            changes = changes.detail(&name, value);
        }
    }
    // The last step may be one that the owner is told of; what follows tells of a sign-in.
    let changes = ctx.noticed(changes).await?;
    let parameters = || model::input::AuditValue::Absent;
    let ctx = Context { action: ConsoleLogin::ACTION, parameters: &parameters, ..*ctx };
    ctx.commit(permit, changes).await
}

/// Ends what is over, and the oldest sessions where there are too many of the kind that is opened: whom somebody vouches for pushes
/// nobody out who signed in with a password.
async fn make_room(
    ctx: &Context<'_>,
    opened: &ConsoleSession,
    mut changes: Changes,
) -> Result<Changes, Halt> {
    let mut sessions = ctx.service.sessions_of(ctx.account(), &ctx.caller().owner()).await?;
    sessions.retain(|session| session.federated.is_some() == opened.federated.is_some());
    sessions.sort_by_key(|session| session.created);
    let most = if opened.federated.is_some() { MOST_FEDERATED } else { MOST };
    let beyond = (sessions.len() + 1).saturating_sub(most);
    for (place, session) in sessions.iter().enumerate() {
        // Who has a device again needs no code any more; and if it was not the owner who used one, this is how the owner ends it (rule R33).
        let is_replaced = session.is_of_users_code() && !opened.recovered;
        if place < beyond || is_replaced || ctx.service.is_session_over(session, ctx.now()) {
            changes = changes.remove_key(session.key().clone());
        }
    }
    Ok(changes)
}

/// A session, and the cookie that opens it.
pub(super) fn new_session(
    ctx: &Context<'_>,
    mfa: Option<SeenDevice>,
    federated: Option<FederatedCredentials>,
    life: Duration,
) -> (ConsoleSession, Secret<String>) {
    let now = ctx.now();
    let id = HEXLOWER.encode(&ctx.service.entropy.array::<8>());
    let secret = Secret::new(ctx.service.entropy.array::<32>());
    let session = ConsoleSession {
        schema: ConsoleSession::SCHEMA,
        account: ctx.account(),
        owner: ctx.caller().owner(),
        id,
        secret_hash: hash(secret.expose()),
        created: now,
        last_seen: now,
        expires: now.after(life),
        proven: now,
        mfa,
        address: ctx.origin.address.to_string(),
        user_agent: ctx.origin.user_agent.clone(),
        federated,
        opened_as: None,
        recovered: false,
        by_code: false,
        outlives_device: false,
    };
    let cookie = cookie(&session, &secret);
    (session, cookie)
}

/// `123456789012.AIDA….0123456789abcdef.secret`: where the session is, and what proves that it is one's own.
pub(super) fn cookie(session: &ConsoleSession, secret: &Secret<[u8; 32]>) -> Secret<String> {
    let (account, owner) = (session.account, session.owner.id(session.account));
    let secret = Secret::new(BASE64URL_NOPAD.encode(secret.expose()));
    Secret::new(format!("{account}.{owner}.{}.{}", session.id, secret.expose()))
}

/// What the store keeps of a secret of 256 random bits (rule R5).
pub(crate) fn hash(secret: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, secret).as_ref())
}

impl Service {
    /// Somebody's sessions of the console, those that are over among them.
    pub(crate) async fn sessions_of(
        &self,
        account: AccountId,
        owner: &Owner,
    ) -> Result<Vec<Loaded<ConsoleSession>>, Error> {
        let prefix = keys::console_sessions(account, owner);
        let range = ScanRange::prefix(Partition::Account(account.number()), &prefix);
        self.records.scan(&range, (MOST + MOST_FEDERATED) * 2).await
    }

    /// Whether a session has ended: used up, or left alone for too long (rule R28).
    pub(crate) fn is_session_over(&self, session: &ConsoleSession, now: Timestamp) -> bool {
        now >= session.expires || now >= session.last_seen.after(self.settings.session_idle)
    }
}
