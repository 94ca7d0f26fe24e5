//! How a request is treated, whatever becomes of it.

use super::{ClockRequest, KeysRequest, Request};
use crate::data::Purpose;

impl Request {
    /// What the store is needed for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Services { asked } => asked.purpose(),
            Self::Oidc { asked } => asked.purpose(),
            Self::ListAccounts {}
            | Self::Backup {}
            | Self::ListSupport {}
            | Self::Audit { .. }
            | Self::Examine { .. }
            | Self::Keys { what: KeysRequest::List {} }
            | Self::ListServiceControl { .. }
            | Self::ListTokens { .. }
            | Self::ImportTokens { dry_run: true, .. }
            | Self::ImportFidoMetadata { dry_run: true, .. }
            | Self::ForgetServerName { dry_run: true }
            | Self::Clock { what: ClockRequest::Show {} }
            | Self::ShowFidoMetadata {} => Purpose::Read,
            Self::CreateAccount { .. }
            | Self::ConfirmEmail { .. }
            | Self::WaiveCoolingOff { .. }
            | Self::AlternativeFactors { .. }
            | Self::DeactivateMfa { .. }
            | Self::ResetRootPassword { .. }
            | Self::ApproveSupport { .. }
            | Self::CancelSupport { .. }
            | Self::Unlock { .. }
            | Self::EndSessions { .. }
            | Self::InstallPolicy { .. }
            | Self::Keys { .. }
            | Self::Clock { .. }
            | Self::SetServiceControl { .. }
            | Self::RemoveServiceControl { .. }
            | Self::ImportTokens { .. }
            | Self::ImportFidoMetadata { .. }
            | Self::AnswerCall { .. }
            | Self::ForgetServerName { .. }
            | Self::RemoveToken { .. } => Purpose::Change,
        }
    }

    /// Whether its answer takes so long that a server which stops breaks it off.
    pub const fn is_endless(&self) -> bool {
        matches!(self, Self::Audit { follow: true, .. } | Self::Examine { .. })
    }

    /// Whether something follows it.
    pub const fn brings_something(&self) -> bool {
        matches!(self, Self::ImportTokens { .. } | Self::ImportFidoMetadata { .. })
    }

    /// Whether the answer must be taken as it comes: while somebody does not take it, the store keeps what is replaced.
    pub const fn holds_a_moment(&self) -> bool {
        matches!(self, Self::Backup {})
    }

    /// What the log calls it. What it is about may be a secret that somebody typed in the wrong place.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateAccount { .. } => "create-account",
            Self::ConfirmEmail { .. } => "confirm-email",
            Self::WaiveCoolingOff { .. } => "waive-cooling-off",
            Self::AlternativeFactors { .. } => "alternative-factors",
            Self::DeactivateMfa { .. } => "deactivate-mfa",
            Self::ResetRootPassword { .. } => "reset-root-password",
            Self::ApproveSupport { .. } => "approve-support",
            Self::CancelSupport { .. } => "cancel-support",
            Self::ListSupport {} => "list-support",
            Self::ListAccounts {} => "list-accounts",
            Self::Audit { .. } => "audit",
            Self::Examine { what } => what.name(),
            Self::Keys { what } => what.name(),
            Self::Clock { what } => what.name(),
            Self::Unlock { .. } => "unlock",
            Self::EndSessions { .. } => "end-sessions",
            Self::InstallPolicy { .. } => "install-policy",
            Self::ListServiceControl { .. } => "list-service-control",
            Self::SetServiceControl { .. } => "set-service-control",
            Self::RemoveServiceControl { .. } => "remove-service-control",
            Self::ImportTokens { .. } => "import-tokens",
            Self::ListTokens { .. } => "list-tokens",
            Self::AnswerCall { .. } => "answer-call",
            Self::Backup {} => "backup",
            Self::RemoveToken { .. } => "remove-token",
            Self::Services { asked } => asked.name(),
            Self::Oidc { asked } => asked.name(),
            Self::ImportFidoMetadata { .. } => "import-fido-metadata",
            Self::ShowFidoMetadata {} => "show-fido-metadata",
            Self::ForgetServerName { .. } => "forget-server-name",
        }
    }
}
