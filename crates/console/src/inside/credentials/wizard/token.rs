//! A hardware token in the wizard: one page, with its serial number and two codes.

use askama::Template;
use service::iam::mfa::AssignHardwareToken;
use service::{Error, Existing, Missing};

use super::{For, Outcome, Wizard};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/credentials/assign_token.html")]
struct AssignToken<'a> {
    page: Page,
    action: String,
    serial: String,
    user: Option<&'a str>,
    is_signing_in: bool,
    back: String,
    /// Whether who is signing in cannot go on without somebody else.
    stuck: bool,
    /// Whom to ask then.
    help: Option<String>,
}

const SERIAL: &str = "SerialNumber";
const FIELDS: [&str; 3] = [SERIAL, "AuthenticationCode1", "AuthenticationCode2"];

impl Wizard<'_> {
    /// The page.
    pub(super) async fn show_token(&self, page: Page) -> Result<Reply, Error> {
        let typed = self.visit.form.value(SERIAL).or_else(|| self.visit.query.value(SERIAL));
        let (stuck, help) = self.stuck(&page).await?;
        Reply::page(&AssignToken {
            page,
            action: self.action(),
            // No serial number is longer.
            serial: typed.unwrap_or_default().chars().take(256).collect(),
            user: self.user(),
            is_signing_in: self.whom == For::SigningIn,
            back: self.back(),
            stuck,
            help,
        })
    }

    /// Takes the serial number and the two codes.
    pub(super) async fn take_token(&self) -> Result<Outcome, Error> {
        let known = self.user().map(|name| ("UserName", name));
        let input = match self.visit.input::<AssignHardwareToken>(known.as_slice(), &FIELDS) {
            Ok(input) => input,
            Err(problems) => return self.show_token(self.page().with(problems)).await.map(Outcome::Shown),
        };
        match self.visit.call(self.caller, &input).await {
            Ok(progress) => Ok(Outcome::Assigned(progress)),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            Err(error) => match self.about_serial(&error) {
                Some(words) => {
                    let page = self.page().with(Problems::one(SERIAL, words));
                    self.show_token(page).await.map(Outcome::Shown)
                }
                None => {
                    let reply = self.show_token(self.page().with_trouble(self.refusal(&error))).await?;
                    Ok(Outcome::Refused(error, reply))
                }
            },
        }
    }

    /// What is wrong with the serial number, if that is what was refused.
    fn about_serial(&self, error: &Error) -> Option<String> {
        let s = self.visit.speech;
        let words = match error {
            Error::NoSuchEntity(Missing::MfaDevice(_)) => s.say("wizard-token-missing"),
            Error::EntityAlreadyExists(Existing::MfaDeviceInUse | Existing::MfaDeviceOfUser(_)) => {
                s.say("wizard-token-taken")
            }
            _ => return None,
        };
        Some(words.into_owned())
    }
}
