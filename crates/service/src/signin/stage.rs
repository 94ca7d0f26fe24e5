//! Which step of a sign-in is next. It is not kept anywhere: it follows from what was proven and from what the documents say now.

use model::{Arn, SerialNumber, Timestamp};
use policy::Verdict;

use super::Ceremony;
use crate::authorize::{Ask, RequestKeys, Rights};
use crate::error::Error;
use crate::iam::passwords::Standing;
use crate::operation::Sort;
use crate::records::Credentials;
use crate::{Caller, Context, Origin, Service};

/// What a sign-in still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// One of these devices: its serial number tells whether it shows a code or signs.
    SecondFactor(Vec<SerialNumber>),
    /// Another password, which only an administrator can set.
    PasswordReset,
    /// Another password.
    NewPassword,
    /// A first device: the account or a policy demands MFA.
    Enrolment,
    /// Nothing: a session is opened.
    Complete,
}

/// What is demanded beside the factors themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Demands {
    /// The password must be changed, or has expired.
    pub new_password: Option<NewPassword>,
    /// Nobody signs in without MFA.
    pub mfa: bool,
}

/// What becomes of a password that cannot stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewPassword {
    /// Its owner sets another.
    Due,
    /// It expired, and the account's policy has an administrator set another.
    TooLate,
}

impl Stage {
    /// The next step.
    pub(crate) fn of(ceremony: &Ceremony, credentials: &Credentials, demands: Demands) -> Self {
        let devices = &credentials.mfa_devices;
        let has_proven = ceremony.mfa.is_some() || ceremony.recovered;
        if !has_proven && !devices.is_empty() {
            return Self::SecondFactor(devices.iter().map(|device| device.serial.clone()).collect());
        }
        match demands.new_password {
            Some(NewPassword::TooLate) => return Self::PasswordReset,
            Some(NewPassword::Due) => return Self::NewPassword,
            None => {}
        }
        // Who has recovered enrols in the session, where the lost device can be removed too.
        if demands.mfa && !has_proven { Self::Enrolment } else { Self::Complete }
    }
}

/// What policies call opening a session of the console. It needs no permission, but what denies it unless MFA is present demands
/// MFA: the guide's policies deny everything else then, so nobody could do anything in a session without.
const SIGN_IN: &str = "signin:ConsoleLogin";

impl Service {
    /// What a sign-in of this caller still needs.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn stage(
        &self,
        caller: &Caller,
        ceremony: &Ceremony,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Stage, Error> {
        let Some(credentials) = caller.credentials() else { return Ok(Stage::Complete) };
        let demands = self.demands(caller, credentials, origin, now).await?;
        Ok(Stage::of(ceremony, credentials, demands))
    }

    /// The same once the new password is set that was demanded.
    pub(crate) async fn stage_with_new_password(
        &self,
        caller: &Caller,
        ceremony: &Ceremony,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Stage, Error> {
        let Some(credentials) = caller.credentials() else { return Ok(Stage::Complete) };
        let demands = self.demands(caller, credentials, origin, now).await?;
        Ok(Stage::of(ceremony, credentials, Demands { new_password: None, ..demands }))
    }

    async fn demands(
        &self,
        caller: &Caller,
        credentials: &Credentials,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Demands, Error> {
        let standing = match &credentials.password {
            Some(record) => self.password_standing(caller.account(), &caller.owner(), record, now).await?,
            None => Standing::Good,
        };
        let new_password = match standing {
            Standing::Good => None,
            Standing::MustChange | Standing::Expired => Some(NewPassword::Due),
            Standing::HardExpired => Some(NewPassword::TooLate),
        };
        let account = self.records.account(caller.account()).await?;
        let of_account = account.is_some_and(|account| account.mfa_required);
        let mfa = of_account || self.policies_demand_mfa(caller, origin, now).await?;
        Ok(Demands { new_password, mfa })
    }

    async fn policies_demand_mfa(
        &self,
        caller: &Caller,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let rights = Rights::of(self, caller).await?;
        let (parameters, request_keys) = (|| model::input::AuditValue::Absent, RequestKeys::new);
        let ctx = Context {
            service: self,
            caller,
            rights: &rights,
            origin,
            now,
            action: SIGN_IN,
            sort: Sort::Change,
            declared: &[],
            request_keys: &request_keys,
            parameters: &parameters,
        };
        let arn: Arn = caller.arn();
        let denied = |code_given| {
            let verdict = ctx.judge(&Ask { code_given, ..Ask::of(SIGN_IN, &arn) }).verdict();
            verdict == Verdict::ExplicitDeny
        };
        Ok(denied(false) && !denied(true))
    }
}
