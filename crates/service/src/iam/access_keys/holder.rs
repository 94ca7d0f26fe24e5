//! Whose access keys an operation is about: a user's, or the root user's own.

use data_encoding::BASE64;
use model::{
    AccessKeyId, AccessKeyIdText, AccessKeyKind, AccountId, Arn, Secret, StatusType, Text, Timestamp,
    UserName,
};
use vault::{Binding, Keyring, Purpose, Salt};

use crate::entropy::Entropy;
use crate::error::{Failure, Missing};
use crate::records::{AccessKey, Account, Loaded, Owner, User};
use crate::{Changes, Context, Error, Halt, Identity, Permit};

/// Who holds the keys.
pub enum Holder {
    /// The caller, who is the root user.
    Root(Permit<()>, Loaded<Account>),
    /// A user.
    User(Permit<Loaded<User>>),
}

impl Holder {
    /// Authorizes an operation on somebody's keys: those of the user named, else the caller's own.
    pub async fn authorize(ctx: &Context<'_>, name: Option<&UserName>) -> Result<Self, Halt> {
        if let (None, Identity::Root(account)) = (name, ctx.caller().identity()) {
            let permit = ctx.authorize_on(&Arn::root(ctx.account()))?;
            return Ok(Self::Root(permit, account.clone()));
        }
        Ok(Self::User(ctx.authorize::<User>(&ctx.named_user(name)?).await?))
    }

    pub fn owner(&self) -> Owner {
        match self {
            Self::Root(..) => Owner::Root,
            Self::User(user) => Owner::User(user.id.clone()),
        }
    }

    /// The name, which the root user has not.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Root(..) => None,
            Self::User(user) => Some(user.name.to_string()),
        }
    }

    pub fn keys(&self) -> &[AccessKey] {
        match self {
            Self::Root(_, account) => &account.root.access_keys,
            Self::User(user) => &user.credentials.access_keys,
        }
    }

    /// The key of this id, and where it stands.
    pub fn find(&self, id: &AccessKeyIdText) -> Result<(usize, &AccessKey), Error> {
        let found = self.keys().iter().enumerate().find(|(_, key)| key.id.as_str() == id.as_str());
        found.ok_or_else(|| Missing::AccessKey(id.clone()).into())
    }

    /// Writes what changes beside the keys.
    pub async fn commit_other(&self, ctx: &Context<'_>, changes: Changes) -> Result<(), Halt> {
        match self {
            Self::Root(permit, _) => ctx.commit(permit, changes).await,
            Self::User(permit) => ctx.commit(permit, changes).await,
        }
    }

    /// Writes the keys anew, with what else changes.
    pub async fn commit(
        &self,
        ctx: &Context<'_>,
        keys: Vec<AccessKey>,
        changes: Changes,
    ) -> Result<(), Halt> {
        match self {
            Self::Root(permit, account) => {
                let mut after = Account::clone(account);
                after.root.access_keys = keys;
                ctx.commit(permit, changes.update(account, &after)).await
            }
            Self::User(permit) => {
                let mut after = User::clone(permit.target());
                after.credentials.access_keys = keys;
                ctx.commit(permit, changes.update(permit.target(), &after)).await
            }
        }
    }
}

/// What the secret of an access key is sealed to: moved to another owner or key it does not open (rule R4).
pub(crate) fn secret_binding<'a>(account: AccountId, owner_id: &'a str, id: &'a AccessKeyId) -> Binding<'a> {
    Binding { account, subject: owner_id, field: id.as_str() }
}

/// A new key, and its secret, which is shown once.
pub(crate) fn new_access_key(
    keyring: &Keyring,
    entropy: &dyn Entropy,
    (account, owner): (AccountId, &Owner),
    now: Timestamp,
) -> Result<(AccessKey, Secret<String>), Error> {
    let id = AccessKeyId::generate(AccessKeyKind::LongTerm, account, entropy.array());
    // 240 random bits are forty characters of base64, as AWS's own secrets.
    let secret = Secret::new(BASE64.encode(&entropy.array::<30>()));
    let key = sealed_access_key(keyring, Salt(entropy.array()), owner, (id, &secret), now)?;
    Ok((key, secret))
}

/// A key as it is kept: its secret is sealed to its owner.
pub(crate) fn sealed_access_key(
    keyring: &Keyring,
    salt: Salt,
    owner: &Owner,
    (id, secret): (AccessKeyId, &Secret<String>),
    now: Timestamp,
) -> Result<AccessKey, Error> {
    let account = id.account();
    let owner_id = owner.id(account);
    let binding = secret_binding(account, &owner_id, &id);
    let sealed = keyring.seal(Purpose::AccessKey, &binding, salt, secret.expose().as_bytes());
    let secret = sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("access key")))?;
    Ok(AccessKey { id, status: StatusType::Active, created: now, secret })
}

/// The secret of a key, to check a signature with.
pub(crate) fn open_secret(
    keyring: &Keyring,
    owner: &Owner,
    key: &AccessKey,
) -> Result<Secret<String>, Error> {
    let failed = || Error::ServiceFailure(Failure::Sealed("access key"));
    let account = key.id.account();
    let owner_id = owner.id(account);
    let binding = secret_binding(account, &owner_id, &key.id);
    let opened = keyring.open(Purpose::AccessKey, &binding, &key.secret).map_err(|_| failed())?;
    String::from_utf8(opened.expose().clone()).map(Secret::new).map_err(|_| failed())
}
