//! What an ephemeral server begins with: the accounts of a seed file, or one account as the settings have it.
//!
//! The root user of each account makes what is in it, with signed requests, through the operations that any client calls: a seed file
//! can say nothing that a client could not. Only what nobody can ask for, numbers, keys and seeds that somebody made up, is the
//! operator's doing, and only a service that forgets takes it.

mod account;
mod document;
mod file;
mod identities;
mod made;
mod place;
mod policies;
mod reading;
mod root;
mod secrets;

use server::Clock;
use service::Service;
use service::operator::Operator;

use self::account::Filling;
use self::file::{Seed, SeedAccount};
pub use self::made::MadeAccount;
use self::place::Place;
use crate::failure::Failure;
use crate::settings::{SeedFile, Settings};

/// What to begin with, read and not yet looked into.
pub struct Beginning {
    seed: Seed,
    file: Option<reading::Source>,
}

impl Beginning {
    /// What the settings say.
    ///
    /// # Errors
    /// If the file cannot be read, or is none.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        if let Some(file) = &settings.ephemeral_seed {
            let source = reading::Source::read(file)?;
            return Ok(Self { seed: source.parse()?, file: Some(source) });
        }
        let accounts = match settings.first_account {
            true => vec![SeedAccount::of_settings(settings)],
            false => Vec::new(),
        };
        Ok(Self { seed: Seed::of(accounts), file: None })
    }

    /// Makes all of it.
    ///
    /// # Errors
    /// At the first thing that cannot be made: where it stands, and why.
    pub async fn make(self, service: &Service, clock: &dyn Clock) -> Result<Vec<MadeAccount>, Failure> {
        let operator = Operator { uid: rustix::process::geteuid().as_raw() };
        let Self { seed, file } = self;
        let mut fillings = Vec::new();
        let said = |failed: place::Failed| failed.in_words(file.as_ref());
        for (place, account) in Place::all("accounts", &seed.accounts) {
            let filling = Filling::begin((service, clock), operator, account, place).await;
            fillings.push(filling.map_err(said)?);
        }
        // Roles trust users and roles of all accounts.
        for filling in &fillings {
            filling.make_roles().await.map_err(said)?;
        }
        let mut made = Vec::new();
        for filling in fillings {
            made.push(filling.finish().await.map_err(said)?);
        }
        Ok(made)
    }
}

impl SeedFile {
    fn shown(&self) -> String {
        match self {
            Self::StandardInput => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}
