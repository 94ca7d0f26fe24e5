//! Where a provider asks what to say, and brings what was typed (rule R25).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use ::http::{Method, Response, StatusCode};
use bytes::Bytes;
use model::input::decode;
use model::{Form, Timestamp};

use super::placing::Placing;
use super::twiml::Speech;
use super::{CallFacts, CallTurn, Calls, Twilio};
use crate::{Language, Site};

/// No callback is longer: Twilio's have two dozen short fields.
const LONGEST: usize = 16 * 1_024;
/// What a nonce is no longer than.
const LONGEST_NONCE: usize = 64;
/// How a call ends, as providers say.
const ENDED: [&str; 5] = ["completed", "busy", "failed", "no-answer", "canceled"];

/// A callback, as it came.
pub struct VoiceRequest<'a> {
    /// Method, target and headers.
    pub parts: &'a ::http::request::Parts,
    /// The body.
    pub body: &'a Bytes,
    /// When it was complete.
    pub now: Timestamp,
}

/// Answers callbacks about calls.
pub struct VoiceDoor<C> {
    calls: Arc<C>,
    /// Without a provider nobody calls back, and there is no such door.
    twilio: Option<Arc<Twilio>>,
    placing: Arc<Placing>,
    site: Site,
    language: Language,
    /// When the log last said that a signature was wrong, in minutes since 1970.
    complained: AtomicU64,
}

/// Which callback it is.
#[derive(Clone, Copy)]
enum Step {
    Answered,
    Digits,
    Status,
}

impl<C: Calls> VoiceDoor<C> {
    /// A door for the callbacks of a provider, if there is one.
    pub fn new(
        (calls, placing): (Arc<C>, Arc<Placing>),
        twilio: Option<Arc<Twilio>>,
        (site, language): (Site, Language),
    ) -> Self {
        Self { calls, twilio, placing, site, language, complained: AtomicU64::new(0) }
    }

    /// Whether a path belongs to this door.
    pub fn is_for(path: &str) -> bool {
        path == "/voice" || path.starts_with("/voice/")
    }

    /// Answers a callback. Nothing of it is looked at before its signature was.
    pub async fn answer(&self, request: VoiceRequest<'_>) -> Response<Bytes> {
        let path = request.parts.uri.path();
        let (Some(twilio), Some((nonce, step))) = (&self.twilio, parsed(path)) else {
            return refused(StatusCode::NOT_FOUND);
        };
        if request.parts.method != Method::POST {
            let mut response = refused(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
        if request.body.len() > LONGEST {
            return refused(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let header = |name: &str| request.parts.headers.get(name).and_then(|value| value.to_str().ok());
        let is_form =
            header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let (true, None, Ok(fields)) = (is_form, request.parts.uri.query(), decode("", request.body)) else {
            return refused(StatusCode::BAD_REQUEST);
        };
        // SignalWire's name for the same.
        let signature =
            header("x-twilio-signature").or_else(|| header("x-signalwire-signature")).unwrap_or_default();
        if !twilio.vouches(&self.site.at(path), &fields, signature) {
            self.complain(request.now);
            return refused(StatusCode::FORBIDDEN);
        }
        let (Some(call_id), Some(to)) = (fields.value("CallSid"), fields.value("To")) else {
            return refused(StatusCode::BAD_REQUEST);
        };
        self.placing.settled(nonce).await;
        let facts = CallFacts { nonce, call_id, to, digits: digits(&fields) };
        self.turn(step, &facts, &fields, request.now).await
    }

    async fn turn(
        &self,
        step: Step,
        facts: &CallFacts<'_>,
        fields: &Form<'_>,
        now: Timestamp,
    ) -> Response<Bytes> {
        let turn = match step {
            Step::Answered => self.calls.call_answered(&CallFacts { digits: None, ..*facts }, now).await,
            Step::Digits => self.calls.call_keyed(facts, now).await,
            Step::Status => {
                let has_ended = fields.value("CallStatus").is_some_and(|status| ENDED.contains(&status));
                let ended = if has_ended { self.calls.call_ended(facts, now).await } else { Ok(()) };
                return match ended {
                    Ok(()) => refused(StatusCode::NO_CONTENT),
                    Err(error) => failed(&error),
                };
            }
        };
        match turn {
            Ok(turn) => self.spoken(&turn, facts.nonce),
            Err(error) => failed(&error),
        }
    }

    fn spoken(&self, turn: &CallTurn, nonce: &str) -> Response<Bytes> {
        let digits = self.site.at(&format!("/voice/{nonce}/digits"));
        let xml = Speech::of(turn, self.language).twiml(&digits);
        let mut response = Response::new(Bytes::from(xml));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        response
    }

    /// Says that a callback was refused, once a minute at most: anybody can send some.
    fn complain(&self, now: Timestamp) {
        let minute = now.secs() / 60;
        if self.complained.swap(minute, Ordering::Relaxed) != minute {
            tracing::warn!(
                public_url = self.site.url(),
                "a callback about a call was not signed by the voice provider for this account and URL, and was refused: if calls do \
                 not work, see whether `public_url` is what the provider reaches, and `voice.auth_token` (or `voice.signing_key`) the account's"
            );
        }
    }
}

/// The nonce of a path, and which callback it is.
fn parsed(path: &str) -> Option<(&str, Step)> {
    let rest = path.strip_prefix("/voice/")?;
    let (nonce, step) = match rest.split_once('/') {
        None => (rest, Step::Answered),
        Some((nonce, "digits")) => (nonce, Step::Digits),
        Some((nonce, "status")) => (nonce, Step::Status),
        Some(_) => return None,
    };
    let is_nonce = (1..=LONGEST_NONCE).contains(&nonce.len())
        && nonce.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_nonce.then_some((nonce, step))
}

/// What was typed: up to six digits, and nothing else counts.
fn digits<'a>(fields: &'a Form<'_>) -> Option<&'a str> {
    let digits = fields.value("Digits")?;
    let fits = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

fn failed(error: &impl std::error::Error) -> Response<Bytes> {
    tracing::error!(%error, "a callback about a call could not be answered");
    refused(StatusCode::SERVICE_UNAVAILABLE)
}

/// An answer without words: whoever reads it is a program, or nobody.
fn refused(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests;
