//! The sections of the page, each with what it may show.

use askama::Template;
use service::account_settings::{GetAccountInformation, GetSignInSettings};
use service::iam::account::{GetAccountSummary, ListAccountAliases};
use service::iam::passwords::GetAccountPasswordPolicy;
use service::{Error, Operation};

use super::password_policy::{PolicyForm, is_missing};
use super::people::{self, Alternate, Contact, Email};
use super::summary::Numbers;
use super::{Inside, Section, Typed, minute};
use crate::page::Page;

/// The page.
#[derive(Template)]
#[template(path = "inside/account.html")]
pub struct Sections {
    page: Page,
    id: String,
    /// Where the account's people sign in.
    address: String,
    /// Whether a factor was proven a short while ago.
    is_fresh: bool,
    /// Whether one can be proven at all.
    can_prove: bool,
    /// Whether alternative factors opened this session: no factor makes it another one (rule R33).
    is_recovered: bool,
    information: Section<Information>,
    alias: Section<Option<String>>,
    alias_typed: String,
    summary: Section<Numbers>,
    policy: Section<PolicyForm>,
    mfa_required: Section<bool>,
    help: Section<String>,
    user_codes: Section<bool>,
    email: Section<Email>,
    email_typed: String,
    contact: Section<Contact>,
    /// Whether something new does not recover yet.
    is_settling: bool,
    alternates: Section<Vec<Alternate>>,
}

/// What the account is called, and since when it exists.
struct Information {
    name: String,
    created: Moment,
}

/// A moment, for people and for programs.
pub struct Moment {
    pub iso: String,
    pub text: String,
}

impl Moment {
    /// A moment.
    pub fn of(at: model::Timestamp) -> Self {
        Self { iso: at.extended(), text: minute(at) }
    }
}

impl Sections {
    /// Asks for everything, each for itself.
    pub async fn of(inside: &Inside<'_>, page: Page, typed: Typed) -> Result<Self, Error> {
        let (visit, caller) = (inside.visit, &inside.caller);
        let id = caller.account().to_string();
        let alias = ask(inside, &ListAccountAliases { marker: None, max_items: None }).await?;
        let alias = alias.map(|aliases| aliases.account_aliases.into_iter().next());
        let called = alias.as_ref().ok().and_then(Option::as_deref).unwrap_or(&id);
        let address = format!("{}/signin/{called}", visit.console.options.public_url);
        let information = ask(inside, &GetAccountInformation {}).await?;
        let policy = match visit.call(caller, &GetAccountPasswordPolicy {}).await {
            Ok(found) => Ok(PolicyForm::of(&found.password_policy)),
            Err(error) if is_missing(&error) => Ok(PolicyForm::new()),
            Err(error) => refused(inside, error)?,
        };
        let (email, contact) = (people::email(inside).await?, people::contact(inside, &typed).await?);
        let settles = email.as_ref().is_ok_and(|email| email.settles.is_some());
        let is_settling = settles || contact.as_ref().is_ok_and(|contact| contact.settles.is_some());
        let alternates = people::alternates(inside, &typed).await?;
        let settings = ask(inside, &GetSignInSettings {}).await?;
        Ok(Self {
            id: id.clone(),
            address,
            is_fresh: caller.has_fresh_factor(visit.now),
            can_prove: caller.credentials().is_some(),
            is_recovered: caller.is_recovered(),
            information: information
                .map(|found| Information { name: found.name, created: Moment::of(found.created) }),
            alias_typed: typed.alias.unwrap_or_default(),
            alias,
            summary: ask(inside, &GetAccountSummary {})
                .await?
                .map(|summary| Numbers::of(&summary, visit.speech)),
            policy: match typed.policy {
                Some(typed) if policy.is_ok() => Ok(typed),
                _ => policy,
            },
            mfa_required: settings.as_ref().map(|found| found.mfa_required).map_err(Clone::clone),
            user_codes: settings.as_ref().map(|found| found.user_recovery_codes).map_err(Clone::clone),
            help: settings.map(|found| typed.help.unwrap_or_else(|| found.help_text.unwrap_or_default())),
            email,
            email_typed: typed.email.unwrap_or_default(),
            contact,
            is_settling,
            alternates,
            page,
        })
    }
}

/// What an operation answers; or why it is refused.
pub async fn ask<O: Operation>(inside: &Inside<'_>, input: &O) -> Result<Section<O::Output>, Error> {
    match inside.visit.call(&inside.caller, input).await {
        Ok(found) => Ok(Ok(found)),
        Err(error) => refused(inside, error),
    }
}

/// Why something is not shown; what failed inside fails the page.
pub fn refused<T>(inside: &Inside<'_>, error: Error) -> Result<Section<T>, Error> {
    match error {
        Error::ServiceFailure(_) => Err(error),
        error => Ok(Err(inside.visit.words(&error))),
    }
}
