//! What an operation is, and how the list of them is read.

use model::Input;
use serde::Serialize;

use crate::authorize::RequestKeys;
use crate::views::DeviceOffset;
use crate::web_identity::GivenIdentity;
use crate::{Context, Halt};

/// The services that share the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
    /// Signing in to the console, which has no API of its own.
    SignIn,
    /// The audit trail.
    CloudTrail,
    /// What the owner of an account says of it: how to reach whom.
    Account,
    /// What AWS has no name for.
    Bartizan,
}

impl Api {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Iam, Self::Sts, Self::SignIn, Self::CloudTrail, Self::Account, Self::Bartizan];

    /// The name in a credential scope and in front of an action.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::SignIn => "signin",
            Self::CloudTrail => "cloudtrail",
            Self::Account => "account",
            Self::Bartizan => "bartizan",
        }
    }

    /// What CloudTrail calls it.
    pub(crate) const fn event_source(self) -> &'static str {
        match self {
            Self::Iam => "iam.amazonaws.com",
            Self::Sts => "sts.amazonaws.com",
            Self::SignIn => "signin.amazonaws.com",
            Self::CloudTrail => "cloudtrail.amazonaws.com",
            Self::Account => "account.amazonaws.com",
            Self::Bartizan => "bartizan.amazonaws.com",
        }
    }

    /// The version of the Query API; empty where there is none.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
            Self::SignIn | Self::CloudTrail | Self::Account | Self::Bartizan => "",
        }
    }

    /// How the service is spoken to; `None` if only the console has it.
    pub const fn protocol(self) -> Option<Protocol> {
        match self {
            Self::Iam | Self::Sts => Some(Protocol::Query),
            Self::Account | Self::Bartizan => Some(Protocol::RestJson),
            Self::CloudTrail => Some(Protocol::Json11),
            Self::SignIn => None,
        }
    }

    /// What stands before the dot and the operation's name in `X-Amz-Target`, where a service is spoken to so.
    pub const fn target_prefix(self) -> Option<&'static str> {
        match self {
            Self::CloudTrail => Some("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
            Self::Iam | Self::Sts | Self::SignIn | Self::Account | Self::Bartizan => None,
        }
    }

    pub(crate) const fn of(action: &str) -> Self {
        let action = action.as_bytes();
        let others = [Self::Sts, Self::SignIn, Self::CloudTrail, Self::Account, Self::Bartizan];
        let mut place = 0;
        while place < others.len() {
            if is_of(action, others[place].name().as_bytes()) {
                return others[place];
            }
            place += 1;
        }
        Self::Iam
    }
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS Query: a form in, XML out, all at `/`.
    Query,
    /// REST-JSON 1.1: a path for each operation, JSON in and out.
    RestJson,
    /// JSON 1.1: all at `/`, the operation in the header `X-Amz-Target`, JSON in and out.
    Json11,
}

/// Whether an action is of the service of this name.
const fn is_of(action: &[u8], service: &[u8]) -> bool {
    if action.len() <= service.len() || action[service.len()] != b':' {
        return false;
    }
    let mut place = 0;
    while place < service.len() {
        if action[place] != service[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// What the audit trail does with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It changes nothing: counted, not recorded, unless it is refused.
    Read,
    /// It changes something, issues a session or checks a code: recorded in the commit.
    Change,
}

/// Whether an operation does here what it does at AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Full,
    /// It only makes sense inside AWS: whoever may call it is refused with the error that is documented, for this reason.
    Refused(&'static str),
}

/// What the head of an answer says beside what every answer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerHead {
    /// How far the clock of a device is from ours, where a pair of its codes was accepted.
    pub clock_offset: Option<DeviceOffset>,
}

/// An operation *is* its input: what is asked, and how it is answered. One file each.
pub trait Operation: Input + Send + Sync + 'static {
    /// What policies call it: `iam:EnableMFADevice`.
    const ACTION: &'static str;
    /// The service it belongs to.
    const API: Api = Api::of(Self::ACTION);
    /// Its name on the wire.
    const NAME: &'static str = Self::ACTION.split_at(Self::API.name().len() + 1).1;
    /// What the audit trail does with it.
    const SORT: Sort;
    /// Whether it reads codes of a device: its failures must never look like a wrong code (rule R19).
    const CHECKS_CODES: bool = false;
    /// The kinds of resource that it is authorized on, as ARNs name them: `user`, `mfa`. None where policies can only say `*`.
    const RESOURCES: &'static [&'static str] = &[];
    /// The condition keys that policies can ask about beside the global ones. No other key of `iam:` or `sts:`, and no tag of
    /// request or resource, is known to them.
    const CONDITION_KEYS: &'static [&'static str] = &[];
    /// Whether everybody with credentials may do it, whatever policies say (facts D1).
    const FOR_EVERYBODY: bool = false;
    /// Whether the account's password policy can allow it to every user, as if an identity-based policy did.
    const ALLOWED_BY_PASSWORD_POLICY: bool = false;
    /// Whether a session of the console must have proven a factor within the last quarter of an hour (rule R28).
    const NEEDS_FRESH_FACTOR: bool = false;
    /// Whether it may be done all the same in a session that alternative factors opened, to what is the root user's own (rule R33).
    const AFTER_RECOVERY: bool = false;
    /// Whether a user may do it in a session that a recovery code opened: it is about the own devices and the own password (rule R33).
    const WITH_RECOVERY_CODE: bool = Self::AFTER_RECOVERY;
    /// Whether somebody whose sign-in is not complete may do it, as far as policies allow.
    const WHILE_SIGNING_IN: bool = false;
    /// Whether it is a step of a recovery by alternative factors; whoever is in one may do nothing else.
    const WHILE_RECOVERING: bool = false;
    /// Whether it makes a session of the console of temporary credentials.
    const FEDERATES: bool = false;
    /// Whether programs call it with credentials of their own, though it is of what AWS has no name for and the console alone has else.
    const FOR_PROGRAMS: bool = false;
    /// Whether it does here what it does at AWS.
    const SUPPORT: Support = Support::Full;
    /// Whether its caller is known by what it holds, and by no signature. One that comes along says nothing.
    const UNSIGNED: bool = false;
    /// What it answers.
    type Output: Send;

    /// What the head of an answer says: bodies are AWS's to the last byte.
    fn head(_output: &Self::Output) -> AnswerHead {
        AnswerHead::default()
    }

    /// The condition keys that its own fields fill.
    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
    }

    /// What stands in the place of a signature.
    fn given_identity(&self) -> GivenIdentity<'_> {
        GivenIdentity::Signature
    }

    /// Authorizes, decides, commits. It may run again after a conflict, from the start.
    fn run(&self, ctx: &Context<'_>) -> impl Future<Output = Result<Self::Output, Halt>> + Send;
}

/// Something that is made from the list of operations: a dispatch table, a page of documentation, a test.
pub trait Registry {
    /// Says what those that follow are about.
    fn area(&mut self, _name: &'static str) {}

    /// Takes an operation.
    fn add<O: Operation<Output: Serialize>>(&mut self);
}
