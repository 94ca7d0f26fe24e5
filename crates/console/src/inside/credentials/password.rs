//! Changing one's own password.

use service::iam::passwords::{ChangePassword, ChangeRootPassword};
use service::{Denial, Error, Identity};

use super::{HERE, overview, page_of, refused};
use crate::faults::Problems;
use crate::inside::Inside;
use crate::reply::Reply;

/// Takes the old password, and the new one twice.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = page_of(inside);
    let fields = ["OldPassword", "NewPassword"];
    let differs = visit.typed("NewPassword") != visit.typed("Repeated");
    let changed = if matches!(inside.caller.identity(), Identity::Root(_)) {
        match visit.input::<ChangeRootPassword>(&[], &fields) {
            Ok(_) if differs => Err(None),
            Ok(input) => visit.call(&inside.caller, &input).await.map(drop).map_err(Some),
            Err(problems) => return overview::render(inside, page.with(problems)).await,
        }
    } else {
        match visit.input::<ChangePassword>(&[], &fields) {
            Ok(_) if differs => Err(None),
            Ok(input) => visit.call(&inside.caller, &input).await.map(drop).map_err(Some),
            Err(problems) => return overview::render(inside, page.with(problems)).await,
        }
    };
    let error = match changed {
        Ok(()) => return Ok(visit.go(&format!("{HERE}?done=password"))),
        Err(None) => {
            let problems = Problems::one("Repeated", visit.speech.say("password-differs"));
            return overview::render(inside, page.with(problems)).await;
        }
        Err(Some(error)) => error,
    };
    let field = match &error {
        Error::AccessDenied(Denial::OldPasswordWrong) => "OldPassword",
        Error::AccessDenied(Denial::SamePassword) | Error::PasswordPolicyViolation(_) => "NewPassword",
        _ => {
            return refused(inside, error, HERE, async |page| overview::render(inside, page).await, page)
                .await;
        }
    };
    let problems = Problems::one(field, visit.words(&error));
    overview::render(inside, page.with(problems)).await
}
