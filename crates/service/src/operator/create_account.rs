//! A new account, with its root user and a first administrator.

use data_encoding::BASE32_NOPAD;
use model::{AccessKeyId, AccountId, EmailAddress, Secret, Timestamp, UserId, UserName};
use serde_json::{Map, json};
use store::{Batch, CommitError, Expected};

use super::Operator;
use crate::audit::{Happening, record};
use crate::aws_managed::AwsManaged;
use crate::error::{Existing, Failure, Invalid};
use crate::iam::access_keys::new_access_key;
use crate::iam::policies::managed::Managed;
use crate::records::keys::{self, Usage};
use crate::records::{
    AccessKey, Account, Credentials, HolderKind, KeyOwner, NamePointer, Owner, PasswordRecord, Permissions,
    Present, RootEmail, Unsettled, User, body,
};
use crate::{Error, Service};

/// What a new account is made of.
#[derive(Clone, Debug)]
pub struct CreateAccount {
    /// Where its root user is reached. ASCII, compared without regard to case (rule R12).
    pub email: String,
    /// What people call it; the e-mail's first part, if nothing is said.
    pub name: Option<String>,
    /// Whether the root user gets an access key.
    pub root_access_key: bool,
}

/// A new account, and the secrets that are shown this once.
#[derive(Debug)]
pub struct CreatedAccount {
    /// Its number.
    pub id: AccountId,
    /// Where its root user is reached.
    pub email: String,
    /// The root user's first password, to be changed at the first sign-in.
    pub root_password: Secret<String>,
    /// The root user's access key, if one was asked for.
    pub root_access_key: Option<(AccessKeyId, Secret<String>)>,
    /// The first administrator.
    pub administrator: NewAdministrator,
}

/// A first administrator.
#[derive(Debug)]
pub struct NewAdministrator {
    /// The user's name.
    pub name: UserName,
    /// The first password, to be changed at the first sign-in.
    pub password: Secret<String>,
    /// The access key.
    pub access_key_id: AccessKeyId,
    /// Its secret.
    pub secret_access_key: Secret<String>,
}

/// How often another number is drawn when one is taken.
const ATTEMPTS: usize = 16;
const ADMINISTRATOR: &str = "admin";

impl Service {
    /// Makes an account.
    ///
    /// # Errors
    /// If the e-mail is not one, or is another account's, or the store fails.
    pub async fn create_account(
        &self,
        operator: Operator,
        request: &CreateAccount,
        now: Timestamp,
    ) -> Result<CreatedAccount, Error> {
        self.create_account_once_kept(operator, request, now, |_| Ok(())).await
    }

    /// The same, for who must not lose the secrets to a crash: `keep` gets them before the account exists, and the account
    /// comes into being only if it could keep them. It may be called again, with others, if a number was taken.
    ///
    /// # Errors
    /// As of [`Service::create_account`]; or what `keep` says.
    pub async fn create_account_once_kept(
        &self,
        operator: Operator,
        request: &CreateAccount,
        now: Timestamp,
        mut keep: impl FnMut(&CreatedAccount) -> Result<(), Error> + Send,
    ) -> Result<CreatedAccount, Error> {
        let ids = std::iter::repeat_with(|| self.new_account_id()).take(ATTEMPTS);
        self.create_account_of(operator, request, ids, now, &mut keep).await
    }

    /// The same, with the first number of these that is not taken.
    pub(super) async fn create_account_of(
        &self,
        operator: Operator,
        request: &CreateAccount,
        ids: impl Iterator<Item = AccountId> + Send,
        now: Timestamp,
        keep: &mut (impl FnMut(&CreatedAccount) -> Result<(), Error> + Send),
    ) -> Result<CreatedAccount, Error> {
        request.email.parse::<EmailAddress>().map_err(|_| Invalid::Email)?;
        let email_key = keys::root_email(&request.email);
        let claim = self.records.load::<RootEmail>(email_key.clone()).await?;
        if claim.as_ref().is_some_and(|claim| !claim.is_open_to(None, now)) {
            return Err(Existing::RootEmail.into());
        }
        let claimed = claim.map_or(Expected::Absent, |claim| claim.watched().1);
        for id in ids {
            let (batch, created) = self.draft(operator, request, id, now)?;
            let batch = batch.expect(email_key.clone(), claimed);
            keep(&created)?;
            match self.records.commit(batch).await {
                Ok(_) => return Ok(created),
                Err(CommitError::Conflict { key }) if key == email_key => {
                    return Err(Existing::RootEmail.into());
                }
                // The number is taken: another.
                Err(CommitError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Failure::Exhausted.into())
    }

    /// A number of twelve digits, none of them a zero in front: people and programs lose those.
    fn new_account_id(&self) -> AccountId {
        let random = u64::from_be_bytes(self.entropy.array());
        AccountId::new(100_000_000_000 + random % 900_000_000_000).unwrap_or_else(|| self.new_account_id())
    }

    fn draft(
        &self,
        operator: Operator,
        request: &CreateAccount,
        id: AccountId,
        now: Timestamp,
    ) -> Result<(Batch, CreatedAccount), Error> {
        let entropy = self.entropy.as_ref();
        let (root_password, root_record) = self.first_password(now)?;
        let root_key = match request.root_access_key {
            true => Some(new_access_key(&self.keyring.now(), entropy, (id, &Owner::Root), now)?),
            false => None,
        };
        let account =
            self.account(request, id, now, root_record, root_key.as_ref().map(|(key, _)| key.clone()));

        let (password, record_of_password) = self.first_password(now)?;
        let user_id = UserId::generate(id, entropy.array());
        let (key, secret) =
            new_access_key(&self.keyring.now(), entropy, (id, &Owner::User(user_id.clone())), now)?;
        let access = AwsManaged::find(policy::ADMINISTRATOR_ACCESS).map(Managed::Aws);
        let access = access.ok_or_else(|| Failure::Corrupt(policy::ADMINISTRATOR_ACCESS.to_owned()))?;
        let user = administrator((id, user_id), now, record_of_password, key.clone(), &access)?;

        // Whoever may read the trail sees no more of the address than others do.
        let email = account.email.parse::<EmailAddress>().map(|email| email.hidden()).unwrap_or_default();
        let mut details = Map::new();
        details.insert("administrator".to_owned(), json!(user.arn().to_string()));
        let event = record(
            self,
            &Happening {
                account: id,
                at: now,
                source: "bartizan",
                name: "CreateAccount",
                identity: operator.identity(),
                parameters: json!({ "email": email, "name": account.name, "rootAccessKey": request.root_access_key }),
                details: &details,
            },
        );
        let mut batch = Batch::at(now.micros())
            .expect(keys::account(id), Expected::Absent)
            .put(keys::account(id), body(&account)?)
            .put(keys::root_email(&account.email), body(&RootEmail::of(id))?)
            .put(keys::user(id, &user.name), body(&user)?)
            .put(keys::id(id, user.id.as_str()), body(&NamePointer { name: user.name.clone() })?)
            .put(keys::access_key(&key.id), body(&KeyOwner { owner: Owner::User(user.id.clone()) })?)
            .add(keys::user_count(id), 1, u64::from(u32::MAX))
            .put(
                keys::policy_usage(id, Usage::Attached, access.id(), HolderKind::User, user.id.as_str()),
                body(&Present {})?,
            )
            .add(keys::policy_usage_count(id, Usage::Attached, access.id()), 1, u64::from(u32::MAX))
            .event(event);
        if let Some((key, _)) = &root_key {
            batch = batch.put(keys::access_key(&key.id), body(&KeyOwner { owner: Owner::Root })?);
        }
        let administrator =
            NewAdministrator { name: user.name, password, access_key_id: key.id, secret_access_key: secret };
        let root_access_key = root_key.map(|(key, secret)| (key.id, secret));
        Ok((
            batch,
            CreatedAccount { id, email: account.email, root_password, root_access_key, administrator },
        ))
    }

    fn account(
        &self,
        request: &CreateAccount,
        id: AccountId,
        now: Timestamp,
        password: PasswordRecord,
        access_key: Option<AccessKey>,
    ) -> Account {
        let local_part = || request.email.split('@').next().unwrap_or_default().to_owned();
        Account {
            schema: Account::SCHEMA,
            id,
            name: request.name.clone().unwrap_or_else(local_part),
            email: request.email.clone(),
            created: now,
            root: Credentials {
                password: Some(password),
                access_keys: access_key.into_iter().collect(),
                ..Credentials::default()
            },
            sessions_valid_after: Timestamp::default(),
            alias: None,
            resting_aliases: Vec::new(),
            mfa_required: false,
            help_text: None,
            user_recovery_codes: false,
            phone: None,
            email_change: None,
            unsettled: Unsettled::default(),
            alternative_factors_off: false,
            second_tokens: false,
        }
    }

    /// A password of 100 random bits, and what is kept of it.
    pub(crate) fn first_password(&self, now: Timestamp) -> Result<(Secret<String>, PasswordRecord), Error> {
        let password = self.password_for_once();
        let hash = self.keyring.now().hash_password(self.entropy.array(), password.expose());
        let hash = hash.map_err(|_| Error::ServiceFailure(Failure::Sealed("password")))?;
        Ok((password, PasswordRecord { hash, set: now, must_change: true }))
    }

    /// 100 random bits, as people can type them.
    pub(crate) fn password_for_once(&self) -> Secret<String> {
        let random = BASE32_NOPAD.encode(&self.entropy.array::<13>()).to_lowercase();
        Secret::new(format!("{}-{}-{}-{}A1", &random[..5], &random[5..10], &random[10..15], &random[15..20]))
    }
}

fn administrator(
    (account, id): (AccountId, UserId),
    now: Timestamp,
    password: PasswordRecord,
    key: AccessKey,
    access: &Managed,
) -> Result<User, Error> {
    Ok(User {
        schema: User::SCHEMA,
        account,
        id,
        name: ADMINISTRATOR
            .parse()
            .map_err(|_| Error::ServiceFailure(Failure::Corrupt("name".to_owned())))?,
        path: model::Path::default(),
        created: now,
        tags: Vec::new(),
        credentials: Credentials {
            password: Some(password),
            access_keys: vec![key],
            ..Credentials::default()
        },
        permissions: Permissions { attached: vec![access.arn()], ..Permissions::default() },
        groups: Vec::new(),
    })
}
