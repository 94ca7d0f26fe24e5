//! The second factor by a security key: what it is asked, and its answer, in a sign-in and for a step-up in a session.

use fido::{Refusal, SignedIn};
use model::{Input, SerialNumber, Text};
use serde_json::{Value, json};

use super::session::{Progress, advance};
use super::sessions::{refuse_recovered, renew};
use crate::error::{Denial, KeyRefused};
use crate::figures::{MfaResult, MfaWay};
use crate::iam::mfa::{KeyAnswer, handle, own_keys, question};
use crate::operation::{Operation, Sort};
use crate::records::{Asked, KeyQuestion, Loaded, SecurityKey, SeenDevice};
use crate::{Changes, Context, Credential, Error, Halt, Permit};

/// What the audit trail calls a key whose counter went backwards.
pub const POSSIBLY_CLONED: &str = "possibly cloned";

/// Asks the caller's security keys for a signature: any of them may answer.
#[derive(Debug, Input)]
pub struct AskSecurityKeys {}

impl Operation for AskSecurityKeys {
    const ACTION: &'static str = "signin:AskSecurityKeys";
    const SORT: Sort = Sort::Read;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    /// What the browser's `navigator.credentials.get` is given, as JSON.
    type Output = String;

    async fn run(&self, ctx: &Context<'_>) -> Result<String, Halt> {
        let fido = ctx.service.fido()?;
        let keys = callers_keys(ctx).await?;
        if let Some(options) = question::standing(ctx, &keys).await? {
            return Ok(options);
        }
        let begun = fido.begin_sign_in(keys.iter().map(|(_, key)| &key.credential));
        let begun = begun.map_err(|_| Error::from(Denial::MfaCodeNotValidated))?;
        let asked = Asked::SignIn { state: Box::new(begun.state) };
        question::ask(ctx, question::Sort::SignIn, begun.options.clone(), asked).await?;
        Ok(begun.options)
    }
}

/// Takes the answer of a security key as the second factor. If nothing else is due, the session is opened in the same commit
/// that moves the key's counter.
#[derive(Debug, Input)]
pub struct CheckMfaBySecurityKey {
    /// What it answered.
    pub key_answer: KeyAnswer,
}

impl Operation for CheckMfaBySecurityKey {
    // One event has both names at AWS: of devices that show codes, and of those that sign.
    const ACTION: &'static str = "signin:CheckMfa";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let permit = ctx.unconditional();
        let (changes, seen) = check(ctx, &permit, &self.key_answer).await?;
        let ceremony = ceremony.with_device(seen, ctx.service.entropy.array());
        let stage = ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;
        advance(ctx, &permit, (ceremony, stage), changes).await
    }
}

/// Proves again that it is still the owner who sits there (rule R28), with a security key. The session goes on under another
/// name and secret.
#[derive(Debug, Input)]
pub struct ProveAgainBySecurityKey {
    /// What it answered.
    pub key_answer: KeyAnswer,
}

impl Operation for ProveAgainBySecurityKey {
    const ACTION: &'static str = "signin:ProveAgain";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    type Output = model::Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<model::Secret<String>, Halt> {
        refuse_recovered(ctx)?;
        let (changes, seen) = check(ctx, &ctx.unconditional(), &self.key_answer).await?;
        renew(ctx, changes, Some(seen)).await
    }
}

type Keys = Vec<(SerialNumber, Loaded<SecurityKey>)>;

async fn callers_keys(ctx: &Context<'_>) -> Result<Keys, Error> {
    let devices = ctx.caller().credentials().map(|credentials| credentials.mfa_devices.as_slice());
    own_keys(ctx, devices.unwrap_or_default()).await
}

/// Judges an answer. The changes spend the question and move the key's counter; the caller commits them together with what the
/// factor is for.
///
/// A signature cannot be guessed, so failures lock and delay nothing: each costs whoever tries a new question, and is recorded
/// within the bounds that refusals have.
async fn check<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    answer: &KeyAnswer,
) -> Result<(Changes, SeenDevice), Halt> {
    let question = question::asked(ctx, question::Sort::SignIn).await?;
    let Asked::SignIn { state } = &question.asked else {
        return Err(refused(ctx, &question, Refusal::WrongCeremony).await);
    };
    let keys = callers_keys(ctx).await?;
    let handle = handle(ctx.account(), &ctx.caller().owner());
    let credentials = keys.iter().map(|(_, key)| &key.credential);
    let judged = ctx.service.fido()?.finish_sign_in(state, &handle, credentials, &answer.0);
    let signed_in = match judged {
        Ok(signed_in) => signed_in,
        Err(refusal @ Refusal::CounterWentBack { .. }) => {
            return Err(cloned(ctx, permit, (&question, &keys), answer, refusal).await);
        }
        Err(refusal) => return Err(refused(ctx, &question, refusal).await),
    };
    let of_this_key = |key: &SecurityKey| key.credential.id() == signed_in.credential.id();
    let Some((serial, key)) = keys.iter().find(|(_, key)| of_this_key(key)) else {
        return Err(refused(ctx, &question, Refusal::UnknownCredential).await);
    };
    let details = json!({
        "serialNumber": serial.to_string(),
        "result": "accepted",
        "userVerified": signed_in.user_verified,
    });
    let changes = Changes::new()
        .update(key, &moved(ctx, key, signed_in))
        .remove(&question)
        .detail("MfaType", "U2F MFA")
        .detail("mfaCheck", details)
        .checked(MfaWay::SecurityKey, MfaResult::Accepted);
    Ok((changes, SeenDevice { at: ctx.now(), serial: serial.clone() }))
}

/// Refuses an answer, and counts it once its question is spent: a race that is run again is one.
async fn refused(ctx: &Context<'_>, question: &Loaded<KeyQuestion>, refusal: Refusal) -> Halt {
    let halt = question::refused(ctx, question, refusal).await;
    if matches!(halt, Halt::Refused(Error::AccessDenied(_))) {
        ctx.service.figures.mfa.add(MfaWay::SecurityKey, MfaResult::Wrong);
    }
    halt
}

fn moved(ctx: &Context<'_>, key: &SecurityKey, signed_in: SignedIn) -> SecurityKey {
    SecurityKey { credential: signed_in.credential, last_used: Some(ctx.now()), ..key.clone() }
}

/// A right signature with a counter that did not rise: two keys may have the same secret. It is refused, and the event of it is
/// committed before the answer: the owner must be able to find it.
async fn cloned<T>(
    ctx: &Context<'_>,
    permit: &Permit<T>,
    (question, keys): (&Loaded<KeyQuestion>, &Keys),
    answer: &KeyAnswer,
    refusal: Refusal,
) -> Halt {
    let Refusal::CounterWentBack { stored, given } = refusal else {
        return question::refused(ctx, question, refusal).await;
    };
    let id = fido::claimed_id(&answer.0);
    let key = keys.iter().find(|(_, key)| Some(key.credential.id()) == id.as_deref());
    let serial = key.map_or(Value::Null, |(serial, _)| json!(serial.as_str()));
    let details = json!({
        "serialNumber": serial,
        "result": POSSIBLY_CLONED,
        "counterStored": stored,
        "counterGiven": given,
    });
    let mut changes =
        Changes::new().remove(question).detail("MfaType", "U2F MFA").detail("mfaCheck", details);
    changes = changes.checked(MfaWay::SecurityKey, MfaResult::PossiblyCloned);
    if let Some((_, key)) = key {
        changes = changes.watch(key);
    }
    ctx.refuse(permit, changes, Error::from(Denial::SecurityKey(KeyRefused::Answer(refusal)))).await
}
