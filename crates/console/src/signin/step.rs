//! What the steps after the password share: who is signing in, and where to go on.

use std::sync::Arc;

use service::signin::{EndConsoleSession, Opened, PasswordRefused, PasswordStep, Progress, Stage};
use service::{Caller, Credential, Error, Identity};

use super::key::is_key;
use crate::cookies::Cookie;
use crate::inside::wanted;
use crate::reply::Reply;
use crate::visit::Visit;

/// Somebody whose password was right, and what is due next.
pub struct Step {
    pub caller: Caller,
    pub stage: Stage,
}

impl Step {
    /// Who is signing in, as the cookie says.
    pub async fn of(visit: &Visit<'_>) -> Result<Option<Self>, Error> {
        let Some(cookie) = visit.cookie(Cookie::SigningIn) else { return Ok(None) };
        let Some(caller) = visit.service().caller_of_ceremony(cookie, visit.now).await? else {
            return Ok(None);
        };
        let Credential::SigningIn(ceremony) = caller.credential() else { return Ok(None) };
        let ceremony = Arc::clone(ceremony);
        let stage = visit.service().stage(&caller, &ceremony, &visit.origin, visit.now).await?;
        Ok(Some(Self { caller, stage }))
    }

    /// Whom to ask, in the words of the account's administrators.
    pub async fn help(&self, visit: &Visit<'_>) -> Result<Option<String>, Error> {
        visit.service().help_text(&self.caller).await
    }

    /// Whether there are recovery codes that a lost device could be replaced by. Only after a right password does anybody learn that.
    pub async fn has_codes(&self, visit: &Visit<'_>) -> Result<bool, Error> {
        Ok(visit.service().recovery_codes_left(&self.caller).await? > 0)
    }

    /// Whether it is the root user.
    pub const fn is_root(&self) -> bool {
        matches!(self.caller.identity(), Identity::Root(_))
    }
}

/// Back to the start, with a sentence: the step is too old, or was made void meanwhile.
pub fn start_again(visit: &Visit<'_>) -> Reply {
    visit.go("/signin?ended").cookie(visit.console.jar.clear(Cookie::SigningIn))
}

/// Where a stage is.
pub fn path_of(stage: &Stage) -> &'static str {
    match stage {
        Stage::SecondFactor(devices) if devices.iter().all(is_key) => "/signin/step/key",
        Stage::SecondFactor(devices) if devices.len() > 1 => "/signin/step/choose",
        Stage::SecondFactor(_) => "/signin/step/code",
        Stage::NewPassword | Stage::PasswordReset => "/signin/step/password",
        Stage::Enrolment => "/signin/step/enrolment",
        // Nothing is due: whatever the page is, it opens the session.
        Stage::Complete => "/signin/step/open",
    }
}

/// Goes on after a right password.
pub async fn after_password(visit: &Visit<'_>, proven: &PasswordStep) -> Result<Reply, Error> {
    let progress = visit.service().after_password(proven, &visit.origin, visit.now).await?;
    go_on(visit, &proven.caller, progress).await
}

/// Goes on after a step.
pub async fn go_on(visit: &Visit<'_>, caller: &Caller, progress: Progress) -> Result<Reply, Error> {
    match progress {
        Progress::Opened(opened) => Ok(enter(visit, &opened).await),
        Progress::Continues(ceremony) => {
            let cookie = visit.service().ceremony_cookie(&ceremony)?;
            // By the documents as they are now: what is next may have been made by this very step.
            let fresh = visit.service().caller_of_ceremony(&cookie, visit.now).await?;
            let caller = fresh.as_ref().unwrap_or(caller);
            let stage = visit.service().stage(caller, &ceremony, &visit.origin, visit.now).await?;
            Ok(visit.go(path_of(&stage)).cookie(visit.console.jar.set(Cookie::SigningIn, &cookie)))
        }
    }
}

/// Into the console. The session that this browser had would stay open where nobody can end it.
async fn enter(visit: &Visit<'_>, opened: &Opened) -> Reply {
    end_former(visit).await;
    let jar = visit.console.jar;
    // A program may wait for this sign-in.
    let wanted = wanted(visit);
    // Who has recovered comes for the devices.
    let wanted = if opened.recovered { Some("/console/credentials/mfa") } else { wanted.as_deref() };
    let mut reply = visit
        .go(wanted.unwrap_or("/console"))
        .cookie(jar.set(Cookie::Session, opened.cookie.expose()))
        // Nothing that somebody else may have planted before the sign-in is worth anything after it.
        .cookie(jar.set(Cookie::Visit, &visit.console.new_visit()))
        .cookie(jar.clear(Cookie::SigningIn));
    if visit.cookie(Cookie::Wanted).is_some() {
        reply = reply.cookie(jar.clear(Cookie::Wanted));
    }
    if let Some(browser) = &opened.browser {
        reply = reply.cookie(jar.set(Cookie::Browser, browser));
    }
    reply
}

/// Why a password was not accepted, in words.
///
/// # Errors
/// If the service failed.
pub fn password_refused(visit: &Visit<'_>, refused: PasswordRefused) -> Result<String, Error> {
    let s = visit.speech;
    Ok(match refused {
        PasswordRefused::Wrong => s.say("password-wrong").into_owned(),
        PasswordRefused::Wait(wait) => s
            .count("error-too-soon", "seconds", i64::try_from(wait.as_secs().max(1)).unwrap_or(i64::MAX))
            .into_owned(),
        PasswordRefused::Busy => s.say("password-busy").into_owned(),
        PasswordRefused::Failed(error) => return Err(error),
    })
}

async fn end_former(visit: &Visit<'_>) {
    let Some(cookie) = visit.cookie(Cookie::Session) else { return };
    let Ok(Some(former)) = visit.service().caller_of_session(cookie, visit.now).await else { return };
    // Where that fails it ends by itself, and the new one is open all the same.
    if let Err(error) = visit.call(&former, &EndConsoleSession { session_id: None }).await {
        tracing::debug!(%error, "the session before a sign-in could not be ended");
    }
}
