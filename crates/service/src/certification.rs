//! What a security key that is being registered is certified as.

use fido::Attestation;
use fido::metadata::{self, Certification, Refusal};
use model::Timestamp;

use crate::records::{FidoModels, keys};
use crate::{Error, Service};

impl Service {
    /// What a key is certified as at this moment, by the metadata that the operator imported; or that it must not be registered,
    /// because its attestation does not lead to its maker. As AWS, it is asked once, when the key is registered, and kept.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn certification(
        &self,
        attestation: &Attestation,
        now: Timestamp,
    ) -> Result<Result<Certification, Refusal>, Error> {
        for model in metadata::identities(attestation) {
            for shelf in FidoModels::shelves(&model) {
                let models = self.records.load::<FidoModels>(keys::fido_models(shelf)).await?;
                if let Some(entry) = models.as_ref().and_then(|models| models.find(&model)) {
                    return Ok(metadata::certification(Some(entry), attestation, now));
                }
            }
        }
        Ok(Ok(Certification::NONE))
    }
}
