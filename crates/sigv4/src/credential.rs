//! The credential: who signs, and for which day, region and service.

use std::borrow::Cow;

use crate::TERMINATOR;
use crate::date::Moment;
use crate::pieces::pieces;
use crate::refusal::{Refusal, ScopeFault};
use crate::rules::Rules;

/// What a signature is good for: the rest of the scope is the same everywhere.
pub(crate) struct Scope<'s> {
    pub(crate) date: &'s str,
    pub(crate) region: &'s str,
    pub(crate) service: &'s str,
}

/// `AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request`, in its parts.
#[derive(Clone)]
pub(crate) struct Credential<'a> {
    pub(crate) access_key_id: Cow<'a, str>,
    pub(crate) date: Cow<'a, str>,
    pub(crate) region: Cow<'a, str>,
    pub(crate) service: Cow<'a, str>,
    terminator: Cow<'a, str>,
}

impl<'a> Credential<'a> {
    /// Splits a credential into exactly five parts.
    pub(crate) fn parse(text: &Cow<'a, str>) -> Result<Self, Refusal> {
        let split = match text {
            Cow::Borrowed(text) => five(text).map(|parts| parts.map(Cow::Borrowed)),
            Cow::Owned(text) => five(text).map(|parts| parts.map(|part| Cow::Owned(part.to_owned()))),
        };
        let [access_key_id, date, region, service, terminator] =
            split.ok_or_else(|| Refusal::CredentialParts(text.clone().into_owned()))?;
        Ok(Self { access_key_id, date, region, service, terminator })
    }

    /// Checks the scope, and names all that is wrong with it.
    pub(crate) fn check(&self, moment: &Moment, rules: &Rules<'_>) -> Result<(), Refusal> {
        // Any region: clients with an endpoint of their own sign with the region they were configured for.
        let faults: Vec<_> = [
            (!is_region(&self.region)).then(|| ScopeFault::Region(self.region.to_string())),
            (!rules.services.contains(&&*self.service))
                .then(|| ScopeFault::Service(rules.services.iter().map(ToString::to_string).collect())),
            (self.terminator != TERMINATOR).then(|| ScopeFault::Terminator(self.terminator.to_string())),
            (self.date != moment.day()).then(|| ScopeFault::Date {
                scope: self.date.to_string(),
                day: moment.day().to_owned(),
                moment: moment.basic().to_owned(),
            }),
        ]
        .into_iter()
        .flatten()
        .collect();
        if faults.is_empty() { Ok(()) } else { Err(Refusal::Scope(faults)) }
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { date: &self.date, region: &self.region, service: &self.service }
    }
}

fn five(text: &str) -> Option<[&str; 5]> {
    let mut parts = pieces(text, b'/');
    let five = [parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(five)
}

/// The name is signed with, kept as a cache key and logged, so it has to be a name.
fn is_region(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
