//! Temporary credentials with MFA, of GetSessionToken: asked for with a code, and kept until they are about to end.

mod codes;
mod devices;

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use model::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use server::{Clock, MonotonicClock};
use service::Api;

use crate::aws::{Answer, Aws, Keys, Refusal};
use crate::cache::{Cached, Held};
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::note;

pub use codes::{CodeSource, six_digits};
pub use devices::{EnabledDevice, choose, enabled};

/// Credentials that end sooner are of no use to whoever gets them.
pub const ENOUGH: Duration = Duration::from_secs(5 * 60);
/// How often a person is asked for a code.
const TRIES: u32 = 3;

/// Temporary credentials. They have no Debug.
#[derive(Clone, Serialize, Deserialize)]
pub struct MfaSession {
    /// Of which device the code was.
    pub serial: String,
    /// The id of the key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// Its token.
    pub session_token: String,
    /// When they end, in seconds since 1970.
    pub expires: u64,
}

impl MfaSession {
    /// When they end.
    pub const fn ends(&self) -> Timestamp {
        Timestamp::from_secs(self.expires)
    }

    /// Them, to call with.
    pub fn keys(&self) -> Keys {
        Keys {
            id: self.access_key_id.clone(),
            secret: Secret::new(self.secret_access_key.clone()),
            token: Some(Secret::new(self.session_token.clone())),
        }
    }
}

/// The sessions of one access key at one server, by the serial number of the device.
#[derive(Default, Serialize, Deserialize)]
struct Sessions {
    version: u32,
    sessions: BTreeMap<String, MfaSession>,
}

impl Sessions {
    const VERSION: u32 = 1;

    /// The one that holds longest and is long enough, of this device or of any.
    fn find(&self, serial: Option<&str>, until: Timestamp) -> Option<&MfaSession> {
        let fits = |session: &&MfaSession| {
            session.ends() > until && serial.is_none_or(|serial| session.serial == serial)
        };
        self.sessions.values().filter(fits).max_by_key(|session| session.expires)
    }
}

impl Cached for Sessions {
    const DIRECTORY: &'static str = "sessions";

    fn is_current(&self) -> bool {
        self.version == Self::VERSION
    }
}

/// What is wanted.
pub struct Wanted<'a> {
    /// Whose code, if that was said.
    pub serial: Option<&'a str>,
    /// For how long, if that was said.
    pub duration: Option<Duration>,
    /// Whether what is kept is not good enough.
    pub fresh: bool,
    /// How long they must hold at least.
    pub least: Duration,
    /// Where the code comes from.
    pub codes: CodeSource,
    /// Whom to ask.
    pub person: fn() -> Result<Person, Failure>,
}

/// Temporary credentials with MFA: those that are kept, or new ones for a code.
///
/// # Errors
/// If there is no code, it is not accepted, or the server does not give any.
pub async fn obtain(aws: &Aws, clock: &MonotonicClock, wanted: &Wanted<'_>) -> Result<MfaSession, Failure> {
    if !aws.source.keys.are_long_term() {
        return Err(Failure::Usage(
            "these credentials are a session's already, and no session is given for those: use an access key, or `bartizan login`"
                .to_owned(),
        ));
    }
    let held = hold(aws)?;
    let mut sessions = held.read()?.unwrap_or_default();
    let until = clock.now().after(wanted.least);
    let found = sessions.find(wanted.serial, until).filter(|_| !wanted.fresh);
    if let Some(session) = found {
        return Ok(session.clone());
    }
    let session = new(aws, clock, wanted).await?;
    let now = clock.now();
    sessions.version = Sessions::VERSION;
    sessions.sessions.retain(|_, session| session.ends() > now);
    sessions.sessions.insert(session.serial.clone(), session.clone());
    held.write(&sessions)?;
    Ok(session)
}

/// Whether there is one for which no code is needed.
///
/// # Errors
/// If what is kept cannot be read.
pub fn is_kept(aws: &Aws, clock: &MonotonicClock) -> Result<bool, Failure> {
    let sessions = hold(aws)?.read()?.unwrap_or_default();
    Ok(sessions.find(None, clock.now().after(ENOUGH)).is_some())
}

/// Forgets what is kept of a device that is no more.
///
/// # Errors
/// If it cannot be forgotten.
pub fn forget(aws: &Aws, serial: &str) -> Result<(), Failure> {
    let held = hold(aws)?;
    let Some(mut sessions) = held.read()? else { return Ok(()) };
    match sessions.sessions.remove(serial) {
        Some(_) => held.write(&sessions),
        None => Ok(()),
    }
}

/// Two programs that ask at once would ask for two codes, of which the second comes half a minute later: one waits for the other.
fn hold(aws: &Aws) -> Result<Held<Sessions>, Failure> {
    let source = &aws.source;
    let of = [&source.keys.id, source.endpoint(Api::Sts).as_str(), source.endpoint(Api::Iam).as_str()];
    // A name that says nothing to who sees the directory.
    let name = HEXLOWER.encode(digest(&SHA256, of.join("\n").as_bytes()).as_ref());
    Held::wait_for(&name, || note("Another `bartizan` asks for a code of this key; waiting for it."))
}

async fn new(aws: &Aws, clock: &MonotonicClock, wanted: &Wanted<'_>) -> Result<MfaSession, Failure> {
    let mut person = None;
    let serial = match wanted.serial {
        Some(serial) => serial.to_owned(),
        None => serial(aws, clock, wanted, &mut person).await?,
    };
    let seconds = wanted.duration.map(|duration| duration.as_secs().to_string());
    let mut tries = 0;
    loop {
        let code = wanted.codes.next(&serial, clock, wanted.person, &mut person).await?;
        let mut fields = vec![("SerialNumber", serial.as_str()), ("TokenCode", code.expose())];
        fields.extend(seconds.as_deref().map(|seconds| ("DurationSeconds", seconds)));
        let refusal = match aws.call(Api::Sts, "GetSessionToken", &fields, clock.now()).await {
            Ok(answer) => return session(&answer, serial).ok_or_else(unlike),
            Err(refusal) => refusal,
        };
        tries += 1;
        let Some(why) = about_the_code(&refusal, &serial) else { return Err(refusal.into()) };
        let asks_again = person.as_ref().is_some_and(Person::is_there) && tries < TRIES;
        match &person {
            Some(person) if asks_again => person.explain(&why),
            _ => return Err(Failure::Codes(why)),
        }
    }
}

async fn serial(
    aws: &Aws,
    clock: &MonotonicClock,
    wanted: &Wanted<'_>,
    person: &mut Option<Person>,
) -> Result<String, Failure> {
    let devices = enabled(aws, clock.now()).await.map_err(|refusal| match Failure::from(refusal) {
        Failure::Denied(why) => Failure::Denied(format!("{why} (say which device is yours with --serial)")),
        failure => failure,
    })?;
    let with_codes: Vec<_> = devices.into_iter().filter(EnabledDevice::has_codes).collect();
    match with_codes.as_slice() {
        [] => Err(Failure::Failed(
            "you have no device that shows codes: bartizan device add sets one up".to_owned(),
        )),
        [device] => Ok(device.serial.clone()),
        several => {
            if person.is_none() {
                *person = Some((wanted.person)()?);
            }
            match person {
                Some(person) if person.is_there() => {
                    choose(person, several, "Whose code?").await.map(|device| device.serial.clone())
                }
                _ => Err(Failure::Usage("you have several devices: say which with --serial".to_owned())),
            }
        }
    }
}

fn session(answer: &Answer, serial: String) -> Option<MfaSession> {
    let text = |name| answer.document.text(name).map(str::to_owned);
    let ends: jiff::Timestamp = answer.document.text("Expiration")?.parse().ok()?;
    Some(MfaSession {
        serial,
        access_key_id: text("AccessKeyId")?,
        secret_access_key: text("SecretAccessKey")?,
        session_token: text("SessionToken")?,
        expires: u64::try_from(ends.as_second()).ok()?,
    })
}

fn unlike() -> Failure {
    Failure::Failed("the server did not answer as bartizan does: is it one?".to_owned())
}

/// What a refusal means to who typed a code; none, if it is not about the code.
fn about_the_code(refusal: &Refusal, serial: &str) -> Option<String> {
    if refusal.says("AccessDenied", "invalid MFA one time pass code") {
        return Some(
            "The server did not accept this code. A code works once, and for about half a minute: wait for the next. If that is refused \
             too, the clocks have drifted apart: bartizan device resync"
                .to_owned(),
        );
    }
    refusal.says("AccessDenied", "unable to validate MFA code").then(|| {
        format!(
            "The server did not look at the code: either {serial} is not a device of yours, or it wants a pause after wrong codes \
             (some seconds at first, a quarter of an hour at last)"
        )
    })
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{MfaSession, Sessions};

    fn sessions(of: &[(&str, u64)]) -> Sessions {
        let session = |(serial, expires): &(&str, u64)| {
            let session = MfaSession {
                serial: (*serial).to_owned(),
                access_key_id: String::new(),
                secret_access_key: String::new(),
                session_token: String::new(),
                expires: *expires,
            };
            ((*serial).to_owned(), session)
        };
        Sessions { version: 1, sessions: of.iter().map(session).collect() }
    }

    #[test]
    fn the_session_that_holds_longest_is_taken_and_none_that_is_about_to_end() {
        let kept = sessions(&[("a", 1_000), ("b", 2_000), ("c", 1_500)]);
        for (serial, until, found) in [
            (None, 0, Some("b")),
            (None, 1_999, Some("b")),
            (None, 2_000, None),
            (Some("a"), 999, Some("a")),
            (Some("a"), 1_000, None),
            (Some("d"), 0, None),
        ] {
            let session = kept.find(serial, Timestamp::from_secs(until));
            assert_eq!(session.map(|session| session.serial.as_str()), found, "{serial:?} {until}");
        }
    }
}
