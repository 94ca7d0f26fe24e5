//! `bartizan serve`: from settings to a server that listens, and back to a directory that another may own.

mod background;
mod clocks;
mod ephemeral;
mod fetching;
mod listening;
mod notify;
pub mod reaching;
mod signals;
mod watching;

use std::sync::Arc;
use std::time::Duration;

use console::{Console, Options};
use model::Timestamp;
use server::{Clock, MonotonicClock, Stopped};
use service::figures::Answers;
use service::{NoSecurityKeys, Service};
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::timeout;
use wire::{JsonDoor, QueryDoor};

use self::ephemeral::Passing;
use self::reaching::Reaching;
use self::watching::Watching;
use super::first_account;
use crate::admin::AdminSocket;
use crate::data::{self, DataDirectory, Purpose, Trouble};
use crate::door::Doors;
use crate::failure::{Failure, with_causes};
use crate::settings::{PrintedAs, PublicUrl, Settings};
use crate::watch::{RefusedRequests, Sources};
use crate::{logging, terminal};

/// Serves until it is told to stop.
///
/// # Errors
/// If the server cannot start.
pub fn run(settings: &Settings) -> Result<(), Failure> {
    logging::start(settings.log_level.clone(), settings.log_requests, settings.log_format);
    listening::raise_open_files(settings);
    let runtime = Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::of("cannot start", error))?.block_on(serve(settings))
}

async fn serve(settings: &Settings) -> Result<(), Failure> {
    let (stop, stopping) = watch::channel(false);
    // From here on a signal to stop is heeded, whatever is going on.
    let signals = signals::Signals::new()?;
    let passing = Passing::of(settings)?;
    let clock: Arc<dyn Clock> = match &passing {
        Some(passing) => passing.clock(),
        None => Arc::new(MonotonicClock::new()),
    };
    let started = clock.now();

    // The address first: if it cannot be had, nothing is made on disk.
    let server = listening::bind(settings).await?;
    let watching = listening::bind_watching(settings).await?;
    let address = listening::address(settings, &server);
    let begun = match passing {
        Some(passing) => Some(passing.begin(settings).await?),
        None => None,
    };
    let (directory, service) = match &begun {
        Some(begun) => (begun.directory().clone(), Arc::clone(&begun.service)),
        None => open(settings, clock.now()).await?,
    };

    fetching::allow(settings, &service)?;
    let derived = PublicUrl::of(listening::scheme(settings), &address);
    let url = settings.public_url.as_ref().unwrap_or(&derived);
    offer_security_keys(&service, url).await?;
    if settings.first_account && begun.is_none() {
        first_account::ensure(&service, &directory, settings, url, clock.now()).await?;
    }

    say_who_can_approve(settings);
    let reaching = Reaching::of(settings, &directory, (&service, &clock), url)?;
    let (voice, sending) = reaching.start(stopping.clone());

    let admin = AdminSocket::bind(&directory)?;
    let admin = tokio::spawn(admin.serve(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    let background =
        tokio::spawn(background::run(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    let reports =
        tokio::spawn(background::make_reports(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    let digests =
        tokio::spawn(background::digest_trails(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    let keys =
        tokio::spawn(background::tend_keys(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    let sending = tokio::spawn(sending);
    let clocks = tokio::spawn(clocks::compare(Arc::clone(&service), Arc::clone(&clock), stopping.clone()));
    tokio::spawn(signals.heed(stop, server.tls()));

    let door = Arc::new(Doors {
        api: QueryDoor::new(Arc::clone(&service)),
        json: JsonDoor::new(Arc::clone(&service)),
        console: Console::new(Arc::clone(&service), Options { public_url: url.as_str().to_owned() }),
        voice,
        proxies: settings.trusted_proxies.clone(),
        voice_answers: Answers::default(),
        refused: RefusedRequests::default(),
    });
    let sources = Sources {
        service: Arc::clone(&service),
        doors: Arc::clone(&door),
        statistics: server.statistics(),
        started,
    };
    if let Some(begun) = &begun {
        begun.print(settings, url)?;
    }
    let watching =
        watching.map(|server| Watching::start(server, settings, sources, &clock, stopping.clone()));
    let listening = format!("{}://{}:{}", listening::scheme(settings), address.host, address.port);
    announce(settings, &format!("listening on {listening}"));
    if let Some(watching) = &watching {
        announce(settings, &format!("metrics and health on {}", watching.url()));
    }
    notify::ready();
    let stopped = server.serve(door, Arc::clone(&clock), stop_taking(stopping, settings.stop_delay.0)).await;
    if let Stopped::CutOff { connections } = stopped {
        tracing::warn!(connections, "stopped before these were answered");
    }
    let _ = tokio::join!(admin, background, reports, digests, keys, sending, clocks);
    // What was counted since the last minute, by requests that are all answered now.
    if let Err(error) = service.before_stop(clock.now()).await {
        tracing::error!(error = with_causes(&error), "what was counted since the last minute is lost");
    }
    // To the end it can be asked how the stop goes.
    if let Some(watching) = watching {
        watching.stop().await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Resolves when no more connections are to be taken: when told to stop, and as long after that as load balancers need to notice
/// that the server calls itself not ready.
async fn stop_taking(stopping: watch::Receiver<bool>, delay: Duration) {
    signals::told(stopping).await;
    notify::stopping();
    if !delay.is_zero() {
        let _ = timeout(delay, std::future::pending::<()>()).await;
    }
}

/// Security keys know this server by its name: where they cannot be used, everything else goes on, and the log says why (rule R22).
async fn offer_security_keys(service: &Service, url: &PublicUrl) -> Result<(), Failure> {
    let offered = service.offer_security_keys(url.as_str()).await;
    offered.map_err(|error| Failure::of("cannot read the store", error))?;
    match service.offers_security_keys() {
        Err(why @ NoSecurityKeys::Renamed { .. }) => tracing::warn!(%why, "no security key lets anybody in"),
        Err(why) => tracing::info!(%why, "security keys are not offered"),
        Ok(()) => {}
    }
    Ok(())
}

/// Two operators are told apart by their users on this machine. At the socket of root's server there is only one.
fn say_who_can_approve(settings: &Settings) {
    if settings.support_second_operator && rustix::process::geteuid().is_root() {
        tracing::warn!(
            "support.second_operator is on, and this server runs as root: only root reaches it, so nobody can approve; run it as a user of its own"
        );
    }
}

/// The one line that says: from now on. Nobody has to read it.
fn announce(settings: &Settings, line: &str) {
    let _ = match (settings.ephemeral, settings.ephemeral_format) {
        (false, _) => terminal::print_line(line),
        // A shell reads the others.
        (true, PrintedAs::Env) => terminal::print_line(&format!("# {line}")),
        (true, PrintedAs::Json) => {
            tracing::info!("{line}");
            Ok(())
        }
    };
}

/// The data directory, and the service over the store that the settings name.
async fn open(settings: &Settings, now: Timestamp) -> Result<(DataDirectory, Arc<Service>), Failure> {
    let directory = DataDirectory::prepare(&settings.data)?;
    let opened = data::open(&directory, settings, Purpose::Change, now).await;
    let service = opened.map_err(|trouble| in_words(trouble, &directory))?.service;
    Ok((directory, service))
}

fn in_words(trouble: Trouble, directory: &DataDirectory) -> Failure {
    match trouble {
        Trouble::Owned => Failure::Failed(format!(
            "another bartizan process owns {}: stop it first, or name another directory with --data",
            directory.path().display()
        )),
        Trouble::Failed(failure) => failure,
    }
}
