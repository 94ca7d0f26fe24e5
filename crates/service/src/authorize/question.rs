//! What policies can ask about a request: every condition key that this service can know (facts E3), each looked up when a
//! policy asks for it and not before.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use model::{Tag, TagKey, Text};
use policy::{Steps, Values};

use super::Ask;
use super::condition_keys::{EXTERNAL_ID, declares};
use super::targets::About;
use crate::{Context, Identity, Transport};

/// The keys that an operation's own input fills: tags, the policy to attach, what is said of a session.
#[derive(Default)]
pub struct RequestKeys(Vec<(String, Filled)>);

enum Filled {
    One(String),
    Many(Vec<String>),
}

impl RequestKeys {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A key with one value.
    pub fn one(mut self, key: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.0.push((key.to_ascii_lowercase(), Filled::One(value.to_string())));
        self
    }

    /// A key with one value, if there is one.
    pub fn maybe(self, key: &str, value: Option<&impl ToString>) -> Self {
        match value {
            Some(value) => self.one(key, value),
            None => self,
        }
    }

    /// A key with several values; without any it is absent.
    pub fn many<T: ToString>(mut self, key: &str, values: &[T]) -> Self {
        if !values.is_empty() {
            let values = values.iter().map(ToString::to_string).collect();
            self.0.push((key.to_ascii_lowercase(), Filled::Many(values)));
        }
        self
    }

    /// `aws:RequestTag/…` and `aws:TagKeys` of tags.
    pub fn tags(self, tags: &[Tag]) -> Self {
        let keys: Vec<_> = tags.iter().map(|tag| &tag.key).collect();
        let named = self.many("aws:tagkeys", &keys);
        tags.iter().fold(named, |keys, tag| {
            keys.one(&format!("aws:requesttag/{}", tag.key.as_str().to_lowercase()), &tag.value)
        })
    }

    /// `aws:TagKeys` of keys to take away.
    pub fn tag_keys(self, keys: &[TagKey]) -> Self {
        self.many("aws:tagkeys", keys)
    }

    /// The values of a key in lower case, where each is filled once.
    pub(crate) fn values(&self, key: &str) -> Option<Values<'_>> {
        Some(match self.find(key).next()? {
            Filled::One(value) => one(value),
            Filled::Many(values) => {
                Values::Many(values.iter().map(|value| Cow::Borrowed(value.as_str())).collect())
            }
        })
    }

    fn find<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Filled> {
        self.0.iter().filter(move |(name, _)| name == key).map(|(_, filled)| filled)
    }
}

/// A request, as policies ask about it.
pub struct Question<'a> {
    ctx: &'a Context<'a>,
    about: About<'a>,
    resource_account: &'a str,
    /// Whether a code of this very request vouches for the caller.
    code_given: bool,
    filled: OnceLock<RequestKeys>,
    steps: Steps,
}

impl<'a> Question<'a> {
    pub fn new(ctx: &'a Context<'a>, ask: &Ask<'a>, resource_account: &'a str) -> Self {
        let (about, code_given) = (ask.about, ask.code_given);
        let (filled, steps) = (OnceLock::new(), Steps::new(Steps::OF_A_REQUEST));
        Self { ctx, about, resource_account, code_given, filled, steps }
    }

    /// The values of those of these keys that are known, each once, however often it is spelled differently. What a third party
    /// was asked to say may be a secret between two others.
    pub fn answers(&self, keys: &BTreeSet<String>) -> Vec<(String, Vec<String>)> {
        let mut answered = BTreeSet::new();
        let known = keys.iter().filter(|key| !key.eq_ignore_ascii_case(EXTERNAL_ID)).filter_map(|key| {
            let folded = key.to_lowercase();
            let values = match policy::Context::values(self, &folded)? {
                Values::One(value) => vec![value.into_owned()],
                Values::Many(values) => values.into_iter().map(Cow::into_owned).collect(),
            };
            answered.insert(folded).then(|| (key.clone(), values))
        });
        known.collect()
    }

    fn own(&self, key: &str) -> Option<Values<'_>> {
        if !declares(self.ctx.declared, key) {
            return None;
        }
        let mut filled = self.filled.get_or_init(self.ctx.request_keys).find(key);
        match filled.next() {
            Some(Filled::Many(values)) => {
                return Some(Values::Many(
                    values.iter().map(|value| Cow::Borrowed(value.as_str())).collect(),
                ));
            }
            Some(Filled::One(value)) => {
                let is_other = |other: &Filled| !matches!(other, Filled::One(other) if other == value);
                return Some(self.unless(filled.any(is_other), value));
            }
            None => {}
        }
        if let Some(name) =
            key.strip_prefix("aws:resourcetag/").or_else(|| key.strip_prefix("iam:resourcetag/"))
        {
            let mut values = tagged(self.about.tags, name);
            let value = values.next()?;
            return Some(self.unless(values.any(|other| other != value), value));
        }
        match key {
            "iam:permissionsboundary" => self.about.boundary.map(|arn| one(arn.as_str())),
            _ => None,
        }
    }

    /// The value of a key, unless there is another one. Tag keys of managed policies and devices may differ by case alone, where
    /// condition keys cannot: what is asked about such a tag has no answer, and one of the values must not hide the other from a
    /// statement that denies. So nothing is allowed on its account.
    fn unless<'v>(&self, has_another: bool, value: &'v str) -> Values<'v> {
        if has_another {
            self.steps.give_up();
        }
        one(value)
    }

    /// What a provider says of whom it vouches for.
    fn vouched(&self, key: &str) -> Option<Values<'_>> {
        match self.ctx.caller.identity() {
            Identity::WebIdentity(identity) => identity.values(key),
            _ => None,
        }
    }

    fn global(&self, key: &str) -> Option<Values<'_>> {
        match key {
            "aws:currenttime" => Some(made(self.ctx.now.to_string())),
            "aws:epochtime" => Some(made(self.ctx.now.secs().to_string())),
            "aws:securetransport" => Some(one(match self.ctx.origin.transport {
                Transport::Tls => "true",
                Transport::Plain => "false",
            })),
            "aws:sourceip" => Some(made(self.ctx.origin.address.to_canonical().to_string())),
            "aws:useragent" => Some(one(&self.ctx.origin.user_agent)),
            "aws:referer" => self.ctx.origin.referer.as_deref().map(one),
            "aws:requestedregion" => Some(one(&self.ctx.origin.region)),
            "aws:resourceaccount" => Some(one(self.resource_account)),
            // Nobody calls through another service here.
            "aws:viaawsservice" | "aws:principalisawsservice" => Some(one("false")),
            _ => self.about_principal(key).or_else(|| self.about_session(key)),
        }
    }

    fn about_principal(&self, key: &str) -> Option<Values<'_>> {
        if let Some(name) = key.strip_prefix("aws:principaltag/") {
            return self.principal_tag(name);
        }
        // A provider vouches for somebody who is no principal of an account yet.
        if matches!(self.ctx.caller.identity(), Identity::WebIdentity(_)) {
            return (key == "aws:userid").then(|| made(self.ctx.caller.user_id()));
        }
        match key {
            "aws:principalarn" => Some(made(self.ctx.caller.principal_arn().to_string())),
            "aws:principalaccount" => Some(made(self.ctx.caller.account().to_string())),
            "aws:principaltype" => Some(one(match self.ctx.caller.identity() {
                Identity::Root(_) => "Account",
                Identity::User(_) => "User",
                Identity::Role { .. } => "AssumedRole",
                Identity::Federated { .. } | Identity::WebIdentity(_) => "FederatedUser",
            })),
            "aws:userid" => Some(made(self.ctx.caller.user_id())),
            "aws:username" => match self.ctx.caller.identity() {
                Identity::User(user) => Some(one(user.name.as_str())),
                Identity::Root(_)
                | Identity::Role { .. }
                | Identity::Federated { .. }
                | Identity::WebIdentity(_) => None,
            },
            _ => None,
        }
    }

    /// A tag of the session goes before one of the user or role.
    fn principal_tag(&self, name: &str) -> Option<Values<'_>> {
        if let Some(claims) = self.ctx.caller.claims()
            && let Some((_, value)) = claims.tags.iter().find(|(key, _)| key.to_lowercase() == name)
        {
            return Some(one(value));
        }
        match self.ctx.caller.identity() {
            Identity::User(user) => tag(&user.tags, name).map(one),
            Identity::Role { role, .. } => tag(&role.tags, name).map(one),
            // A federated user has the tags of the session alone.
            Identity::Root(_) | Identity::Federated { .. } | Identity::WebIdentity(_) => None,
        }
    }

    /// What only temporary credentials know. A long-term key has no MFA, which is not the same as MFA that is false: the
    /// key is absent then. A role's session has none either: MFA counts when the role is assumed.
    fn about_session(&self, key: &str) -> Option<Values<'_>> {
        if self.code_given {
            match key {
                "aws:multifactorauthpresent" => return Some(one("true")),
                "aws:multifactorauthage" => return Some(one("0")),
                _ => {}
            }
        }
        let caller = self.ctx.caller;
        let issued = caller.issued_at()?;
        let tells_mfa = matches!(caller.identity(), Identity::Root(_) | Identity::User(_));
        match key {
            "aws:tokenissuetime" => Some(made(issued.to_string())),
            "aws:sourceidentity" => caller.claims()?.source_identity.as_deref().map(one),
            "aws:multifactorauthpresent" if tells_mfa => {
                Some(one(if caller.has_mfa() { "true" } else { "false" }))
            }
            "aws:multifactorauthage" if tells_mfa => {
                Some(made(self.ctx.now.secs().saturating_sub(caller.mfa_at()?.secs()).to_string()))
            }
            _ => None,
        }
    }
}

impl policy::Context for Question<'_> {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        self.global(key).or_else(|| self.vouched(key)).or_else(|| self.own(key))
    }

    fn spend(&self, steps: usize) -> bool {
        self.steps.spend(steps)
    }
}

fn one(value: &str) -> Values<'_> {
    Values::One(Cow::Borrowed(value))
}

const fn made(value: String) -> Values<'static> {
    Values::One(Cow::Owned(value))
}

/// The value of a tag, whose key is asked for in lower case.
fn tag<'a>(tags: &'a [Tag], name: &str) -> Option<&'a str> {
    tagged(tags, name).next()
}

/// The values of all its spellings.
fn tagged<'a>(tags: &'a [Tag], name: &str) -> impl Iterator<Item = &'a str> {
    tags.iter().filter(move |tag| tag.key.folded() == name).map(|tag| tag.value.as_str())
}
