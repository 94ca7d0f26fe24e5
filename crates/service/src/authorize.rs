//! The one place where it is decided who may do what. Default deny.
//!
//! Names are resolved first: policies judge the ARN as it is stored, with its path and its case, not as it was typed (rule
//! R10). If there is nothing of that name, the question is asked with the ARN it would have without a path: who may not
//! ask is told so, and learns nothing; who may is told that it is not there. For the same reason a denial shows the ARN as it
//! was asked for, whatever was judged: the stored one would tell a stranger that there is such a name, and where it stands.

use std::ops::Deref;

use model::{AccountId, Arn, Path, UserName, VirtualMfaDeviceName};
use policy::{Decision, Request, Subject, decide};
use store::{Expected, Key};

use crate::error::{Existing, Missing};
use crate::records::{Document, Loaded, MfaDevice, User, keys};
use crate::{Caller, Context, Denial, Error, Halt, Identity};

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

/// Something that an operation acts on.
pub trait Target: Document {
    /// What callers name it by.
    type Name: Sync;

    /// Where it is, or would be.
    fn key(account: AccountId, name: &Self::Name) -> Key;
    /// Its ARN as it is stored.
    fn arn(&self) -> Arn;
    /// The ARN that is judged where there is none of that name.
    fn unknown_arn(account: AccountId, name: &Self::Name) -> Arn;
    /// That there is none.
    fn missing(account: AccountId, name: &Self::Name) -> Missing;
    /// That there is one already.
    fn existing(&self) -> Existing;
}

impl Target for User {
    type Name = UserName;

    fn key(account: AccountId, name: &UserName) -> Key {
        keys::user(account, name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    fn unknown_arn(account: AccountId, name: &UserName) -> Arn {
        Arn::user(account, &Path::default(), name)
    }

    fn missing(_: AccountId, name: &UserName) -> Missing {
        Missing::User(name.clone())
    }

    fn existing(&self) -> Existing {
        Existing::User(self.name.clone())
    }
}

/// What names a virtual device within its account.
#[derive(Clone, Debug)]
pub struct DeviceName {
    /// Where it stands.
    pub path: Path,
    /// Its name.
    pub name: VirtualMfaDeviceName,
}

impl Target for MfaDevice {
    type Name = DeviceName;

    fn key(account: AccountId, name: &DeviceName) -> Key {
        keys::mfa_device(account, &name.path, &name.name)
    }

    fn arn(&self) -> Arn {
        Self::arn(self)
    }

    // A serial number says its path, so it is judged with it whether the device exists or not.
    fn unknown_arn(account: AccountId, name: &DeviceName) -> Arn {
        Arn::mfa_device(account, &name.path, &name.name)
    }

    fn missing(account: AccountId, name: &DeviceName) -> Missing {
        let arn = Arn::mfa_device(account, &name.path, &name.name);
        Missing::MfaDevice(<model::SerialNumber as model::Text>::checked(arn.as_str()))
    }

    fn existing(&self) -> Existing {
        Existing::MfaDevice
    }
}

impl Context<'_> {
    /// Loads the target and asks whether the caller may do this operation to it.
    ///
    /// # Errors
    /// That the caller may not, or that there is no such target.
    pub async fn authorize<T: Target>(&self, name: &T::Name) -> Result<Permit<Loaded<T>>, Halt> {
        let account = self.account();
        let asked = T::unknown_arn(account, name);
        let Some(target) = self.records().load::<T>(T::key(account, name)).await? else {
            self.decide(&asked, &asked)?;
            return Err(Error::from(T::missing(account, name)).into());
        };
        // Who asks about oneself knows the whole name already.
        let is_self = self.caller.watched().0 == *target.key();
        let stored = target.arn();
        self.decide(&stored, if is_self { &stored } else { &asked })?;
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
        self.decide(arn, arn)?;
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
        self.decide(arn, arn)?;
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
        Ok(self.decide(arn, arn)?)
    }

    fn decide(&self, judged: &Arn, shown: &Arn) -> Result<(), Error> {
        let request = Request { action: self.action, resource: judged.as_str() };
        match decide(&subject(self.caller), &request) {
            Decision::Allow(_) => Ok(()),
            Decision::Deny(reason) => Err(Error::from(Denial::Policy {
                caller: self.caller.arn(),
                action: self.action,
                resource: shown.clone(),
                judged: judged.clone(),
                reason,
            })),
        }
    }
}

fn subject(caller: &Caller) -> Subject<'_> {
    match caller.identity() {
        Identity::Root(_) => Subject::Root,
        Identity::User(user) => Subject::User { attached: &user.attached_policies },
    }
}
