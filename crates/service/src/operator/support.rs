//! The operator's last resort: taking somebody's MFA devices away, giving the root user another password, and switching off that the root
//! user recovers by alternative factors.
//!
//! Who can talk an operator into the first two has the account. So they can be made to wait, for a time in which the owner reads of it and
//! can stop it by signing in with MFA, and for another operator: another user of the machine, as the kernel says (rule R15), not as anybody
//! claims. What waits is a document ([`SupportRequest`]); **time alone does nothing**: somebody runs the command again once it may be done.
//!
//! ```text
//!  command ── nothing to wait for ─────────────────────────────▶ DONE
//!     │ else                                                       ▲
//!     ▼                                                            │ the command again, or an approval, once it is due and approved
//!  FILED (the owner is told) ── another operator approves ──▶ APPROVED
//!     └──── cancelled by an operator, or by its owner's sign-in with MFA; or seven days after its time ──▶ GONE
//! ```

mod act;
mod alternative_factors;
mod by_owner;
mod devices;
mod requests;
mod telling;

use model::{AccountId, Secret, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Operator, Whose};
use crate::error::{Failure, Invalid, Missing};
use crate::records::{Account, Loaded, Owner, SupportDeed, SupportRequest};
use crate::{Error, Service};

/// What is asked for.
#[derive(Clone, Debug)]
pub enum LastResort {
    /// All MFA devices of somebody are deactivated, and the sessions end.
    DeactivateMfa(Whose),
    /// The root user gets a password for one sign-in, and the sessions end.
    ResetRootPassword,
}

/// What became of it.
#[derive(Debug)]
pub enum Supported {
    /// It is done.
    Done(SupportDone),
    /// It waits from now on.
    Filed(SupportRequestView),
    /// Another operator has approved it; it still waits for its time.
    Approved(SupportRequestView),
    /// It waits already, and this changed nothing.
    Waits(SupportRequestView),
}

/// What was done.
#[derive(Debug)]
pub enum SupportDone {
    /// These devices were deactivated.
    MfaDeactivated {
        /// In which account.
        account: AccountId,
        /// Their serial numbers.
        devices: Vec<String>,
    },
    /// The root user has another password.
    PasswordReset {
        /// Of which account.
        account: AccountId,
        /// What the root user signs in with.
        email: String,
        /// The password, which is to be changed at the next sign-in.
        password: Secret<String>,
    },
}

/// A request that waits, as operators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SupportRequestView {
    /// What names it.
    pub request_id: String,
    /// In which account.
    pub account_id: AccountId,
    /// What the command is called.
    pub command: String,
    /// Whose, where it is not the root user.
    pub user_name: Option<String>,
    /// Why.
    pub reason: String,
    /// Who asked: the number of a user of the operating system.
    pub requested_by: u32,
    /// When.
    pub requested_at: String,
    /// It is not done before.
    pub due_at: String,
    /// It counts for nothing from then on.
    pub expires_at: String,
    /// Whether another operator must approve it.
    pub needs_second_operator: bool,
    /// Who did.
    pub approved_by: Option<u32>,
}

/// Who does something as a last resort, and why.
#[derive(Clone, Copy)]
struct By<'a> {
    operator: Operator,
    reason: Option<&'a str>,
    now: Timestamp,
}

impl Service {
    /// Does it, or files a request for it, or goes on with the request that there is.
    ///
    /// # Errors
    /// If there is no such user, or nothing to take away, or the store fails.
    pub async fn last_resort(
        &self,
        operator: Operator,
        (account, wanted, reason): (AccountId, &LastResort, &str),
        now: Timestamp,
    ) -> Result<Supported, Error> {
        let by = By { operator, reason: Some(reason), now };
        again!(self, self.last_resort_once(account, wanted, by))
    }

    async fn last_resort_once(
        &self,
        account: AccountId,
        wanted: &LastResort,
        by: By<'_>,
    ) -> Result<Supported, Error> {
        let deed = self.meant(account, wanted).await?;
        let found = self.records.load::<SupportRequest>(deed.key(account)).await?;
        match found {
            Some(request) if request.stands(by.now) => self.go_on(&request, by).await,
            found if self.last_resort_waits() => self.file((account, deed), found.as_ref(), by).await,
            found => self.act((account, &deed), found.as_ref(), by).await.map(Supported::Done),
        }
    }

    const fn last_resort_waits(&self) -> bool {
        !self.settings.support_waiting_period.is_zero() || self.settings.support_second_operator
    }

    /// Who is meant. Where there is nothing to take away, nobody has to wait for it.
    async fn meant(&self, account: AccountId, wanted: &LastResort) -> Result<SupportDeed, Error> {
        let LastResort::DeactivateMfa(whose) = wanted else { return Ok(SupportDeed::ResetRootPassword) };
        let (owner, name, devices) = match whose {
            Whose::Root => {
                let account = self.document_of(account).await?;
                (Owner::Root, None, account.root.mfa_devices.len())
            }
            Whose::User(name) => {
                let user = self.records.user(account, name).await?;
                let user = user.ok_or_else(|| Missing::User(name.clone()))?;
                let devices = user.credentials.mfa_devices.len();
                (Owner::User(user.id.clone()), Some(user.name.to_string()), devices)
            }
        };
        if devices == 0 {
            return Err(no_devices());
        }
        Ok(SupportDeed::DeactivateMfa { owner, name })
    }

    async fn document_of(&self, account: AccountId) -> Result<Loaded<Account>, Error> {
        let found = self.records.account(account).await?;
        Ok(found.ok_or_else(|| Failure::Corrupt(format!("account {account}")))?)
    }
}

fn no_devices() -> Error {
    refused("no MFA device is assigned there: nothing has to be deactivated")
}

fn refused(why: &str) -> Error {
    Invalid::Other(why.to_owned()).into()
}
