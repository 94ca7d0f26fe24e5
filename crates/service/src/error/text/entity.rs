//! What is there already, is not there, or is in use.

use model::DeviceKind;

use crate::error::{Conflict, Existing, Missing};

impl Existing {
    pub(super) fn message(&self) -> String {
        match self {
            Self::User(name) => format!("User with name {name} already exists."),
            Self::Group(name) => format!("Group with name {name} already exists."),
            Self::Role(name) => format!("Role with name {name} already exists."),
            Self::InstanceProfile(name) => format!("Instance Profile {name} already exists."),
            Self::ServerCertificate(name) => {
                format!("The Server Certificate with name {name} already exists.")
            }
            Self::Policy(name) => {
                format!("A policy called {name} already exists. Duplicate names are not allowed.")
            }
            Self::MfaDevice => "MFA device already exists.".to_owned(),
            Self::MfaDeviceOfUser(name) => format!("MFA Device for user {name} already exists."),
            Self::MfaDeviceInUse => "MFA Device is already in use.".to_owned(),
            Self::LoginProfile(name) => format!("Login Profile for user {name} already exists."),
            Self::AccountAlias(alias) => format!("The account alias {alias} already exists."),
            Self::OidcProvider(url) => format!("Provider with url {} already exists.", url.issuer()),
            // As issues of users of AWS quote it.
            Self::SamlProvider(name) => format!("Provider with name {name} already exists."),
            Self::RootEmail => "This e-mail address is the root user's of an account already.".to_owned(),
        }
    }
}

impl Missing {
    pub(super) fn message(&self) -> String {
        match self {
            Self::User(name) => format!("The user with name {name} cannot be found."),
            Self::Group(name) => format!("The group with name {name} cannot be found."),
            Self::Role(name) => format!("The role with name {name} cannot be found."),
            Self::InstanceProfile(name) => format!("Instance Profile {name} cannot be found."),
            Self::SshPublicKey(id) => format!("The Public Key with id {id} cannot be found."),
            Self::SigningCertificate(id) => format!("The Certificate with id {id} cannot be found."),
            Self::ServiceCredential(id) => format!("No such credential {id} exists"),
            Self::ServerCertificate(name) => {
                format!("The Server Certificate with name {name} cannot be found.")
            }
            Self::DeletionTask(id) => format!("The deletion task with id {id} cannot be found."),
            Self::Policy(arn) => format!("Policy {arn} was not found."),
            Self::PolicyVersion(arn, version) => {
                format!("Policy {arn} version {version} does not exist or is not attachable.")
            }
            Self::InlinePolicy { of, name } => format!("The {of} policy with name {name} cannot be found."),
            Self::Boundary { of, name } => format!("The {of} with name {name} has no permissions boundary."),
            Self::Membership { user, group } => {
                format!("The user with name {user} is not in the group {group}.")
            }
            // Both "doesn't exist" and "does not exist" are reported of AWS (facts C4); this is the older and more quoted one.
            Self::MfaDevice(serial) if serial.kind() == DeviceKind::HardwareToken => format!(
                "MFA device with serial number {serial} doesn't exist. A hardware token has to be imported for this account \
                 before somebody can have it."
            ),
            Self::MfaDevice(serial) => format!("VirtualMFADevice with serial number {serial} doesn't exist."),
            Self::MfaDeviceOfUser => "MFA Device invalid for user.".to_owned(),
            Self::EmailChange => "The account has not asked for another root e-mail.".to_owned(),
            Self::PrimaryEmailUpdate => "No update to that primary email address was started.".to_owned(),
            Self::ContactInformation => "No contact information found.".to_owned(),
            Self::AlternateContact(_) => {
                "No contact of the inputted alternate contact type found.".to_owned()
            }
            Self::CoolingOff => {
                "Neither e-mail nor phone of the account was changed a short while ago.".to_owned()
            }
            Self::SigninToken => "The sign-in token was used, or is too old.".to_owned(),
            Self::ConsoleSession => "There is no such session; it has ended already.".to_owned(),
            Self::RegisteredService(name) => {
                format!("No service {name} is registered in this account. The operator registers services.")
            }
            Self::AccessReport(job) => format!("The report with job id {job} cannot be found."),
            Self::OidcProvider(arn) => format!("OpenIDConnect Provider not found for arn {arn}"),
            Self::SamlProvider(arn) => format!("Manifest not found for arn {arn}"),
            Self::Assignment => "Assigning this device took too long. Begin again.".to_owned(),
            Self::AccessKey(id) => format!("The Access Key with id {id} cannot be found."),
            Self::LoginProfile(name) => format!("Login Profile for User {name} cannot be found."),
            Self::PasswordPolicy(account) => {
                format!("The Password Policy with domain name {account} cannot be found.")
            }
            Self::DelegationRequest(id) => format!("The delegation request with id {id} cannot be found."),
            Self::Summary(arn) => format!("There is no delegation request {arn}."),
            Self::PasswordPolicyToDelete => {
                "The account policy with name PasswordPolicy cannot be found.".to_owned()
            }
            Self::AttachablePolicy(arn) => format!("Policy {arn} does not exist or is not attachable."),
            // What AWS is reported to say of boundaries, in issues of its users.
            Self::Scope(arn) => format!("Scope ARN: {arn} does not exist or is not attachable."),
            // In the words that AWS has for users, groups and roles: what it says of aliases is not known.
            Self::AccountAlias(alias) => format!("The account alias with name {alias} cannot be found."),
        }
    }
}

impl Conflict {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::AccessKeys => "Cannot delete entity, must delete access keys first.",
            Self::MfaDevices => "Cannot delete entity, must remove tokens from principal first.",
            Self::Policies => "Cannot delete entity, must detach all policies first.",
            Self::InlinePolicies => "Cannot delete entity, must delete policies first.",
            Self::Groups | Self::Members => "Cannot delete entity, must remove users from group first.",
            Self::PolicyInUse => "Cannot delete a policy attached to entities.",
            Self::PolicyVersions => {
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
                 The default version is deleted with the policy."
            }
            Self::DefaultPolicyVersion => "Cannot delete the default version of a policy.",
            Self::LoginProfile => "Cannot delete entity, must delete login profile first.",
            Self::MfaDeviceInUse => "MFA VirtualDevice in use. Must deactivate first.",
            Self::Certificates => "Cannot delete entity, must delete certificates first.",
            Self::References => "Cannot delete entity, must remove referenced objects first.",
            Self::InstanceProfile => "Cannot delete entity, must remove roles from instance profile first.",
        }
    }
}
