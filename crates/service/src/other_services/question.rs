//! What policies can ask about a request to another service: what is known here comes from here, all else from the service.

use std::borrow::Cow;
use std::net::IpAddr;

use policy::Values;

use crate::authorize::Question;
use crate::error::{Error, Invalid};
use crate::iam::simulation::{ContextEntries, SimulatedContext};

/// The condition keys of `aws:` that are about the resource, and so the service's to tell. What is left of `aws:` is about the caller and
/// the request, which is known here: a service that could say `aws:MultiFactorAuthPresent` would need no MFA (rule R29).
const OF_THE_SERVICE: &[&str] =
    &["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys", "aws:resourceaccount"];

/// What the service says of the request.
#[derive(Debug)]
pub struct Said {
    keys: SimulatedContext,
    /// Where the request came from, if the service says so.
    pub address: Option<IpAddr>,
    /// What the client calls itself, if it does.
    pub has_user_agent: bool,
}

impl Said {
    /// Reads what the service says.
    ///
    /// # Errors
    /// If it says what is not its to say, or what cannot be.
    pub fn read(
        entries: Option<&ContextEntries>,
        address: Option<IpAddr>,
        has_user_agent: bool,
    ) -> Result<Self, Error> {
        let names = entries.into_iter().flat_map(|entries| entries.iter());
        for name in names.filter_map(|entry| entry.context_key_name.as_ref()) {
            let key = name.to_string().to_lowercase();
            if !is_of_the_service(&key) {
                return Err(Invalid::Other(format!(
                    "The condition key {name} is about the caller or the request, and known here: leave it out of Context."
                ))
                .into());
            }
        }
        Ok(Self { keys: SimulatedContext::of(entries)?, address, has_user_agent })
    }
}

fn is_of_the_service(key: &str) -> bool {
    !key.starts_with("aws:")
        || OF_THE_SERVICE.iter().any(|own| match own.strip_suffix('/') {
            Some(_) => key.starts_with(own) && key.len() > own.len(),
            None => key == *own,
        })
}

/// A question about a request to another service.
pub struct ForeignQuestion<'a> {
    /// What is known here.
    pub known: Question<'a>,
    /// What the service says.
    pub said: &'a Said,
}

impl policy::Context for ForeignQuestion<'_> {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        match key {
            "aws:sourceip" => {
                self.said.address.map(|address| Values::One(Cow::Owned(address.to_canonical().to_string())))
            }
            "aws:useragent" if !self.said.has_user_agent => None,
            key if is_of_the_service(key) => self.said.keys.values(key),
            key => self.known.values(key),
        }
    }

    fn spend(&self, steps: usize) -> bool {
        self.known.spend(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_the_service;

    #[test]
    fn r29_what_is_about_the_caller_is_not_the_services_to_say() {
        for (key, is_its) in [
            ("s3:prefix", true),
            ("aws:resourcetag/team", true),
            ("aws:requesttag/team", true),
            ("aws:tagkeys", true),
            ("aws:resourceaccount", true),
            ("aws:resourcetag/", false),
            ("aws:multifactorauthpresent", false),
            ("aws:multifactorauthage", false),
            ("aws:sourceip", false),
            ("aws:securetransport", false),
            ("aws:principaltag/team", false),
            ("aws:principalarn", false),
            ("aws:username", false),
            ("aws:currenttime", false),
            ("aws:anything", false),
        ] {
            assert_eq!(is_of_the_service(key), is_its, "{key}");
        }
    }
}
