//! Requests about master keys.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use server::Clock;
use service::operator::{MasterKeyView, Operator, SealedAnew};
use service::{Error, Service};

use super::perform::{in_words, send};
use super::protocol::{Answer, Answering, Ended};
use super::verify::count_accounts;

/// What is asked about master keys. No key ever travels over the socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum KeysRequest {
    /// Which there are.
    List {},
    /// One more, which does not seal yet.
    Add {},
    /// The one that was added seals.
    Activate {},
    /// Another one seals.
    Rotate {
        /// Whether somebody else may have those before.
        compromised: bool,
    },
}

impl KeysRequest {
    /// What the log calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::List {} => "list-keys",
            Self::Add {} => "add-key",
            Self::Activate {} => "activate-key",
            Self::Rotate { compromised: false } => "rotate-key",
            Self::Rotate { compromised: true } => "replace-compromised-key",
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeysAnswer {
    /// A key.
    Key(MasterKeyView),
    /// This generation was added.
    Added(u32),
    /// This generation seals from now on.
    Seals(u32),
    /// What is stored in so many accounts is to be sealed anew.
    Accounts(u64),
    /// It is so far.
    Progress(SealedAnew),
    /// What is stored was sealed anew.
    SealedAnew(SealedAnew),
}

/// Does it, and answers.
pub async fn perform(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    what: KeysRequest,
    answers: &Answering,
) -> Result<(), Ended> {
    let now: Timestamp = clock.now();
    match what {
        KeysRequest::List {} => {
            for key in service.master_keys().await.map_err(|error| failed(&error))? {
                send(answers, &KeysAnswer::Key(key)).await?;
            }
            return Ok(());
        }
        KeysRequest::Add {} => {
            let added = service.add_master_key(operator, now).await.map_err(|error| failed(&error))?;
            return Ok(send(answers, &KeysAnswer::Added(added)).await?);
        }
        KeysRequest::Activate {} => {
            let generation =
                service.activate_master_key(operator, now).await.map_err(|error| failed(&error))?;
            send(answers, &KeysAnswer::Seals(generation)).await?;
        }
        KeysRequest::Rotate { compromised } => {
            let generation = service
                .rotate_master_key(operator, compromised, now)
                .await
                .map_err(|error| failed(&error))?;
            send(answers, &KeysAnswer::Seals(generation)).await?;
        }
    }
    // Whoever hangs up, or is killed, leaves the rest to the server.
    send(answers, &KeysAnswer::Accounts(count_accounts(service).await?)).await?;
    // Sealing waits for nobody who only watches: what does not fit is not told.
    let watch = |done| {
        if let Ok(progress) = to_raw_value(&KeysAnswer::Progress(done)) {
            let _ = answers.try_send(Answer::Result(progress));
        }
    };
    let done = service.seal_anew_watched(clock.now(), &watch).await.map_err(|error| failed(&error))?;
    Ok(send(answers, &KeysAnswer::SealedAnew(done)).await?)
}

fn failed(error: &Error) -> Ended {
    Ended::Failed(in_words(error))
}
