//! The first half of registering a key: what the browser asks of it.

use fido::Person;
use model::{Input, SecurityKeyName, UserName};

use super::question::{self, Sort as Question};
use super::{asked_keys, handle, own_keys};
use crate::error::{Denial, Error, KeyRefused};
use crate::iam::mfa::assignment::Recipient;
use crate::iam::mfa::enable_mfa_device::EnableMfaDevice;
use crate::operation::{Operation, Sort};
use crate::records::Asked;
use crate::{Context, Halt};

/// Begins to register a security key for somebody.
#[derive(Debug, Input)]
pub struct BeginSecurityKeyRegistration {
    /// Whose it shall be; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// What it shall be called.
    pub security_key_name: SecurityKeyName,
}

impl Operation for BeginSecurityKeyRegistration {
    const ACTION: &'static str = EnableMfaDevice::ACTION;
    // Nothing is anybody's yet: the event is that of the second half.
    const SORT: Sort = Sort::Read;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = EnableMfaDevice::CONDITION_KEYS;
    /// What the browser's `navigator.credentials.create` is given, as JSON.
    type Output = String;

    async fn run(&self, ctx: &Context<'_>) -> Result<String, Halt> {
        let ctx = &Context { request_keys: &asked_keys, ..*ctx };
        let recipient = Recipient::named(ctx, self.user_name.as_ref()).await?;
        let fido = ctx.service.fido()?;
        let (account, owner) = (ctx.account(), recipient.owner());
        let registered = own_keys(ctx, recipient.devices()).await?;
        let name = recipient.name().unwrap_or_else(|| "root".to_owned());
        let display_name = format!("{name} ({account})");
        let handle = handle(account, &owner);
        let person = Person { handle: &handle, name: &name, display_name: &display_name };
        let begun = fido.begin_registration(&person, registered.iter().map(|(_, key)| &key.credential));
        let failed = |refusal| Error::from(Denial::SecurityKey(KeyRefused::Answer(refusal)));
        let begun = begun.map_err(failed)?;
        let state = Box::new(begun.state);
        let asked = Asked::Registration { owner, name: self.security_key_name.clone(), state };
        question::ask(ctx, Question::Registration, begun.options.clone(), asked).await?;
        Ok(begun.options)
    }
}
