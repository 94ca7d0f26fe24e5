//! Root's recovery by alternative factors: the way through, and every way that must fail. The clock, the mailbox and the telephone are in the
//! test's hand.

mod codes;
mod floods;
mod mails;
mod phones;
mod sessions;
mod walks;

use std::net::IpAddr;
use std::sync::Mutex;

use model::Secret;
use service::account_settings::PutContactInformation;
use service::calls::{CallFacts, CallToPlace, CallTurn};
use service::post::{Notice, Writing};
use service::signin::{
    Begin, BeginRefused, Browser, CallProgress, CallRecoveryPhone, Claimed, ConfirmRecoveryMailByCode,
    ConfirmRecoveryMailByLink, FinishRecovery, Opened, PasswordStep, Progress, RecoveryView,
    SendRecoveryMail,
};
use service::{Caller, Credential, Denial, Error, Operation, Origin, RecoveryRefused};

use crate::assignment::{Office, PASSWORD, input, origin};
use crate::world::{Phone, World};

pub const NUMBER: &str = "+4915112345678";

/// An account whose root user has a device and a telephone.
pub struct House {
    pub office: Office,
    pub serial: String,
    pub device: Phone,
    signing_in: Mutex<Option<Caller>>,
}

/// A browser, and what it keeps.
#[derive(Clone)]
pub struct Desk {
    pub address: IpAddr,
    pub recovery: Option<String>,
    pub known: Option<String>,
}

/// What a mail holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub token: String,
    pub code: String,
}

impl Desk {
    pub fn at(address: &str) -> Self {
        Self { address: address.parse().unwrap(), recovery: None, known: None }
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with(Some(NUMBER)).await
    }

    /// A new number recovers after three days only, so that many have passed.
    pub async fn with(phone: Option<&str>) -> Self {
        Self::over(World::new().await, phone).await
    }

    pub async fn over(world: World, phone: Option<&str>) -> Self {
        Self::of(Office::over(world).await, phone).await
    }

    pub async fn of(office: Office, phone: Option<&str>) -> Self {
        let root = office.root().await;
        if let Some(number) = phone {
            office.call(&root, &put_phone(number)).await.unwrap();
        }
        let begun = office.begin(&root, "roots").await.unwrap();
        let device = office.assigned(&root, &begun).await;
        let serial = office.devices().await.pop().unwrap();
        office.world.wait(3 * 86_400);
        let house = Self { office, serial, device, signing_in: Mutex::new(None) };
        // What was told of all this is not what the tests are about.
        house.letters().await;
        house
    }

    pub async fn step(&self, desk: &Desk) -> PasswordStep {
        let browser = Browser { address: desk.address, known: desk.known.as_deref() };
        let (email, password) = (&self.office.email, Secret::new(PASSWORD.to_owned()));
        let service = &self.office.world.service;
        service
            .prove_password(Claimed::Root { email }, &password, browser, self.office.world.tick())
            .await
            .unwrap()
    }

    /// Somebody in a sign-in, as long as it takes: who it is is all that matters to a recovery.
    async fn signing_in(&self) -> Caller {
        let now = self.office.world.now();
        let former = self.signing_in.lock().unwrap().clone();
        let is_over = |caller: &Caller| match caller.credential() {
            Credential::SigningIn(ceremony) => ceremony.is_over(now),
            _ => true,
        };
        if let Some(caller) = former.filter(|caller| !is_over(caller)) {
            return caller;
        }
        let caller = self.step(&Desk::at("198.51.100.1")).await.caller;
        *self.signing_in.lock().unwrap() = Some(caller.clone());
        caller
    }

    /// The password for the sign-in, and once more for the recovery.
    pub async fn begin_with(&self, desk: &mut Desk, password: &str) -> Result<(), BeginRefused> {
        let step = self.signing_in().await;
        let (world, password) = (&self.office.world, Secret::new(password.to_owned()));
        let begin = Begin {
            password: &password,
            browser: Browser { address: desk.address, known: desk.known.as_deref() },
            former: desk.recovery.as_deref(),
            language: Some("fr"),
        };
        let from = Origin { address: desk.address, ..origin(world) };
        let begun = world.service.begin_recovery(&step, begin, &from, world.tick()).await?;
        desk.recovery = Some(begun.expose().clone());
        Ok(())
    }

    pub async fn begin(&self, desk: &mut Desk) {
        self.begin_with(desk, PASSWORD).await.unwrap();
    }

    /// Somebody at a new browser who has begun.
    pub async fn begun(&self, address: &str) -> Desk {
        let mut desk = Desk::at(address);
        self.begin(&mut desk).await;
        desk
    }

    pub async fn caller(&self, desk: &Desk) -> Option<Caller> {
        let cookie = desk.recovery.as_deref()?;
        self.office.world.service.caller_of_recovery(cookie, self.office.world.now()).await.unwrap()
    }

    /// A step of the recovery; what a browser without one is told is that it is over.
    pub async fn run<O: Operation>(&self, desk: &Desk, input: &O) -> Result<O::Output, Error> {
        match self.caller(desk).await {
            Some(caller) => self.office.call(&caller, input).await,
            None => Err(RecoveryRefused::Over.into()),
        }
    }

    pub async fn view(&self, desk: &Desk) -> Option<RecoveryView> {
        let caller = self.caller(desk).await?;
        self.office.world.service.recovery_view(&caller, self.office.world.now()).await.unwrap()
    }

    pub async fn send(&self, desk: &Desk) -> Result<(), Error> {
        self.run(desk, &SendRecoveryMail {}).await
    }

    pub async fn link(&self, desk: &Desk, token: &str) -> Result<(), Error> {
        self.run(desk, &input::<ConfirmRecoveryMailByLink>(&[("LinkToken", token)])).await
    }

    pub async fn code(&self, desk: &Desk, code: &str) -> Result<(), Error> {
        self.run(desk, &input::<ConfirmRecoveryMailByCode>(&[("MailCode", code)])).await
    }

    pub async fn ring(&self, desk: &Desk) -> Result<(), Error> {
        self.run(desk, &CallRecoveryPhone {}).await
    }

    pub async fn finish(&self, desk: &Desk) -> Result<Progress, Error> {
        self.run(desk, &FinishRecovery {}).await
    }

    /// Takes everything out of the mailbox: to whom, and what it says.
    pub async fn letters(&self) -> Vec<(String, Writing)> {
        let (service, now) = (&self.office.world.service, self.office.world.now());
        let mut letters = Vec::new();
        for letter in service.letters_due(100, now).await.unwrap() {
            letters.push((letter.letter().to.clone(), letter.letter().writing.clone()));
            service.letter_sent(&letter, now).await.unwrap();
        }
        letters
    }

    /// The one mail that was sent since somebody looked.
    pub async fn mail(&self) -> Mail {
        let letters = self.letters().await;
        let mut mails = letters.into_iter().filter_map(|(_, writing)| mail(writing));
        let mail = mails.next().unwrap();
        assert_eq!(mails.next(), None);
        mail
    }

    /// The one call that is to be placed, which the provider takes under an id.
    pub async fn placed(&self, call_id: &str) -> CallToPlace {
        let (service, now) = (&self.office.world.service, self.office.world.now());
        let call = service.calls_due(10, now).await.unwrap().pop().unwrap();
        service.call_placed(&call, call_id, now).await.unwrap();
        call
    }

    pub async fn keyed(&self, call: &CallToPlace, call_id: &str, digits: Option<&str>) -> CallTurn {
        let facts = CallFacts { nonce: call.nonce().expose(), call_id, to: call.to(), digits };
        self.office.world.service.call_keyed(&facts, self.office.world.tick()).await.unwrap()
    }

    /// The digits that a page shows.
    pub async fn digits(&self, desk: &Desk) -> Option<String> {
        match self.view(desk).await?.call? {
            CallProgress::Ringing { digits } => Some(digits.expose().clone()),
            CallProgress::Failed | CallProgress::Ended => None,
        }
    }

    /// Up to the proven mailbox.
    pub async fn mail_proven(&self, desk: &Desk) {
        self.send(desk).await.unwrap();
        let mail = self.mail().await;
        self.code(desk, &mail.code).await.unwrap();
    }

    /// The whole way.
    pub async fn recovered(&self, desk: &mut Desk) -> Opened {
        self.begin(desk).await;
        self.mail_proven(desk).await;
        self.ring(desk).await.unwrap();
        let call = self.placed("CA1").await;
        let digits = self.digits(desk).await.unwrap();
        assert!(matches!(self.keyed(&call, "CA1", Some(&digits)).await, CallTurn::Right { .. }));
        let Progress::Opened(opened) = self.finish(desk).await.unwrap() else { panic!("something is due") };
        self.letters().await;
        opened
    }

    pub async fn inside(&self, opened: &Opened) -> Caller {
        let world = &self.office.world;
        world.service.caller_of_session(opened.cookie.expose(), world.now()).await.unwrap().unwrap()
    }

    /// The names of all events that steps of recoveries left, with whether they failed.
    pub async fn told(&self) -> Vec<(String, bool)> {
        let events = self.office.world.events(&self.office.id).await;
        let of_recovery = events.iter().filter(|event| {
            let name = event["eventName"].as_str().unwrap();
            name.contains("Recovery") || name == "RefuseVoiceCallback"
        });
        of_recovery
            .map(|event| (event["eventName"].as_str().unwrap().to_owned(), event["errorCode"].is_string()))
            .collect()
    }
}

pub fn put_phone(number: &str) -> PutContactInformation {
    input(&[
        ("ContactInformation.FullName", "Jane Doe"),
        ("ContactInformation.AddressLine1", "1 Any Street"),
        ("ContactInformation.City", "Anytown"),
        ("ContactInformation.PostalCode", "12345"),
        ("ContactInformation.CountryCode", "DE"),
        ("ContactInformation.PhoneNumber", number),
    ])
}

pub fn mail(writing: Writing) -> Option<Mail> {
    let Writing::RecoveryLink { path, code } = writing else { return None };
    let token = path.strip_prefix("/signin/recovery/mail?token=").unwrap().to_owned();
    Some(Mail { token, code })
}

pub fn notice(writing: &Writing) -> Option<Notice> {
    match writing {
        Writing::Notice { notice, .. } => Some(*notice),
        _ => None,
    }
}

/// Why a step was refused.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> RecoveryRefused {
    match result {
        Err(Error::AccessDenied(Denial::Recovery(refused))) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_has_password_mailbox_and_phone_gets_in_and_nothing_is_removed() {
    let house = House::new().await;
    let mut desk = Desk::at("198.51.100.7");
    let step = house.step(&desk).await;
    house.begin(&mut desk).await;
    house.send(&desk).await.unwrap();

    let letters = house.letters().await;
    assert!(letters.iter().all(|(to, _)| *to == house.office.email));
    assert_eq!(
        letters.iter().filter_map(|(_, said)| notice(said)).collect::<Vec<_>>(),
        [Notice::RecoveryStarted]
    );
    let sent = letters.into_iter().find_map(|(_, said)| mail(said)).unwrap();
    house.link(&desk, &sent.token).await.unwrap();
    house.ring(&desk).await.unwrap();
    let call = house.placed("CA1").await;
    assert_eq!((call.to(), call.language()), (NUMBER, Some("fr")));
    let digits = house.digits(&desk).await.unwrap();
    assert!(matches!(house.keyed(&call, "CA1", Some(&digits)).await, CallTurn::Right { language: Some(_) }));

    let Progress::Opened(opened) = house.finish(&desk).await.unwrap() else { panic!() };
    let root = house.inside(&opened).await;
    assert!(root.is_recovered() && !root.has_mfa());
    let told = house.letters().await;
    assert_eq!(
        told.iter().filter_map(|(_, said)| notice(said)).collect::<Vec<_>>(),
        [Notice::RecoveryFinished]
    );
    assert_eq!(root.credentials().unwrap().mfa_devices.len(), 1);
    let again = house.finish(&desk).await;
    assert_eq!(refusal(again), RecoveryRefused::Over);
    let (world, from) = (&house.office.world, origin(&house.office.world));
    let stage = world.service.stage(&step.caller, &step.ceremony, &from, world.now()).await.unwrap();
    assert!(matches!(stage, service::signin::Stage::SecondFactor(_)), "the device counts as before");

    let names: Vec<_> = house.told().await;
    let expected = [
        "BeginRecovery",
        "SendRecoveryMail",
        "ConfirmRecoveryMail",
        "CallRecoveryPhone",
        "ConfirmRecoveryCall",
        "FinishRecovery",
    ];
    assert_eq!(names, expected.map(|name| (name.to_owned(), false)));
    let events = house.office.world.events(&house.office.id).await;
    let login = events.iter().rfind(|event| event["eventName"] == "ConsoleLogin").unwrap();
    assert_eq!(login["additionalEventData"]["MFAUsed"], "No");
    assert_eq!(login["additionalEventData"]["AlternativeFactors"], "Yes");
}
