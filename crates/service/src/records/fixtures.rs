//! Documents of every form that was ever written are read for ever: one fixture for each kind and version. A form that
//! changes gets a new version and a new fixture; the old ones stay.

use model::UserName;
use serde_json::Value;

use super::{
    AccessReport, Account, AliasClaim, AuditDigest, AuditLetGo, Belongings, CertificateOwner, ConsoleSession,
    Contacts, CredentialReport, DeviceClock, Document, Epoch, FidoMetadata, FidoModels, Group, Guesses,
    HardwareToken, HostClaim, InstanceProfile, KeyCheck, KeyOwner, KeyQuestion, LastUsed, LoginCode,
    ManagedPolicy, MfaDevice, NamePointer, OidcProvider, PasswordHistory, PasswordPolicy, ProfileOfRole,
    QueuedReport, Recovery, RecoveryBudget, RecoveryCodes, RegisteredService, RelyingPartyName, ReportPart,
    Role, RootEmail, SamlProvider, SecurityKey, SeedFingerprintKey, ServerCertificate,
    ServiceControlPolicies, ServiceCredential, SigninToken, SigningCertificate, SpentProof, SshKey,
    StoreName, SupportRequest, TerminalSession, TokenImport, User, VoiceCall, WrongPasswords,
};
use crate::audit::Outgoing;

/// Reads a fixture as today's type; what today's version writes of it is what it was.
fn same<T: Document>(fixture: &str) {
    let stored: Value = serde_json::from_str(fixture).unwrap();
    let document: T = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&document).unwrap(), stored);
}

#[test]
fn documents_of_version_1_are_read_and_written_as_they_were() {
    same::<MfaDevice>(include_str!("../../fixtures/mfa-device.v1.json"));
    same::<DeviceClock>(include_str!("../../fixtures/clock.v1.json"));
    same::<Guesses>(include_str!("../../fixtures/guesses.v1.json"));
    same::<NamePointer<UserName>>(include_str!("../../fixtures/name-pointer.v1.json"));
    same::<KeyOwner>(include_str!("../../fixtures/key-owner.v1.json"));
    same::<LastUsed>(include_str!("../../fixtures/last-used.v1.json"));
    same::<RootEmail>(include_str!("../../fixtures/root-email.v1.json"));
}

#[test]
fn documents_of_store_form_2_are_read_and_written_as_they_were() {
    same::<User>(include_str!("../../fixtures/user.v2.json"));
    same::<Group>(include_str!("../../fixtures/group.v1.json"));
    same::<Role>(include_str!("../../fixtures/role.v1.json"));
    same::<ManagedPolicy>(include_str!("../../fixtures/managed-policy.v1.json"));
    same::<ServiceControlPolicies>(include_str!("../../fixtures/service-control.v1.json"));
    same::<Outgoing>(include_str!("../../fixtures/outgoing.v1.json"));
    same::<CredentialReport>(include_str!("../../fixtures/credential-report.v1.json"));
    same::<CredentialReport>(include_str!("../../fixtures/credential-report-claimed.v1.json"));
    same::<CredentialReport>(include_str!("../../fixtures/credential-report-asked.v1.json"));
    same::<ReportPart>(include_str!("../../fixtures/report-part.v1.json"));
    same::<QueuedReport>(include_str!("../../fixtures/queued-report.v1.json"));
}

#[test]
fn documents_about_passwords_are_read_and_written_as_they_were() {
    same::<PasswordPolicy>(include_str!("../../fixtures/password-policy.v1.json"));
    same::<PasswordHistory>(include_str!("../../fixtures/password-history.v1.json"));
    same::<WrongPasswords>(include_str!("../../fixtures/wrong-passwords.v1.json"));
}

#[test]
fn documents_of_store_form_3_are_read_and_written_as_they_were() {
    same::<Account>(include_str!("../../fixtures/account.v2.json"));
    same::<AliasClaim>(include_str!("../../fixtures/alias.v1.json"));
    same::<Account>(include_str!("../../fixtures/account-email-change.v2.json"));
    same::<RootEmail>(include_str!("../../fixtures/root-email-freed.v1.json"));
    same::<SigninToken>(include_str!("../../fixtures/signin-token.v1.json"));
}

#[test]
fn documents_of_store_form_4_are_read_and_written_as_they_were() {
    same::<HardwareToken>(include_str!("../../fixtures/hardware-token.v1.json"));
    same::<SecurityKey>(include_str!("../../fixtures/security-key.v1.json"));
    same::<KeyQuestion>(include_str!("../../fixtures/key-question-registration.v1.json"));
    same::<KeyQuestion>(include_str!("../../fixtures/key-question-sign-in.v1.json"));
    same::<RelyingPartyName>(include_str!("../../fixtures/relying-party.v1.json"));
    same::<HardwareToken>(include_str!("../../fixtures/hardware-token-hotp.v1.json"));
    same::<DeviceClock>(include_str!("../../fixtures/clock-counter.v1.json"));
    same::<HardwareToken>(include_str!("../../fixtures/hardware-token-of-import.v1.json"));
    same::<TokenImport>(include_str!("../../fixtures/token-import.v1.json"));
    same::<SeedFingerprintKey>(include_str!("../../fixtures/seed-fingerprint-key.v1.json"));
    same::<KeyCheck>(include_str!("../../fixtures/key-check.v1.json"));
}

#[test]
fn documents_of_sessions_at_the_console_and_at_terminals_are_read_and_written_as_they_were() {
    same::<ConsoleSession>(include_str!("../../fixtures/console-session.v1.json"));
    same::<LoginCode>(include_str!("../../fixtures/login-code.v1.json"));
    same::<TerminalSession>(include_str!("../../fixtures/terminal-session.v1.json"));
    same::<TerminalSession>(include_str!("../../fixtures/terminal-session-with-mfa.v1.json"));
    same::<TerminalSession>(include_str!("../../fixtures/terminal-session-federated.v1.json"));
    same::<SpentProof>(include_str!("../../fixtures/spent-proof.v1.json"));
}

#[test]
fn accounts_of_version_1_have_no_alias_and_are_else_what_they_were() {
    let stored: Value = serde_json::from_str(include_str!("../../fixtures/account.v1.json")).unwrap();
    let account: Account = serde_json::from_value(stored.clone()).unwrap();
    let mut written = serde_json::to_value(&account).unwrap();
    let fields = written.as_object_mut().unwrap();
    assert_eq!(fields.remove("alias"), Some(Value::Null));
    assert_eq!(fields.remove("resting_aliases"), Some(Value::Array(Vec::new())));
    assert_eq!(fields.insert("schema".to_owned(), stored["schema"].clone()), Some(2.into()));
    assert_eq!(written, stored);
}

#[test]
fn users_of_version_1_keep_their_policies() {
    let user: User = serde_json::from_str(include_str!("../../fixtures/user.v1.json")).unwrap();
    assert_eq!(user.schema, 2);
    assert!(user.permissions.attached.is_empty() && user.groups.is_empty());
    let administrator = include_str!("../../fixtures/user.v1.json").replace(
        "\"attached_policies\": []",
        "\"attached_policies\": [\"arn:aws:iam::aws:policy/AdministratorAccess\"]",
    );
    let user: User = serde_json::from_str(&administrator).unwrap();
    assert_eq!(user.permissions.attached[0].to_string(), policy::ADMINISTRATOR_ACCESS);
}

#[test]
fn documents_about_contacts_are_read_and_written_as_they_were() {
    same::<Account>(include_str!("../../fixtures/account-unsettled.v2.json"));
    same::<Account>(include_str!("../../fixtures/account-undo-links.v2.json"));
    same::<Contacts>(include_str!("../../fixtures/contacts.v1.json"));
}

#[test]
fn documents_about_models_of_security_keys_are_read_and_written_as_they_were() {
    same::<FidoMetadata>(include_str!("../../fixtures/fido-metadata.v1.json"));
    same::<FidoModels>(include_str!("../../fixtures/fido-models.v1.json"));
}

#[test]
fn documents_about_recoveries_are_read_and_written_as_they_were() {
    same::<Recovery>(include_str!("../../fixtures/recovery.v1.json"));
    same::<Recovery>(include_str!("../../fixtures/recovery-called.v1.json"));
    same::<RecoveryBudget>(include_str!("../../fixtures/recovery-budget.v1.json"));
    same::<VoiceCall>(include_str!("../../fixtures/voice-call.v1.json"));
    same::<VoiceCall>(include_str!("../../fixtures/voice-call-answered.v1.json"));
    same::<ConsoleSession>(include_str!("../../fixtures/console-session-recovered.v1.json"));
    same::<ConsoleSession>(include_str!("../../fixtures/console-session-outliving.v1.json"));
    same::<Account>(include_str!("../../fixtures/account-help-text.v2.json"));
}

#[test]
fn documents_about_recovery_codes_are_read_and_written_as_they_were() {
    same::<RecoveryCodes>(include_str!("../../fixtures/recovery-codes.v1.json"));
    same::<ConsoleSession>(include_str!("../../fixtures/console-session-by-code.v1.json"));
    same::<Account>(include_str!("../../fixtures/account-recovery-codes.v2.json"));
}

#[test]
fn documents_about_the_operators_last_resort_are_read_and_written_as_they_were() {
    same::<SupportRequest>(include_str!("../../fixtures/support-request.v1.json"));
    same::<SupportRequest>(include_str!("../../fixtures/support-request-approved.v1.json"));
    same::<Account>(include_str!("../../fixtures/account-alternative-factors-off.v2.json"));
}

#[test]
fn documents_about_registered_services_are_read_and_written_as_they_were() {
    same::<RegisteredService>(include_str!("../../fixtures/registered-service.v1.json"));
    same::<RegisteredService>(include_str!("../../fixtures/registered-service-all.v1.json"));
    same::<HostClaim>(include_str!("../../fixtures/service-host.v1.json"));
}

#[test]
fn documents_about_providers_are_read_and_written_as_they_were() {
    same::<OidcProvider>(include_str!("../../fixtures/oidc-provider.v1.json"));
    same::<OidcProvider>(include_str!("../../fixtures/oidc-provider-with-keys.v1.json"));
    same::<SamlProvider>(include_str!("../../fixtures/saml-provider.v1.json"));
}

#[test]
fn documents_about_last_access_are_read_and_written_as_they_were() {
    same::<AccessReport>(include_str!("../../fixtures/access-report.v1.json"));
}

#[test]
fn documents_about_digests_of_the_audit_trail_are_read_and_written_as_they_were() {
    same::<AuditDigest>(include_str!("../../fixtures/audit-digest.v1.json"));
    same::<AuditDigest>(include_str!("../../fixtures/audit-digest-shortened.v1.json"));
    same::<AuditLetGo>(include_str!("../../fixtures/audit-let-go.v1.json"));
}

#[test]
fn documents_about_epochs_are_read_and_written_as_they_were() {
    same::<Epoch>(include_str!("../../fixtures/epoch.v1.json"));
    same::<Epoch>(include_str!("../../fixtures/epoch-filling.v1.json"));
    same::<Epoch>(include_str!("../../fixtures/epoch-moved.v1.json"));
    same::<StoreName>(include_str!("../../fixtures/store-name.v1.json"));
}

#[test]
fn documents_about_instance_profiles_are_read_and_written_as_they_were() {
    same::<InstanceProfile>(include_str!("../../fixtures/instance-profile.v1.json"));
    same::<ProfileOfRole>(include_str!("../../fixtures/profile-of-role.v1.json"));
}

#[test]
fn documents_about_certificates_and_what_users_have_are_read_and_written_as_they_were() {
    same::<Role>(include_str!("../../fixtures/role-linked.v1.json"));
    same::<Belongings<SshKey>>(include_str!("../../fixtures/ssh-keys.v1.json"));
    same::<Belongings<SigningCertificate>>(include_str!("../../fixtures/signing-certificates.v1.json"));
    same::<CertificateOwner>(include_str!("../../fixtures/certificate-owner.v1.json"));
    same::<Belongings<ServiceCredential>>(include_str!("../../fixtures/service-credentials.v1.json"));
    same::<ServerCertificate>(include_str!("../../fixtures/server-certificate.v1.json"));
}
