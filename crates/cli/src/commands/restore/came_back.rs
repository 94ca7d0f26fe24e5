//! The list of what came back: keys of people who have left are nothing to find out by accident.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backup::Header;
use model::Timestamp;
use serde::Serialize;
use service::Service;
use service::operator::CameBack;

use super::Place;
use crate::data::{self, DataDirectory, Engine};
use crate::failure::{Failure, with_causes};
use crate::terminal::note;

/// So many are shown at once; the others are in the file.
const SHOWN: usize = 20;

/// The store that was in use until now.
pub struct Before(Arc<Service>);

impl Before {
    /// That of a directory that was named, or that was moved aside; none if there is none, or it is another store's.
    pub async fn find(place: &Place<'_>, named: Option<&Path>, header: &Header) -> Option<Self> {
        let path = named.map(Path::to_owned).or_else(|| data::moved_aside(place.directory))?;
        match Self::open(place, &path, header).await {
            Ok(before) => Some(before),
            Err(reason) => {
                note(&format!("the store in {} cannot tell what came back: {reason}", path.display()));
                None
            }
        }
    }

    async fn open(place: &Place<'_>, path: &Path, header: &Header) -> Result<Self, String> {
        let directory = DataDirectory::find(path).map_err(Failure::into_words)?;
        if !directory.has_store() {
            return Err("there is none".to_owned());
        }
        let engine =
            Engine::sqlite(&directory).map_err(|trouble| super::running(trouble, &directory).into_words())?;
        let before = data::over(engine, place.keyring.clone(), place.settings);
        let name = before.store_name().await.map_err(|error| with_causes(&error))?;
        match (&name, &header.store) {
            (Some(name), Some(other)) if name != other => Err("it is another store's".to_owned()),
            _ => Ok(Self(before)),
        }
    }
}

/// What was listed.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listed {
    /// How many.
    count: usize,
    /// Whether it is known that they had been removed.
    is_known: bool,
    /// Where they all are; none if there are none.
    file: Option<PathBuf>,
    /// The first of them.
    #[serde(skip)]
    first: Vec<CameBack>,
}

/// Lists what came back in a file of its own in the data directory.
///
/// # Errors
/// If a store cannot be read, or the file not written.
pub async fn list(
    service: &Service,
    before: Option<&Before>,
    directory: &DataDirectory,
    now: Timestamp,
) -> Result<Listed, Failure> {
    let failed = |error: io::Error| Failure::of("cannot write the list of what came back", error);
    // Named as what a start clears away, until it is whole.
    let unfinished =
        tempfile::Builder::new().prefix(".new-").tempfile_in(directory.path()).map_err(failed)?;
    let mut listed = Listed { count: 0, is_known: before.is_some(), file: None, first: Vec::new() };
    let mut out = BufWriter::new(unfinished);
    let mut written = writeln!(out, "what\taccount\tname\tid\twas removed since");
    let mut tell = |back: CameBack| {
        if written.is_ok() {
            written = writeln!(out, "{}", line(&back));
        }
        listed.count += 1;
        if listed.first.len() < SHOWN {
            listed.first.push(back);
        }
    };
    let compared = service.came_back(before.map(|before| before.0.as_ref()), &mut tell).await;
    compared.map_err(|error| Failure::of("cannot find out what came back", with_causes(&error)))?;
    written.map_err(failed)?;
    if listed.count > 0 {
        let unfinished = out.into_inner().map_err(|error| failed(error.into_error()))?;
        unfinished.as_file().sync_all().map_err(failed)?;
        let path = directory.file(&format!("came-back-{}.tsv", now.basic()));
        unfinished.persist(&path).map_err(|error| failed(error.error))?;
        File::open(directory.path()).and_then(|directory| directory.sync_all()).map_err(failed)?;
        listed.file = Some(path);
    }
    Ok(listed)
}

/// What people named cannot make two lines of one, or command a terminal.
fn line(back: &CameBack) -> String {
    let known = if back.is_known { "yes" } else { "not known" };
    let cells = [back.what.word(), &back.account_id, &back.name, &back.id, known];
    cells.map(|cell| cell.replace(char::is_control, "?")).join("\t")
}

impl Listed {
    /// What it comes to, for people.
    pub fn in_words(&self) -> String {
        let file = self.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        match (self.count, self.is_known) {
            (0, true) => "Nothing came back that the store before had removed.".to_owned(),
            (0, false) => "Nobody gets in yet: there are no users, keys or passwords in it.".to_owned(),
            (count, true) => {
                let shown: Vec<_> = self.first.iter().map(|back| format!("  {}", in_columns(back))).collect();
                format!(
                    "{count} things that let somebody in came back although they had been removed, turned off or replaced since; remove them \
                     again where that was meant. All are in {file}:\n{}",
                    shown.join("\n")
                )
            }
            (count, false) => format!(
                "What was removed, turned off or replaced after the backup is there again, and without the store of before nothing tells \
                 what that is. {file} lists all {count} users, roles, passwords, keys and devices that let somebody in: compare it with \
                 what you know of who left, and of keys that leaked."
            ),
        }
    }
}

fn in_columns(back: &CameBack) -> String {
    line(back).split('\t').take(4).collect::<Vec<_>>().join("  ")
}
