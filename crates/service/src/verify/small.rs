//! All other documents.

use model::{AccountId, Folded, Text};
use vault::{Binding, KEY_CHECK, Purpose};

use super::DocumentProblem;
use super::look::{Kept, Look, VisitSeal};
use crate::audit::Outgoing;
use crate::post::{StoredLetter, letter_binding};
use crate::records::{
    AccessReport, Account, AliasClaim, AuditDigest, AuditLetGo, ConsoleSession, Contacts, CredentialReport,
    Epoch, FidoMetadata, FidoModels, Guesses, HostClaim, KeyCheck, LastUsed, LoginCode, OidcProvider,
    PasswordPolicy, QueuedReport, Recovery, RecoveryBudget, RecoveryCodes, RegisteredService, ReportPart,
    ReportProgress, RootEmail, SamlProvider, SigninToken, SpentProof, StoreForm, StoreName, SupportRequest,
    TerminalSession, VoiceCall, WrongPasswords, keys,
};

const DANGLING: DocumentProblem = DocumentProblem::Dangling;
const MISSING: DocumentProblem = DocumentProblem::IndexMissing;
const STALE: DocumentProblem = DocumentProblem::IndexStale;

impl Kept for RootEmail {
    fn look(&self, look: &mut Look<'_>) {
        let claimed = look.part(1).to_owned();
        // A claim that was given up outlives the use.
        let is_freed = self.freed.is_some();
        let has_it = move |account: &Account| is_freed || Folded::of(&account.email).as_str() == claimed;
        look.needs_that(keys::account(self.account), (STALE, "the account that has it"), has_it);
    }
}

impl Kept for AliasClaim {
    fn look(&self, look: &mut Look<'_>) {
        let claimed = look.part(1).to_owned();
        let is_freed = self.freed.is_some();
        let has_it = move |account: &Account| {
            is_freed || account.alias.as_ref().is_some_and(|alias| alias.as_str() == claimed)
        };
        look.needs_that(keys::account(self.account), (STALE, "the account that has it"), has_it);
    }
}

impl Kept for Epoch {}
impl Kept for StoreName {}

impl Kept for RegisteredService {
    fn look(&self, look: &mut Look<'_>) {
        let account = look.account;
        look.belongs_at(&keys::registered_service(account, &self.name));
        for host in &self.hosts {
            let name = self.name.clone();
            let what = format!("the claim to {host}");
            let is_ours = move |claim: &HostClaim| claim.account == account && claim.service == name;
            look.needs_that(keys::service_host(host), (MISSING, &what), is_ours);
        }
    }
}

impl Kept for HostClaim {
    fn look(&self, look: &mut Look<'_>) {
        let claimed = look.key().clone();
        let has_it = move |service: &RegisteredService| {
            service.hosts.iter().any(|host| keys::service_host(host) == claimed)
        };
        let service = keys::registered_service(self.account, &self.service);
        look.needs_that(service, (STALE, "the service that has it"), has_it);
    }
}

impl Kept for AccessReport {
    fn look(&self, look: &mut Look<'_>) {
        look.feeds(keys::access_report_count(look.account));
    }
}

impl Kept for OidcProvider {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::oidc_provider(look.account, &self.url));
        look.feeds(keys::oidc_provider_count(look.account));
    }
}

impl Kept for SamlProvider {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::saml_provider(look.account, &self.name));
        look.feeds(keys::saml_provider_count(look.account));
    }
}

impl Kept for KeyCheck {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        visit(Purpose::KeyCheck, &KEY_CHECK, &mut self.check);
    }
}

impl Kept for ConsoleSession {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::console_session(look.account, &self.owner, &self.id));
    }
}

impl Kept for TerminalSession {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::terminal_session(look.account, &self.owner, &self.id));
    }
}

impl Kept for SigninToken {
    fn look(&self, look: &mut Look<'_>) {
        look.feeds(keys::signin_token_count(look.account));
    }
}

impl Kept for LoginCode {
    fn look(&self, look: &mut Look<'_>) {
        look.feeds(keys::login_code_count(look.account));
    }
}

impl Kept for SpentProof {
    fn look(&self, look: &mut Look<'_>) {
        look.feeds(keys::spent_proof_count(look.account));
    }
}

impl Kept for CredentialReport {
    fn look(&self, look: &mut Look<'_>) {
        let place = keys::queued_report(self.due, look.account);
        match self.progress(look.now) {
            ReportProgress::InProgress => look.needs(place, DANGLING, "its place in the queue"),
            ReportProgress::Ready { report, parts, .. } => {
                look.needs(place, DANGLING, "its place in the queue");
                // The first and the last: those between were written in order.
                for number in [0, parts.saturating_sub(1)].into_iter().filter(|_| parts > 0) {
                    look.needs(keys::report_part(look.account, report, number), DANGLING, "a part of it");
                }
            }
            // Its parts go when the job comes by.
            ReportProgress::Expired => {}
        }
    }
}

impl Kept for QueuedReport {
    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&keys::queued_report(self.due, self.account));
    }
}

impl Kept for Recovery {
    fn seals(&mut self, account: AccountId, visit: &mut VisitSeal<'_>) {
        if let Some(mail) = &mut self.mail {
            visit(
                Purpose::Recovery,
                &Binding { account, subject: &self.id, field: "code" },
                &mut mail.code_hash,
            );
        }
    }

    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&keys::recovery(look.account, &self.id));
    }
}

impl Kept for VoiceCall {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        let Self { account, id, digits, nonce, .. } = self;
        visit(Purpose::Recovery, &Binding { account: *account, subject: id, field: "digits" }, digits);
        visit(Purpose::Recovery, &Binding { account: *account, subject: id, field: "nonce" }, nonce);
    }

    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&keys::voice_call(&self.id));
    }
}

impl Kept for StoredLetter {
    fn seals(&mut self, _account: AccountId, visit: &mut VisitSeal<'_>) {
        let Self { account, id, sealed, .. } = self;
        visit(Purpose::Letter, &letter_binding(*account, id), sealed);
    }

    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&keys::letter(&self.id));
    }
}

impl Kept for SupportRequest {
    fn look(&self, look: &mut Look<'_>) {
        look.belongs_at(&self.deed.key(self.account));
        look.needs_that(keys::account(self.account), (DANGLING, "its account"), |_: &Account| true);
    }
}

impl Kept for LastUsed {
    fn look(&self, look: &mut Look<'_>) {
        let id = look.part(1);
        // Of the root user's password; the account's own document is beside it.
        if id != look.account.to_string() {
            let key = if id.starts_with("AKIA") { "key/" } else { "id/" };
            let key = store::Key::account(look.account.number(), [key, id, "/"].concat());
            look.needs(key, DANGLING, "what was used");
        }
    }
}

impl Kept for Guesses {
    fn look(&self, look: &mut Look<'_>) {
        needs_principal(look);
    }
}

impl Kept for RecoveryCodes {
    fn look(&self, look: &mut Look<'_>) {
        needs_principal(look);
    }
}

/// The second part of the key is a principal's id, who must be there.
fn needs_principal(look: &mut Look<'_>) {
    let id = look.part(1);
    if id != look.account.to_string() {
        look.needs(keys::id(look.account, id), DANGLING, "whose it is");
    }
}

impl Kept for Contacts {}
impl Kept for PasswordPolicy {}
impl Kept for WrongPasswords {}
impl Kept for ReportPart {}
impl Kept for RecoveryBudget {}
impl Kept for AuditDigest {}
impl Kept for AuditLetGo {}
impl Kept for StoreForm {}
impl Kept for Outgoing {}
impl Kept for FidoMetadata {}
impl Kept for FidoModels {}
