//! Writing the tokens of an import, unseen until its end (see `records::TokenImport`).

use data_encoding::HEXLOWER;
use mfa::seed_file::TokenSeed;
use model::{DeviceId, Timestamp};
use store::{Batch, CommitError, Expected, Key, Revision};
use vault::{FingerprintKey, Purpose, Salt};

use super::{TokenPool, clearing, refused};
use crate::error::Failure;
use crate::iam::mfa::token_seed_binding;
use crate::records::{HardwareToken, SeedFingerprintKey, TokenAssignment, TokenImport, body, keys};
use crate::{Error, Service};

pub use clearing::clear;

/// An import of which nothing was heard for so long has broken off. It cannot come back: each of its commits expects its own
/// document as it left it.
const SILENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// What is written of an import so far.
pub struct Writing {
    id: String,
    revision: Revision,
    names: FingerprintKey,
}

impl Writing {
    /// Notes that an import is under way. One that broke off is cleared away first.
    pub async fn begin(service: &Service, now: Timestamp) -> Result<Self, Error> {
        if let Some(other) = service.records.token_import().await? {
            if now < other.at.after(SILENCE) {
                return Err(another());
            }
            clear(service, &other, now).await?;
        }
        let names = fingerprint_key(service, now).await?;
        let id = HEXLOWER.encode(&service.entropy.array::<16>());
        let batch = Batch::at(now.micros()).expect(keys::token_import(), Expected::Absent);
        let revision = commit(service, batch.put(keys::token_import(), document(&id, now)?)).await?;
        Ok(Self { id, revision, names })
    }

    /// The import's number.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes tokens. Nobody sees them yet.
    pub async fn write(
        &mut self,
        service: &Service,
        pool: TokenPool,
        tokens: &[TokenSeed],
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut batch = self.batch(now).put(keys::token_import(), document(&self.id, now)?);
        for token in tokens {
            let key = keys::hardware_token(&token.serial);
            let stored = self.stored(service, pool, token, now)?;
            batch = batch.expect(key.clone(), Expected::Absent).put(key, body(&stored)?);
        }
        self.revision = commit(service, batch).await?;
        Ok(())
    }

    /// The commit after which the tokens are there, without what tells of it.
    pub fn last_batch(&self, now: Timestamp) -> Batch {
        self.batch(now).delete(keys::token_import())
    }

    /// Clears away what was written.
    pub async fn abandon(self, service: &Service, now: Timestamp) -> Result<(), Error> {
        match service.records.token_import().await? {
            Some(running) if running.id == self.id => clear(service, &running, now).await,
            _ => Ok(()),
        }
    }

    fn batch(&self, now: Timestamp) -> Batch {
        Batch::at(now.micros()).expect(keys::token_import(), Expected::At(self.revision))
    }

    fn stored(
        &self,
        service: &Service,
        pool: TokenPool,
        token: &TokenSeed,
        now: Timestamp,
    ) -> Result<HardwareToken, Error> {
        let id = DeviceId::generate(service.entropy.array());
        let (binding, salt) = (token_seed_binding(&id), Salt(service.entropy.array()));
        let sealed = service.keyring.now().seal(Purpose::Seed, &binding, salt, token.seed.expose());
        Ok(HardwareToken {
            schema: HardwareToken::SCHEMA,
            serial: token.serial.clone(),
            seed: sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("seed")))?,
            id,
            account: pool.account(),
            imported: now,
            import: Some(self.id.clone()),
            fingerprint: self.names.name(token.seed.expose()),
            parameters: token.parameters,
            assignment: TokenAssignment::Unassigned,
        })
    }
}

/// Commits, and gives the revision of the first document written: that of the import.
async fn commit(service: &Service, batch: Batch) -> Result<Revision, Error> {
    match service.records.commit(batch).await {
        Ok(committed) => committed.puts.first().copied().flatten().ok_or_else(another),
        Err(CommitError::Conflict { key }) if key == keys::token_import() => Err(another()),
        Err(CommitError::Conflict { key }) => Err(taken(&key)),
        Err(error) => Err(error.into()),
    }
}

fn document(id: &str, now: Timestamp) -> Result<bytes::Bytes, Error> {
    body(&TokenImport { schema: TokenImport::SCHEMA, id: id.to_owned(), at: now })
}

/// What names of seeds are made with; the first import makes it.
async fn fingerprint_key(service: &Service, now: Timestamp) -> Result<FingerprintKey, Error> {
    let unusable = || Error::ServiceFailure(Failure::Sealed("fingerprint key"));
    let at = keys::seed_fingerprint_key();
    loop {
        if let Some(stored) = service.records.load::<SeedFingerprintKey>(at.clone()).await? {
            return FingerprintKey::open(&service.keyring.now(), &stored.key).map_err(|_| unusable());
        }
        let key = FingerprintKey::new(service.entropy.array());
        let sealed =
            key.seal(&service.keyring.now(), Salt(service.entropy.array())).map_err(|_| unusable())?;
        let document = SeedFingerprintKey { schema: SeedFingerprintKey::SCHEMA, key: sealed };
        let batch =
            Batch::at(now.micros()).expect(at.clone(), Expected::Absent).put(at.clone(), body(&document)?);
        match service.records.commit(batch).await {
            Ok(_) => return Ok(key),
            // Another made it meanwhile.
            Err(CommitError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn another() -> Error {
    refused(
        "another import of tokens is under way: try again when it has ended, or in a minute if it was broken off",
    )
}

/// Somebody else made it between our look and our commit, which no import does.
fn taken(key: &Key) -> Error {
    let folded = key.path.trim_start_matches(keys::TOKENS).trim_end_matches('/');
    refused(format!("nothing was imported, because there is a token already with the serial number {folded}"))
}
