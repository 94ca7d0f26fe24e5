//! What instance profiles, keys, certificates and credentials of services are named and said with, with the limits of IAM's service model.

use crate::names::{is_latin_text, is_name, is_printable, is_word_only};
use crate::text::text;

fn is_key_text(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}'))
}

text! {
    /// The name of an instance profile.
    InstanceProfileName: 1..=128, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// The name of a server certificate.
    ServerCertificateName: 1..=128, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// An SSH public key, as `ssh-keygen` writes it, or in PEM.
    SshPublicKeyText: 1..=16_384, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_key_text
}

text! {
    /// The id of an SSH public key, as a caller writes it; it need not be one of ours.
    SshPublicKeyIdText: 20..=128, r"[\w]+", is_word_only
}

text! {
    /// A certificate in PEM.
    CertificateText: 1..=16_384, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_key_text
}

text! {
    /// The certificates that stand between a certificate and its root, in PEM.
    CertificateChainText: 1..=2_097_152, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_key_text
}

text! {
    /// A private key in PEM. Inputs have it concealed.
    PrivateKeyText: 1..=16_384, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_key_text
}

text! {
    /// The id of a signing certificate, as a caller writes it; it need not be one of ours.
    CertificateIdText: 24..=128, r"[\w]+", is_word_only
}

text! {
    /// The id of a credential for one service, as a caller writes it; it need not be one of ours.
    ServiceCredentialIdText: 20..=128, r"[\w]+", is_word_only
}

text! {
    /// The name of a service that credentials of its own are asked for. The service model has no limit; no service has a longer name.
    CredentialServiceName: 0..=256, r"[\u0020-\u007E\u00A1-\u00FF]*", is_latin_text
}

text! {
    /// The name of the service that a role is linked to: `autoscaling.amazonaws.com`.
    AwsServiceName: 1..=128, r"[\w+=,.@-]+", is_name
}

text! {
    /// What tells several roles that are linked to one service apart.
    CustomSuffix: 1..=64, r"[\w+=,.@-]+", is_name
}

text! {
    /// What names the deletion of a role that is linked to a service.
    DeletionTaskId: 1..=1000, r"[\u0020-\u007E]+", is_printable
}
