//! Opening the store, for whoever is the only one to.

use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use service::records::Form;
use service::{MasterKeys, Service, SystemEntropy};
use store::Store;
use store_sqlite::{OpenError, Options, SqliteStore};

use super::directory::DataDirectory;
use super::master_key::{self, MasterKeyFile};
use super::private_file::remove_unfinished;
use crate::failure::{Failure, with_causes};
use crate::settings::Settings;

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look only.
    Read,
    /// To change it.
    Change,
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
    let keyring = master_key::load_or_make(directory, now)?;
    let store = SqliteStore::open(directory.path(), &Options::default()).map_err(|error| match error {
        OpenError::Owned { .. } => Trouble::Owned,
        error => Failure::Failed(with_causes(&error)).into(),
    })?;
    if purpose == Purpose::Change {
        remove_unfinished(directory.path()).map_err(|error| {
            let shown = directory.path().display();
            Failure::of(format!("cannot remove what an interrupted start left in {shown}"), error)
        })?;
        check_clock(&store, now).await?;
    }
    let settings = service::Settings {
        issuer: settings.issuer.0.clone(),
        cache_bytes: mib(settings.cache_mib.get()),
        audit_days: settings.audit_days.get(),
        audit_bytes: mib(settings.audit_max_mib.get()),
        session_idle: minutes(settings.console_idle_minutes.get()),
        session_life: minutes(settings.console_session_hours.get().saturating_mul(60)),
        mail_from: settings.mail_from.as_ref().map(|from| from.0.to_string()),
        support_contact: settings.support_contact.as_ref().map(|line| line.0.clone()),
        contact_cooling_off: settings.contact_cooling_off.0,
        support_waiting_period: settings.support_waiting_period.0,
        support_second_operator: settings.support_second_operator,
    };
    let keyring = MasterKeys::of(keyring).kept_in(Box::new(MasterKeyFile::of(directory)));
    let service = Service::new(Arc::new(store), keyring, Box::new(SystemEntropy), settings);
    check_form(&service, purpose, now).await?;
    Ok(Opened { service: Arc::new(service) })
}

/// Codes that were used, and sessions that were ended, are remembered by their time: with a clock that is behind the store's
/// last commit they could be used again (rule R30).
async fn check_clock(store: &dyn Store, now: Timestamp) -> Result<(), Failure> {
    const TOLERATED: Duration = Duration::from_secs(60);
    let last = store.last_commit().await.map_err(|error| Failure::Failed(with_causes(&error)))?;
    let Some(last) = last.map(Timestamp::from_micros) else { return Ok(()) };
    if last <= now.after(TOLERATED) {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "the clock says {now}, but the store was last written at {last}: set the clock of this machine right. If it was wrong \
         then and is right now, wait until {last}"
    )))
}

/// A store that another version wrote in another form would fail at every request.
async fn check_form(service: &Service, purpose: Purpose, now: Timestamp) -> Result<(), Failure> {
    let failed = |error: service::Error| Failure::Failed(with_causes(&error));
    match service.form().await.map_err(failed)? {
        Form::Known if purpose == Purpose::Change => {
            service.note_form(now).await.map_err(failed)?;
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
