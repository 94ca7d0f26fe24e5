//! Secrets that somebody made up: keys that a test expects, seeds of a phone that it plays. They are guessable, and so for stores alone
//! that are gone with their server; everywhere else, secrets are drawn here.

use mfa::{Parameters, Seed};
use model::{AccessKeyId, AccountId, DeviceId, Secret, SerialNumber, Text, Timestamp, VirtualMfaDeviceName};
use serde_json::{Map, Value, json};
use store::{Batch, Event, Expected};
use vault::{Purpose, Salt};

use super::{CreateAccount, CreatedAccount, Operator, Whose};
use crate::audit::{Happening, record};
use crate::error::{Failure, Missing, Quota};
use crate::iam::access_keys::sealed_access_key;
use crate::iam::mfa::seed_binding;
use crate::records::{
    AccessKey, Account, Assignment, Credentials, KeyOwner, Loaded, MfaDevice, Owner, PasswordRecord, User,
    body, keys,
};
use crate::{Error, Service};

/// An access key that somebody made up. The id names its account.
#[derive(Clone, Debug)]
pub struct GivenKey {
    /// The id.
    pub id: AccessKeyId,
    /// The secret.
    pub secret: Secret<String>,
}

/// Somebody with credentials, as the store knows them.
enum Holder {
    Root(Loaded<Account>),
    User(Loaded<User>),
}

impl Service {
    /// Makes an account whose number somebody chose.
    ///
    /// # Errors
    /// As of [`Service::create_account`]; if the number is taken; or if this service does not forget.
    pub async fn create_given_account(
        &self,
        operator: Operator,
        request: &CreateAccount,
        id: AccountId,
        now: Timestamp,
    ) -> Result<CreatedAccount, Error> {
        self.check_forgets()?;
        self.create_account_of(operator, request, std::iter::once(id), now, &mut |_| Ok(())).await
    }

    /// Gives somebody an access key.
    ///
    /// # Errors
    /// If there is no such user; if they have two keys; if a key of that id is there; or if this service does not forget.
    pub async fn give_access_key(
        &self,
        operator: Operator,
        whose: &Whose,
        given: &GivenKey,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.check_forgets()?;
        let account = given.id.account();
        let holder = self.holder_of(account, whose).await?;
        if holder.credentials().access_keys.len() as u64 >= Quota::ACCESS_KEYS.limit {
            return Err(Quota::ACCESS_KEYS.into());
        }
        let owner = holder.owner();
        let salt = Salt(self.entropy.array());
        let key = sealed_access_key(&self.keyring.now(), salt, &owner, (given.id, &given.secret), now)?;
        let said = json!({ "userName": whose.name(), "accessKeyId": given.id.to_string() });
        let batch = Batch::at(now.micros())
            .expect(keys::access_key(&given.id), Expected::Absent)
            .put(keys::access_key(&given.id), body(&KeyOwner { owner })?)
            .event(self.given(operator, account, "GiveAccessKey", said, now));
        let with_key = |credentials: &Credentials| Credentials {
            access_keys: credentials.access_keys.iter().cloned().chain([AccessKey::clone(&key)]).collect(),
            ..credentials.clone()
        };
        self.records.commit(holder.changed(batch, with_key)?).await?;
        Ok(())
    }

    /// Gives the root user a password, which holds until it is changed.
    ///
    /// # Errors
    /// If there is no such account, or if this service does not forget.
    pub async fn give_root_password(
        &self,
        operator: Operator,
        account: AccountId,
        password: &Secret<String>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.check_forgets()?;
        let holder = self.holder_of(account, &Whose::Root).await?;
        let hash = self.keyring.now().hash_password(self.entropy.array(), password.expose());
        let hash = hash.map_err(|_| Error::ServiceFailure(Failure::Hashing))?;
        let record = PasswordRecord { hash, set: now, must_change: false };
        let event = self.given(operator, account, "GiveRootPassword", Value::Null, now);
        let batch = Batch::at(now.micros()).event(event);
        let with_password =
            |credentials: &Credentials| Credentials { password: Some(record.clone()), ..credentials.clone() };
        self.records.commit(holder.changed(batch, with_password)?).await?;
        Ok(())
    }

    /// Makes a virtual device of a seed. It is nobody's until it is enabled.
    ///
    /// # Errors
    /// If a device of that name is there, or if this service does not forget.
    pub async fn give_virtual_mfa_device(
        &self,
        operator: Operator,
        account: AccountId,
        (name, seed): (&VirtualMfaDeviceName, &Seed),
        now: Timestamp,
    ) -> Result<SerialNumber, Error> {
        self.check_forgets()?;
        let id = DeviceId::generate(self.entropy.array());
        let binding = seed_binding(account, &id);
        let sealed =
            self.keyring.now().seal(Purpose::Seed, &binding, Salt(self.entropy.array()), seed.expose());
        let device = MfaDevice {
            schema: MfaDevice::SCHEMA,
            account,
            id,
            name: name.clone(),
            path: model::Path::default(),
            created: now,
            tags: Vec::new(),
            seed: sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("seed")))?,
            parameters: Parameters::VIRTUAL,
            assignment: Assignment::Unassigned,
        };
        let serial = device.arn().as_str().parse::<SerialNumber>();
        let serial =
            serial.map_err(|_| Error::ServiceFailure(Failure::Corrupt("serial number".to_owned())))?;
        let key = keys::mfa_device(account, &device.path, name);
        let quota = Quota::virtual_mfa_devices(self.settings.users_of_account);
        let said = json!({ "serialNumber": serial.to_string() });
        let batch = Batch::at(now.micros())
            .expect(key.clone(), Expected::Absent)
            .put(key, body(&device)?)
            .add(keys::mfa_device_count(account), 1, quota.limit)
            .event(self.given(operator, account, "GiveVirtualMFADevice", said, now));
        self.records.commit(batch).await?;
        Ok(serial)
    }

    fn check_forgets(&self) -> Result<(), Error> {
        if self.is_ephemeral() { Ok(()) } else { Err(Error::ServiceFailure(Failure::GivenSecret)) }
    }

    async fn holder_of(&self, account: AccountId, whose: &Whose) -> Result<Holder, Error> {
        match whose {
            Whose::Root => {
                let missing = || Failure::Corrupt(format!("account {account}"));
                Ok(Holder::Root(self.records.account(account).await?.ok_or_else(missing)?))
            }
            Whose::User(name) => {
                let missing = || Missing::User(name.clone());
                Ok(Holder::User(self.records.user(account, name).await?.ok_or_else(missing)?))
            }
        }
    }

    fn given(
        &self,
        operator: Operator,
        account: AccountId,
        name: &'static str,
        parameters: Value,
        at: Timestamp,
    ) -> Event {
        let identity = operator.identity();
        let details = &Map::new();
        record(self, &Happening { account, at, source: "bartizan", name, identity, parameters, details })
    }
}

impl Whose {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Root => None,
            Self::User(name) => Some(name.as_str()),
        }
    }
}

impl Holder {
    fn owner(&self) -> Owner {
        match self {
            Self::Root(_) => Owner::Root,
            Self::User(user) => Owner::User(user.id.clone()),
        }
    }

    fn credentials(&self) -> &Credentials {
        match self {
            Self::Root(account) => &account.root,
            Self::User(user) => &user.credentials,
        }
    }

    /// The batch, with this document as it is afterwards.
    fn changed(
        &self,
        batch: Batch,
        change: impl FnOnce(&Credentials) -> Credentials,
    ) -> Result<Batch, Error> {
        let credentials = change(self.credentials());
        let ((key, expected), document) = match self {
            Self::Root(account) => {
                let after = Account { root: credentials, ..Account::clone(account) };
                (account.watched(), body(&after)?)
            }
            Self::User(user) => (user.watched(), body(&User { credentials, ..User::clone(user) })?),
        };
        Ok(batch.expect(key.clone(), expected).put(key, document))
    }
}

#[cfg(test)]
#[path = "given/tests.rs"]
mod tests;
