//! A token, from its text to what it proves.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use model::Timestamp;

use crate::algorithm::Algorithm;
use crate::claims::Claims;
use crate::json;
use crate::keys::KeySet;
use crate::proven::Proven;

/// No longer token is looked at, in bytes: STS's own limit.
pub const LONGEST_TOKEN: usize = 20_000;
/// How far an issuer's clock may be off, in seconds: what AWS allows too.
pub const SKEW: u64 = 300;
/// A key's name is no longer.
const LONGEST_NAME: usize = 256;

/// Why a token proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no JSON Web Token, or has a header that is not understood.
    #[error("the text is no JSON Web Token")]
    NotAToken,
    /// It is signed in a way that is not accepted, or not at all.
    #[error("the token is signed in a way that is not accepted")]
    Algorithm,
    /// Somebody else issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// The issuer has no such key.
    #[error("the issuer has no key for the token")]
    NoKey,
    /// The signature is not the issuer's.
    #[error("the signature of the token is wrong")]
    Signature,
    /// It lacks a claim, or the claim is not of its type.
    #[error("the claim {0} is missing or malformed")]
    Claim(&'static str),
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// It is too late.
    #[error("the token expired at {0}")]
    Expired(u64),
    /// It is too early.
    #[error("the token is not valid yet")]
    NotYet,
}

/// What a token must be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a, C> {
    /// Who must have issued it: to the letter.
    pub issuer: &'a str,
    /// For whom it must be: any of these.
    pub audiences: &'a [C],
}

/// A token that was taken apart. Nothing in it is to be believed.
pub struct Token<'a> {
    algorithm: Algorithm,
    kid: Option<String>,
    claims: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a token in the compact form apart (RFC 7515, section 7.1).
    ///
    /// # Errors
    /// If it is none, or is signed in a way that is not accepted.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > LONGEST_TOKEN {
            return Err(Refusal::NotAToken);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Refusal::NotAToken)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::NotAToken)?;
        // A dot in it is no character of base64, so there are three parts or none.
        let part = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Refusal::NotAToken);
        let header = json::object(&part(header)?).ok_or(Refusal::NotAToken)?;
        let claims = Claims(json::object(&part(payload)?).ok_or(Refusal::NotAToken)?);
        if claims.are_ambiguous() {
            return Err(Refusal::NotAToken);
        }
        // What must be understood (RFC 7515, section 4.1.11; RFC 7797): nothing of it is.
        if header.contains_key("crit") || header.contains_key("b64") || header.contains_key("zip") {
            return Err(Refusal::NotAToken);
        }
        let algorithm = header.get("alg").and_then(|alg| alg.as_str()).and_then(Algorithm::named);
        let algorithm = algorithm.ok_or(Refusal::Algorithm)?;
        let kid = match header.get("kid") {
            Some(kid) => {
                let kid = kid.as_str().filter(|kid| kid.len() <= LONGEST_NAME).ok_or(Refusal::NotAToken)?;
                Some(kid.to_owned())
            }
            None => None,
        };
        Ok(Self { algorithm, kid, claims, signed, signature: part(signature)? })
    }

    /// Whom it calls its issuer: whose keys to look for, and nothing else.
    pub fn claimed_issuer(&self) -> Option<&str> {
        self.claims.text("iss")
    }

    /// What it proves, if an issuer's keys signed it and it is what is expected, at a moment.
    ///
    /// # Errors
    /// Why it proves nothing. Of a token that nobody of the issuer signed, nothing but that is said.
    pub fn prove<C: AsRef<str>>(
        self,
        expected: &Expected<'_, C>,
        keys: &KeySet,
        now: Timestamp,
    ) -> Result<Proven, Refusal> {
        if self.claimed_issuer() != Some(expected.issuer) {
            return Err(Refusal::Issuer);
        }
        self.check_signature(keys)?;
        let expires = self.claims.moment("exp")?.ok_or(Refusal::Claim("exp"))?;
        let issued = self.claims.moment("iat")?.ok_or(Refusal::Claim("iat"))?;
        let begins = self.claims.moment("nbf")?.unwrap_or(issued);
        let subject = self.claims.subject()?.to_owned();
        let audience = self.claims.audience(expected.audiences)?.to_owned();
        let now = now.secs();
        if now >= expires.saturating_add(SKEW) {
            return Err(Refusal::Expired(expires));
        }
        if issued.max(begins) > now.saturating_add(SKEW) {
            return Err(Refusal::NotYet);
        }
        let id = self.id();
        Ok(Proven { subject, audience, expires: Timestamp::from_secs(expires), id, claims: self.claims })
    }

    fn check_signature(&self, keys: &KeySet) -> Result<(), Refusal> {
        let verified =
            keys.verify(self.algorithm, self.kid.as_deref(), self.signed.as_bytes(), &self.signature);
        match verified {
            Some(true) => Ok(()),
            Some(false) => Err(Refusal::Signature),
            None => Err(Refusal::NoKey),
        }
    }

    /// What tells it from other tokens of its issuer: its own id (RFC 7519, section 4.1.7), or the hash of what is signed. Not of the
    /// signature: of one on a curve anybody can make a second one.
    fn id(&self) -> String {
        match self.claims.text("jti") {
            Some(id) => ["id ", id].concat(),
            None => ["hash ", &HEXLOWER.encode(digest(&SHA256, self.signed.as_bytes()).as_ref())].concat(),
        }
    }

    #[cfg(test)]
    pub(crate) fn is_signed_by(&self, keys: &KeySet) -> Result<(), Refusal> {
        self.check_signature(keys)
    }
}

// Whoever has a token can use it: nothing of it is shown (rule R7).
impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
