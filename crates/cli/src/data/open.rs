//! Opening the store, for whoever is the only one to.

use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use service::ClockOffset;
use service::records::Form;
use service::{Ephemeral, MasterKeys, Service, SystemEntropy};
use store::Store;

use super::directory::DataDirectory;
use super::engine::{Engine, open_with_keys};
use super::master_key::MasterKeyFile;
use super::private_file::remove_unfinished;
use super::{epoch, restoring};
use crate::failure::{Failure, with_causes};
use crate::settings::Settings;

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look only.
    Read,
    /// To change it.
    Change,
    /// To begin a new epoch in it, whatever state it is in.
    Fence,
}

/// An open store, with the service over it.
pub struct Opened {
    /// The service. The store is given up with the last of these.
    pub service: Arc<Service>,
}

/// Why the store is not open.
#[derive(Debug)]
pub enum Trouble {
    /// Another process owns the directory.
    Owned,
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Opens the store of a directory. The lock it takes, not the admin socket, says who owns the directory (rule R15).
///
/// # Errors
/// If another process owns it, the key or the store cannot be used, or the store was written by a clock that is far ahead.
pub async fn open(
    directory: &DataDirectory,
    settings: &Settings,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Opened, Trouble> {
    restoring::check(directory)?;
    let (engine, keyring) = open_with_keys(directory, settings, now).await?;
    if purpose != Purpose::Read {
        remove_unfinished(directory.path()).map_err(|error| {
            let shown = directory.path().display();
            Failure::of(format!("cannot remove what an interrupted start left in {shown}"), error)
        })?;
        check_clock(engine.store.as_ref(), now).await?;
    }
    let keyring = MasterKeys::of(keyring).kept_in(Box::new(MasterKeyFile::of(directory)));
    let service = over(engine, keyring, settings);
    epoch::check(&service, directory, purpose).await?;
    check_form(&service, purpose, now).await?;
    check_master_key(&service, purpose, directory, now).await?;
    epoch::finish(&service, purpose, now).await?;
    Ok(Opened { service })
}

/// The service over a store.
pub fn over(engine: Engine, keyring: impl Into<MasterKeys>, settings: &Settings) -> Arc<Service> {
    over_with(engine, keyring, settings, None)
}

/// The same, over one that may be gone with the service.
pub fn over_with(
    engine: Engine,
    keyring: impl Into<MasterKeys>,
    settings: &Settings,
    ephemeral: Option<Ephemeral>,
) -> Arc<Service> {
    let Engine { store, freshness } = engine;
    let settings = service::Settings {
        issuer: settings.issuer.0.clone(),
        cache_bytes: mib(settings.cache_mib.get()),
        freshness,
        audit_days: settings.audit_days.get(),
        audit_bytes: mib(settings.audit_max_mib.get()),
        users_of_account: settings.users_per_account.get().into(),
        session_idle: minutes(settings.console_idle_minutes.get()),
        session_life: minutes(settings.console_session_hours.get().saturating_mul(60)),
        mail_from: settings.mail_from.as_ref().map(|from| from.0.to_string()),
        support_contact: settings.support_contact.as_ref().map(|line| line.0.clone()),
        contact_cooling_off: settings.contact_cooling_off.0,
        support_waiting_period: settings.support_waiting_period.0,
        support_second_operator: settings.support_second_operator,
        ephemeral,
        single_use_providers: settings.oidc_single_use.0.clone(),
    };
    Arc::new(Service::new(store, keyring, Box::new(SystemEntropy), settings))
}

/// With the key of another store nothing that is sealed would open, and what was sealed with it would open nowhere else.
async fn check_master_key(
    service: &Service,
    purpose: Purpose,
    directory: &DataDirectory,
    now: Timestamp,
) -> Result<(), Failure> {
    let right = match purpose {
        Purpose::Read => service.has_right_master_key().await,
        Purpose::Change | Purpose::Fence => service.note_master_key(now).await,
    };
    if right.map_err(|error| Failure::Failed(with_causes(&error)))? {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "the master key in {} is not the one that the store was written with: put that one there, from where you keep it or from \
         another node",
        directory.path().display()
    )))
}

/// Codes that were used, and sessions that were ended, are remembered by their time: with a clock that is behind the store's
/// last commit they could be used again (rule R30).
///
/// # Errors
/// If it is, by more than a minute.
pub async fn check_clock(store: &dyn Store, now: Timestamp) -> Result<(), Failure> {
    const TOLERATED: Duration = Duration::from_secs(60);
    let last = store.last_commit().await.map_err(|error| Failure::Failed(with_causes(&error)))?;
    let Some(last) = last.map(Timestamp::from_micros) else { return Ok(()) };
    if last <= now.after(TOLERATED) {
        return check_difference(store, now).await;
    }
    Err(Failure::Failed(format!(
        "the clock says {now}, but the store was last written at {last}: set the clock of this machine right. If it was wrong \
         then and is right now, wait until {last}"
    )))
}

/// Nodes of one store must agree about the time: one that is far off does not start.
async fn check_difference(store: &dyn Store, now: Timestamp) -> Result<(), Failure> {
    let stores = store.clock().await.map_err(|error| Failure::Failed(with_causes(&error)))?;
    let Some(stores) = stores else { return Ok(()) };
    // The time of asking is short beside what is tolerated.
    let offset = ClockOffset::between(now, stores, now);
    if offset.is_tolerated() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "the clock of this machine is {offset}: set it right, and let a time server keep it right"
    )))
}

/// A store that another version wrote in another form would fail at every request.
async fn check_form(service: &Service, purpose: Purpose, now: Timestamp) -> Result<(), Failure> {
    let failed = |error: service::Error| Failure::Failed(with_causes(&error));
    match service.form().await.map_err(failed)? {
        Form::Known if purpose != Purpose::Read => {
            service.note_form(now).await.map_err(failed)?;
            service.note_store_name(now).await.map_err(failed)?;
            service.clear_broken_import(now).await.map_err(failed)
        }
        Form::Known => Ok(()),
        Form::Other { found, known } => {
            let found = found.map_or_else(|| "no form".to_owned(), |form| format!("form {form}"));
            Err(Failure::Failed(format!(
                "the store has {found}, and this version of bartizan reads form {known}: use the version that wrote it"
            )))
        }
    }
}

const fn mib(number: u32) -> u64 {
    number as u64 * 1024 * 1024
}

fn minutes(minutes: u32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(minutes) * 60)
}
