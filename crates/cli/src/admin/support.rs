//! The operator's last resort over the admin socket.

use model::{AccountId, Secret};
use serde::{Deserialize, Serialize};
use server::Clock;
use service::operator::{LastResort, Operator, SupportDone, SupportRequestView, Supported};
use service::{Error, Service};

use super::perform::{check_account, in_words, send};
use super::protocol::{Answering, Ended, exposed};

/// What became of what was asked for. No `Debug`: it may hold a new password (rule R7).
#[derive(Serialize, Deserialize)]
#[serde(tag = "Status")]
pub enum SupportAnswer {
    /// The devices were deactivated.
    #[serde(rename_all = "PascalCase")]
    MfaDeactivated {
        /// In which account.
        account_id: String,
        /// Which, by serial number.
        mfa_devices: Vec<String>,
    },
    /// The root user has another password.
    #[serde(rename_all = "PascalCase")]
    PasswordReset {
        /// Of which account.
        account_id: String,
        /// What the root user signs in with.
        root_email: String,
        /// The password, for one sign-in.
        #[serde(with = "exposed")]
        root_password: Secret<String>,
    },
    /// It waits from now on.
    Filed(SupportRequestView),
    /// Another operator has approved it, and it waits for its time.
    Approved(SupportRequestView),
    /// It waited already.
    Waits(SupportRequestView),
}

impl From<Supported> for SupportAnswer {
    fn from(supported: Supported) -> Self {
        match supported {
            Supported::Done(SupportDone::MfaDeactivated { account, devices }) => {
                Self::MfaDeactivated { account_id: account.to_string(), mfa_devices: devices }
            }
            Supported::Done(SupportDone::PasswordReset { account, email, password }) => Self::PasswordReset {
                account_id: account.to_string(),
                root_email: email,
                root_password: password,
            },
            Supported::Filed(request) => Self::Filed(request),
            Supported::Approved(request) => Self::Approved(request),
            Supported::Waits(request) => Self::Waits(request),
        }
    }
}

/// Switches alternative factors off or on.
pub async fn alternative_factors(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    (account, on, reason): (AccountId, bool, &str),
    answers: &Answering,
) -> Result<(), Ended> {
    check_account(service, account).await?;
    let changed = service.set_alternative_factors(operator, (account, on, reason), clock.now()).await;
    Ok(send(answers, &changed.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
}

/// Does it, or files a request.
pub async fn last_resort(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    (account, wanted, reason): (AccountId, &LastResort, &str),
    answers: &Answering,
) -> Result<(), Ended> {
    check_account(service, account).await?;
    answer(service.last_resort(operator, (account, wanted, reason), clock.now()).await, answers).await
}

/// Sends what became of it.
pub async fn answer(supported: Result<Supported, Error>, answers: &Answering) -> Result<(), Ended> {
    let supported = supported.map_err(|error| Ended::Failed(in_words(&error)))?;
    Ok(send(answers, &SupportAnswer::from(supported)).await?)
}

/// Sends what waits.
pub async fn list((service, clock): (&Service, &dyn Clock), answers: &Answering) -> Result<(), Ended> {
    let waiting = service.last_resorts_waiting(clock.now()).await;
    for request in waiting.map_err(|error| Ended::Failed(in_words(&error)))? {
        send(answers, &request).await?;
    }
    Ok(())
}
