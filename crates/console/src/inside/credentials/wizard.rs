//! The wizard "Manage MFA device": a kind and a name, then a QR code and two codes, done; of a hardware token, its serial number and
//! two codes. The same for devices of one's own, for those
//! that an administrator gives to others, and for the first one, which a sign-in demands.
//!
//! Nothing is stored until the two codes are right. Between its pages the device travels in a sealed field.

mod key;
mod kind;
mod token;

use askama::Template;
use service::iam::mfa::{AssignMfaDevice, BeginMfaAssignment, Begun, ReadMfaDeviceUse};
use service::signin::Progress;
use service::{Caller, Error, Identity, Quota};

use self::kind::Kind;
use super::Contact;
use crate::devices;
use crate::faults::Problems;
use crate::keys;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;
use crate::statics;
use crate::visit::Visit;

/// Where forms and addresses say which kind of device it is.
const KIND: &str = "kind";

/// Whom the device is for, and where the wizard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For<'a> {
    /// Who is signed in.
    Oneself,
    /// A user, by an administrator.
    User(&'a str),
    /// Who is signing in.
    SigningIn,
}

/// The wizard in one request.
pub struct Wizard<'a> {
    pub visit: &'a Visit<'a>,
    pub caller: &'a Caller,
    pub whom: For<'a>,
}

/// What became of a step.
pub enum Outcome {
    /// A page of the wizard is next.
    Shown(Reply),
    /// The device is assigned. In a sign-in, that is how it goes on.
    Assigned(Option<Progress>),
    /// Something outside of the wizard is in the way.
    Refused(Error, Reply),
}

#[derive(Template)]
#[template(path = "inside/credentials/assign.html")]
struct Assign<'a> {
    page: Page,
    action: String,
    device_name: String,
    /// The kinds to choose from, and the one that is chosen.
    kinds: Vec<Kind>,
    chosen: Kind,
    /// Why security keys are not among them.
    without_keys: Option<String>,
    /// The user, if it is for somebody else.
    user: Option<&'a str>,
    is_signing_in: bool,
    device_count: usize,
    is_full: bool,
    contact: Option<Contact>,
    ready_policy: &'static str,
    back: String,
    /// Whether who is signing in cannot go on without somebody else.
    stuck: bool,
    /// Whom to ask then.
    help: Option<String>,
}

#[derive(Template)]
#[template(path = "inside/credentials/assign_codes.html")]
struct AssignCodes<'a> {
    page: Page,
    action: String,
    user: Option<&'a str>,
    is_signing_in: bool,
    begun: Shown,
    back: String,
}

/// What was begun. All of it holds the seed, so it lives as long as the page is written, and is wiped then.
struct Shown(Begun);

impl Shown {
    /// The secret key in groups, which the eye follows.
    fn groups(&self) -> impl Iterator<Item = &str> {
        let key = self.0.secret_key.expose().as_str();
        (0..key.len()).step_by(4).filter_map(move |start| key.get(start..(start + 4).min(key.len())))
    }
}

impl<'a> Wizard<'a> {
    /// Where the wizard is.
    pub fn action(&self) -> String {
        match self.whom {
            For::Oneself => "/console/credentials/mfa/assign".to_owned(),
            For::User(name) => format!("{}/mfa/assign", user_path(name)),
            For::SigningIn => "/signin/step/enrolment".to_owned(),
        }
    }

    /// Where one came from, and goes when it is done.
    pub fn back(&self) -> String {
        match self.whom {
            For::Oneself => super::HERE.to_owned(),
            For::User(name) => format!("{}/credentials", user_path(name)),
            For::SigningIn => "/signin?different".to_owned(),
        }
    }

    /// What its pages have beside their own content.
    pub fn page(&self) -> Page {
        let s = self.visit.speech;
        match self.whom {
            For::Oneself | For::User(_) => self.visit.page(s.say("manage-mfa-device")).of(self.caller),
            For::SigningIn => self.visit.page(s.say("manage-mfa-device")),
        }
    }

    const fn user(&self) -> Option<&'a str> {
        match self.whom {
            For::User(name) => Some(name),
            For::Oneself | For::SigningIn => None,
        }
    }

    /// The devices that there are, by what people call them. None, if that may not be asked: then nothing is said about them.
    pub async fn devices(&self) -> Result<Option<Vec<String>>, Error> {
        let Some(user) = self.user() else {
            let own = self.caller.credentials().map(|credentials| credentials.mfa_devices.as_slice());
            let names = own.unwrap_or_default().iter().map(|device| devices::name(&device.serial).to_owned());
            return Ok(Some(names.collect()));
        };
        let Ok(input) = self.visit.input::<ReadMfaDeviceUse>(&[("UserName", user)], &[]) else {
            return Ok(None);
        };
        match self.visit.call(self.caller, &input).await {
            Ok(devices) => Ok(Some(devices.iter().map(|device| device.name().to_owned()).collect())),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The page that was asked for: of a kind, else the first.
    pub async fn open(&self) -> Result<Reply, Error> {
        match Kind::of(self.visit.query.value(KIND)) {
            Kind::Token => self.show_token(self.page()).await,
            Kind::Virtual | Kind::Key => self.show(self.page()).await,
        }
    }

    /// The first page.
    pub async fn show(&self, page: Page) -> Result<Reply, Error> {
        let devices = self.devices().await?.unwrap_or_default();
        let typed = self.visit.form.value("VirtualMFADeviceName");
        let typed = typed.or_else(|| self.visit.query.value("VirtualMFADeviceName"));
        let device_name =
            typed.map_or_else(|| self.suggested(&devices), |name| name.chars().take(256).collect());
        let is_own = self.user().is_none();
        let (stuck, help) = self.stuck(&page).await?;
        let without_keys = self.visit.service().offers_security_keys().err();
        let offered = |kind: &Kind| *kind != Kind::Key || without_keys.is_none();
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(offered).collect();
        let asked = self.visit.form.value(KIND).or_else(|| self.visit.query.value(KIND));
        Reply::page(&Assign {
            page,
            action: self.action(),
            device_name,
            chosen: Some(Kind::of(asked)).filter(|kind| kinds.contains(kind)).unwrap_or(Kind::Virtual),
            kinds,
            without_keys: without_keys.map(|why| keys::not_offered(&why, self.visit.speech)),
            user: self.user(),
            is_signing_in: self.whom == For::SigningIn,
            device_count: devices.len(),
            is_full: devices.len() as u64 >= Quota::MFA_DEVICES.limit,
            contact: Contact::of(self.caller, self.visit.now, self.visit.speech)
                .filter(|_| is_own && devices.is_empty()),
            ready_policy: statics::ready_policy(),
            back: self.back(),
            stuck,
            help,
        })
    }

    /// Whether a user who is signing in was refused and cannot go on alone, and whom to ask then. The root user has nobody to ask.
    async fn stuck(&self, page: &Page) -> Result<(bool, Option<String>), Error> {
        let is_user = matches!(self.caller.identity(), Identity::User(_));
        if self.whom != For::SigningIn || !is_user || page.trouble.is_none() {
            return Ok((false, None));
        }
        Ok((true, self.visit.service().help_text(self.caller).await?))
    }

    /// A name that says whose it is, as the guide's policies like it, and that the owner has not given yet.
    fn suggested(&self, devices: &[String]) -> String {
        let base = match (self.user(), self.caller.identity()) {
            (Some(name), _) => name.to_owned(),
            (None, Identity::User(user)) => user.name.to_string(),
            (
                None,
                Identity::Root(_)
                | Identity::Role { .. }
                | Identity::Federated { .. }
                | Identity::WebIdentity(_),
            ) => "root".to_owned(),
        };
        let is_free = |name: &str| !devices.iter().any(|device| device.eq_ignore_ascii_case(name));
        if is_free(&base) {
            return base;
        }
        let numbered = (2..=9).map(|number| format!("{base}-{number}"));
        numbered.into_iter().find(|name| is_free(name)).unwrap_or(base)
    }

    /// Takes what one of the pages sent.
    pub async fn take(&self) -> Result<Outcome, Error> {
        match (self.visit.typed("step"), Kind::of(self.visit.form.value(KIND))) {
            ("codes", _) => self.take_codes().await,
            ("token", _) => self.take_token().await,
            ("key", _) => self.take_key().await,
            (_, Kind::Token) => self.show_token(self.page()).await.map(Outcome::Shown),
            (_, Kind::Key) => self.ask_key(self.page()).await,
            (_, Kind::Virtual) => self.take_name().await,
        }
    }

    async fn take_name(&self) -> Result<Outcome, Error> {
        let known = self.user().map(|name| ("UserName", name));
        let input = self.visit.input::<BeginMfaAssignment>(known.as_slice(), &["VirtualMFADeviceName"]);
        let input = match input {
            Ok(input) => input,
            Err(problems) => return self.show(self.page().with(problems)).await.map(Outcome::Shown),
        };
        match self.visit.call(self.caller, &input).await {
            Ok(begun) => self.show_codes(self.page(), begun).map(Outcome::Shown),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            Err(Error::EntityAlreadyExists(_)) => {
                let words = self.visit.speech.say("wizard-name-taken");
                let problems = Problems::one("VirtualMFADeviceName", words);
                self.show(self.page().with(problems)).await.map(Outcome::Shown)
            }
            Err(error) => {
                let page = self.page().with_trouble(self.refusal(&error));
                let reply = self.show(page).await?;
                Ok(Outcome::Refused(error, reply))
            }
        }
    }

    async fn take_codes(&self) -> Result<Outcome, Error> {
        let fields = ["Pending", "AuthenticationCode1", "AuthenticationCode2"];
        let input = match self.visit.input::<AssignMfaDevice>(&[], &fields) {
            Ok(input) => input,
            Err(problems) => return self.again(self.page().with(problems)).await,
        };
        match self.visit.call(self.caller, &input).await {
            Ok(progress) => Ok(Outcome::Assigned(progress)),
            Err(error @ Error::ServiceFailure(_)) => Err(error),
            Err(
                error @ (Error::InvalidAuthenticationCode
                | Error::TooSoon { .. }
                | Error::Throttling
                | Error::ConcurrentModification),
            ) => self.again(self.page().with_trouble(self.visit.words(&error))).await,
            Err(error) => {
                let page = self.page().with_trouble(self.refusal(&error));
                let reply = self.show(page).await?;
                Ok(Outcome::Refused(error, reply))
            }
        }
    }

    /// The page of the codes again, for the same device: what was scanned stays right.
    async fn again(&self, page: Page) -> Result<Outcome, Error> {
        let only_pending = [("AuthenticationCode1", "000000"), ("AuthenticationCode2", "000000")];
        let begun = match self.visit.input::<AssignMfaDevice>(&only_pending, &["Pending"]) {
            Ok(input) => {
                self.visit.service().begun_assignment(self.caller, &input.pending, self.visit.now).ok()
            }
            Err(_) => None,
        };
        match begun {
            Some(begun) => self.show_codes(page, begun).map(Outcome::Shown),
            None => {
                let words = self.visit.speech.say("wizard-over").into_owned();
                self.show(self.page().with_trouble(words)).await.map(Outcome::Shown)
            }
        }
    }

    fn show_codes(&self, page: Page, begun: Begun) -> Result<Reply, Error> {
        Reply::page(&AssignCodes {
            page,
            action: self.action(),
            user: self.user(),
            is_signing_in: self.whom == For::SigningIn,
            begun: Shown(begun),
            back: self.back(),
        })
    }

    /// Where one is again after a detour: with what was typed, the codes aside.
    pub fn here(&self) -> String {
        let typed = |name| self.visit.form.value(name).filter(|value| !value.is_empty()).map(encoded);
        let action = self.action();
        match (typed("SerialNumber"), typed("VirtualMFADeviceName")) {
            (Some(serial), _) => format!("{action}?kind=token&SerialNumber={serial}"),
            (None, Some(name)) => {
                let kind = Kind::of(self.visit.form.value(KIND)).word();
                format!("{action}?kind={kind}&VirtualMFADeviceName={name}")
            }
            (None, None) => action,
        }
    }

    /// A refusal in words; who is signing in is told whom to ask.
    fn refusal(&self, error: &Error) -> String {
        let s = self.visit.speech;
        let words = match error {
            Error::NoSuchEntity(service::Missing::Assignment) => s.say("wizard-over").into_owned(),
            Error::LimitExceeded(_) => s.say("wizard-limit").into_owned(),
            Error::EntityAlreadyExists(_) => s.say("wizard-name-taken").into_owned(),
            other => self.visit.words(other),
        };
        match (self.whom, error) {
            (For::SigningIn, Error::AccessDenied(_)) => {
                format!("{}. {}", words.trim_end_matches('.'), s.say("enrolment-ask"))
            }
            _ => words,
        }
    }
}

/// Where the pages of a user are. Browsers take names of dots alone for folders.
fn user_path(name: &str) -> String {
    let mark = if matches!(name, "." | "..") { "~" } else { "" };
    format!("/console/users/{mark}{}", encoded(name))
}
