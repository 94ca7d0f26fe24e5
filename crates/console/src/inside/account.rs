//! `/console/account`: what the account is called, how its people sign in, and how its owner is reached. Each section is authorized
//! by itself.

mod alias;
mod contact_fields;
mod contacts;
mod password_policy;
mod people;
mod sections;
mod summary;

use model::Timestamp;
use service::account_settings::UpdateSignInSettings;
use service::{Error, Operation};

use self::contact_fields::TypedFields;
use self::password_policy::PolicyForm;
use self::sections::Sections;
use super::{Inside, prove};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;

/// A part of the page: what it shows, or why it may not.
pub type Section<T> = Result<T, String>;

/// What was typed into a form that is shown again.
#[derive(Default)]
pub struct Typed {
    alias: Option<String>,
    policy: Option<PolicyForm>,
    email: Option<String>,
    help: Option<String>,
    contact: Option<TypedFields>,
    alternate: Option<(String, TypedFields)>,
}

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let s = inside.visit.speech;
    let notice = match inside.visit.query.value("done") {
        Some("alias") => Some(s.say("account-done-alias")),
        Some("alias-delete") => Some(s.say("account-done-alias-delete")),
        Some("password-policy") => Some(s.say("account-done-policy")),
        Some("password-policy-delete") => Some(s.say("account-done-policy-delete")),
        Some("sign-in") => Some(s.say("account-done-sign-in")),
        Some("help") => Some(s.say("account-done-help")),
        Some("recovery-codes") => Some(s.say("codes-account-done")),
        Some("email") => Some(s.say("account-done-email")),
        Some("email-withdraw") => Some(s.say("account-done-email-withdraw")),
        Some("email-code") => Some(s.say("account-done-email-code")),
        Some("contact") => Some(s.say("account-done-contact")),
        Some("alternate") => Some(s.say("account-done-alternate")),
        Some("alternate-delete") => Some(s.say("account-done-alternate-delete")),
        Some("restore") => Some(s.say("account-done-restore")),
        _ => None,
    };
    render(inside, page(inside).with_notice(notice.map(Into::into)), Typed::default()).await
}

fn page(inside: &Inside<'_>) -> Page {
    inside.page("account-title").at("/console/account")
}

async fn render(inside: &Inside<'_>, page: Page, typed: Typed) -> Result<Reply, Error> {
    Reply::page(&Sections::of(inside, page, typed).await?)
}

/// Takes a form of the page.
pub async fn take(inside: &Inside<'_>, what: &str) -> Result<Option<Reply>, Error> {
    Ok(Some(match what {
        "alias" => alias::put(inside).await?,
        "alias-delete" => alias::delete(inside).await?,
        "password-policy" => password_policy::put(inside).await?,
        "password-policy-delete" => password_policy::delete(inside).await?,
        "sign-in" => sign_in(inside).await?,
        "help" => help(inside).await?,
        "recovery-codes" => recovery_codes(inside).await?,
        "email" => contacts::email(inside).await?,
        "email-withdraw" => contacts::withdraw_email(inside).await?,
        "email-code" => contacts::email_code(inside).await?,
        "contact" => contacts::contact(inside).await?,
        "alternate" => contacts::alternate(inside).await?,
        "alternate-delete" => contacts::delete_alternate(inside).await?,
        "restore" => contacts::restore(inside).await?,
        _ => return Ok(None),
    }))
}

/// Takes whether everybody needs MFA.
async fn sign_in(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<UpdateSignInSettings>(&[], &["MFARequired"]);
    done(inside, input, "sign-in", Typed::default()).await
}

/// Takes whom users ask who cannot sign in. An empty text takes it away, so the field is there also where nothing was typed.
async fn help(inside: &Inside<'_>) -> Result<Reply, Error> {
    let typed = inside.visit.typed("HelpText").to_owned();
    let input = inside.visit.input::<UpdateSignInSettings>(&[("HelpText", &typed)], &[]);
    done(inside, input, "help", Typed { help: Some(typed), ..Typed::default() }).await
}

/// Takes whether users may have recovery codes.
async fn recovery_codes(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<UpdateSignInSettings>(&[], &["UserRecoveryCodes"]);
    done(inside, input, "recovery-codes", Typed::default()).await
}

/// Does what a form asks for, and says so on the page; or shows the page again with what is wrong.
async fn done<O: Operation>(
    inside: &Inside<'_>,
    input: Result<O, Problems>,
    what: &str,
    typed: Typed,
) -> Result<Reply, Error> {
    let visit = inside.visit;
    let input = match input {
        Ok(input) => input,
        Err(problems) => return render(inside, page(inside).with(problems), typed).await,
    };
    match visit.call(&inside.caller, &input).await {
        Ok(_) => Ok(visit.go(&format!("/console/account?done={what}"))),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => {
            // Who came with temporary credentials has nothing to prove with.
            if let Some(reply) = prove::detour(inside, &error, "/console/account") {
                return Ok(reply);
            }
            render(inside, page(inside).with_trouble(visit.words(&error)), typed).await
        }
    }
}

/// A moment to the minute, `2026-11-28 22:15`.
pub fn minute(at: Timestamp) -> String {
    at.extended().chars().take(16).collect::<String>().replacen('T', " ", 1)
}
