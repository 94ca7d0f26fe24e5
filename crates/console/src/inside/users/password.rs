//! A user's password for the console: given, reset, taken away.

use service::iam::passwords::{CreateLoginProfile, DeleteLoginProfile, GetLoginProfile, UpdateLoginProfile};
use service::{Error, Missing};

use super::section::{Section, Wrong, submit};
use super::user::page_of;
use super::{Inside, credentials};
use crate::faults::Problems;
use crate::inside::when::When;
use crate::reply::Reply;

/// What is said of a password.
pub struct Profile {
    /// Since when there is one.
    pub created: When,
    /// Whether it must be changed at the next sign-in.
    pub must_change: bool,
}

/// The password, if there is one.
pub async fn profile(inside: &Inside<'_>, name: &str) -> Result<Section<Option<Profile>>, Error> {
    let visit = inside.visit;
    let Ok(input) = visit.input::<GetLoginProfile>(&[("UserName", name)], &[]) else {
        return Ok(Err(visit.speech.say("fault-unreadable").into_owned()));
    };
    match visit.call(&inside.caller, &input).await {
        Ok(found) => {
            let profile = found.login_profile;
            let created = profile.create_date.into();
            Ok(Ok(Some(Profile { created, must_change: profile.password_reset_required })))
        }
        Err(Error::NoSuchEntity(Missing::LoginProfile(_))) => Ok(Ok(None)),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => Ok(Err(visit.words(&error))),
    }
}

/// Does what a form asks for.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let (visit, back) = (inside.visit, credentials::here(name));
    let must_change = if visit.typed("PasswordResetRequired") == "true" { "true" } else { "false" };
    let known = [("UserName", name), ("PasswordResetRequired", must_change)];
    let fields = ["Password"];
    let (outcome, done) = match visit.typed("do") {
        "password-create" => {
            let input =
                typed_password(inside).and_then(|()| visit.input::<CreateLoginProfile>(&known, &fields));
            (submit(inside, input, &back).await?.map(drop), "password-set")
        }
        "password-reset" => {
            let input =
                typed_password(inside).and_then(|()| visit.input::<UpdateLoginProfile>(&known, &fields));
            (submit(inside, input, &back).await?.map(drop), "password-set")
        }
        _ => {
            let input = visit.input::<DeleteLoginProfile>(&[("UserName", name)], &[]);
            (submit(inside, input, &back).await?.map(drop), "password-deleted")
        }
    };
    match outcome {
        Ok(()) => Ok(visit.go(&format!("{back}?done={done}"))),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => {
            credentials::render(inside, name, page_of(inside, name).with(problems)).await
        }
    }
}

/// The operations take no password for "as it was", which is not what the form is for.
fn typed_password(inside: &Inside<'_>) -> Result<(), Problems> {
    if inside.visit.typed("Password").is_empty() {
        return Err(Problems::one("Password", inside.visit.speech.say("fault-missing")));
    }
    Ok(())
}
