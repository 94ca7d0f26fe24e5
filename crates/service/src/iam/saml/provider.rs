//! From the ARN that a caller gives to the provider, and until when one is valid.

use std::time::Duration;

use model::{Arn, ProviderArn, Resource, SamlMetadataText, Text, Timestamp};

use super::Metadata;
use crate::authorize::Target;
use crate::error::{Error, Invalid, InvalidInput, Missing};
use crate::records::{Loaded, SamlProvider};
use crate::{Context, Halt, Permit};

/// A hundred years: so long is valid what does not say until when it is, as AWS is seen to answer.
const CENTURY: Duration = Duration::from_secs(36_525 * 24 * 60 * 60);

/// Loads the provider of an ARN and asks whether the caller may do this operation to it. ARNs are taken to the letter: one that is
/// written otherwise than the provider's is that of another one, which is not there.
pub async fn authorize(ctx: &Context<'_>, arn: &ProviderArn) -> Result<Permit<Loaded<SamlProvider>>, Halt> {
    let Ok((account, Resource::SamlProvider(name))) = Arn::parse(arn.as_str()) else {
        ctx.also(&Arn::given(arn.as_str()))?;
        return Err(Error::from(Invalid::PolicyArn).into());
    };
    // Nothing of another account is looked for (rule R9).
    if account == ctx.account() {
        let key = <SamlProvider as Target>::key(account, &name);
        let found = ctx.records().load::<SamlProvider>(key).await?;
        if let Some(found) = found.filter(|provider| provider.name == name) {
            return ctx.authorize_loaded(found);
        }
    }
    let arn = Arn::saml_provider(account, &name);
    ctx.also(&arn)?;
    Err(Error::from(Missing::SamlProvider(arn)).into())
}

/// Until when a metadata document that can be used is valid.
pub fn valid_until(text: &SamlMetadataText, now: Timestamp) -> Result<Timestamp, Error> {
    let metadata = Metadata::parse(text.as_str()).map_err(InvalidInput::SamlMetadata)?;
    Ok(metadata.valid_until.unwrap_or_else(|| now.after(CENTURY)))
}
