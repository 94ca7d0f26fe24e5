//! Documents of an import of hardware tokens.
//!
//! A file has more tokens than a commit has room for, and is imported whole or not at all. So the tokens are written in many
//! commits, each with the number of the import, while a document says that the import is under way: as long as it does, its
//! tokens do not exist for anybody. The last commit removes that document, and all are there at once. One that never comes to that
//! is cleared away later.

use model::{SerialNumber, Timestamp};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::{Document, HardwareToken, Loaded, Records, keys};
use crate::Error;

/// The import that is under way: there is one at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenImport {
    /// The version of this document's form.
    pub schema: u32,
    /// The import's number, which its tokens bear.
    pub id: String,
    /// When it was last heard of.
    pub at: Timestamp,
}

/// What names of seeds are made with (rule R13).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeedFingerprintKey {
    /// The version of this document's form.
    pub schema: u32,
    /// The key, sealed.
    pub key: Sealed,
}

impl TokenImport {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// Whether a token came with it, and so is not there yet.
    pub fn brings(&self, token: &HardwareToken) -> bool {
        token.import.as_ref() == Some(&self.id)
    }
}

impl SeedFingerprintKey {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for TokenImport {}
impl Document for SeedFingerprintKey {}

impl Records {
    /// A hardware token, whatever account it is for. One whose import has not ended is not there.
    pub(crate) async fn hardware_token(
        &self,
        serial: &SerialNumber,
    ) -> Result<Option<Loaded<HardwareToken>>, Error> {
        let token = self.load::<HardwareToken>(keys::hardware_token(serial)).await?;
        if token.as_ref().is_none_or(|token| token.import.is_none()) {
            return Ok(token);
        }
        let running = self.token_import().await?;
        Ok(token.filter(|token| !running.as_ref().is_some_and(|running| running.brings(token))))
    }

    /// The import that is under way.
    pub(crate) async fn token_import(&self) -> Result<Option<Loaded<TokenImport>>, Error> {
        self.load(keys::token_import()).await
    }
}
