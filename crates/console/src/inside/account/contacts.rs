//! How the owner of the account is reached: e-mail and phone. Only the root user changes them, with a fresh factor (rule R28).

use model::PhoneNumber;
use service::Error;
use service::account_settings::{GetPrimaryEmail, PutContactInformation, StartPrimaryEmailUpdate};

use super::{Inside, Typed, done, page, render};
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

/// Takes back what was asked for: by asking for the address that holds.
pub async fn withdraw_email(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    match visit.call(&inside.caller, &GetPrimaryEmail {}).await {
        Ok(found) => {
            let input = visit.input::<StartPrimaryEmailUpdate>(&[("PrimaryEmail", &found.email)], &[]);
            done(inside, input, "email-withdraw", Typed::default()).await
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => render(inside, page(inside).with_trouble(visit.words(&error)), Typed::default()).await,
    }
}

/// Sets the phone, or takes it away.
pub async fn phone(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let phone = visit.typed("PhoneNumber").to_owned();
    // As people write numbers, with blanks and hyphens; stored without.
    let number = PhoneNumber::typed(&phone);
    let known = [("PhoneNumber", number.as_str())];
    let known = if number.is_empty() { &[][..] } else { &known[..] };
    let input = visit.input::<PutContactInformation>(known, &[]);
    let input = input.map_err(|_| Problems::one("PhoneNumber", visit.speech.say("account-phone-wrong")));
    done(inside, input, "phone", Typed { phone: Some(phone), ..Typed::default() }).await
}
