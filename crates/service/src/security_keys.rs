//! Whether security keys can be used at all, and by which name they know this installation (rule R22).

use std::sync::OnceLock;

use fido::{Fido, RelyingParty};

use crate::error::{Denial, Error, KeyRefused, NoSecurityKeys};
use crate::records::{Loaded, RelyingPartyName, keys};
use crate::{Changes, Context, Service};

/// What asks security keys, once it is known under which address browsers reach this server.
#[derive(Default)]
pub struct SecurityKeys(OnceLock<Result<Offer, NoSecurityKeys>>);

/// What asks security keys.
pub struct Offer {
    party: RelyingParty,
    fido: Fido,
}

impl Service {
    /// Begins to use security keys under the address by which browsers reach this server, which is the configured one and never what
    /// a request says. If keys were registered under another name they would not answer: then none is used, and what is asked
    /// of them is refused with that reason. Only the first call counts.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn offer_security_keys(&self, public_url: &str) -> Result<(), Error> {
        let offer = match RelyingParty::of(public_url) {
            Ok(party) => {
                let registered = self.records.load::<RelyingPartyName>(keys::relying_party()).await?;
                match registered {
                    Some(registered) if registered.id != party.id() => Err(renamed(&registered, &party)),
                    _ => Ok(Offer { fido: Fido::new(&party, &self.settings.issuer), party }),
                }
            }
            Err(why) => Err(NoSecurityKeys::Address(why)),
        };
        let _ = self.security_keys.0.set(offer);
        Ok(())
    }

    /// Whether security keys can be used here, and if not, why.
    ///
    /// # Errors
    /// Why not.
    pub fn offers_security_keys(&self) -> Result<(), NoSecurityKeys> {
        match self.security_keys.0.get() {
            Some(Ok(_)) => Ok(()),
            Some(Err(why)) => Err(why.clone()),
            None => Err(NoSecurityKeys::NotServed),
        }
    }

    /// What asks security keys.
    pub(crate) fn fido(&self) -> Result<&Fido, Error> {
        self.offer().map(|offer| &offer.fido)
    }

    fn offer(&self) -> Result<&Offer, Error> {
        let why = match self.security_keys.0.get() {
            Some(Ok(offer)) => return Ok(offer),
            Some(Err(why)) => why.clone(),
            None => NoSecurityKeys::NotServed,
        };
        Err(Denial::SecurityKey(KeyRefused::NotOffered(why)).into())
    }
}

/// Notes the name with the first key that is registered; with any other, that it is the same.
pub async fn named(ctx: &Context<'_>, changes: Changes) -> Result<Changes, Error> {
    let party = &ctx.service.offer()?.party;
    let registered = ctx.records().load::<RelyingPartyName>(keys::relying_party()).await?;
    match registered {
        // Another node, under another name, may have been first.
        Some(registered) if registered.id != party.id() => {
            Err(Denial::SecurityKey(KeyRefused::NotOffered(renamed(&registered, party))).into())
        }
        // Not if the operator forgets it meanwhile.
        Some(registered) => Ok(changes.watch(&registered)),
        None => {
            let (id, since) = (party.id().to_owned(), ctx.now());
            let name = RelyingPartyName { schema: RelyingPartyName::SCHEMA, id, since };
            Ok(changes.create(keys::relying_party(), &name))
        }
    }
}

fn renamed(registered: &Loaded<RelyingPartyName>, party: &RelyingParty) -> NoSecurityKeys {
    NoSecurityKeys::Renamed { registered: registered.id.clone(), configured: party.id().to_owned() }
}
