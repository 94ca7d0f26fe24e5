//! Documents that several operations look up, by what they are known by.

use model::{AccessKeyId, AccountAlias, AccountId, PolicyName, UserName};
use store::Key;

use super::{
    Account, AliasClaim, Count, Document, Guesses, Identified, KeyOwner, Loaded, ManagedPolicy, NamePointer,
    Owner, PasswordPolicy, Records, User, keys,
};
use crate::error::Error;

impl Records {
    /// An account.
    pub(crate) async fn account(&self, account: AccountId) -> Result<Option<Loaded<Account>>, Error> {
        self.load(keys::account(account)).await
    }

    /// Who claims an alias, or did.
    pub(crate) async fn alias_claim(
        &self,
        alias: &AccountAlias,
    ) -> Result<Option<Loaded<AliasClaim>>, Error> {
        self.load(keys::alias(alias)).await
    }

    /// The account that an alias names at the moment. Whoever has a text that may be an account's number reads it as one first:
    /// no alias is twelve digits, so a text names one account at most (rule R12).
    ///
    /// # Errors
    /// If the store fails.
    pub async fn account_of_alias(&self, alias: &AccountAlias) -> Result<Option<AccountId>, Error> {
        let claim = self.alias_claim(alias).await?;
        Ok(claim.filter(|claim| claim.freed.is_none()).map(|claim| claim.account))
    }

    /// A user, by name without regard to case.
    pub(crate) async fn user(
        &self,
        account: AccountId,
        name: &UserName,
    ) -> Result<Option<Loaded<User>>, Error> {
        self.load(keys::user(account, name)).await
    }

    /// A managed policy of the account, by name without regard to case.
    pub(crate) async fn policy(
        &self,
        account: AccountId,
        name: &PolicyName,
    ) -> Result<Option<Loaded<ManagedPolicy>>, Error> {
        self.load(keys::policy(account, name)).await
    }

    /// A user, a group or a role, by immutable id.
    pub(crate) async fn by_id<T: Identified>(
        &self,
        account: AccountId,
        id: &str,
    ) -> Result<Option<Loaded<T>>, Error> {
        let key = keys::id(account, id);
        let mut seen = None;
        loop {
            let Some(pointer) = self.load::<NamePointer<T::Name>>(key.clone()).await? else {
                return Ok(None);
            };
            let named = T::key(account, &pointer.name);
            // A name that was given to another in between is not this one.
            if let Some(found) = self.load::<T>(named.clone()).await?.filter(|found| found.id() == id) {
                return Ok(Some(found));
            }
            // It was renamed between the two reads: the pointer is read anew, until it stays the same.
            if seen.replace(pointer.revision()) == Some(pointer.revision()) {
                return Ok(None);
            }
            self.cache.forget(&key);
            self.cache.forget(&named);
        }
    }

    /// What a counter stands at.
    pub(crate) async fn count(&self, key: Key) -> Result<u64, Error> {
        Ok(self.load::<Count>(key).await?.map_or(0, |count| count.0))
    }

    /// Many documents at once. They are read past the cache, and do not drive out of it what is asked for more often.
    pub(crate) async fn many<T: Document>(&self, keys: &[Key]) -> Result<Vec<Option<Loaded<T>>>, Error> {
        let mut documents = Vec::with_capacity(keys.len());
        for piece in keys.chunks(store::limits::KEYS) {
            for (key, found) in piece.iter().zip(self.counted(self.store.get(piece).await)?) {
                documents.push(found.map(|versioned| Loaded::parse(key.clone(), &versioned)).transpose()?);
            }
        }
        Ok(documents)
    }

    /// What many counters stand at.
    pub(crate) async fn counts(&self, keys: &[Key]) -> Result<Vec<u64>, Error> {
        let counts = self.many::<Count>(keys).await?;
        Ok(counts.into_iter().map(|count| count.map_or(0, |count| count.0)).collect())
    }

    /// Whose access key this is.
    pub(crate) async fn key_owner(&self, key: &AccessKeyId) -> Result<Option<Loaded<KeyOwner>>, Error> {
        self.load(keys::access_key(key)).await
    }

    /// What the account asks of passwords, if it says so.
    pub(crate) async fn password_policy(
        &self,
        account: AccountId,
    ) -> Result<Option<Loaded<PasswordPolicy>>, Error> {
        self.load(keys::password_policy(account)).await
    }

    /// What a principal guessed wrong.
    pub(crate) async fn guesses(
        &self,
        account: AccountId,
        owner: &Owner,
    ) -> Result<Option<Loaded<Guesses>>, Error> {
        self.load(keys::guesses(account, owner)).await
    }
}
