//! A backup, streamed to whoever asks: the server opens no file for it (rule R15).

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use server::Clock;
use service::Service;
use tokio::sync::Semaphore;

use super::perform::{in_words, send};
use super::protocol::{Answering, Ended};

/// One at a time: each keeps what is replaced meanwhile from being cleared away.
static TURN: Semaphore = Semaphore::const_new(1);

/// So many bytes are sent at a time: a few dozen of these wait between the store and whoever takes them, and no more.
const PART: usize = 48 * 1024;

/// What is said while a backup is made.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupAnswer {
    /// It begins.
    Begun {
        /// What names it.
        id: String,
        /// Of which moment it is.
        made: String,
        /// About how many documents and events there are, if the engine knows.
        about: Option<u64>,
    },
    /// The next bytes of the file.
    Part {
        /// In base64.
        bytes: String,
        /// How many documents and events there are so far.
        records: u64,
    },
    /// That was the whole file.
    Done {
        /// How many documents.
        documents: u64,
        /// How many events.
        events: u64,
        /// How many bytes.
        bytes: u64,
    },
}

/// Makes one, as fast as it is taken. Whoever takes none of it for a while is given up by who writes to them.
pub async fn make(service: &Service, clock: &dyn Clock, answers: &Answering) -> Result<(), Ended> {
    let Ok(_turn) = TURN.try_acquire() else {
        return Err(Ended::because("another backup of this store is being made: wait until it is done"));
    };
    let failed = |error: service::Error| Ended::Failed(in_words(&error));
    let mut backup = service.begin_backup(clock.now()).await.map_err(failed)?;
    let (id, made) = (backup.header().id.clone(), backup.header().made.to_string());
    send(answers, &BackupAnswer::Begun { id, made, about: backup.about() }).await?;
    let mut length = 0;
    while let Some(bytes) = backup.next().await.map_err(failed)? {
        length += bytes.len() as u64;
        let records = backup.totals().records();
        for part in bytes.chunks(PART) {
            send(answers, &BackupAnswer::Part { bytes: BASE64.encode(part), records }).await?;
        }
    }
    let totals = backup.totals();
    let (documents, events) = (totals.documents, totals.events);
    Ok(send(answers, &BackupAnswer::Done { documents, events, bytes: length }).await?)
}
