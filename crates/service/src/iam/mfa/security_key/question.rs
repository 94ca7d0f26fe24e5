//! What security keys were asked: one question of each sort for each session or sign-in, until it is answered.

use std::cmp::Reverse;
use std::mem::discriminant;
use std::time::Duration;

use data_encoding::HEXLOWER;
use fido::CEREMONY_SECONDS;
use model::SerialNumber;
use store::{Batch, CommitError, Key, Partition, ScanRange};

use crate::audit::prefix;
use crate::error::{Denial, Error, KeyRefused};
use crate::records::{Asked, Asker, KeyQuestion, Loaded, Owner, SecurityKey, body, keys};
use crate::{Context, Credential, Halt};

/// So many questions wait for one principal at once in sessions, as many in sign-ins of known browsers, and as many in those of others;
/// beyond them the oldest is forgotten (rule R16).
const MOST: usize = 20;
/// All of these, and those that are over.
const ALL: usize = MOST * 8;
/// A question that is asked anew is the same question, while there is this much time left to answer.
const STILL_GOOD: Duration = Duration::from_secs(60);

/// The sorts, which do not disturb each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// To make a credential.
    Registration,
    /// To sign.
    SignIn,
}

/// Where the question of this session or sign-in is.
fn key(ctx: &Context<'_>, sort: Sort) -> Result<Key, Halt> {
    let session = match ctx.caller().credential() {
        Credential::SigningIn(ceremony) => ["step-", &HEXLOWER.encode(&ceremony.id)].concat(),
        Credential::Console { session, .. } => session.id.clone(),
        // Keys are asked by browsers.
        Credential::AccessKey(_) | Credential::Session(_) | Credential::WebIdentity => {
            let operation = ctx.action.split_once(':').map_or(ctx.action, |(_, name)| name);
            return Err(Error::from(Denial::SessionCredentials { operation }).into());
        }
    };
    let sort = match sort {
        Sort::Registration => "registration",
        Sort::SignIn => "sign-in",
    };
    Ok(keys::key_question(ctx.account(), &ctx.caller().owner(), &session, sort))
}

/// What the browser was told to ask of these keys, if it can still be answered: who loads a page again is asked the same. Not what
/// was asked of other keys: one that was registered since would not be offered, and one that is gone would be.
pub async fn standing(
    ctx: &Context<'_>,
    keys: &[(SerialNumber, Loaded<SecurityKey>)],
) -> Result<Option<String>, Halt> {
    let found = ctx.records().load::<KeyQuestion>(key(ctx, Sort::SignIn)?).await?;
    let good = found.filter(|question| {
        ctx.now().after(STILL_GOOD) < question.expires
            && fido::names_just(&question.options, keys.iter().map(|(_, key)| &key.credential))
    });
    Ok(good.map(|question| question.options.clone()))
}

/// Keeps a question, in the place of the one before. It changes nothing that anybody would want to read of in the audit trail.
pub async fn ask(ctx: &Context<'_>, sort: Sort, options: String, asked: Asked) -> Result<(), Halt> {
    let key = key(ctx, sort)?;
    let question = KeyQuestion {
        schema: KeyQuestion::SCHEMA,
        expires: ctx.now().after(Duration::from_secs(CEREMONY_SECONDS)),
        options,
        asked,
        asker: asker(ctx),
    };
    let mut batch = Batch::at(ctx.now().micros()).put(key.clone(), body(&question)?);
    for old in forgotten(ctx, &key, &question.asker).await? {
        batch = batch.delete(old);
    }
    match ctx.records().commit(batch).await {
        Ok(_) => Ok(()),
        Err(CommitError::Conflict { .. }) => Err(Halt::Moved),
        Err(error) => Err(Error::from(error).into()),
    }
}

/// Where the caller sits. Whoever has only the password comes in browsers that nobody knows.
fn asker(ctx: &Context<'_>) -> Asker {
    match ctx.caller().credential() {
        Credential::SigningIn(ceremony) => match &ceremony.browser {
            Some(id) => Asker::Browser(HEXLOWER.encode(id)),
            None => Asker::Network(prefix(ctx.origin.address)),
        },
        Credential::Console { .. }
        | Credential::AccessKey(_)
        | Credential::Session(_)
        | Credential::WebIdentity => Asker::Session,
    }
}

/// The questions of this principal that are over, and those for which there is no room any more.
async fn forgotten(ctx: &Context<'_>, new: &Key, asker: &Asker) -> Result<Vec<Key>, Halt> {
    let prefix = keys::key_questions(ctx.account(), &ctx.caller().owner());
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), &prefix);
    let mut others: Vec<Loaded<KeyQuestion>> = ctx.records().scan(&range, ALL).await?;
    others.retain(|question| question.key() != new);
    let (over, mut waiting): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|question| ctx.now() >= question.expires);
    let mut gone: Vec<Key> = over.iter().map(|question| question.key().clone()).collect();
    waiting.retain(|question| discriminant(&question.asker) == discriminant(asker));
    while waiting.len() >= MOST {
        let Some(place) = dispensable(&waiting) else { break };
        gone.push(waiting.swap_remove(place).key().clone());
    }
    Ok(gone)
}

/// The oldest question of the browser or network that has most: whoever begins one sign-in after the other forgets their own.
fn dispensable(waiting: &[Loaded<KeyQuestion>]) -> Option<usize> {
    let has = |asker: &Asker| waiting.iter().filter(|question| question.asker == *asker).count();
    let order = |question: &Loaded<KeyQuestion>| (Reverse(has(&question.asker)), question.expires);
    let places = waiting.iter().enumerate();
    places.min_by_key(|(_, question)| order(question)).map(|(place, _)| place)
}

/// Whatever waits to be answered by somebody, for who is deleted.
pub async fn of(ctx: &Context<'_>, owner: &Owner) -> Result<Vec<Key>, Halt> {
    let prefix = keys::key_questions(ctx.account(), owner);
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), &prefix);
    let found: Vec<Loaded<KeyQuestion>> = ctx.records().scan(&range, ALL).await?;
    Ok(found.iter().map(|question| question.key().clone()).collect())
}

/// The question that is to be answered.
///
/// # Errors
/// That there is none any more.
pub async fn asked(ctx: &Context<'_>, sort: Sort) -> Result<Loaded<KeyQuestion>, Halt> {
    let found = ctx.records().load::<KeyQuestion>(key(ctx, sort)?).await?;
    let not_asked = || Error::from(Denial::SecurityKey(KeyRefused::NotAsked));
    Ok(found.filter(|question| ctx.now() < question.expires).ok_or_else(not_asked)?)
}

/// Forgets a question that was answered wrongly, before the answer is refused: it is not to be tried again.
pub async fn refused(ctx: &Context<'_>, question: &Loaded<KeyQuestion>, refusal: fido::Refusal) -> Halt {
    spent(ctx, question, KeyRefused::Answer(refusal)).await
}

/// The same for a key for which its maker does not vouch.
pub async fn untrusted(
    ctx: &Context<'_>,
    question: &Loaded<KeyQuestion>,
    why: fido::metadata::Refusal,
) -> Halt {
    spent(ctx, question, KeyRefused::Untrusted(why)).await
}

async fn spent(ctx: &Context<'_>, question: &Loaded<KeyQuestion>, refused: KeyRefused) -> Halt {
    let (key, expected) = question.watched();
    let batch = Batch::at(ctx.now().micros()).expect(key.clone(), expected).delete(key);
    match ctx.records().commit(batch).await {
        Ok(_) => Error::from(Denial::SecurityKey(refused)).into(),
        Err(CommitError::Conflict { .. }) => Halt::Moved,
        Err(error) => Error::from(error).into(),
    }
}
