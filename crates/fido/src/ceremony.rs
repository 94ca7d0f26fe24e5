//! The two ceremonies, each in two halves.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto as core;

use crate::refusal::refusal;
use crate::{Attestation, Credential, Refusal, RelyingParty, response};

/// How long a browser waits for a key, and how long a state is good for, in seconds.
pub const CEREMONY_SECONDS: u64 = 300;

/// Asks keys, and judges their answers, for one relying party.
#[derive(Debug, Clone)]
pub struct Fido {
    core: WebauthnCore,
}

/// Whose key it is, as keys and browsers keep it.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Up to 64 bytes that never change and never belong to anybody else: an immutable id, not a name.
    pub handle: &'a [u8],
    /// Shown by browsers and passkey managers, for example `alice`.
    pub name: &'a str,
    /// The same with more words, for example `alice (123456789012)`.
    pub display_name: &'a str,
}

/// The first half of a ceremony.
#[derive(Debug, Clone)]
pub struct Begun<State> {
    /// What the browser is asked, as the JSON of `navigator.credentials`' argument, binary fields in base64url.
    pub options: String,
    /// What must be kept on the server until the answer comes: once, for [`CEREMONY_SECONDS`].
    pub state: State,
}

/// A registration that waits for its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PendingRegistration(core::RegistrationState);

/// A sign-in that waits for its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PendingSignIn(core::AuthenticationState);

/// A key that was registered.
#[derive(Debug, Clone)]
pub struct Registered {
    /// To be kept.
    pub credential: Credential,
    /// What it said about its make.
    pub attestation: Attestation,
}

/// A key that signed.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// To be kept in the place of the one that was given: its counter has moved.
    pub credential: Credential,
    /// Whether the key verified its user, by PIN or finger.
    pub user_verified: bool,
}

impl Fido {
    /// For a relying party; `name` is what browsers call it.
    pub fn new(party: &RelyingParty, name: &str) -> Self {
        let origins = vec![party.origin().clone()];
        let wait = Duration::from_secs(CEREMONY_SECONDS);
        Self { core: WebauthnCore::new_unsafe_experts_only(name, party.id(), origins, wait, None, None) }
    }

    /// Asks for a new credential of a key that has none of `registered` yet. Attestation is asked for, so that policies can
    /// demand certified keys; a key or a person may refuse to give any.
    ///
    /// # Errors
    ///
    /// [`Refusal::Failed`], if handle or names are empty.
    pub fn begin_registration<'a>(
        &self,
        person: &Person<'_>,
        registered: impl IntoIterator<Item = &'a Credential>,
    ) -> Result<Begun<PendingRegistration>, Refusal> {
        let exclude = registered.into_iter().map(|credential| credential.id().to_vec()).collect();
        let asked = self
            .core
            .new_challenge_register_builder(person.handle, person.name, person.display_name)
            .map_err(|_| Refusal::Failed)?
            .attestation(core::AttestationConveyancePreference::Direct)
            .user_verification_policy(core::UserVerificationPolicy::Preferred)
            .exclude_credentials(Some(exclude));
        let (options, state) = self.core.generate_challenge_register(asked).map_err(|_| Refusal::Failed)?;
        Ok(Begun { options: json(&options)?, state: PendingRegistration(state) })
    }

    /// Judges the answer to [`Fido::begin_registration`]; `registered` are the person's credentials as they are kept now.
    ///
    /// # Errors
    ///
    /// [`Refusal`]: what is wrong with it. Whether another user has the credential is for the caller to find out.
    pub fn finish_registration<'a>(
        &self,
        pending: &PendingRegistration,
        registered: impl IntoIterator<Item = &'a Credential>,
        answer: &str,
    ) -> Result<Registered, Refusal> {
        let answer = response::registration(answer)?;
        // Browsers refuse to make a second one; `webauthn-rs-core` has no name of its own for an answer that has one.
        if registered.into_iter().any(|credential| credential.id() == answer.raw_id) {
            return Err(Refusal::AlreadyRegistered);
        }
        let mut credential = self
            .core
            .register_credential(&answer, &pending.0, None)
            .map_err(|error| refusal(&error, Refusal::BadAttestation))?;
        if credential.cred_id != answer.raw_id {
            return Err(Refusal::MalformedResponse);
        }
        let said = std::mem::take(&mut credential.attestation);
        let object = &answer.response.attestation_object;
        let attestation = Attestation::of(&credential.attestation_format, said.data, object)?;
        Ok(Registered { credential: Credential(credential), attestation })
    }

    /// Asks any of these credentials for a signature.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCredential`], if there is none.
    pub fn begin_sign_in<'a>(
        &self,
        credentials: impl IntoIterator<Item = &'a Credential>,
    ) -> Result<Begun<PendingSignIn>, Refusal> {
        let credentials: Vec<_> = credentials.into_iter().map(|credential| credential.0.clone()).collect();
        if credentials.is_empty() {
            // Any key could answer: that is signing in without a user name, which there is none of.
            return Err(Refusal::UnknownCredential);
        }
        let asked = self
            .core
            .new_challenge_authenticate_builder(credentials, Some(core::UserVerificationPolicy::Preferred))
            .map_err(|_| Refusal::Failed)?;
        let (options, mut state) =
            self.core.generate_challenge_authenticate(asked).map_err(|_| Refusal::Failed)?;
        // Credentials are read anew when the answer comes: theirs are the counters that count.
        state.set_allowed_credentials(Vec::new());
        Ok(Begun { options: json(&options)?, state: PendingSignIn(state) })
    }

    /// Judges the answer to [`Fido::begin_sign_in`] by the credentials as they are kept now. `handle` is that of the person
    /// who is signing in.
    ///
    /// # Errors
    ///
    /// [`Refusal`]: what is wrong with it. [`Refusal::CounterWentBack`] comes for right signatures only.
    pub fn finish_sign_in<'a>(
        &self,
        pending: &PendingSignIn,
        handle: &[u8],
        credentials: impl IntoIterator<Item = &'a Credential>,
        answer: &str,
    ) -> Result<SignedIn, Refusal> {
        let answer = response::sign_in(answer)?;
        // Section 7.2, step 6. U2F keys do not know whose they are; some browsers write that as an empty text.
        let named = answer.response.user_handle.as_deref().filter(|named| !named.is_empty());
        if named.is_some_and(|named| named != handle) {
            return Err(Refusal::AnotherUsers);
        }
        let credential = credentials
            .into_iter()
            .find(|credential| credential.id() == answer.raw_id)
            .ok_or(Refusal::UnknownCredential)?;
        let shown = self.core.authenticate_single_credential(&answer, &pending.0, &credential.0).map_err(
            |error| match error {
                WebauthnError::CredentialPossibleCompromise => Refusal::CounterWentBack {
                    stored: credential.counter(),
                    given: counter(&answer.response.authenticator_data),
                },
                other => refusal(&other, Refusal::WrongSignature),
            },
        )?;
        let mut credential = credential.clone();
        credential.0.counter = shown.counter();
        credential.0.backup_state = shown.backup_state();
        Ok(SignedIn { credential, user_verified: shown.user_verified() })
    }
}

/// Whether what a browser is told to ask, as [`Fido::begin_sign_in`] wrote it, names these credentials and no others.
pub fn names_just<'a>(options: &str, credentials: impl IntoIterator<Item = &'a Credential>) -> bool {
    let Ok(asked) = serde_json::from_str::<core::RequestChallengeResponse>(options) else { return false };
    let named: BTreeSet<&[u8]> = asked.public_key.allow_credentials.iter().map(|named| &*named.id).collect();
    named == credentials.into_iter().map(Credential::id).collect()
}

fn json<T: Serialize>(options: &T) -> Result<String, Refusal> {
    serde_json::to_string(options).map_err(|_| Refusal::Failed)
}

/// The signature counter in authenticator data (section 6.1): four bytes after hash and flags.
fn counter(authenticator_data: &[u8]) -> u32 {
    let bytes = authenticator_data.get(33..37).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u32::from_be_bytes)
}
