//! Reaching people: where mails and calls go, made from the settings, and said at the start.

use std::sync::Arc;

use reach::{
    Bells, Credentials, Letters, Mailer, Outbox, Phones, Placing, Relay, Sender, Site, Twilio, VoiceDoor,
    VoiceProvider,
};
use server::Clock;
use service::Service;
use tokio::sync::watch;

use crate::data::DataDirectory;
use crate::failure::Failure;
use crate::settings::{PublicUrl, Settings, secret};

/// The folder in the data directory where what would be sent is put.
const OUTBOX: &str = "outbox";

/// What decides about calls.
pub type CallsOfService = Service;

/// Everything that reaches people.
pub struct Reaching {
    service: Arc<Service>,
    letters: Arc<Letters>,
    phones: Arc<Phones<CallsOfService>>,
    door: VoiceDoor<CallsOfService>,
}

impl Reaching {
    /// Makes it, and says in the log where mails and calls go.
    ///
    /// # Errors
    /// If a file that the settings name cannot be used, or the outbox cannot be made.
    pub fn of(
        settings: &Settings,
        directory: &DataDirectory,
        (service, clock): (&Arc<Service>, &Arc<dyn Clock>),
        url: &PublicUrl,
    ) -> Result<Self, Failure> {
        let (site, language) = (Site::new(url.as_str()), settings.mail_language.0);
        let clock = Arc::clone(clock);
        let now: reach::Now = Arc::new(move || clock.now());
        let mailer = mailer(settings, directory, &site)?;
        let twilio = twilio(settings)?.map(Arc::new);
        let provider = match &twilio {
            Some(twilio) => VoiceProvider::Twilio(Arc::clone(twilio)),
            None => VoiceProvider::Outbox(outbox(directory)?),
        };
        tell(&mailer, &provider);

        let (calls, placing) = (Arc::clone(service), Arc::new(Placing::default()));
        let letters = Letters::new(
            Arc::clone(service),
            (mailer, sender(settings)?),
            (site.clone(), language),
            Arc::clone(&now),
        );
        let with = (Arc::clone(&calls), Arc::clone(&placing));
        let phones = Phones::new(with, provider, (site.clone(), language), now);
        let door = VoiceDoor::new((calls, placing), twilio, (site, language));
        Ok(Self { service: Arc::clone(service), letters, phones, door })
    }

    /// The door for callbacks, and what sends until told to stop.
    pub fn start(
        self,
        stopping: watch::Receiver<bool>,
    ) -> (VoiceDoor<CallsOfService>, impl Future<Output = ()> + Send) {
        let Self { service, letters, phones, door } = self;
        let sending = async move {
            let bells = Bells::default();
            tokio::join!(
                bells.pass_on(&service, stopping.clone()),
                letters.run(&bells.letters, stopping.clone()),
                phones.run(&bells.calls, stopping.clone()),
            );
        };
        (door, sending)
    }
}

fn mailer(settings: &Settings, directory: &DataDirectory, site: &Site) -> Result<Mailer, Failure> {
    let Some(url) = &settings.smtp_url else { return outbox(directory).map(Mailer::Outbox) };
    let login = match &settings.mail_user {
        Some(user) => {
            let password = secret(
                "mail.password_file",
                (settings.mail_password.as_ref(), settings.mail_password_file.as_ref()),
            )?;
            password.map(|password| Credentials { user: user.0.clone(), password })
        }
        None => None,
    };
    let trusted = (settings.mail_ca_file.as_deref(), settings.mail_timeout.0);
    let relay = Relay::new(url.0.clone(), login, trusted, site);
    relay.map(Mailer::Relay).map_err(|why| Failure::Usage(format!("mail.ca_file: {why}")))
}

fn sender(settings: &Settings) -> Result<Sender, Failure> {
    // Into the outbox goes what nobody answers.
    let address =
        settings.mail_from.as_ref().map_or("bartizan@localhost.localdomain", |from| from.0.as_str());
    Sender::new(address, &settings.mail_from_name.0)
        .map_err(|wanted| Failure::Usage(format!("mail.from and mail.from_name: {wanted}")))
}

fn twilio(settings: &Settings) -> Result<Option<Twilio>, Failure> {
    let (Some(sid), Some(from)) = (&settings.voice_account_sid, &settings.voice_from) else {
        return Ok(None);
    };
    let given = (settings.voice_token.as_ref(), settings.voice_token_file.as_ref());
    let Some(token) = secret("voice.auth_token_file", given)? else { return Ok(None) };
    let given = (settings.voice_signing_key.as_ref(), settings.voice_signing_key_file.as_ref());
    // Twilio signs with the token; SignalWire has a key of its own for that.
    let signing_key = secret("voice.signing_key_file", given)?.unwrap_or_else(|| token.clone());
    let account = (sid.0.clone(), token, signing_key);
    let ca_file = settings.voice_ca_file.as_deref();
    let twilio = Twilio::new(settings.voice_url.0.clone(), account, from.0.clone(), ca_file);
    twilio.map(Some).map_err(|error| Failure::Usage(format!("voice.ca_file: {error}")))
}

fn outbox(directory: &DataDirectory) -> Result<Outbox, Failure> {
    let path = directory.file(OUTBOX);
    Outbox::open(&path)
        .map_err(|error| Failure::of(format!("cannot use the outbox {}", path.display()), error))
}

fn tell(mailer: &Mailer, provider: &VoiceProvider) {
    match mailer {
        Mailer::Relay(relay) => tracing::info!(to = relay.shown(), "mails are sent through a mail server"),
        Mailer::Outbox(outbox) => tracing::warn!(
            folder = %outbox.path().display(),
            "no mail server is set: mails are not sent, but put into a folder; set mail.smtp_url and mail.from"
        ),
    }
    match provider {
        VoiceProvider::Twilio(twilio) => {
            tracing::info!(to = twilio.shown(), "calls are placed by a voice provider");
        }
        VoiceProvider::Outbox(outbox) => tracing::warn!(
            folder = %outbox.path().display(),
            "no voice provider is set: calls are not placed, but put into a folder; set voice.account_sid and the other settings of voice"
        ),
    }
}
