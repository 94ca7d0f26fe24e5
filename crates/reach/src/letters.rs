//! Sending the letters that wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use service::Service;
use service::post::{Letter, WaitingLetter};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::mail::{Letterhead, message};
use crate::pause::{Now, Rest, Round, finish};
use crate::smtp::Outcome;
use crate::{Language, Outbox, Relay, Sender, Site};

/// So many are taken at a time, and so many of them sent at once.
const TAKEN: usize = 32;
const AT_ONCE: usize = 4;

/// What takes mails.
#[derive(Debug)]
pub enum Mailer {
    /// A mail server.
    Relay(Relay),
    /// A folder.
    Outbox(Outbox),
}

/// Sends letters.
pub struct Letters {
    service: Arc<Service>,
    mailer: Mailer,
    sender: Sender,
    letterhead: Letterhead,
    now: Now,
    /// Whether the log says that nothing can be sent.
    is_down: AtomicBool,
}

impl Letters {
    /// Sends the letters of a service, in a language where nobody's browser said one.
    pub fn new(
        service: Arc<Service>,
        (mailer, sender): (Mailer, Sender),
        (site, language): (Site, Language),
        now: Now,
    ) -> Arc<Self> {
        let letterhead = Letterhead { site, language };
        Arc::new(Self { service, mailer, sender, letterhead, now, is_down: AtomicBool::new(false) })
    }

    /// Sends what is due, until told to stop. What is being sent then is finished, within a few seconds: what was not is sent after the
    /// next start, perhaps twice.
    pub async fn run(self: Arc<Self>, bell: &Notify, mut stopping: watch::Receiver<bool>) {
        let mut rest = Rest::default();
        loop {
            let Some(round) = finish(self.round(&stopping), stopping.clone()).await else {
                tracing::warn!("stopped before all letters were sent; they are sent after the next start");
                return;
            };
            if !rest.after(round, bell, &mut stopping).await {
                return;
            }
        }
    }

    async fn round(self: &Arc<Self>, stopping: &watch::Receiver<bool>) -> Round {
        let due = match self.service.letters_due(TAKEN, (self.now)()).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the letters that wait cannot be read");
                return Round::Down;
            }
        };
        let is_full = due.len() == TAKEN;
        let (mut due, mut sending) = (due.into_iter(), JoinSet::new());
        let mut goes_on = true;
        loop {
            // After the first that found the server down, no other is tried: it would only be put off.
            while goes_on && sending.len() < AT_ONCE && !*stopping.borrow() {
                let Some(letter) = due.next() else { break };
                let this = Arc::clone(self);
                sending.spawn(async move { this.send(letter).await });
            }
            match sending.join_next().await {
                Some(Ok(is_up)) => goes_on &= is_up,
                Some(Err(_)) => goes_on = false,
                None => break,
            }
        }
        match (goes_on, is_full) {
            (false, _) => Round::Down,
            (true, true) => Round::Full,
            (true, false) => Round::Done,
        }
    }

    /// Sends a letter, and remembers what became of it. Says whether others can be sent.
    async fn send(&self, waiting: WaitingLetter) -> bool {
        let letter = waiting.letter();
        let outcome = self.try_to_send(waiting.id(), letter).await;
        self.log(letter, &outcome);
        self.count(&outcome);
        let now = (self.now)();
        let remembered = match outcome {
            Outcome::Sent | Outcome::Refused(_) => self.service.letter_sent(&waiting, now).await,
            Outcome::NotNow(_) => self.service.letter_failed(&waiting, now).await,
            // It is still due, and goes as soon as the server is back: a link in it may hold for minutes only.
            Outcome::Down(_) => Ok(()),
        };
        if let Err(error) = &remembered {
            tracing::error!(%error, "what became of a letter cannot be stored; it is sent again");
        }
        remembered.is_ok() && !matches!(outcome, Outcome::Down(_))
    }

    async fn try_to_send(&self, id: &str, letter: &Letter) -> Outcome {
        let mail = self.letterhead.word(letter);
        let to = (&self.sender, letter.to.as_str());
        let message = match message(&mail, to, (id, &self.letterhead.site), (self.now)()) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(error.to_string()),
        };
        match &self.mailer {
            Mailer::Relay(relay) => relay.send(&message).await,
            Mailer::Outbox(outbox) => {
                let (outbox, name) = (outbox.clone(), format!("{id}.eml"));
                let written =
                    tokio::task::spawn_blocking(move || outbox.write(&name, &message.formatted())).await;
                match written.map_err(std::io::Error::other).flatten() {
                    Ok(()) => Outcome::Sent,
                    Err(error) => Outcome::Down(format!("the outbox cannot be written: {error}")),
                }
            }
        }
    }

    fn count(&self, outcome: &Outcome) {
        let letters = &self.service.figures().letters;
        let counter = match outcome {
            Outcome::Sent => &letters.sent,
            Outcome::Refused(_) => &letters.refused,
            Outcome::NotNow(_) => &letters.put_off,
            Outcome::Down(_) => &letters.unreachable,
        };
        counter.add();
    }

    /// Says what an operator must know: the account, never the address (rule R7).
    fn log(&self, letter: &Letter, outcome: &Outcome) {
        let account = letter.account;
        match outcome {
            Outcome::Sent => {
                if self.is_down.swap(false, Ordering::Relaxed) {
                    tracing::info!("letters are sent again");
                }
                tracing::debug!(%account, "a letter was sent");
            }
            Outcome::Refused(why) => {
                tracing::warn!(%account, why, "a letter was refused and is not sent again: ask the account's owner for another address");
            }
            Outcome::NotNow(why) => tracing::warn!(%account, why, "a letter was not taken; it is sent later"),
            Outcome::Down(why) => {
                if !self.is_down.swap(true, Ordering::Relaxed) {
                    let to = self.mailer.shown();
                    tracing::error!(to, why, "letters cannot be sent; they wait");
                }
            }
        }
    }
}

impl Mailer {
    /// Where mails go.
    pub fn shown(&self) -> String {
        match self {
            Self::Relay(relay) => relay.shown().to_owned(),
            Self::Outbox(outbox) => outbox.path().display().to_string(),
        }
    }
}
