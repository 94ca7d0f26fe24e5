//! Importing tokens: whole files, or nothing of them.

use std::collections::HashSet;

use mfa::seed_file::{MOST_TOKENS, TokenSeed};
use model::{Folded, SerialNumber, Text, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::writing::{self, Writing};
use super::{TokenPool, named, refused};
use crate::operator::Operator;
use crate::operator::told::Told;
use crate::records::{HardwareToken, TokenImport as Running, keys};
use crate::{Error, Service};

/// So many tokens go into one commit: each is an expectation and a document (`store::limits::BATCH_PARTS`).
const AT_ONCE: usize = 250;
/// So many serial numbers are named when they cannot be imported, or in an event.
const NAMED: usize = 10;

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Imported {
    /// How many tokens there are in it.
    pub tokens: usize,
    /// The account that they are for; none if it is whichever enables them first.
    pub account: Option<String>,
    /// Whether nothing was written, because nobody wanted that.
    pub dry_run: bool,
}

/// An import that is under way. Whoever does not [`TokenImport::finish`] it should [`TokenImport::abandon`] it; if both are
/// missed, its tokens never come into being all the same.
pub struct TokenImport<'a> {
    service: &'a Service,
    operator: Operator,
    pool: TokenPool,
    writing: Option<Writing>,
    waiting: Vec<TokenSeed>,
    seen: HashSet<Folded>,
    ends: Option<[SerialNumber; 2]>,
    taken: Vec<SerialNumber>,
    taken_in_all: usize,
}

impl Service {
    /// Begins to import tokens. A dry run writes nothing.
    ///
    /// # Errors
    /// If another import is under way, or the store fails.
    pub async fn import_tokens(
        &self,
        operator: Operator,
        pool: TokenPool,
        dry_run: bool,
        now: Timestamp,
    ) -> Result<TokenImport<'_>, Error> {
        let writing = if dry_run { None } else { Some(Writing::begin(self, now).await?) };
        Ok(TokenImport {
            service: self,
            operator,
            pool,
            writing,
            waiting: Vec::with_capacity(AT_ONCE),
            seen: HashSet::new(),
            ends: None,
            taken: Vec::new(),
            taken_in_all: 0,
        })
    }
}

impl TokenImport<'_> {
    /// How many tokens were taken in so far.
    pub fn tokens(&self) -> usize {
        self.seen.len()
    }

    /// Takes a token in.
    ///
    /// # Errors
    /// If there are too many, if it was taken in before, or if the store fails. The import has failed then.
    pub async fn add(&mut self, token: TokenSeed, now: Timestamp) -> Result<(), Error> {
        if self.seen.len() == MOST_TOKENS {
            return Err(refused(format!("an import has at most {MOST_TOKENS} tokens: divide it")));
        }
        if !self.seen.insert(Folded::of(token.serial.as_str())) {
            return Err(refused(format!("the token {} is in the file twice", token.serial.as_str())));
        }
        let first = self.ends.take().map_or_else(|| token.serial.clone(), |[first, _]| first);
        self.ends = Some([first, token.serial.clone()]);
        self.waiting.push(token);
        if self.waiting.len() == AT_ONCE { self.flush(now).await } else { Ok(()) }
    }

    /// Ends the import: from now on its tokens are there.
    ///
    /// # Errors
    /// If a serial number is taken, in whatever account; if there was no token; or if the store fails. Nothing is imported then.
    pub async fn finish(mut self, now: Timestamp) -> Result<Imported, Error> {
        match self.try_finish(now).await {
            Ok(imported) => Ok(imported),
            Err(error) => {
                self.abandon(now).await;
                Err(error)
            }
        }
    }

    /// Gives the import up, and clears away what it wrote. What cannot be cleared away now stays unseen.
    pub async fn abandon(self, now: Timestamp) {
        if let Some(writing) = self.writing
            && let Err(error) = writing.abandon(self.service, now).await
        {
            tracing::warn!(%error, "an import of tokens that was given up is cleared away at the next start or import");
        }
    }

    async fn try_finish(&mut self, now: Timestamp) -> Result<Imported, Error> {
        self.flush(now).await?;
        if !self.taken.is_empty() {
            return Err(refused(format!(
                "nothing was imported, because there are tokens already with {} of these serial numbers: {}",
                self.taken_in_all,
                named(&self.taken, self.taken_in_all)
            )));
        }
        let Some(ends) = &self.ends else { return Err(refused("there is no token to import")) };
        let [first, last] = ends.each_ref().map(|serial| serial.as_str());
        let account = self.pool.account().map(|account| account.to_string());
        if let Some(writing) = &self.writing {
            let told = Told {
                operator: self.operator,
                account: self.pool.account(),
                name: "ImportTokens",
                parameters: json!({ "account": account, "sharedPool": account.is_none() }),
                details: Map::from_iter([
                    ("tokens".to_owned(), json!(self.seen.len())),
                    ("firstSerialNumber".to_owned(), json!(first)),
                    ("lastSerialNumber".to_owned(), json!(last)),
                    ("importId".to_owned(), json!(writing.id())),
                ]),
                at: now,
            };
            self.service.commit_told(writing.last_batch(now), &told).await?;
            // It cannot be abandoned any more.
            self.writing = None;
            return Ok(Imported { tokens: self.seen.len(), account, dry_run: false });
        }
        Ok(Imported { tokens: self.seen.len(), account, dry_run: true })
    }

    /// Writes what waits; once a serial number is taken, only looks for others that are, so that all are named at once.
    async fn flush(&mut self, now: Timestamp) -> Result<(), Error> {
        let waiting = std::mem::replace(&mut self.waiting, Vec::with_capacity(AT_ONCE));
        let taken = self.taken_of(&waiting).await?;
        self.taken_in_all += taken.len();
        self.taken.extend(taken.into_iter().take(NAMED.saturating_sub(self.taken.len())));
        match &mut self.writing {
            Some(writing) if self.taken_in_all == 0 && !waiting.is_empty() => {
                writing.write(self.service, self.pool, &waiting, now).await
            }
            _ => Ok(()),
        }
    }

    /// The serial numbers that some account has already, or the shared pool.
    async fn taken_of(&self, tokens: &[TokenSeed]) -> Result<Vec<SerialNumber>, Error> {
        let keys: Vec<_> = tokens.iter().map(|token| keys::hardware_token(&token.serial)).collect();
        let found = self.service.records.many::<HardwareToken>(&keys).await?;
        // What an import left that broke off was cleared away at the beginning; a dry run may still meet it, or one under way.
        let running = match self.writing {
            Some(_) => None,
            None => self.service.records.token_import().await?,
        };
        let is_there = |token: &HardwareToken| {
            !running.as_ref().is_some_and(|running: &_| Running::brings(running, token))
        };
        let taken =
            tokens.iter().zip(found).filter(|(_, found)| found.as_ref().is_some_and(|found| is_there(found)));
        Ok(taken.map(|(token, _)| token.serial.clone()).collect())
    }
}

impl std::fmt::Debug for TokenImport<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenImport")
            .field("pool", &self.pool)
            .field("tokens", &self.tokens())
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Clears away what an import left that broke off when a process ended. Where others have the store open too, one of theirs may be under
    /// way: there the next import does it.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn clear_broken_import(&self, now: Timestamp) -> Result<(), Error> {
        match self.records.token_import().await?.filter(|_| self.owns_the_store()) {
            Some(running) => writing::clear(self, &running, now).await,
            None => Ok(()),
        }
    }
}
