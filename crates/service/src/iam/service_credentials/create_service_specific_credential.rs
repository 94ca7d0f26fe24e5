//! CreateServiceSpecificCredential: the password is answered here, and never again.

use std::time::Duration;

use model::{CredentialServiceName, Input, NewUserName, ServiceCredentialId, StatusType, Text, Whole};
use serde::Serialize;
use serde_json::json;

use super::view::CredentialView;
use super::{Form, form_of, secret};
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{InvalidInput, Quota};
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::records::{Owner, ServiceCredential, User};
use crate::{Changes, Context, Error, Halt};

/// After how many days a credential expires.
pub type AgeDays = Whole<1, 36_600>;

/// Makes a credential for one service.
#[derive(Debug, Input)]
pub struct CreateServiceSpecificCredential {
    /// Whose it shall be.
    pub user_name: NewUserName,
    /// The service.
    pub service_name: CredentialServiceName,
    /// After how many days it shall expire; never, if nothing is said.
    pub credential_age_days: Option<AgeDays>,
}

/// The new credential, or one with a new password.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    /// The credential.
    pub service_specific_credential: CredentialView,
}

impl Operation for CreateServiceSpecificCredential {
    const ACTION: &'static str = "iam:CreateServiceSpecificCredential";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::MAKING_CREDENTIAL;
    type Output = Shown;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .one(condition_keys::CREDENTIAL_SERVICE_NAME, &self.service_name)
            .maybe(condition_keys::CREDENTIAL_AGE_DAYS, self.credential_age_days.map(Whole::number).as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name.clone().into()).await?;
        let form = form_of(self.service_name.as_str())?;
        if form == Form::Password && self.credential_age_days.is_some() {
            return Err(Error::from(InvalidInput::CredentialAge).into());
        }
        let held = Held::<ServiceCredential>::by(ctx, &Owner::User(permit.id.clone())).await?;
        let service = self.service_name.as_str();
        let of_service = || held.things().iter().filter(|other| other.service == service);
        if of_service().count() as u64 >= Quota::SERVICE_CREDENTIALS.limit {
            return Err(Error::from(Quota::SERVICE_CREDENTIALS).into());
        }
        let names = ["", "+1"].map(|more| format!("{}{more}-at-{}", permit.name, ctx.account()));
        let [first, second] = names;
        let name = if of_service().any(|other| other.name == first) { second } else { first };
        let (secret, hash) = secret::generate(ctx, form, &name);
        let credential = ServiceCredential {
            id: ServiceCredentialId::generate(ctx.account(), ctx.service.entropy.array()),
            service: service.to_owned(),
            name,
            password: hash,
            status: StatusType::Active,
            created: ctx.now(),
            expires: self.credential_age_days.map(|days| {
                ctx.now().after(Duration::from_secs(u64::from(days.number().unsigned_abs()) * 86_400))
            }),
        };
        let view = CredentialView::with_secret(&permit, &credential, &secret, ctx.now());
        let changes = Changes::new().responded(told(&permit, &credential));
        ctx.commit(&permit, held.with(changes, credential)).await?;
        Ok(Shown { service_specific_credential: view })
    }
}

/// What the event shows of a credential.
pub fn told(user: &User, credential: &ServiceCredential) -> serde_json::Value {
    json!({ "serviceSpecificCredential": {
        "serviceName": credential.service,
        "serviceSpecificCredentialId": credential.id.to_string(),
        "userName": user.name.to_string(),
        "status": credential.status.as_str(),
    } })
}
