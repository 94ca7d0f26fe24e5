//! Sets of words that inputs take, each word AWS's own.

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// A word that is its variant's name, or one that no name can be.
macro_rules! word {
    ($word:ident) => {
        stringify!($word)
    };
    ($word:ident $text:literal) => {
        $text
    };
}

/// Declares a set of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident $(= $text:literal)?),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[allow(clippy::upper_case_acronyms, non_camel_case_types, reason = "the words are AWS's own")]
        pub enum $name { $($(#[$word_doc])* $(#[serde(rename = $text)])? $word),+ }

        impl $name {
            const WORDS: &[(&str, Self)] = &[$((word!($word $($text)?), Self::$word)),+];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => word!($word $($text)?)),+ }
            }
        }

        impl Field for $name {
            fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
                let Some(text) = place.required(faults) else { return Ok(None) };
                let word = Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
                if word.is_none() {
                    faults.add(place, text, Constraint::Words(Self::WORDS.iter().map(|(word, _)| *word).collect()));
                }
                Ok(word)
            }

            fn audit(&self) -> AuditValue {
                AuditValue::Text(self.as_str().to_owned())
            }
        }
    };
}

words! {
    /// Whether a provider of SAML encrypts its assertions.
    AssertionEncryptionMode {
        /// It has to.
        Required,
        /// It may.
        Allowed,
    }
}

words! {
    /// Whether an access key works.
    StatusType {
        /// It works.
        Active,
        /// It is kept, and refused.
        Inactive,
        /// Known to the service model only; nobody can set it.
        Expired,
    }
}

words! {
    /// How an SSH public key is written.
    EncodingType {
        /// As `ssh-keygen` writes it.
        SSH,
        /// In PEM.
        PEM,
    }
}

words! {
    /// How fine a report of last access is.
    AccessGranularity {
        /// By service.
        SERVICE_LEVEL,
        /// By action.
        ACTION_LEVEL,
    }
}

words! {
    /// What somebody beside the owner is written to about.
    AlternateContactType {
        /// Bills.
        BILLING,
        /// Operation.
        OPERATIONS,
        /// Security.
        SECURITY,
    }
}

words! {
    /// Which virtual devices to list.
    AssignmentStatus {
        /// Those that belong to somebody.
        Assigned,
        /// Those that belong to nobody.
        Unassigned,
        /// All.
        Any,
    }
}

words! {
    /// Whether a value of a template is one text or several.
    DelegationParameterType {
        /// One.
        string,
        /// Several.
        stringList,
    }
}

words! {
    /// Which session tokens the global endpoint of STS gives out.
    GlobalEndpointTokenVersion {
        /// Those that hold where every account is.
        v1Token,
        /// Those that hold everywhere.
        v2Token,
    }
}

words! {
    /// The order of a report on what was used last.
    ReportSortKey {
        /// By service.
        SERVICE_NAMESPACE_ASCENDING,
        /// By service, backwards.
        SERVICE_NAMESPACE_DESCENDING,
        /// By time.
        LAST_AUTHENTICATED_TIME_ASCENDING,
        /// By time, the latest first.
        LAST_AUTHENTICATED_TIME_DESCENDING,
    }
}

words! {
    /// How a token for another service is signed.
    TokenSigningAlgorithm {
        /// RSA.
        RS256,
        /// ECDSA.
        ES384,
    }
}

words! {
    /// Which managed policies to list.
    PolicyScope {
        /// All.
        All,
        /// Those that AWS wrote.
        AWS,
        /// Those of the account.
        Local,
    }
}

words! {
    /// What a managed policy is used for.
    PolicyUsage {
        /// It gives permissions.
        PermissionsPolicy,
        /// It bounds them.
        PermissionsBoundary,
    }
}

words! {
    /// What the values of a condition key are.
    ContextKeyType {
        /// A text.
        string,
        /// Texts.
        stringList,
        /// A number.
        numeric,
        /// Numbers.
        numericList,
        /// Yes or no.
        boolean,
        /// Several of them.
        booleanList,
        /// An address or a network.
        ip,
        /// Addresses or networks.
        ipList,
        /// Bytes, in base64.
        binary,
        /// Several of them.
        binaryList,
        /// A moment.
        date,
        /// Moments.
        dateList,
    }
}

impl ContextKeyType {
    /// Whether the key is one of several values.
    pub fn is_list(self) -> bool {
        self.as_str().ends_with("List")
    }
}

words! {
    /// A kind of entity.
    EntityType {
        /// Users.
        User,
        /// Roles.
        Role,
        /// Groups.
        Group,
        /// Managed policies of the account.
        LocalManagedPolicy,
        /// Managed policies that AWS wrote.
        AWSManagedPolicy,
    }
}

words! {
    /// A sort of policies, as a simulation is told which to leave out.
    PolicyIdentifierPolicyType {
        /// Those that are their holder's alone.
        Inline = "inline",
        /// Managed policies that AWS wrote.
        AwsManaged = "aws-managed",
        /// Managed policies of the account.
        UserManaged = "user-managed",
        /// The permissions boundary.
        PermissionBoundary = "permission-boundary",
        /// What bounds the account.
        Scp = "scp",
        /// What bounds resources: there is nothing of the sort here.
        Rcp = "rcp",
    }
}

words! {
    /// What holds an inline policy.
    AttachmentType {
        /// A user.
        User = "user",
        /// A group.
        Group = "group",
        /// A role.
        Role = "role",
    }
}
