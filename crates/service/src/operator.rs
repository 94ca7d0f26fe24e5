//! What the operator of an installation does: not a caller of an account, but whoever holds the machine. Every change is
//! audited as such, in the trail of the account that it is about.

mod came_back;
mod confirm_email;
mod create_account;
mod end_sessions;
mod epoch;
mod export;
mod fido_metadata;
mod forget_server_name;
mod given;
mod install_policy;
mod list_accounts;
mod master_keys;
mod oidc_keys;
mod ready_policies;
mod registered_services;
mod service_control;
mod support;
mod tokens;
mod told;
mod unlock;
mod waive_cooling_off;

use model::UserName;
use serde_json::{Value, json};

pub use came_back::{CameBack, WhatCameBack};
pub use create_account::{CreateAccount, CreatedAccount, NewAdministrator};
pub use epoch::{EndedWithEpoch, FillPlan, Filling, Readiness};
pub use export::Exporting;
pub use fido_metadata::{FidoMetadataView, ImportFidoMetadata, ImportedFidoMetadata};
pub use forget_server_name::ForgottenServerName;
pub use given::GivenKey;
pub use install_policy::{AttachTo, Attachment, InstallPolicy, InstalledPolicy, PolicyChange};
pub use list_accounts::AccountView;
pub use master_keys::{MasterKeyView, SealedAnew};
pub use oidc_keys::OidcKeysView;
pub use ready_policies::ReadyPolicy;
pub use registered_services::{
    RegisterService, RegisteredServiceView, RegistrationChange, ServiceRegistered,
};
pub use service_control::{ServiceControlChange, ServiceControlChanged, ServiceControlView};
pub use support::{LastResort, SupportDone, SupportRequestView, Supported};
pub use tokens::{Imported, TokenHolder, TokenImport, TokenPool, TokenView};
pub use waive_cooling_off::{WaiveCoolingOff, Waived};

/// Who gave an operator's command: a user of the machine, by number (rule R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The number of the user of the operating system.
    pub uid: u32,
}

/// Whose codes or sessions.
#[derive(Clone, Debug)]
pub enum Whose {
    /// The root user's.
    Root,
    /// A user's.
    User(UserName),
}

impl Operator {
    fn identity(self) -> Value {
        json!({ "type": "Operator", "principalId": format!("uid:{}", self.uid) })
    }
}
