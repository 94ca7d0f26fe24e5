//! `bartizan copy`.

use std::path::PathBuf;
use std::sync::Arc;

use model::Timestamp;
use serde_json::json;
use server::{Clock, MonotonicClock};
use service::Service;
use service::operator::{FillPlan, Operator, Readiness};
use service::records::EpochCause;
use vault::Keyring;

use super::fence::running;
use super::{epoch, print_json, progress};
use crate::arguments::{CopyArguments, Format};
use crate::data::{self, DataDirectory, Engine};
use crate::failure::{Failure, with_causes};
use crate::settings::{InForce, Settings, StoreUrl, Value};
use crate::terminal::print_line;

/// Copies one store into another, whatever engines keep them.
pub async fn run(in_force: &InForce, wanted: &CopyArguments) -> Result<(), Failure> {
    let clock = MonotonicClock::new();
    let (from, to) = (Named::parse(&wanted.from)?, Named::parse(&wanted.to)?);
    if !wanted.yes {
        epoch::confirm(&format!("Copy {} to {}, and give the first one up?", wanted.from, wanted.to))?;
    }
    let settings = &in_force.settings;
    let (from, to, name) = open(&from, &to, settings, &clock).await?;
    let copied = copy(&from, &to, &name, &clock).await?;
    let ended = epoch::finish(&to, clock.now()).await?;
    match wanted.output.format {
        Format::Json => print_json(&json!({ "Records": copied, "Ended": ended })),
        Format::Text => print_line(&format!(
            "Copied {copied} documents and events to {name}. {} is given up: no server starts on it.\n{}",
            wanted.from,
            epoch::in_words(&ended)
        )),
    }
}

/// A store by its name.
#[derive(PartialEq, Eq)]
enum Named {
    /// In a directory.
    Sqlite(PathBuf),
    /// A database, by its URL. Its keys are those of the other side's directory, or of the data directory.
    Postgres(String),
}

impl Named {
    fn parse(name: &str) -> Result<Self, Failure> {
        match name.split_once(':') {
            Some(("sqlite", directory)) if !directory.is_empty() => Ok(Self::Sqlite(directory.into())),
            Some(("postgres" | "postgresql", _)) => match StoreUrl::read(name) {
                Ok(StoreUrl::Postgres(url)) => Ok(Self::Postgres(url)),
                Ok(StoreUrl::Sqlite) => Err(no_store(name)),
                Err(wanted) => Err(Failure::Usage(format!("the name of a store {wanted}"))),
            },
            _ => Err(no_store(name)),
        }
    }

    /// Its name, in whatever directory one is.
    fn anywhere(&self) -> Result<String, Failure> {
        Ok(match self {
            Self::Sqlite(path) => format!("sqlite:{}", DataDirectory::find(path)?.path().display()),
            Self::Postgres(url) => url.clone(),
        })
    }

    async fn open(&self, settings: &Settings) -> Result<Engine, Failure> {
        match self {
            Self::Sqlite(path) => {
                let directory = DataDirectory::find(path)?;
                Engine::sqlite(&directory).map_err(|trouble| running(trouble, &directory))
            }
            Self::Postgres(url) => Engine::postgres(settings, url).await,
        }
    }
}

fn no_store(name: &str) -> Failure {
    Failure::Usage(format!("{name} names no store: say sqlite:DIR or postgres://USER@HOST/DATABASE"))
}

/// Opens both, and gives the target's name as it is from anywhere. A directory is this process's alone; nobody else may serve a database
/// meanwhile, which only its operator knows.
async fn open(
    from: &Named,
    to: &Named,
    settings: &Settings,
    clock: &dyn Clock,
) -> Result<(Arc<Service>, Arc<Service>, String), Failure> {
    let keyring = keys(from, to, settings)?;
    let source = from.open(settings).await?;
    data::check_clock(source.store.as_ref(), clock.now()).await?;
    let target = to.open(settings).await?;
    let (from, target) =
        (data::over(source, keyring.clone(), settings), data::over(target, keyring, settings));
    Ok((from, target, to.anywhere()?))
}

/// The keys of what is sealed in the source. A directory that becomes a store gets them too.
fn keys(from: &Named, to: &Named, settings: &Settings) -> Result<Keyring, Failure> {
    let source = match from {
        Named::Sqlite(path) => {
            let source = DataDirectory::find(path)?;
            if !source.has_store() {
                return Err(Failure::Failed(format!("there is no store in {}", path.display())));
            }
            source
        }
        Named::Postgres(_) => DataDirectory::find(&settings.data)?,
    };
    let target = match to {
        Named::Postgres(_) if from == to => return Err(into_itself()),
        Named::Postgres(_) => return data::load_master_key(&source),
        Named::Sqlite(path) => DataDirectory::prepare(path)?,
    };
    match from {
        Named::Sqlite(_) if source.path() == target.path() => Err(into_itself()),
        // A node's own directory becomes the store's.
        Named::Postgres(_) if source.path() == target.path() => data::load_master_key(&source),
        _ => data::share_master_key(&source, &target),
    }
}

fn into_itself() -> Failure {
    Failure::Usage("a store cannot be copied into itself".to_owned())
}

/// Gives the source up, and writes everything that is in it. Gives how many documents and events there are.
async fn copy(from: &Service, to: &Service, name: &str, clock: &dyn Clock) -> Result<u64, Failure> {
    let failed = |error: service::Error| {
        Failure::of(
            "the copy is not done: run the same again; no server starts on either before",
            with_causes(&error),
        )
    };
    let readiness = to.readiness().await.map_err(failed)?;
    // Asked before the source is given up.
    if readiness == Readiness::Ready && !to.has_nothing().await.map_err(failed)? {
        return Err(Failure::Failed(format!(
            "{name} is not empty, and nothing was changed: name an empty store"
        )));
    }
    // Read before the source is written to once more.
    let last_commit = from.records().store().last_commit().await.map_err(|error| failed(error.into()))?;
    let last_commit = last_commit.map(Timestamp::from_micros);
    let operator = Operator { uid: rustix::process::geteuid().as_raw() };
    let given_up = from.give_up_for(operator, name, clock.now()).await;
    let id = given_up.map_err(|error| Failure::of("nothing was copied", with_causes(&error)))?;
    if readiness == Readiness::Ending && to.comes_from(&id).await.map_err(failed)? {
        return Ok(0);
    }
    let plan = FillPlan { id, cause: EpochCause::Copy, operator, data_of: clock.now(), last_commit };
    let mut filling = to.begin_filling(&plan, clock.now()).await.map_err(failed)?;
    let mut export = from.records().store().export().await.map_err(|error| failed(error.into()))?;
    let bar = progress::of_records(export.about(), "copying");
    while let Some(piece) = export.next().await.map_err(|error| failed(error.into()))? {
        filling.add(piece, clock.now()).await.map_err(failed)?;
        bar.set_position(filling.written());
    }
    let written = filling.finish(clock.now()).await.map_err(failed)?;
    bar.finish_and_clear();
    Ok(written)
}
