//! The root user of an account that is being filled, as a caller like any other.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use model::Form;
use model::input::Rejected;
use server::Clock;
use service::{Api, Caller, Error, Operation, Origin, Service, Transport, authenticate, call};
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head};

use crate::admin::NewAccessKey;
use crate::failure::with_causes;

/// Who signs for, and where.
const REGION: &str = "us-east-1";
const HOST: &str = "localhost";

/// A root user who calls operations.
pub struct Root<'s> {
    service: &'s Service,
    clock: &'s dyn Clock,
    caller: Caller,
    origin: Origin,
}

/// The fields of an input.
#[derive(Default)]
pub struct Fields(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl Fields {
    /// One field.
    pub fn of(name: &'static str, value: impl Into<String>) -> Self {
        Self::default().and(name, value)
    }

    /// And another one.
    pub fn and(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), Cow::Owned(value.into())));
        self
    }

    /// And one that may be missing.
    pub fn maybe(self, name: &'static str, value: Option<&String>) -> Self {
        match value {
            Some(value) => self.and(name, value),
            None => self,
        }
    }

    /// And tags.
    pub fn tags(self, tags: &BTreeMap<String, String>) -> Self {
        tags.iter().zip(1..).fold(self, |fields, ((key, value), number): (_, u32)| {
            fields
                .and(format!("Tags.member.{number}.Key"), key)
                .and(format!("Tags.member.{number}.Value"), value)
        })
    }
}

impl<'s> Root<'s> {
    /// The root user who has this key, proven by a signature as any client's is.
    pub async fn by(
        (service, clock): (&'s Service, &'s dyn Clock),
        key: &NewAccessKey,
    ) -> Result<Self, String> {
        let now = clock.now();
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let (host, body) = ([("host", HOST.as_bytes())], BodyHash::of(b""));
        let head = Head { method: "POST", path: "/", query: "", headers: &host };
        let signer = Signer::new(&key.access_key_id, key.secret_access_key.expose(), REGION, Api::Iam.name());
        let signed = signer.headers(&head, &body, now).map_err(|refusal| refusal.to_string())?;
        let headers: Vec<_> = signed.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let headers = [host.as_slice(), &headers].concat();
        let head = Head { headers: &headers, ..head };
        let proven = authenticate(service, &head, &body, Api::Iam, address, now).await;
        let caller = proven.map_err(|error| in_words(&error))?.caller;
        let origin = Origin {
            address,
            transport: Transport::Plain,
            user_agent: "bartizan".to_owned(),
            language: None,
            referer: None,
            region: REGION.to_owned(),
            request_id: service.request_id(),
        };
        Ok(Self { service, clock, caller, origin })
    }

    /// Does something, or says why not.
    pub async fn does<O: Operation>(&self, fields: Fields) -> Result<O::Output, String> {
        let form = Form::new(fields.0).map_err(|error| error.to_string())?;
        let input = O::from_form(&form).map_err(|rejected| match rejected {
            Rejected::Malformed => Error::MalformedInput,
            Rejected::Invalid(faults) => Error::Constraints(faults),
        });
        let input = input.map_err(|error| in_words(&error))?;
        let origin = Origin { request_id: self.service.request_id(), ..self.origin.clone() };
        let done = call(self.service, &self.caller, &origin, self.clock.now(), &input).await;
        done.map_err(|error| format!("{}: {}", O::NAME, in_words(&error)))
    }
}

/// An error as whoever wrote the file reads it: in AWS's words, unless something failed inside.
pub fn in_words(error: &Error) -> String {
    match error {
        Error::ServiceFailure(_) => with_causes(error),
        other => other.message(Api::Iam),
    }
}
