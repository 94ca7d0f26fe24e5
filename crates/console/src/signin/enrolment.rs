//! A first device in a sign-in that demands MFA: the wizard, after which the session opens. The pair that it takes counts as MFA.

use service::signin::Stage;
use service::{Denial, Error};

use super::step::{Step, go_on, path_of, start_again};
use crate::inside::{For, Outcome, Wizard};
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    if step.stage != Stage::Enrolment {
        return Ok(visit.go(path_of(&step.stage)));
    }
    let wizard = Wizard { visit, caller: &step.caller, whom: For::SigningIn };
    wizard.open().await
}

/// Takes the name, or the two codes.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    if step.stage != Stage::Enrolment {
        return Ok(visit.go(path_of(&step.stage)));
    }
    let wizard = Wizard { visit, caller: &step.caller, whom: For::SigningIn };
    match wizard.take().await? {
        Outcome::Shown(reply) => Ok(reply),
        Outcome::Assigned(Some(progress)) => go_on(visit, &step.caller, progress).await,
        // Nothing is due any more: somebody else was quicker.
        Outcome::Assigned(None)
        | Outcome::Refused(
            Error::InvalidClientTokenId { .. } | Error::AccessDenied(Denial::SessionCredentials { .. }),
            _,
        ) => Ok(start_again(visit)),
        Outcome::Refused(_, reply) => Ok(reply),
    }
}
