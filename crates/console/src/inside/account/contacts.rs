//! How the owner of the account is reached: e-mail, address and phone; and whom else the account names. Policies decide who changes
//! them, with a fresh factor (rule R28).

use service::Error;
use service::account_settings::{
    AcceptPrimaryEmailUpdate, CancelPrimaryEmailUpdate, DeleteAlternateContact, PutAlternateContact,
    PutContactInformation, RestoreContacts, StartPrimaryEmailUpdate,
};

use super::contact_fields::{ALTERNATE, PRIMARY};
use super::{Inside, Typed, done};
use crate::faults::Problems;
use crate::reply::Reply;

/// Asks for another root e-mail. Whether it can be had is not said here (rule R12).
pub async fn email(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let email = visit.typed("PrimaryEmail").trim().to_owned();
    let input = visit.input::<StartPrimaryEmailUpdate>(&[("PrimaryEmail", &email)], &[]);
    let input = input.map_err(|_| Problems::one("PrimaryEmail", visit.speech.say("root-email-wrong")));
    done(inside, input, "email", Typed { email: Some(email), ..Typed::default() }).await
}

/// Takes the code that was sent to it.
pub async fn email_code(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let code = [("Otp", visit.typed("Otp").trim())];
    let input = visit.input::<AcceptPrimaryEmailUpdate>(&code, &["PrimaryEmail"]);
    let input = input.map_err(|_| Problems::one("Otp", visit.speech.say("fault-code")));
    done(inside, input, "email-code", Typed::default()).await
}

/// Takes back what was asked for.
pub async fn withdraw_email(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<CancelPrimaryEmailUpdate>(&[], &[]);
    done(inside, input, "email-withdraw", Typed::default()).await
}

/// Sets who the owner is.
pub async fn contact(inside: &Inside<'_>) -> Result<Reply, Error> {
    let typed = PRIMARY.typed(inside.visit, "");
    let names: Vec<_> = typed.iter().map(|(name, _)| format!("ContactInformation.{name}")).collect();
    let known: Vec<_> =
        names.iter().map(String::as_str).zip(typed.iter().map(|(_, value)| value.as_str())).collect();
    let input = inside.visit.input::<PutContactInformation>(&known, &[]);
    let input = input.map_err(|problems| problems.within("ContactInformation.", ""));
    done(inside, input, "contact", Typed { contact: Some(typed), ..Typed::default() }).await
}

/// Sets somebody who is written to beside the owner.
pub async fn alternate(inside: &Inside<'_>) -> Result<Reply, Error> {
    let which = inside.visit.typed("AlternateContactType").to_owned();
    let prefix = format!("{which}.");
    let typed = ALTERNATE.typed(inside.visit, &prefix);
    let known: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let input = inside.visit.input::<PutAlternateContact>(&known, &["AlternateContactType"]);
    let input = input.map_err(|problems| problems.within("", &prefix));
    done(inside, input, "alternate", Typed { alternate: Some((which, typed)), ..Typed::default() }).await
}

/// Forgets one.
pub async fn delete_alternate(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<DeleteAlternateContact>(&[], &["AlternateContactType"]);
    done(inside, input, "alternate-delete", Typed::default()).await
}

/// Puts back what was changed a short while ago.
pub async fn restore(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<RestoreContacts>(&[], &[]);
    done(inside, input, "restore", Typed::default()).await
}
