//! The one place where it is decided who may do what. Default deny.
//!
//! Names are resolved first: policies judge the ARN as it is stored, with its path and its case, not as it was typed (rule
//! R10). If there is nothing of that name, the question is asked with the ARN it would have without a path: who may not
//! ask is told so, and learns nothing; who may is told that it is not there. For the same reason a denial shows the ARN as it
//! was asked for, whatever was judged: the stored one would tell a stranger that there is such a name, and where it stands.

mod assume;
pub(crate) mod condition_keys;
mod pass_role;
mod password_policy;
mod question;
pub(crate) mod rights;
mod targets;

use std::ops::Deref;

use model::Arn;
use policy::{Applied, Decision, Request, decide};
use store::{Expected, Key};

pub(crate) use assume::account_of_role;
pub(crate) use question::Question;
pub use question::RequestKeys;
pub use rights::Rights;
pub use targets::{About, DeviceName, PolicyPlace, Target};

use crate::error::Refused;
use crate::records::Loaded;
use crate::{Context, Denial, Error, Halt};

/// The proof that the caller may do what was asked, to this target. Nothing is written without one.
#[derive(Debug)]
pub struct Permit<T> {
    target: T,
    watched: Vec<(Key, Expected)>,
}

impl<T> Permit<T> {
    /// What a commit must find unchanged: the caller, and the target.
    pub(crate) fn watched(&self) -> &[(Key, Expected)] {
        &self.watched
    }

    /// The target.
    pub const fn target(&self) -> &T {
        &self.target
    }
}

impl<T> Deref for Permit<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.target
    }
}

/// The proof that a name is free; a commit checks that it still is.
#[derive(Debug)]
pub struct Vacant {
    key: Key,
}

impl Vacant {
    /// Where the new document goes.
    pub fn key(&self) -> Key {
        self.key.clone()
    }
}

impl Context<'_> {
    /// Loads the target and asks whether the caller may do this operation to it.
    ///
    /// # Errors
    /// That the caller may not, or that there is no such target.
    pub async fn authorize<T: Target>(&self, name: &T::Name) -> Result<Permit<Loaded<T>>, Halt> {
        let account = self.account();
        let Some(target) = self.records().load::<T>(T::key(account, name)).await? else {
            self.decide(&T::unknown_arn(account, name), None, About::default())?;
            return Err(Error::from(T::missing(account, name)).into());
        };
        let caller = self.caller.watched();
        // Who asks about oneself knows the whole name already.
        let is_self = caller.0 == *target.key();
        let as_asked = || T::unknown_arn(account, name);
        let shown: Option<&dyn Fn() -> Arn> = if is_self { None } else { Some(&as_asked) };
        self.decide(&target.arn(), shown, target.about())?;
        let watched = vec![caller, target.watched()];
        Ok(Permit { target, watched })
    }

    /// Asks whether the caller may do this operation to something that was loaded already.
    ///
    /// # Errors
    /// That the caller may not.
    pub fn authorize_loaded<T: Target>(&self, target: Loaded<T>) -> Result<Permit<Loaded<T>>, Halt> {
        self.also_to::<T>(&target)?;
        let watched = vec![self.caller.watched(), target.watched()];
        Ok(Permit { target, watched })
    }

    /// Asks whether the caller may make something with this ARN, and that its name is free.
    ///
    /// # Errors
    /// That the caller may not, or that there is one of that name.
    pub async fn authorize_vacant<T: Target>(
        &self,
        name: &T::Name,
        arn: &Arn,
    ) -> Result<Permit<Vacant>, Halt> {
        self.decide(arn, None, About::default())?;
        let key = T::key(self.account(), name);
        if let Some(there) = self.records().load::<T>(key.clone()).await? {
            return Err(Error::from(there.existing()).into());
        }
        let watched = vec![self.caller.watched(), (key.clone(), Expected::Absent)];
        Ok(Permit { target: Vacant { key }, watched })
    }

    /// Asks whether the caller may do this operation, which is about no single thing.
    ///
    /// # Errors
    /// That the caller may not.
    pub fn authorize_on(&self, arn: &Arn) -> Result<Permit<()>, Halt> {
        self.decide(arn, None, About::default())?;
        Ok(self.unconditional())
    }

    /// For what everybody may do with credentials of their own, and no policy decides: GetCallerIdentity and
    /// GetSessionToken (facts D1).
    pub fn unconditional(&self) -> Permit<()> {
        Permit { target: (), watched: vec![self.caller.watched()] }
    }

    /// Asks for a further permission of the same operation.
    ///
    /// # Errors
    /// That the caller may not.
    pub fn also(&self, arn: &Arn) -> Result<(), Halt> {
        Ok(self.decide(arn, None, About::default())?)
    }

    /// Asks whether the caller may do the same operation to something that was loaded already.
    ///
    /// # Errors
    /// That the caller may not.
    pub fn also_to<T: Target>(&self, target: &T) -> Result<(), Halt> {
        Ok(self.decide(&target.arn(), None, target.about())?)
    }

    /// What a refusal shows is what was judged, unless it must show something else.
    fn decide(&self, judged: &Arn, shown: Option<&dyn Fn() -> Arn>, about: About<'_>) -> Result<(), Error> {
        let ask = Ask { about, ..Ask::of(self.action, judged) };
        let decision = self.judge(&ask);
        if decision.is_allowed() {
            return Ok(());
        }
        let shown = shown.map_or_else(|| judged.clone(), |shown| shown());
        Err(Error::from(Denial::Policy(Box::new(self.refused(&ask, self.action, shown, decision)))))
    }

    /// A refusal, with all that explains it.
    fn refused(&self, ask: &Ask<'_>, action: &'static str, shown: Arn, decision: Decision) -> Refused {
        let account = self.account().digits();
        let question = Question::new(self, ask, ask.resource_account.unwrap_or(&account));
        Refused {
            caller: self.caller.arn(),
            action,
            resource: shown,
            judged: ask.resource.clone(),
            decision,
            user_id: self.caller.user_id(),
            conditions: question.answers(&self.rights.context_keys(ask.trust)),
        }
    }

    /// What policies say to a question. Operations authorize; only those that need the answer itself ask here.
    pub(crate) fn judge(&self, ask: &Ask<'_>) -> Decision {
        let own_account = self.account().digits();
        let resource_account = ask.resource_account.unwrap_or(&own_account);
        let question = Question::new(self, ask, resource_account);
        let request = Request { action: ask.action, resource: ask.resource.as_str(), context: &question };
        self.rights.judge(ask.trust, |policies| {
            decide(&self.rights.principal(), resource_account, &request, policies)
        })
    }
}

/// A question to the policies.
pub(crate) struct Ask<'a> {
    /// The action.
    pub action: &'a str,
    /// The ARN that is judged.
    pub resource: &'a Arn,
    /// What is known of the resource.
    pub about: About<'a>,
    /// The resource's account, where it may be another than the caller's.
    pub resource_account: Option<&'a str>,
    /// The policy of the resource: who may assume a role.
    pub trust: Option<Applied<'a>>,
    /// Whether a code in this request vouches for the caller.
    pub code_given: bool,
}

impl<'a> Ask<'a> {
    /// About something of the caller's account.
    pub fn of(action: &'a str, resource: &'a Arn) -> Self {
        Self {
            action,
            resource,
            about: About::default(),
            resource_account: None,
            trust: None,
            code_given: false,
        }
    }
}
