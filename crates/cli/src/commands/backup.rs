//! `bartizan backup`.

mod sink;

use std::path::Path;

use data_encoding::BASE64;
use serde::Serialize;

use self::sink::Sink;
use super::{print_json, progress};
use crate::admin::{BackupAnswer, Request, ask};
use crate::arguments::{BackupArguments, Format};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::{note, print_line};

/// A backup that was made.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Made {
    file: String,
    backup_id: String,
    made: String,
    documents: u64,
    events: u64,
    bytes: u64,
}

/// Makes one. An interrupted one leaves nothing.
pub async fn run(in_force: &InForce, wanted: &BackupArguments) -> Result<(), Failure> {
    let sink = Sink::open(&wanted.file, wanted.force)?;
    // Whoever presses Ctrl-C gets the unfinished file cleared away.
    let made = tokio::select! {
        made = make(in_force, sink) => made?,
        _ = tokio::signal::ctrl_c() => return Err(Failure::Failed("interrupted: no backup was made".to_owned())),
    };
    let is_printed = wanted.file == Path::new("-");
    match wanted.output.format {
        _ if is_printed => {
            note(&in_words(&made));
            Ok(())
        }
        Format::Json => print_json(&made),
        Format::Text => print_line(&in_words(&made)),
    }
}

async fn make(in_force: &InForce, mut sink: Sink) -> Result<Made, Failure> {
    let senseless = || Failure::Failed("the server's answer makes no sense: no backup was made".to_owned());
    let mut answers = ask(&in_force.settings, &Request::Backup {}).await?;
    let Some(BackupAnswer::Begun { id, made, about }) = answers.next().await? else {
        return Err(senseless());
    };
    let bar = progress::of_records(about, "backing up");
    let mut written = 0;
    loop {
        match answers.next().await? {
            Some(BackupAnswer::Part { bytes, records }) => {
                let bytes = BASE64.decode(bytes.as_bytes()).map_err(|_| senseless())?;
                sink.write(&bytes)?;
                written += bytes.len() as u64;
                bar.set_position(records);
            }
            Some(BackupAnswer::Done { documents, events, bytes }) if bytes == written => {
                // To its end: who was answered here owns the store until then.
                while answers.next_raw().await?.is_some() {}
                let file = sink.keep()?;
                bar.finish_and_clear();
                return Ok(Made { file, backup_id: id, made, documents, events, bytes });
            }
            Some(BackupAnswer::Begun { .. } | BackupAnswer::Done { .. }) | None => return Err(senseless()),
        }
    }
}

fn in_words(made: &Made) -> String {
    let Made { file, made, documents, events, bytes, .. } = made;
    format!(
        "backed up {documents} documents and {events} events of {made} to {file}, {bytes} bytes. The master key is not in it: keep a \
         copy of master.key in another place"
    )
}
