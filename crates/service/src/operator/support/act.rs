//! Doing it: one commit, with the event and the letters that tell of it.

use model::{AccountId, Timestamp};
use serde_json::{Map, json};

use super::requests::parameters;
use super::{By, SupportDone, no_devices, refused};
use crate::audit::Happening;
use crate::post::Notice;
use crate::records::{Account, Credentials, Loaded, Owner, SupportDeed, SupportRequest, User, keys};
use crate::{Changes, Error, Service};

impl Service {
    /// Does what nothing has to be waited for; a request that is too old goes.
    pub(super) async fn act(
        &self,
        (account, deed): (AccountId, &SupportDeed),
        lapsed: Option<&Loaded<SupportRequest>>,
        by: By<'_>,
    ) -> Result<SupportDone, Error> {
        let changes = lapsed.into_iter().fold(Changes::new(), Changes::remove);
        self.commit_deed((account, deed, None), changes, by).await
    }

    /// Does what was asked for. The request goes in the same commit: of two who complete it, one does.
    pub(super) async fn act_on_request(
        &self,
        read: &Loaded<SupportRequest>,
        request: &SupportRequest,
        by: By<'_>,
    ) -> Result<SupportDone, Error> {
        let changes = Changes::new().remove(read);
        self.commit_deed((request.account, &request.deed, Some(request)), changes, by).await
    }

    async fn commit_deed(
        &self,
        (account, deed, request): (AccountId, &SupportDeed, Option<&SupportRequest>),
        changes: Changes,
        by: By<'_>,
    ) -> Result<SupportDone, Error> {
        let mut details = Map::new();
        let (name, done, changes) = match deed {
            SupportDeed::DeactivateMfa { owner, .. } => {
                let (devices, changes) = self.without_devices(account, owner, by.now, changes).await?;
                details.insert("devices".to_owned(), json!(devices));
                ("DeactivateMfaDevices", SupportDone::MfaDeactivated { account, devices }, changes)
            }
            SupportDeed::ResetRootPassword => {
                let (done, changes) = self.with_new_root_password(account, by, changes).await?;
                ("ResetRootPassword", done, changes)
            }
        };
        let changes = self.tell_of_deed(changes, (account, deed), Notice::SupportActed, by.now).await?;
        let happening = Happening {
            account,
            at: by.now,
            source: "bartizan",
            name,
            identity: by.operator.identity(),
            parameters: parameters(deed, request, by.reason),
            details: &details,
        };
        self.commit_happening(changes, &happening).await?;
        Ok(done)
    }

    /// A password for one sign-in. Sessions end, and with the old password whatever was begun with it: sign-ins and recoveries.
    async fn with_new_root_password(
        &self,
        account: AccountId,
        by: By<'_>,
        changes: Changes,
    ) -> Result<(SupportDone, Changes), Error> {
        let before = self.document_of(account).await?;
        let (password, record) = self.first_password(by.now)?;
        let root = Credentials {
            password: Some(record),
            sessions_valid_after: before.root.sessions_valid_after.max(by.now),
            ..before.root.clone()
        };
        let changes = changes
            .update(&before, &Account { root, ..Account::clone(&before) })
            // Who is told a new password begins anew.
            .remove_key(keys::wrong_root_passwords(account));
        Ok((SupportDone::PasswordReset { account, email: before.email.clone(), password }, changes))
    }

    /// All devices go and sessions end; codes that were locked are looked at again, of whichever device comes next.
    async fn without_devices(
        &self,
        account: AccountId,
        owner: &Owner,
        now: Timestamp,
        changes: Changes,
    ) -> Result<(Vec<String>, Changes), Error> {
        let mut changes = match self.records.guesses(account, owner).await? {
            Some(guesses) => changes.remove(&guesses),
            None => changes,
        };
        let credentials = |before: &Credentials| Credentials {
            mfa_devices: Vec::new(),
            sessions_valid_after: before.sessions_valid_after.max(now),
            ..before.clone()
        };
        let devices = match owner {
            Owner::Root => {
                let before = self.document_of(account).await?;
                let root = credentials(&before.root);
                changes = changes.update(&before, &Account { root, ..Account::clone(&before) });
                before.root.mfa_devices.clone()
            }
            Owner::User(id) => {
                let gone = || {
                    refused("that user was deleted meanwhile: `bartizan support cancel` lets the request go")
                };
                let before = self.records.by_id::<User>(account, id.as_str()).await?.ok_or_else(gone)?;
                let credentials = credentials(&before.credentials);
                changes = changes.update(&before, &User { credentials, ..User::clone(&before) });
                before.credentials.mfa_devices.clone()
            }
            Owner::Role(_) | Owner::Vouched(_) => Vec::new(),
        };
        if devices.is_empty() {
            return Err(no_devices());
        }
        self.released(account, devices, changes).await
    }
}
