//! Letters about the operator's last resort. They go to the owner of the account, whoever's it is: to where a recovery would write, and to the
//! present address. What is done to a user goes to the contact for security too.

use std::time::Duration;

use model::{AccountId, Arn, Timestamp};

use crate::post::{Letter, Notice, Writing};
use crate::records::{Owner, SupportDeed, SupportRequest, User};
use crate::{Changes, Error, Service};

/// So long a letter waits for a mail server that does not answer.
const WORTH: Duration = Duration::from_hours(72);

impl Service {
    /// That something is asked for, and from when on it can be done.
    pub(super) async fn tell_that_asked(
        &self,
        changes: Changes,
        request: &SupportRequest,
        now: Timestamp,
    ) -> Result<Changes, Error> {
        let writing = Writing::SupportAsked {
            password: request.deed == SupportDeed::ResetRootPassword,
            about: self.named(request.account, &request.deed).await?,
            due: request.due,
        };
        // Also who reads it late can still stop it, as long as nobody has completed it.
        self.tell_owner(changes, request.account, &writing, (now, request.lapses())).await
    }

    /// That a request is gone.
    pub(super) async fn tell_of_support(
        &self,
        changes: Changes,
        request: &SupportRequest,
        notice: Notice,
        now: Timestamp,
    ) -> Result<Changes, Error> {
        self.tell_of_deed(changes, (request.account, &request.deed), notice, now).await
    }

    /// That something was done.
    pub(super) async fn tell_of_deed(
        &self,
        changes: Changes,
        (account, deed): (AccountId, &SupportDeed),
        notice: Notice,
        now: Timestamp,
    ) -> Result<Changes, Error> {
        let about = self.named(account, deed).await?;
        let security = match (&about, notice) {
            (Some(_), Notice::SupportActed) => self.security_contact(account).await?,
            _ => None,
        };
        let writing = Writing::Notice { notice, at: now, by: None, about, address: None, last: None };
        let until = now.after(WORTH);
        let changes = match security {
            Some(to) => {
                let letter = Letter { account, to, language: None, writing: writing.clone(), until };
                self.post(changes, &letter, now)?
            }
            None => changes,
        };
        self.tell_owner(changes, account, &writing, (now, until)).await
    }

    async fn tell_owner(
        &self,
        mut changes: Changes,
        account: AccountId,
        writing: &Writing,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Changes, Error> {
        let account = self.document_of(account).await?;
        let [former, present] = account.told(now);
        let again = (former != present).then_some(present);
        for to in std::iter::once(former).chain(again) {
            let (to, writing) = (to.to_owned(), writing.clone());
            let letter = Letter { account: account.id, to, language: None, writing, until };
            changes = self.post(changes, &letter, now)?;
        }
        Ok(changes)
    }

    /// The user whom it is about, by the present name.
    async fn named(&self, account: AccountId, deed: &SupportDeed) -> Result<Option<String>, Error> {
        let Owner::User(id) = deed.owner() else { return Ok(None) };
        let user = self.records.by_id::<User>(account, id.as_str()).await?;
        let arn = |user: &User| Arn::to_string(&user.arn());
        Ok(user.as_deref().map(arn).or_else(|| deed.user_name().map(str::to_owned)))
    }
}
