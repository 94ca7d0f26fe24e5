//! What all pages share: language, menu, and the words for errors.

use std::borrow::Cow;

use askama::Template;
use service::{
    Caller, Denial, Error, Existing, Identity, Invalid, PasswordFault, PasswordFaults, RecoveryCodeRefused,
};

use crate::faults::Problems;
use crate::speech::{Language, Speech};
use crate::statics;
use crate::visit::Visit;

/// What a page has beside its own content. Templates read it.
#[derive(Debug)]
pub struct Page {
    /// The language.
    pub s: Speech,
    /// The title.
    pub title: Cow<'static, str>,
    /// What its forms must bring.
    pub token: String,
    /// Where it is, as the links to other languages begin: `/signin?different&`.
    pub here: String,
    /// Where the style sheet is.
    pub style: &'static str,
    /// Where the icon is.
    pub icon: &'static str,
    /// Whether the server forgets everything when it stops.
    pub is_ephemeral: bool,
    /// Who is signed in.
    pub who: Option<Who>,
    /// Something that went well.
    pub notice: Option<String>,
    /// Something that did not, beside what is said at the fields.
    pub trouble: Option<String>,
    /// What is wrong with the fields of its form.
    pub problems: Problems,
}

/// Who is signed in, as the menu shows it.
#[derive(Clone, Debug)]
pub struct Who {
    /// The user's name; of the root user, the account's.
    pub name: String,
    /// The account.
    pub account: String,
    /// Whether it is the root user.
    pub is_root: bool,
}

impl Page {
    /// For a visitor.
    pub fn new(visit: &Visit<'_>, title: Cow<'static, str>) -> Self {
        Self {
            s: visit.speech,
            title,
            token: visit.token(),
            here: visit.here(),
            style: statics::style(),
            icon: statics::icon(),
            is_ephemeral: visit.console.service.is_ephemeral(),
            who: None,
            notice: None,
            trouble: None,
            problems: Problems::none(),
        }
    }

    /// For somebody who is signed in.
    pub fn of(mut self, caller: &Caller) -> Self {
        let account = caller.account().to_string();
        let (name, is_root) = match caller.identity() {
            Identity::Root(found) => (found.name.clone(), true),
            Identity::User(user) => (user.name.to_string(), false),
            Identity::Role { role, session } => (format!("{}/{session}", role.name), false),
            Identity::Federated { name, .. } => (name.clone(), false),
            Identity::WebIdentity(identity) => (identity.id(), false),
        };
        self.who = Some(Who { name, account, is_root });
        self
    }

    /// With what is wrong.
    pub fn with(mut self, problems: Problems) -> Self {
        self.trouble = self.trouble.take().or_else(|| problems.field("").map(str::to_owned));
        self.problems = problems;
        self
    }

    /// The same at another address: a page that answers a form is found again by this one.
    pub fn at(mut self, address: &str) -> Self {
        let mark = if address.contains('?') { '&' } else { '?' };
        self.here = format!("{address}{mark}");
        self
    }

    /// With something that went wrong as a whole.
    pub fn with_trouble(mut self, words: impl Into<String>) -> Self {
        self.trouble = Some(words.into());
        self
    }

    /// With something that went well.
    pub fn with_notice(mut self, words: Option<String>) -> Self {
        self.notice = words;
        self
    }

    /// The languages to choose from.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        Language::ALL.into_iter()
    }

    /// What is wrong with a field.
    pub fn problem(&self, field: &str) -> Option<&str> {
        self.problems.field(field)
    }
}

/// A page of one sentence.
#[derive(Template)]
#[template(path = "sentence.html")]
pub struct Sentence {
    pub page: Page,
    pub words: String,
}

/// An error, in words that help an honest reader. What policies say is shown as they say it.
pub fn words(error: &Error, s: Speech) -> String {
    match error {
        Error::AccessDenied(Denial::Policy(_)) => {
            s.say1("error-denied", "why", error.message(service::Api::Iam)).into_owned()
        }
        Error::AccessDenied(Denial::SelfManagementWithoutMfa) => s.say("error-needs-mfa").into_owned(),
        Error::AccessDenied(Denial::MfaCodeInvalid) => s.say("error-code-refused").into_owned(),
        Error::AccessDenied(Denial::MfaCodeNotValidated) => s.say("error-device-gone").into_owned(),
        Error::AccessDenied(Denial::MfaLocked) => s.say("error-locked").into_owned(),
        Error::AccessDenied(Denial::SecurityKey(refused)) => crate::keys::words(refused, s),
        Error::AccessDenied(Denial::FactorNotFresh) => s.say("error-not-fresh").into_owned(),
        Error::AccessDenied(Denial::AfterRecovery) => s.say("error-recovered").into_owned(),
        Error::AccessDenied(Denial::RecoveryNotFresh) => s.say("error-recovery-not-fresh").into_owned(),
        Error::AccessDenied(Denial::RecoveryCode(refused)) => recovery_code(*refused, s).into_owned(),
        Error::AccessDenied(Denial::OldPasswordWrong) => s.say("error-old-password").into_owned(),
        Error::PasswordPolicyViolation(faults) => password_faults(faults, s),
        Error::AccessDenied(Denial::SamePassword) => s.say("error-same-password").into_owned(),
        Error::InvalidAuthenticationCode => s.say("error-pair-refused").into_owned(),
        Error::ValidationError(Invalid::EmailCode) => s.say("error-email-code").into_owned(),
        Error::ValidationError(Invalid::SameEmail) => s.say("error-same-email").into_owned(),
        Error::EntityAlreadyExists(Existing::RootEmail) => s.say("error-email-taken").into_owned(),
        Error::TooSoon { seconds } => {
            s.count("error-too-soon", "seconds", i64::try_from(*seconds).unwrap_or(i64::MAX)).into_owned()
        }
        Error::Throttling => s.say("error-throttled").into_owned(),
        Error::ConcurrentModification => s.say("error-conflict").into_owned(),
        Error::ServiceFailure(_) => s.say("error-failed").into_owned(),
        // AWS's own words, which say what is wrong with what was asked.
        other => other.message(service::Api::Iam),
    }
}

/// Why recovery codes were not made, or one was not accepted.
fn recovery_code(refused: RecoveryCodeRefused, s: Speech) -> Cow<'static, str> {
    match refused {
        RecoveryCodeRefused::Wrong => s.say("codes-wrong"),
        RecoveryCodeRefused::None => s.say("codes-not-there"),
        RecoveryCodeRefused::NotAllowed => s.say("codes-not-allowed"),
        RecoveryCodeRefused::NoDevice => s.say("codes-need-device"),
    }
}

/// All that a new password lacks, so that who mends it mends it once.
fn password_faults(faults: &PasswordFaults, s: Speech) -> String {
    let words = |fault: &PasswordFault| match fault {
        PasswordFault::TooShort(least) => s.count("fault-too-short", "least", i64::from(*least)),
        PasswordFault::NoUppercase => s.say("password-no-uppercase"),
        PasswordFault::NoLowercase => s.say("password-no-lowercase"),
        PasswordFault::NoNumber => s.say("password-no-number"),
        PasswordFault::NoSymbol => s.say("password-no-symbol"),
        PasswordFault::TooPlain => s.say("password-too-plain"),
        PasswordFault::NameOfAccount => s.say("password-name-of-account"),
        PasswordFault::Reused => s.say("password-reused"),
    };
    faults.0.iter().map(words).collect::<Vec<_>>().join(" ")
}
