//! The name that the account goes by where people sign in.

use service::iam::account::{CreateAccountAlias, DeleteAccountAlias};
use service::{Error, Existing};

use super::{Inside, Typed, done, page, render};
use crate::faults::Problems;
use crate::reply::Reply;

/// Gives the account an alias, in place of the one that it has.
pub async fn put(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    // Nobody means another alias by a capital letter or a blank at the end.
    let alias = visit.typed("AccountAlias").trim().to_ascii_lowercase();
    let typed = Typed { alias: Some(alias.clone()), ..Typed::default() };
    if alias.is_empty() {
        let problems = Problems::one("AccountAlias", visit.speech.say("fault-missing"));
        return render(inside, page(inside).with(problems), typed).await;
    }
    let input = match visit.input::<CreateAccountAlias>(&[("AccountAlias", &alias)], &[]) {
        Ok(input) => input,
        Err(_) => {
            let problems = Problems::one("AccountAlias", visit.speech.say("account-alias-wrong"));
            return render(inside, page(inside).with(problems), typed).await;
        }
    };
    match visit.call(&inside.caller, &input).await {
        Err(Error::EntityAlreadyExists(Existing::AccountAlias(_))) => {
            let problems = Problems::one("AccountAlias", visit.speech.say("account-alias-taken"));
            render(inside, page(inside).with(problems), typed).await
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => render(inside, page(inside).with_trouble(visit.words(&error)), typed).await,
        Ok(_) => Ok(visit.go("/console/account?done=alias")),
    }
}

/// Takes the alias away.
pub async fn delete(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<DeleteAccountAlias>(&[], &["AccountAlias"]);
    done(inside, input, "alias-delete", Typed::default()).await
}
