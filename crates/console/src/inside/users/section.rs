//! Sections of pages, and forms: each is one operation, authorized by itself.

use model::input::Input;
use service::{Error, Operation};

use super::super::prove;
use super::Inside;
use crate::faults::Problems;
use crate::reply::Reply;

/// What a section shows, or why it is refused.
pub type Section<T> = Result<T, String>;

/// Asks an operation for what a section shows.
pub async fn ask<O: Operation + Input>(
    inside: &Inside<'_>,
    known: &[(&str, &str)],
) -> Result<Section<O::Output>, Error> {
    let visit = inside.visit;
    let Ok(input) = visit.input::<O>(known, &[]) else {
        return Ok(Err(visit.speech.say("fault-unreadable").into_owned()));
    };
    match visit.call(&inside.caller, &input).await {
        Ok(output) => Ok(Ok(output)),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => Ok(Err(visit.words(&error))),
    }
}

/// Why a form did not do what it was sent for.
#[derive(Debug)]
pub enum Wrong {
    /// Something is wrong with it.
    Said(Problems),
    /// Its sender must prove a factor first.
    Detour(Reply),
}

/// Does what a form asks for. `back` is where to come back to if a factor must be proven first.
pub async fn submit<O: Operation>(
    inside: &Inside<'_>,
    input: Result<O, Problems>,
    back: &str,
) -> Result<Result<O::Output, Wrong>, Error> {
    let visit = inside.visit;
    let input = match input {
        Ok(input) => input,
        Err(problems) => return Ok(Err(Wrong::Said(problems))),
    };
    match visit.call(&inside.caller, &input).await {
        Ok(output) => Ok(Ok(output)),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => Ok(Err(match prove::detour(inside, &error, back) {
            Some(reply) => Wrong::Detour(reply),
            None => Wrong::Said(Problems::one(field_of(&error), visit.words(&error))),
        })),
    }
}

/// The field that an error is about; none, if it is about the form as a whole.
const fn field_of(error: &Error) -> &'static str {
    match error {
        Error::MalformedPolicyDocument(_) => "PolicyDocument",
        Error::PasswordPolicyViolation(_) => "Password",
        _ => "",
    }
}

/// What can be chosen in a form: a list, if it is short enough, else a field to type in.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Value and label.
    pub options: Vec<(String, String)>,
    /// Whether these are all, so that nothing else need be typed.
    pub are_all: bool,
}

impl Choices {
    /// Nothing is known of what there is.
    pub fn unknown() -> Self {
        Self::default()
    }

    /// Whether to choose from a list.
    pub fn is_list(&self) -> bool {
        self.are_all && !self.options.is_empty()
    }
}
