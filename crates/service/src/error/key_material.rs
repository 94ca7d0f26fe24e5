//! What is wrong with a key or a certificate that somebody brings.

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMaterial {
    /// A text that is no certificate in PEM, or more than one.
    UnreadableCertificate,
    /// A certificate that does not hold any more.
    CertificateExpired,
    /// A certificate that does not hold yet.
    CertificateOfLater,
    /// A certificate of a key that nothing here knows.
    InvalidCertificate,
    /// A certificate that somebody in the account has already.
    DuplicateCertificate,
    /// Certificates that do not lead from the first one on: where that is found.
    BrokenChain(usize),
    /// A text that is no private key in PEM, or one that is sealed with a password.
    UnreadablePrivateKey,
    /// A private key of another certificate.
    KeyPairMismatch,
    /// A public key that is broken, or too short.
    InvalidPublicKey,
    /// A public key that the user has already.
    DuplicateSshPublicKey,
    /// A public key that is written in another way.
    UnrecognizedPublicKeyEncoding,
}

impl KeyMaterial {
    /// The code, as clients compare it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::UnreadableCertificate
            | Self::CertificateExpired
            | Self::CertificateOfLater
            | Self::BrokenChain(_)
            | Self::UnreadablePrivateKey => "MalformedCertificate",
            Self::InvalidCertificate => "InvalidCertificate",
            Self::DuplicateCertificate => "DuplicateCertificate",
            Self::KeyPairMismatch => "KeyPairMismatch",
            Self::InvalidPublicKey => "InvalidPublicKey",
            Self::DuplicateSshPublicKey => "DuplicateSSHPublicKey",
            Self::UnrecognizedPublicKeyEncoding => "UnrecognizedPublicKeyEncoding",
        }
    }

    /// Whether it is there already, and nothing is wrong with it else.
    #[must_use]
    pub const fn is_duplicate(self) -> bool {
        matches!(self, Self::DuplicateCertificate | Self::DuplicateSshPublicKey)
    }

    /// The text. Of certificates that cannot be read and of chains AWS's is reported by its users; the others are not known.
    pub(super) fn message(self) -> String {
        let text = match self {
            Self::UnreadableCertificate => {
                "Unable to parse certificate. Please ensure the certificate is in PEM format."
            }
            Self::CertificateExpired => "The certificate has expired.",
            Self::CertificateOfLater => "The certificate is not valid yet.",
            Self::InvalidCertificate => "The certificate is not of an RSA or an elliptic curve key.",
            Self::DuplicateCertificate => {
                "The same certificate is associated with an IAM user in the account already."
            }
            Self::BrokenChain(index) => {
                return format!(
                    "Unable to validate certificate chain. The certificate chain must start with the immediate signing \
                     certificate, followed by any intermediaries in order. The index within the chain of the invalid \
                     certificate is: {index}"
                );
            }
            Self::UnreadablePrivateKey => {
                "Unable to parse the private key. It must be an RSA key of 2048 bits or more or an elliptic curve key, in \
                 PEM format and without a password."
            }
            Self::KeyPairMismatch => "The public key certificate and the private key do not match.",
            Self::InvalidPublicKey => {
                "The SSH public key is malformed, or it is not an RSA key of 2048 bits or more."
            }
            Self::DuplicateSshPublicKey => {
                "The SSH public key is already associated with the specified IAM user."
            }
            Self::UnrecognizedPublicKeyEncoding => {
                "The SSH public key must be encoded in ssh-rsa format or PEM format."
            }
        };
        text.to_owned()
    }
}
