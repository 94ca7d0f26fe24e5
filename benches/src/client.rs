//! A client with keys: it signs as an SDK does.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use data_encoding::BASE64;
use mfa::{Parameters, Seed, Totp};
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head};

use crate::connection::{Answer, Connection};
use crate::{Result, clock};

/// What a caller signs with.
#[derive(Clone)]
pub struct Keys {
    /// The id.
    pub id: String,
    /// The secret.
    pub secret: String,
}

/// The two services, as they are signed for and versioned.
#[derive(Clone, Copy)]
pub enum Service {
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
}

/// A request that is ready to be sent, again and again for fifteen minutes.
pub struct Signed {
    /// The headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

impl Keys {
    /// Signs a call.
    pub fn sign(
        &self,
        address: SocketAddr,
        service: Service,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<Signed> {
        let (scope, version) = match service {
            Service::Iam => ("iam", "2010-05-08"),
            Service::Sts => ("sts", "2011-06-15"),
        };
        let mut body = format!("Action={action}&Version={version}");
        for (name, value) in fields {
            write!(body, "&{name}=")?;
            encode(value, &mut body)?;
        }
        let mut headers = vec![("host", address.to_string()), ("content-type", FORM.to_owned())];
        let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let head = Head { method: "POST", path: "/", query: "", headers: &plain };
        let signer = Signer::new(&self.id, &self.secret, "eu-west-1", scope);
        let added = signer.headers(&head, &BodyHash::of(body.as_bytes()), clock::now());
        headers.extend(added.map_err(|refusal| refusal.to_string())?);
        Ok(Signed { headers, body })
    }
}

fn encode(text: &str, to: &mut String) -> std::fmt::Result {
    text.bytes().try_for_each(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => to.write_char(char::from(byte)),
        _ => write!(to, "%{byte:02X}"),
    })
}

impl Signed {
    /// The bytes of the request.
    pub fn bytes(&self) -> Vec<u8> {
        let mut request = "POST / HTTP/1.1\r\n".to_owned();
        for (name, value) in &self.headers {
            for part in [*name, ": ", value, "\r\n"] {
                request.push_str(part);
            }
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{}", self.body.len(), self.body));
        request.into_bytes()
    }
}

/// A client with a connection.
pub struct Client {
    address: SocketAddr,
    connection: Connection,
    laps: Option<Vec<Duration>>,
}

impl Client {
    /// A client of a server.
    pub const fn to(address: SocketAddr) -> Self {
        Self { address, connection: Connection::to(address), laps: None }
    }

    /// The same, which takes down how long each call took.
    pub fn timed(address: SocketAddr) -> Self {
        Self { laps: Some(Vec::new()), ..Self::to(address) }
    }

    /// How long the calls took since this was asked last, in their order.
    pub fn laps(&mut self) -> Vec<Duration> {
        self.laps.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Calls IAM.
    pub async fn iam(&mut self, keys: &Keys, action: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        self.call(keys, Service::Iam, action, fields).await
    }

    /// Calls STS.
    pub async fn sts(&mut self, keys: &Keys, action: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        self.call(keys, Service::Sts, action, fields).await
    }

    async fn call(
        &mut self,
        keys: &Keys,
        service: Service,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer> {
        let start = clock::start();
        let request = keys.sign(self.address, service, action, fields)?;
        let answer = self.connection.call(&request.bytes()).await;
        if let Some(laps) = &mut self.laps {
            laps.push(start.elapsed());
        }
        answer?.ok().map_err(|error| format!("{action}: {error}").into())
    }

    /// Makes a virtual device: its serial number, and an authenticator that has scanned it.
    pub async fn device(&mut self, keys: &Keys, name: &str) -> Result<(String, Totp)> {
        let made = self.iam(keys, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]).await?;
        let serial = made.text("SerialNumber")?.to_owned();
        let seed = BASE64.decode(made.text("Base32StringSeed")?.as_bytes())?;
        // A server that checks no codes may give a seed that is none; any will do for it then.
        let seed =
            Seed::from_base32(&String::from_utf8_lossy(&seed)).or_else(|_| Seed::from_base32("GEZDGNBV"))?;
        Ok((serial, Totp::new(&seed, Parameters::VIRTUAL)))
    }

    /// Enables a device with the codes of this step and the one before it.
    pub async fn enable(
        &mut self,
        keys: &Keys,
        user: &str,
        (serial, totp): (&str, &Totp),
        step: u64,
    ) -> Result<()> {
        let [one, two] = [totp.digits_at(step - 1), totp.digits_at(step)];
        let fields = [
            ("UserName", user),
            ("SerialNumber", serial),
            ("AuthenticationCode1", &one),
            ("AuthenticationCode2", &two),
        ];
        self.iam(keys, "EnableMFADevice", &fields).await.map(drop)
    }
}

/// Runs on one thread, as there is one core for it.
pub fn run<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
