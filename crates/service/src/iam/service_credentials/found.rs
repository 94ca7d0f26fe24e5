//! The credential that an operation is about.

use model::{NewUserName, ServiceCredentialIdText, Text, UserName};

use crate::authorize::RequestKeys;
use crate::authorize::condition_keys::CREDENTIAL_SERVICE_NAME;
use crate::error::Missing;
use crate::iam::belongings::Held;
use crate::records::{Loaded, Owner, ServiceCredential, User};
use crate::{Context, Error, Halt, Permit};

/// A credential, and whose it is.
pub struct Found {
    /// The user.
    pub permit: Permit<Loaded<User>>,
    /// All credentials of the user.
    pub held: Held<ServiceCredential>,
    /// The one that is meant.
    pub credential: ServiceCredential,
}

impl Found {
    /// Authorizes an operation on a credential: one of the user named, else of the caller. Policies can ask which service it is for, so
    /// it is looked up first; who may not learns nothing of that.
    pub async fn authorize(
        ctx: &Context<'_>,
        user_name: Option<&NewUserName>,
        id: &ServiceCredentialIdText,
    ) -> Result<Self, Halt> {
        let name = ctx.named_user(user_name.cloned().map(Into::into).as_ref())?;
        let judged = service_of(ctx, &name, id).await?;
        let request_keys = || RequestKeys::new().maybe(CREDENTIAL_SERVICE_NAME, judged.as_ref());
        let asking = Context { request_keys: &request_keys, ..*ctx };
        let permit = asking.authorize::<User>(&name).await?;
        let held = Held::by(ctx, &Owner::User(permit.id.clone())).await?;
        let missing = || Error::from(Missing::ServiceCredential(id.clone()));
        let credential: ServiceCredential = held.find(id.as_str()).cloned().ok_or_else(missing)?;
        // Another user has taken the name since.
        if judged.as_ref() != Some(&credential.service) {
            return Err(Halt::Moved);
        }
        Ok(Self { permit, held, credential })
    }
}

/// The service that a credential is for, if there is such a one.
async fn service_of(
    ctx: &Context<'_>,
    name: &UserName,
    id: &ServiceCredentialIdText,
) -> Result<Option<String>, Error> {
    let Some(user) = ctx.records().user(ctx.account(), name).await? else { return Ok(None) };
    let held = Held::<ServiceCredential>::by(ctx, &Owner::User(user.id.clone())).await?;
    Ok(held.find(id.as_str()).map(|credential| credential.service.clone()))
}
