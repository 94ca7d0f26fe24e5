//! `bartizan fence`.

use serde_json::json;
use server::{Clock, MonotonicClock};
use service::operator::Operator;

use super::{epoch, print_json};
use crate::arguments::{FenceArguments, Format};
use crate::data::{self, DataDirectory, Purpose, Trouble};
use crate::failure::{Failure, with_causes};
use crate::settings::{InForce, StoreUrl};
use crate::terminal::print_line;

/// Begins a new epoch in the store as it is. Not over the admin socket: while a server serves, it accepts in one account what was not
/// ended there yet.
pub async fn run(in_force: &InForce, wanted: &FenceArguments) -> Result<(), Failure> {
    let settings = &in_force.settings;
    let shown = settings.data.display();
    let is_here = settings.store_url == StoreUrl::Sqlite;
    if !settings.data.exists() || (is_here && !DataDirectory::find(&settings.data)?.has_store()) {
        return Err(Failure::Failed(format!("there is no store in {shown}: name its directory with --data")));
    }
    if !wanted.yes {
        epoch::confirm(&format!(
            "End all sessions, sign-ins, recoveries and recovery codes of every account in {shown}, and spend the codes that devices \
             have shown?"
        ))?;
    }
    let clock = MonotonicClock::new();
    let directory = DataDirectory::find(&settings.data)?;
    let opened = data::open(&directory, settings, Purpose::Fence, clock.now()).await;
    let service = opened.map_err(|trouble| running(trouble, &directory))?.service;
    let operator = Operator { uid: rustix::process::geteuid().as_raw() };
    let begun = service.begin_fence(operator, clock.now()).await;
    begun.map_err(|error| Failure::of("nothing was fenced", with_causes(&error)))?;
    let ended = epoch::finish(&service, clock.now()).await?;
    match wanted.output.format {
        Format::Json => print_json(&json!({ "Ended": ended })),
        Format::Text => print_line(&epoch::in_words(&ended)),
    }
}

/// Why the directory cannot be had.
pub fn running(trouble: Trouble, directory: &DataDirectory) -> Failure {
    match trouble {
        Trouble::Owned => Failure::Failed(format!(
            "a server, or another command, uses {}: stop it first",
            directory.path().display()
        )),
        Trouble::Failed(failure) => failure,
    }
}
