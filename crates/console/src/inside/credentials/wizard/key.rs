//! A security key in the wizard: a name, then the browser asks for the key.

use askama::Template;
use service::Error;
use service::iam::mfa::{BeginSecurityKeyRegistration, RegisterSecurityKey};

use super::{For, Outcome, Wizard};
use crate::faults::Problems;
use crate::keys::{self, KeyForm};
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/credentials/assign_key.html")]
struct AssignKey<'a> {
    page: Page,
    action: String,
    name: String,
    user: Option<&'a str>,
    is_signing_in: bool,
    key: KeyForm,
    back: String,
}

/// The field of the first page, which is the same for devices of any kind that have a name.
const NAME: &str = "VirtualMFADeviceName";

impl Wizard<'_> {
    /// The page on which the browser asks for the key that was named on the first.
    pub(super) async fn ask_key(&self, page: Page) -> Result<Outcome, Error> {
        let name = self.visit.typed(NAME);
        let mut known: Vec<(&str, &str)> = self.user().map(|user| ("UserName", user)).into_iter().collect();
        if !name.is_empty() {
            known.push(("SecurityKeyName", name));
        }
        let input = match self.visit.input::<BeginSecurityKeyRegistration>(&known, &[]) {
            Ok(input) => input,
            Err(problems) => {
                let words = problems.field("SecurityKeyName").or(problems.field("")).unwrap_or_default();
                let problems = Problems::one(NAME, words);
                return self.show(self.page().with(problems)).await.map(Outcome::Shown);
            }
        };
        match self.visit.call(self.caller, &input).await {
            Ok(options) => Reply::page_with_script(&AssignKey {
                page,
                action: self.action(),
                name: name.to_owned(),
                user: self.user(),
                is_signing_in: self.whom == For::SigningIn,
                key: KeyForm::create(options),
                back: self.back(),
            })
            .map(Outcome::Shown),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            Err(error) => {
                let reply = self.show(self.page().with_trouble(self.refusal(&error))).await?;
                Ok(Outcome::Refused(error, reply))
            }
        }
    }

    /// Takes what the key answered.
    pub(super) async fn take_key(&self) -> Result<Outcome, Error> {
        let Ok(input) = self.visit.input::<RegisterSecurityKey>(&[], &["KeyAnswer"]) else {
            let page = self.page().with_trouble(self.visit.speech.say("key-wrong"));
            return self.ask_key(page).await;
        };
        match self.visit.call(self.caller, &input).await {
            Ok(progress) => Ok(Outcome::Assigned(progress)),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            // Another question, of another key perhaps, may do.
            Err(error) if keys::is_refused(&error) => {
                self.ask_key(self.page().with_trouble(self.visit.words(&error))).await
            }
            Err(error) => {
                let reply = self.show(self.page().with_trouble(self.refusal(&error))).await?;
                Ok(Outcome::Refused(error, reply))
            }
        }
    }
}
