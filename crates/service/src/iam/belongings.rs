//! What users have of one kind: found, added to, changed, taken away. The whole of it is one document, so that whoever adds and whoever
//! deletes the user at the same moment cannot both win.

use store::{Expected, Key};

use crate::error::Conflict;
use crate::records::{Belonging, Belongings, Loaded, Owner, ServiceCredential, SigningCertificate, SshKey};
use crate::{Changes, Context, Error};

/// What somebody has of one kind at the moment, which may be nothing.
pub struct Held<T: Belonging> {
    key: Key,
    read: Option<Loaded<Belongings<T>>>,
}

impl<T: Belonging> Held<T> {
    /// Looks it up.
    pub async fn by(ctx: &Context<'_>, owner: &Owner) -> Result<Self, Error> {
        let key = T::key(ctx.account(), owner);
        let read = ctx.records().load(key.clone()).await?;
        Ok(Self { key, read })
    }

    /// The things, oldest first.
    pub fn things(&self) -> &[T] {
        self.read.as_ref().map_or(&[], |read| &read.things)
    }

    /// The thing of this id.
    pub fn find(&self, id: &str) -> Option<&T> {
        self.things().iter().find(|thing| thing.id() == id)
    }

    /// Writes that there is one more.
    pub fn with(&self, changes: Changes, thing: T) -> Changes {
        let mut things = self.things().to_vec();
        things.push(thing);
        self.are(changes, things)
    }

    /// Writes that one is another now.
    pub fn changed(&self, changes: Changes, thing: &T) -> Changes {
        let anew = |old: &T| if old.id() == thing.id() { thing.clone() } else { old.clone() };
        self.are(changes, self.things().iter().map(anew).collect())
    }

    /// Writes that one is gone.
    pub fn without(&self, changes: Changes, id: &str) -> Changes {
        self.are(changes, self.things().iter().filter(|thing| thing.id() != id).cloned().collect())
    }

    fn are(&self, changes: Changes, things: Vec<T>) -> Changes {
        match (&self.read, things.is_empty()) {
            (Some(read), true) => changes.remove(read),
            (None, true) => changes,
            (read, false) => {
                let document = Belongings { schema: Belongings::<T>::SCHEMA, things };
                changes.upsert(self.key.clone(), read.as_ref(), &document)
            }
        }
    }

    /// That there is nothing, now and when it is committed.
    fn nothing(self, conflict: Conflict) -> Result<(Key, Expected), Conflict> {
        match self.read {
            Some(_) => Err(conflict),
            None => Ok((self.key, Expected::Absent)),
        }
    }
}

/// That a user has none of this, now and when it is committed: who has cannot be deleted.
pub async fn none(ctx: &Context<'_>, owner: &Owner) -> Result<Vec<(Key, Expected)>, Error> {
    let certificates = Held::<SigningCertificate>::by(ctx, owner).await?;
    let keys = Held::<SshKey>::by(ctx, owner).await?;
    let credentials = Held::<ServiceCredential>::by(ctx, owner).await?;
    Ok(vec![
        certificates.nothing(Conflict::Certificates)?,
        keys.nothing(Conflict::References)?,
        credentials.nothing(Conflict::References)?,
    ])
}
