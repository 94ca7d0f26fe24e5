//! Operations that AWS names and that are not in the register: those that people call by a page or a program by a path of its own, and
//! those that are not here at all. For who reads the list of operations; nothing is dispatched by it.

use crate::account_settings::GetAccountInformation;
use crate::operation::Operation;
use crate::signin::{CheckMfa, ConsoleLogin};

/// Where an operation is that is not in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// In pages of the console only.
    Console,
    /// At a path of its own.
    Path(&'static str),
    /// Nowhere, for this reason.
    Nowhere(&'static str),
}

const REGIONS: Beside = Beside::Nowhere("there are no regions");
const TEMPLATES: Beside = Beside::Nowhere("services of AWS make roles of templates of their own");
const NO_PHONE: Beside = Beside::Nowhere("a phone is proven where it is called: in a recovery");
const OWN_TERMINALS: Beside = Beside::Nowhere("programs at terminals sign in by CreateOAuth2Token only");
const OWN_POLICIES: Beside = Beside::Nowhere("the console is bounded by policies of accounts");

/// These operations, by what policies call them.
pub const BESIDE: &[(&str, Beside)] = &[
    (CheckMfa::ACTION, Beside::Console),
    (ConsoleLogin::ACTION, Beside::Console),
    ("signin:CreateOAuth2Token", Beside::Path("/v1/token")),
    ("signin:GetSigninToken", Beside::Path("/federation")),
    (GetAccountInformation::ACTION, Beside::Console),
    ("iam:AcquireRole", TEMPLATES),
    ("iam:GetAccountProperties", TEMPLATES),
    ("iam:GetRoleTemplateVersion", TEMPLATES),
    ("iam:PutAccountProperties", TEMPLATES),
    ("account:DisableRegion", REGIONS),
    ("account:EnableRegion", REGIONS),
    ("account:GetGovCloudAccountInformation", Beside::Nowhere("there is no partition for governments")),
    ("account:GetRegionOptStatus", REGIONS),
    ("account:ListRegions", REGIONS),
    ("account:GetPrimaryEmailUpdateStatus", Beside::Console),
    ("account:PutAccountName", Beside::Nowhere("the operator names accounts")),
    ("account:SendPhoneNumberVerification", NO_PHONE),
    ("account:VerifyPhoneNumber", NO_PHONE),
    ("signin:CreateBearerToken", OWN_TERMINALS),
    ("signin:CreateOAuth2TokenWithIAM", OWN_TERMINALS),
    ("signin:CreateOAuth2TokenWithTokenExchange", OWN_TERMINALS),
    ("signin:IntrospectOAuth2TokenWithIAM", OWN_TERMINALS),
    ("signin:RevokeOAuth2TokenWithIAM", OWN_TERMINALS),
    ("signin:DeleteConsoleAuthorizationConfiguration", OWN_POLICIES),
    ("signin:DeleteResourcePermissionStatement", OWN_POLICIES),
    ("signin:GetConsoleAuthorizationConfiguration", OWN_POLICIES),
    ("signin:GetResourcePolicy", OWN_POLICIES),
    ("signin:ListResourcePermissionStatements", OWN_POLICIES),
    ("signin:PutConsoleAuthorizationConfiguration", OWN_POLICIES),
    ("signin:PutResourcePermissionStatement", OWN_POLICIES),
];
