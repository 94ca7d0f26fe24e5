//! Which documents there are: the one place that says so.

use model::AccountId;
use store::{Key, Partition};
use vault::{Keyring, Salt};

use super::look::{Kept, Look};
use super::{DocumentProblem, counters};
use crate::audit::Outgoing;
use crate::entropy::Entropy;
use crate::post::StoredLetter;
use crate::records::{
    AccessReport, Account, AliasClaim, AuditDigest, AuditLetGo, Belongings, CertificateOwner, ConsoleSession,
    Contacts, Count, CredentialReport, DeviceClock, Epoch, FidoMetadata, FidoModels, Group, Guesses,
    HardwareToken, HostClaim, InstanceProfile, KeyCheck, KeyOwner, KeyQuestion, LastUsed, LoginCode,
    ManagedPolicy, MfaDevice, NamePointer, OidcProvider, PasswordHistory, PasswordPolicy, ProfileOfRole,
    QueuedReport, Recovery, RecoveryBudget, RecoveryCodes, RegisteredService, RelyingPartyName, ReportPart,
    Role, RootEmail, SamlProvider, SecurityKey, SeedFingerprintKey, ServerCertificate,
    ServiceControlPolicies, ServiceCredential, SigninToken, SigningCertificate, SpentProof, SshKey,
    StoreForm, StoreName, SupportRequest, TerminalSession, TokenImport, User, VoiceCall, WrongPasswords,
};

/// A kind of document.
pub(crate) struct Kind {
    place: Place,
    /// What its keys begin with.
    prefix: &'static str,
    /// What people call it.
    pub what: &'static str,
    /// The type, by name.
    #[cfg(test)]
    pub document: fn() -> &'static str,
    pub look: fn(&mut Look<'_>, &[u8]),
    pub generations: fn(AccountId, &[u8]) -> Option<Generations>,
    /// The document under the current key; none if it is already.
    pub sealed_anew: SealAnew,
}

/// Seals a document anew.
type SealAnew = fn(AccountId, &[u8], &Keyring, &dyn Entropy) -> Option<Vec<u8>>;

/// Where documents of a kind are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Account,
    Global,
}

/// Which generations of the master key a document needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Generations {
    /// Of its seals.
    pub seals: Vec<u32>,
    /// Of its passwords' pepper.
    pub passwords: Vec<u32>,
}

const fn in_account<T: Kept>(prefix: &'static str, what: &'static str) -> Kind {
    kind::<T>(Place::Account, prefix, what)
}

const fn global<T: Kept>(prefix: &'static str, what: &'static str) -> Kind {
    kind::<T>(Place::Global, prefix, what)
}

const fn kind<T: Kept>(place: Place, prefix: &'static str, what: &'static str) -> Kind {
    Kind {
        place,
        prefix,
        what,
        #[cfg(test)]
        document: std::any::type_name::<T>,
        look: look_at::<T>,
        generations: generations::<T>,
        sealed_anew: sealed_anew::<T>,
    }
}

/// All of them. Where one prefix begins with another, the longer stands first.
pub(crate) static KINDS: &[Kind] = &[
    in_account::<Account>("account/", "an account"),
    in_account::<Contacts>("contacts/", "contacts"),
    in_account::<User>("user/", "a user"),
    in_account::<Group>("group/", "a group"),
    in_account::<Role>("role/", "a role"),
    in_account::<ManagedPolicy>("policy/", "a managed policy"),
    in_account::<InstanceProfile>("instance-profile/", "an instance profile"),
    in_account::<ProfileOfRole>("role-profile/", "the index of a role's instance profiles"),
    in_account::<ServerCertificate>("server-certificate/", "a server certificate"),
    in_account::<Belongings<SshKey>>("ssh-keys/", "SSH public keys"),
    in_account::<Belongings<SigningCertificate>>("signing-certificates/", "signing certificates"),
    in_account::<CertificateOwner>("signing-certificate/", "the index of signing certificates"),
    in_account::<Belongings<ServiceCredential>>("service-credentials/", "credentials for services"),
    in_account::<NamePointer<String>>("id/", "the name of an id"),
    in_account::<counters::Membership>("member/", "the index of a group's members"),
    in_account::<counters::Attachment>("attached/", "the index of who has a policy"),
    in_account::<counters::Attachment>("boundary/", "the index of whom a policy bounds"),
    in_account::<OidcProvider>("oidc-provider/", "a provider of OpenID Connect"),
    in_account::<SamlProvider>("saml-provider/", "a provider of SAML"),
    in_account::<ServiceControlPolicies>("service-control/", "service control policies"),
    in_account::<RegisteredService>("registered-service/", "a registered service"),
    in_account::<KeyOwner>("key/", "the index of access keys"),
    in_account::<MfaDevice>("mfa/", "a virtual MFA device"),
    in_account::<DeviceClock>("clock/", "the clock of a device"),
    in_account::<Guesses>("guesses/", "wrong guesses"),
    in_account::<PasswordPolicy>("password-policy/", "a password policy"),
    in_account::<PasswordHistory>("passwords/", "former passwords"),
    in_account::<WrongPasswords>("wrong-passwords/", "wrong passwords"),
    in_account::<LastUsed>("used/", "a last use"),
    in_account::<ConsoleSession>("console-session/", "a session of the console"),
    in_account::<CredentialReport>("credential-report/", "a credential report"),
    in_account::<ReportPart>("credential-report-part/", "a part of a credential report"),
    in_account::<AccessReport>("access-report/", "a report of last access"),
    in_account::<SigninToken>("signin-token/", "a sign-in token"),
    in_account::<SecurityKey>("security-key/", "a security key"),
    in_account::<counters::Credential>("security-key-credential/", "the index of security keys"),
    in_account::<KeyQuestion>("key-question/", "a question to a security key"),
    in_account::<LoginCode>("login-code/", "a code for a terminal"),
    in_account::<TerminalSession>("terminal-session/", "a session at a terminal"),
    in_account::<SpentProof>("spent-proof/", "a proof that was used"),
    in_account::<Recovery>("recovery/", "a recovery"),
    in_account::<RecoveryBudget>("recovery-budget/", "the budget of recoveries"),
    in_account::<RecoveryCodes>("recovery-codes/", "recovery codes"),
    in_account::<AuditDigest>("audit-digest/", "a digest of the audit trail"),
    in_account::<AuditLetGo>("audit-let-go/", "the note of what the audit trail let go"),
    in_account::<Count>("count/", "a counter"),
    global::<StoreForm>("form/", "the form of the store"),
    global::<RootEmail>("root-email/", "the claim to a root e-mail"),
    global::<AliasClaim>("alias/", "the claim to an alias"),
    global::<HardwareToken>("token/", "a hardware token"),
    global::<TokenImport>("token-import/", "an import of tokens"),
    global::<Epoch>("epoch/", "the note of the epoch"),
    global::<StoreName>("store/", "the name of the store"),
    global::<KeyCheck>("key-check/", "the check of the master key"),
    global::<HostClaim>("service-host/", "the claim to a host"),
    global::<SeedFingerprintKey>("seed-fingerprint-key/", "the key of seeds' names"),
    global::<DeviceClock>("token-clock/", "the clock of a token"),
    global::<Outgoing>("outbox/", "an event for another account"),
    global::<QueuedReport>("credential-report/", "the queue of credential reports"),
    global::<RelyingPartyName>("relying-party/", "the name that security keys know"),
    global::<FidoMetadata>("fido-metadata/", "FIDO metadata"),
    global::<FidoModels>("fido-models/", "models of security keys"),
    global::<VoiceCall>("call/", "a call"),
    global::<SupportRequest>("support-request/", "a request of the operator"),
    global::<StoredLetter>("letter/", "a letter"),
    global::<Count>("email-codes/", "a counter of codes"),
    global::<Count>("recovery-costs/", "a counter of recoveries"),
];

impl Kind {
    /// The kind of a key.
    pub fn of(key: &Key) -> Option<&'static Self> {
        let place = match key.partition {
            Partition::Global => Place::Global,
            Partition::Account(_) => Place::Account,
        };
        KINDS.iter().find(|kind| kind.place == place && key.path.starts_with(kind.prefix))
    }
}

fn look_at<T: Kept>(look: &mut Look<'_>, body: &[u8]) {
    let Ok(mut document) = serde_json::from_slice::<T>(body) else {
        return look.find(DocumentProblem::Unreadable, "it is no such document");
    };
    let account = look.account;
    document.seals(account, &mut |purpose, binding, sealed| look.opens(purpose, binding, sealed));
    for password in document.passwords() {
        look.has_pepper(password);
    }
    document.look(look);
}

fn generations<T: Kept>(account: AccountId, body: &[u8]) -> Option<Generations> {
    let mut document = serde_json::from_slice::<T>(body).ok()?;
    let mut needed = Generations::default();
    document.seals(account, &mut |_, _, sealed| needed.seals.push(sealed.generation().number()));
    needed.passwords = document.passwords().iter().map(|password| password.generation().number()).collect();
    Some(needed)
}

/// What does not open is left as it is: a check of the store says so.
fn sealed_anew<T: Kept>(
    account: AccountId,
    body: &[u8],
    keyring: &Keyring,
    entropy: &dyn Entropy,
) -> Option<Vec<u8>> {
    let mut document = serde_json::from_slice::<T>(body).ok()?;
    let mut is_changed = false;
    document.seals(account, &mut |purpose, binding, sealed| {
        if sealed.generation() == keyring.current() {
            return;
        }
        let Ok(opened) = keyring.open(purpose, binding, sealed) else { return };
        if let Ok(anew) = keyring.seal(purpose, binding, Salt(entropy.array()), opened.expose()) {
            *sealed = anew;
            is_changed = true;
        }
    });
    is_changed |= document.demand_change(keyring);
    is_changed.then(|| serde_json::to_vec(&document).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use store::Key;

    use super::{KINDS, Kind, Place};

    /// Every type that is stored anywhere in this crate.
    fn stored_types(directory: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stored_types(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("impl")) {
                    if let Some((_, rest)) = line.split_once(" Document for ") {
                        found.insert(rest.split([' ', '<', '{']).next().unwrap().to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn every_kind_of_document_is_in_the_table() {
        let mut stored = BTreeSet::new();
        stored_types(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut stored);
        assert!(stored.contains("User") && stored.contains("StoredLetter"), "{stored:?}");
        let known: BTreeSet<String> = KINDS
            .iter()
            .map(|kind| {
                let name = (kind.document)();
                name.split('<').next().unwrap().rsplit("::").next().unwrap().to_owned()
            })
            .collect();
        let missing: Vec<_> =
            stored.iter().filter(|name| !known.contains(*name) && *name != "Present").collect();
        assert!(missing.is_empty(), "the table of verify/table.rs does not know {missing:?}");
    }

    #[test]
    fn a_key_has_the_kind_of_its_longest_prefix() {
        for kind in KINDS {
            let path = format!("{}x/", kind.prefix);
            let key = match kind.place {
                Place::Account => Key::account(1, path),
                Place::Global => Key::global(path),
            };
            let found = Kind::of(&key).unwrap();
            assert_eq!((found.prefix, found.what), (kind.prefix, kind.what));
        }
        assert!(Kind::of(&Key::account(1, "userx/")).is_none());
        assert!(Kind::of(&Key::global("user/x/")).is_none());
    }
}
