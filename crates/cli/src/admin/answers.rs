//! Asking, whoever answers.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use server::{Clock, MonotonicClock};
use service::operator::Operator;
use tokio::sync::mpsc;
use tokio::time::interval;

use super::client;
use super::perform::perform;
use super::protocol::{Answer, Request};
use super::upload::{self, Uploaded};
use crate::data::{self, DataDirectory, Trouble};
use crate::failure::Failure;
use crate::settings::{Settings, StoreUrl};
use crate::terminal;

/// Answers, as they come.
#[derive(Debug)]
pub struct Answers(mpsc::Receiver<Answer>);

impl Answers {
    /// The next result; nothing at the end.
    ///
    /// # Errors
    /// What the answer says, or that it broke off.
    pub async fn next_raw(&mut self) -> Result<Option<Box<RawValue>>, Failure> {
        loop {
            match self.0.recv().await {
                Some(Answer::Result(value)) => return Ok(Some(value)),
                Some(Answer::Progress(text)) if stderr().is_terminal() => terminal::note(&text),
                Some(Answer::Progress(_)) => {}
                Some(Answer::Error(reason)) => return Err(Failure::Failed(reason)),
                Some(Answer::End {}) => return Ok(None),
                None => return Err(Failure::Failed("the server has gone without an answer".to_owned())),
            }
        }
    }

    /// The next result, read.
    ///
    /// # Errors
    /// As of [`Answers::next_raw`].
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Failure> {
        let Some(value) = self.next_raw().await? else { return Ok(None) };
        let read = serde_json::from_str(value.get());
        read.map(Some).map_err(|error| Failure::of("the server's answer makes no sense", error))
    }

    /// The only result.
    ///
    /// # Errors
    /// As of [`Answers::next_raw`], or if there is none.
    pub async fn only<T: DeserializeOwned>(mut self) -> Result<T, Failure> {
        let nothing = || Failure::Failed("the server answered nothing".to_owned());
        let value = self.next().await?.ok_or_else(nothing)?;
        // To its end: who was answered here owns the store until then.
        while self.next_raw().await?.is_some() {}
        Ok(value)
    }
}

/// Asks the server that owns the data directory; without one, opens the store and answers here.
///
/// # Errors
/// If neither is possible.
pub async fn ask(settings: &Settings, request: &Request) -> Result<Answers, Failure> {
    ask_with(settings, request, upload::nothing()).await
}

/// The same, with something that is brought along.
///
/// # Errors
/// As of [`ask`].
pub async fn ask_with(settings: &Settings, request: &Request, upload: Uploaded) -> Result<Answers, Failure> {
    // Given to whoever answers, once.
    let mut upload = Some(upload);
    let mut upload = || upload.take().unwrap_or_else(upload::nothing);
    // A server that is just starting owns the directory a moment before it listens; one that stops, a moment after.
    const TRIES: usize = 30;
    let mut tries = interval(Duration::from_millis(100));
    for _ in 0..TRIES {
        tries.tick().await;
        if let Some(stream) = client::connect(&settings.data).await? {
            let answers = client::converse(stream, request, upload()).await;
            return answers.map(Answers).map_err(|error| Failure::of("cannot ask the server", error));
        }
        match answer_here(settings, request, &mut upload).await {
            Err(Trouble::Owned) => {}
            Err(Trouble::Failed(failure)) => return Err(failure),
            Ok(answers) => return Ok(answers),
        }
    }
    Err(Failure::Failed(format!(
        "another bartizan process owns {} and does not answer at its admin socket: if it is starting or stopping, try again; \
         if it hangs, end it",
        settings.data.display()
    )))
}

async fn answer_here(
    settings: &Settings,
    request: &Request,
    upload: &mut (impl FnMut() -> Uploaded + Send),
) -> Result<Answers, Trouble> {
    let directory = directory_for(settings, request)?;
    let clock: Arc<dyn Clock> = Arc::new(MonotonicClock::new());
    let opened = data::open(&directory, settings, request.purpose(), clock.now()).await?;
    let operator = Operator { uid: rustix::process::geteuid().as_raw() };
    let (sender, answers) = mpsc::channel(32);
    tokio::spawn(perform(opened.service, clock, operator, request.clone(), upload(), sender));
    Ok(Answers(answers))
}

/// The directory, if the request makes sense where no server runs. Only a first account may make one.
fn directory_for(settings: &Settings, request: &Request) -> Result<DataDirectory, Failure> {
    let shown = settings.data.display();
    if matches!(request, Request::Audit { follow: true, .. }) {
        return Err(Failure::Failed(format!("no server runs on {shown}: there is nothing to follow")));
    }
    if matches!(request, Request::Clock { .. }) {
        return Err(Failure::Failed(format!(
            "no server runs on {shown}: a clock is set where `bartizan serve --ephemeral` runs; name its directory, which it prints, with --data"
        )));
    }
    if matches!(request, Request::CreateAccount { .. }) {
        return DataDirectory::prepare(&settings.data);
    }
    let nothing = || {
        Failure::Failed(format!(
            "there is no store in {shown}: name its directory with --data, or make one with `bartizan serve`"
        ))
    };
    if !settings.data.exists() {
        return Err(nothing());
    }
    let directory = DataDirectory::find(&settings.data)?;
    let has_store = settings.store_url != StoreUrl::Sqlite || directory.has_store();
    if has_store { Ok(directory) } else { Err(nothing()) }
}
