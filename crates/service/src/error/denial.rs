//! Why a caller may not.

use model::{AccessKeyIdText, Arn};
use policy::Decision;

use super::{RecoveryCodeRefused, RecoveryRefused};

/// Why the caller may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Policies do not allow it.
    Policy(Box<Refused>),
    /// The role may not be assumed, or there is none: the answer is the same.
    AssumeRole {
        /// Who asked.
        caller: Arn,
        /// What for: `sts:AssumeRole`, or what a session with tags or a source identity needs beside it.
        action: &'static str,
        /// The role, as it was asked for.
        resource: Arn,
        /// The ARN that was judged, as it is stored: for the audit trail.
        judged: Arn,
        /// Why, for who may read it: where the role is the caller's account's own.
        refused: Option<Box<Refused>>,
    },
    /// The role does not trust whom a provider vouches for, or there is none: the answer is the same.
    WebIdentity {
        /// The ARN that was judged, as it is stored: for the audit trail.
        judged: Arn,
    },
    /// The root user assumes no role.
    RootAssumesNoRole,
    /// A managed policy is one of AWS's own, or of another account: nobody changes it from here, whatever policies say, and
    /// nobody is told whether there is one of that name.
    PolicyOutsideAccount {
        /// What cannot be done, in AWS's words: `delete policies`.
        cannot: &'static str,
    },
    /// Who has a device manages devices of their own only in a session with MFA.
    SelfManagementWithoutMfa,
    /// The MFA of the root user is managed in the console only.
    RootDevice,
    /// A serial number without a code, or a code without a serial number.
    MfaSerialAndCodeTogether,
    /// The code is wrong, or was used.
    MfaCodeInvalid,
    /// There is no such device of this user, or attempts come too fast.
    MfaCodeNotValidated,
    /// Codes of this principal are locked.
    MfaLocked,
    /// A security key was not accepted.
    SecurityKey(KeyRefused),
    /// Who changes a password did not say the old one.
    OldPasswordWrong,
    /// Who changes a password said the old one again.
    SamePassword,
    /// Another account was named, and accounts are not organized here: nobody speaks for another one (rule R9).
    OtherAccount {
        /// Who asked.
        caller: Arn,
        /// What for.
        action: &'static str,
    },
    /// A session of the console must prove a factor again first (rule R28).
    FactorNotFresh,
    /// A session that alternative factors opened is not for this (rule R33).
    AfterRecovery,
    /// It would be, had the factors been proven within the last quarter of an hour.
    RecoveryNotFresh,
    /// A step of a recovery by alternative factors.
    Recovery(RecoveryRefused),
    /// Recovery codes are not made, or one was not accepted.
    RecoveryCode(RecoveryCodeRefused),
    /// A session at a terminal has no second factor that is fresh (rule R28).
    TerminalNotFresh,
    /// A session at a terminal is not opened, or not renewed.
    Grant(GrantRefused),
    /// An operation for long-term keys was called with a session.
    SessionCredentials {
        /// Its name.
        operation: &'static str,
    },
    /// The access key asked about belongs to another account, or to nobody.
    AccessKeyElsewhere {
        /// Who asked.
        caller: Arn,
        /// What for.
        action: &'static str,
        /// About which key.
        key: AccessKeyIdText,
    },
}

/// Why a session at a terminal is not opened, or not renewed (rule R27).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantRefused {
    /// The code was used, is too old, or is not this program's.
    Code,
    /// The session is over.
    Over,
    /// The token was used before: the session ends for whoever has it.
    Used,
    /// The proof is by another key than the one the session is bound to.
    Key,
    /// The proof was used before.
    ProofUsed,
}

/// What policies did not allow, and which of them decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Who asked.
    pub caller: Arn,
    /// What for, `iam:CreateUser`.
    pub action: &'static str,
    /// On what, as it was asked for: what a stranger may be shown.
    pub resource: Arn,
    /// The ARN that was judged, as it is stored: for the audit trail.
    pub judged: Arn,
    /// What decided.
    pub decision: Decision,
    /// Who asked, by immutable id.
    pub user_id: String,
    /// The values of the condition keys that policies asked about.
    pub conditions: Vec<(String, Vec<String>)>,
}

/// Why a security key was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRefused {
    /// Its answer is wrong.
    Answer(fido::Refusal),
    /// Its answer is right, but its maker does not vouch for it.
    Untrusted(fido::metadata::Refusal),
    /// Nothing was asked here, or too long ago, or it was answered already.
    NotAsked,
    /// No key can be used here at all.
    NotOffered(NoSecurityKeys),
}

/// Why no security key can be used under the server's address (rule R22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSecurityKeys {
    /// This process does not serve browsers.
    NotServed,
    /// Browsers would not offer any under this address.
    Address(fido::NoRelyingParty),
    /// Keys were registered under another name, and would not answer under this one.
    Renamed {
        /// The name that they know.
        registered: String,
        /// The name that the server has now.
        configured: String,
    },
}

impl std::fmt::Display for NoSecurityKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotServed => f.write_str("security keys are used at the console only"),
            Self::Address(why) => why.fmt(f),
            Self::Renamed { registered, configured } => write!(
                f,
                "security keys were registered under the name {registered}, and the server is called {configured} now: give \
                 it a public_url under {registered} again, or see `bartizan fido forget-server-name --help`"
            ),
        }
    }
}
