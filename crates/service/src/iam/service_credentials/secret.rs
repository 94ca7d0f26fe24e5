//! The secret of a credential: shown once, and then known by its hash alone.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64, HEXLOWER};
use model::Secret;

use super::Form;
use crate::Context;

/// A new secret, and what is kept of it. It has 256 random bits: a hash of it that somebody steals is no use for guessing, so it needs
/// neither salt nor delay.
pub fn generate(ctx: &Context<'_>, form: Form, name: &str) -> (Secret<String>, String) {
    let random = Secret::new(BASE64.encode(&ctx.service.entropy.array::<32>()));
    let secret = match form {
        Form::Password => random,
        // In the form of an API key: clients send it alone, so it says whose it is.
        Form::ApiKey => {
            let whole = Secret::new(format!("{name}:{}", random.expose()));
            Secret::new(["ABSK", &BASE64.encode(whole.expose().as_bytes())].concat())
        }
    };
    let hash = HEXLOWER.encode(digest(&SHA256, secret.expose().as_bytes()).as_ref());
    (secret, hash)
}
