//! `bartizan restore`.

mod came_back;
mod source;

use std::path::PathBuf;
use std::sync::Arc;

use backup::{Header, Totals};
use serde::Serialize;
use server::{Clock, MonotonicClock};
use service::Service;
use service::operator::{EndedWithEpoch, FillPlan, Operator, Readiness};
use service::records::EpochCause;
use vault::Keyring;

use self::came_back::Listed;
use self::source::Source;
use super::fence::running;
use super::{epoch, print_json, progress};
use crate::arguments::{Format, RestoreArguments};
use crate::data::{self, DataDirectory, Engine, Restoring, Trouble};
use crate::failure::{Failure, with_causes};
use crate::settings::{InForce, Settings, StoreUrl};
use crate::terminal::print_line;

/// A store that was restored.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Restored {
    backup_id: String,
    made: String,
    documents: u64,
    events: u64,
    ended: EndedWithEpoch,
    came_back: Listed,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_aside: Option<PathBuf>,
}

/// Reads the whole file first; then writes, from a store that says that it is not whole to one that is in a new epoch.
pub async fn run(in_force: &InForce, wanted: &RestoreArguments) -> Result<(), Failure> {
    let settings = &in_force.settings;
    if !settings.data.exists() {
        return Err(Failure::Failed(format!(
            "there is no directory {}: make it, and put the master.key of the store that was backed up there",
            settings.data.display()
        )));
    }
    let clock = MonotonicClock::new();
    let directory = DataDirectory::find(&settings.data)?;
    let keyring = data::load_master_key(&directory)?;
    let mut source = Source::open(&wanted.file, &directory)?;
    let (header, totals) = source.check(&keyring)?;
    check_header(&header, &clock)?;

    let place = Place { directory: &directory, settings, keyring: &keyring };
    let (service, restoring, moved_aside) = place.make_room(&header, wanted.replace, &clock).await?;
    let operator = Operator { uid: rustix::process::geteuid().as_raw() };
    fill((&service, restoring), (&mut source, &header, totals), (&keyring, operator), &clock).await?;
    let before = came_back::Before::find(&place, wanted.before.as_deref(), &header).await;
    let came_back = came_back::list(&service, before.as_ref(), &directory, clock.now()).await?;
    let ended = epoch::finish(&service, clock.now()).await?;
    let restored = Restored {
        backup_id: header.id,
        made: header.made.to_string(),
        documents: totals.documents,
        events: totals.events,
        ended,
        came_back,
        moved_aside,
    };
    match wanted.output.format {
        Format::Json => print_json(&restored),
        Format::Text => print_line(&in_words(&restored)),
    }
}

/// A backup that is right may still be none for this program, or this clock (rule R30).
fn check_header(header: &Header, clock: &dyn Clock) -> Result<(), Failure> {
    const TOLERATED: std::time::Duration = std::time::Duration::from_secs(60);
    if let Some(form) = header.form.filter(|form| !Service::reads_form(*form)) {
        return Err(Failure::Failed(format!(
            "the backup is of a store in form {form}, which this version does not read: use the version that made it. Nothing was \
             written"
        )));
    }
    let (now, last) = (clock.now(), header.last_commit.map_or(header.made, |last| last.max(header.made)));
    if last > now.after(TOLERATED) {
        return Err(Failure::Failed(format!(
            "the clock says {now}, but the backup was made at {last}: set the clock of this machine right. Nothing was written"
        )));
    }
    Ok(())
}

/// Where the store is to be.
struct Place<'a> {
    directory: &'a DataDirectory,
    settings: &'a Settings,
    keyring: &'a Keyring,
}

impl Place<'_> {
    async fn open(&self) -> Result<Arc<Service>, Trouble> {
        let engine = Engine::open(self.directory, self.settings).await?;
        Ok(data::over(engine, self.keyring.clone(), self.settings))
    }

    /// An empty store, or the one that this very backup was being restored into.
    async fn make_room(
        &self,
        header: &Header,
        replace: bool,
        clock: &dyn Clock,
    ) -> Result<(Arc<Service>, Restoring, Option<PathBuf>), Failure> {
        let in_words = |trouble| running(trouble, self.directory);
        let restoring = Restoring::begin(self.directory)?;
        let service = match self.open().await {
            Ok(service) => service,
            Err(trouble) => {
                if matches!(trouble, Trouble::Owned) {
                    restoring.withdraw();
                }
                return Err(in_words(trouble));
            }
        };
        if is_free(&service, header).await? {
            return Ok((service, restoring, None));
        }
        drop(service);
        if let StoreUrl::Postgres(url) = &self.settings.store_url {
            restoring.withdraw();
            return Err(Failure::Failed(format!(
                "there is a store in {url} already, and nothing was written: restore into a database that is empty, and keep the one that is \
                 there until nobody needs it"
            )));
        }
        if !replace {
            restoring.withdraw();
            return Err(Failure::Failed(format!(
                "there is a store in {} already, and nothing was written: restore into an empty directory with the master.key in it, or \
                 say --replace, which moves the store aside",
                self.directory.path().display()
            )));
        }
        let aside = data::move_aside(self.directory, clock.now())?;
        Ok((self.open().await.map_err(in_words)?, restoring, Some(aside)))
    }
}

/// Whether nothing is in the store, or what comes from this very backup.
async fn is_free(service: &Service, header: &Header) -> Result<bool, Failure> {
    let unreadable = |error: service::Error| Failure::Failed(with_causes(&error));
    Ok(service.has_nothing().await.map_err(unreadable)?
        || service.comes_from(&header.id).await.map_err(unreadable)?)
}

async fn fill(
    (service, restoring): (&Service, Restoring),
    (source, header, totals): (&mut Source, &Header, Totals),
    (keyring, operator): (&Keyring, Operator),
    clock: &dyn Clock,
) -> Result<(), Failure> {
    let failed = |error: service::Error| {
        Failure::of(
            "the restore is not done: run it again with the same backup; no server starts before",
            with_causes(&error),
        )
    };
    if service.readiness().await.map_err(failed)? == Readiness::Ending {
        return restoring.leave_to_the_store();
    }
    let plan = FillPlan {
        id: header.id.clone(),
        cause: EpochCause::Restore,
        operator,
        data_of: header.made,
        last_commit: header.last_commit,
    };
    let mut filling = service.begin_filling(&plan, clock.now()).await.map_err(failed)?;
    restoring.leave_to_the_store()?;
    let bar = progress::of_records(Some(totals.records()), "restoring");
    // What was checked a moment ago is checked again as it is used: the file may be on a disk that fails, or somebody's to change.
    let mut reading = source.again(keyring, header)?;
    while let Some(piece) = reading.next().map_err(source::refused)? {
        filling.add(piece, clock.now()).await.map_err(failed)?;
        bar.set_position(filling.written());
    }
    filling.finish(clock.now()).await.map_err(failed)?;
    bar.finish_and_clear();
    Ok(())
}

fn in_words(restored: &Restored) -> String {
    let Restored { made, documents, events, ended, came_back, moved_aside, .. } = restored;
    let mut text = format!(
        "Restored {documents} documents and {events} events of {made}. What was answered after that is not there.\n{}\n{}",
        epoch::in_words(ended),
        came_back.in_words()
    );
    if let Some(aside) = moved_aside {
        text.push_str(&format!(
            "\nThe store that was there is in {}: remove it when nobody needs it.",
            aside.display()
        ));
    }
    text
}
