//! Which commits an owner is told of (rule R20): one table, and one place where it is asked.
//!
//! An operation does not send notices. Whoever commits for it looks its action up here, and keeps the letter in the same commit: so
//! whatever enables a device tells of it, through whichever door, and what was not committed is not told.

use std::time::Duration;

use model::input::AuditValue;
use model::{AccountId, Timestamp, UserName};
use store::{Batch, Key, Partition, ScanRange};

use super::{Letter, Notice, Writing};
use crate::error::Error;
use crate::records::{Account, Contacts, Count, Owner, keys};
use crate::{Changes, Context, Identity, Service};

/// How long a notice is worth something.
const WORTH: Duration = Duration::from_secs(5 * 86_400);
/// So many notices of an account's root user in an hour, and so many of its others, the last of which says so: who makes a hundred access keys
/// must not fill a mailbox. They are counted apart, or a user who makes and deletes keys could hide what is done to the root user.
const MOST: u64 = 20;
const HOUR: u64 = 3_600;
/// What the counter of notices is called that say that somebody else is told.
const CONTACTS: &str = "contacts";

/// Something that happened and that somebody is told of.
pub(crate) struct Happened {
    /// What.
    pub notice: Notice,
    /// Whom it is about.
    pub whom: Whom,
    /// Who did it, as an ARN; none for the operator.
    pub by: Option<String>,
    /// What it was done to.
    pub about: Option<String>,
    /// From where.
    pub address: Option<String>,
}

impl Happened {
    /// The operator changed how somebody signs in; the name, where it is not the root user.
    pub fn by_operator(whose: &Owner, name: Option<String>) -> Self {
        Self {
            notice: Notice::SupportActed,
            whom: if *whose == Owner::Root { Whom::Root } else { Whom::Others },
            by: None,
            about: name,
            address: None,
        }
    }
}

/// Whom something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// The root user.
    Root,
    /// A user, or a session of somebody else.
    Others,
}

impl Whom {
    /// What the counter of such notices is called.
    const fn counted(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Others => "others",
        }
    }
}

impl Service {
    /// Who is told of what happens to somebody: the address. The root user is reached where a recovery would write, so that whoever has just
    /// changed the address does not get what the owner should read. Nobody else has an address: the account's contact for security is told,
    /// or its owner.
    async fn told(&self, account: &Account, whom: Whom, now: Timestamp) -> Result<String, Error> {
        let security = match whom {
            Whom::Root => None,
            Whom::Others => self.security_contact(account.id).await?,
        };
        Ok(security.unwrap_or_else(|| account.recovery_email(now).to_owned()))
    }

    /// The address of an account's contact for security.
    pub(crate) async fn security_contact(&self, account: AccountId) -> Result<Option<String>, Error> {
        let contacts = self.records.load::<Contacts>(keys::contacts(account)).await?;
        let security = contacts.as_ref().and_then(|contacts| contacts.alternate.get("SECURITY"));
        Ok(security.map(|contact| contact.email_address.clone()))
    }
}

/// The table: what an owner is told of an action that was done.
fn notice_of(action: &str, parameters: &dyn Fn() -> AuditValue) -> Option<Notice> {
    Some(match action {
        "iam:EnableMFADevice" => Notice::DeviceAdded,
        "iam:DeactivateMFADevice" => Notice::DeviceRemoved,
        "iam:ResyncMFADevice" => Notice::DeviceResynced,
        "iam:CreateAccessKey" => Notice::AccessKeyMade,
        "iam:ChangePassword" | "iam:CreateLoginProfile" | "signin:PasswordUpdated" => Notice::PasswordChanged,
        "bartizan:CreateRecoveryCodes" => Notice::RecoveryCodesMade,
        "signin:UseRecoveryCode" => Notice::RecoveryCodeUsed,
        // It can also only say that the password must be changed.
        "iam:UpdateLoginProfile" if field(&parameters(), "password").is_some() => Notice::PasswordChanged,
        _ => return None,
    })
}

/// A field of what was asked, also one that is hidden.
fn field<'a>(parameters: &'a AuditValue, name: &str) -> Option<&'a AuditValue> {
    let AuditValue::Object(fields) = parameters else { return None };
    let found = fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value)?;
    (*found != AuditValue::Absent).then_some(found)
}

fn text(parameters: &AuditValue, name: &str) -> Option<String> {
    match field(parameters, name)? {
        AuditValue::Text(text) => Some(text.clone()),
        _ => None,
    }
}

impl Context<'_> {
    /// Keeps the notice of what is about to be committed, if there is one.
    pub(crate) async fn noticed(&self, changes: Changes) -> Result<Changes, Error> {
        let Some(notice) = notice_of(self.action, self.parameters) else { return Ok(changes) };
        let parameters = (self.parameters)();
        let (whom, user) = self.subject(text(&parameters, "userName")).await?;
        let things = [user, text(&parameters, "serialNumber")];
        self.happened(changes, notice, whom, things).await
    }

    /// Keeps the notice of a refused code, if it was the tenth in a row, or the last that is looked at: somebody guesses, who has the first
    /// factor.
    pub(crate) async fn noticed_refusal(&self, changes: Changes) -> Result<Changes, Error> {
        let Some(check) = changes.details().get("mfaCheck") else { return Ok(changes) };
        let notice = if !check["locked"].is_null() {
            Notice::Locked
        } else if check["ownerToBeTold"] == true {
            Notice::WrongCodes
        } else {
            return Ok(changes);
        };
        let (whom, user) = self.subject(None).await?;
        self.happened(changes, notice, whom, [user, None]).await
    }

    /// Keeps the notice that somebody else is told of what happens in the account from now on: for whoever was told so far, and for the owner.
    pub(crate) async fn noticed_other_contact(
        &self,
        mut changes: Changes,
        former: Option<&str>,
    ) -> Result<Changes, Error> {
        let (service, account) = (self.service, self.account());
        let Some(document) = service.records.account(account).await? else { return Ok(changes) };
        let Some(room) = service.room(account, CONTACTS, self.now()).await? else { return Ok(changes) };
        let (key, last) = (room.key, room.last);
        changes = room.over.into_iter().fold(changes, Changes::remove_key).tally(key, 1);
        let owner = document.recovery_email(self.now());
        for to in former.into_iter().filter(|former| *former != owner).chain([owner]) {
            let writing = Writing::Notice {
                notice: Notice::SecurityContactChanged,
                at: self.now(),
                by: Some(self.caller().arn().to_string()),
                about: None,
                address: Some(self.origin.address.to_string()),
                last,
            };
            let letter = Letter {
                account,
                to: to.to_owned(),
                language: None,
                writing,
                until: self.now().after(WORTH),
            };
            changes = service.post(changes, &letter, self.now())?;
        }
        Ok(changes)
    }

    /// Whom it is about: who is named, else the caller; and the ARN, where it is not the root user.
    async fn subject(&self, named: Option<String>) -> Result<(Whom, Option<String>), Error> {
        let name: Option<UserName> = named.and_then(|name| name.parse().ok());
        match (name, self.caller().identity()) {
            (Some(name), _) => {
                let user = self.records().user(self.account(), &name).await?;
                Ok((Whom::Others, Some(user.map_or_else(|| name.to_string(), |user| user.arn().to_string()))))
            }
            (None, Identity::Root(_)) => Ok((Whom::Root, None)),
            (None, _) => Ok((Whom::Others, Some(self.caller().arn().to_string()))),
        }
    }

    async fn happened(
        &self,
        changes: Changes,
        notice: Notice,
        whom: Whom,
        things: [Option<String>; 2],
    ) -> Result<Changes, Error> {
        let about: Vec<String> = things.into_iter().flatten().collect();
        let happened = Happened {
            notice,
            whom,
            by: Some(self.caller().arn().to_string()),
            about: (!about.is_empty()).then(|| about.join(", ")),
            address: Some(self.origin.address.to_string()),
        };
        self.service.tell(changes, self.account(), happened, self.now()).await
    }
}

impl Service {
    /// Keeps a notice among what is committed, unless nobody is told or enough were.
    pub(crate) async fn tell(
        &self,
        changes: Changes,
        account: AccountId,
        happened: Happened,
        now: Timestamp,
    ) -> Result<Changes, Error> {
        let Some((letter, room)) = self.notice(account, happened, now).await? else { return Ok(changes) };
        let changes = room.over.into_iter().fold(changes, Changes::remove_key).tally(room.key, 1);
        self.post(changes, &letter, now)
    }

    /// The same for what the operator commits. Ring the bell after the commit.
    pub(crate) async fn tell_in(
        &self,
        batch: Batch,
        account: AccountId,
        happened: Happened,
        now: Timestamp,
    ) -> Result<Batch, Error> {
        let Some((letter, room)) = self.notice(account, happened, now).await? else { return Ok(batch) };
        let batch = room.over.into_iter().fold(batch, Batch::delete).add(room.key, 1, i64::MAX as u64);
        self.post_in(batch, &letter, now)
    }

    async fn notice(
        &self,
        account: AccountId,
        happened: Happened,
        now: Timestamp,
    ) -> Result<Option<(Letter, Room)>, Error> {
        let Some(document) = self.records.account(account).await? else { return Ok(None) };
        let Some(room) = self.room(account, happened.whom.counted(), now).await? else { return Ok(None) };
        let to = self.told(&document, happened.whom, now).await?;
        let Happened { notice, by, about, address, .. } = happened;
        let writing = Writing::Notice { notice, at: now, by, about, address, last: room.last };
        // Not in the language of the browser that caused it: a thief would choose one that the owner takes for spam.
        Ok(Some((Letter { account, to, language: None, writing, until: now.after(WORTH) }, room)))
    }

    /// Whether there is room for one more notice in this hour.
    async fn room(&self, account: AccountId, about: &str, now: Timestamp) -> Result<Option<Room>, Error> {
        let hour = now.secs() / HOUR;
        let key = keys::notice_count(account, hour, about);
        let sent = self.records.load::<Count>(key.clone()).await?.map_or(0, |count| count.0);
        if sent >= MOST {
            return Ok(None);
        }
        let over = if sent == 0 { self.earlier_counts(account, hour).await? } else { Vec::new() };
        let last = (sent + 1 == MOST).then(|| Timestamp::from_secs((hour + 1) * HOUR));
        Ok(Some(Room { key, over, last }))
    }

    /// The counters of hours that are over.
    async fn earlier_counts(&self, account: AccountId, hour: u64) -> Result<Vec<Key>, Error> {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::NOTICE_COUNTS);
        let found = self.records.scan::<Count>(&range, 10).await?;
        let these = [Whom::Root.counted(), Whom::Others.counted(), CONTACTS];
        let now = these.map(|about| keys::notice_count(account, hour, about));
        Ok(found.iter().map(|count| count.key().clone()).filter(|key| !now.contains(key)).collect())
    }
}

/// The counter of this hour, those that are over, and until when this notice is the last. The counter names no revision, so of two commits at
/// once none waits for the other; both may find room for one.
struct Room {
    key: Key,
    over: Vec<Key>,
    last: Option<Timestamp>,
}

#[cfg(test)]
mod tests;
