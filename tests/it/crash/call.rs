//! The calls of an MFA life, and what each leaves behind.

use std::collections::BTreeSet;

use bartizan_tests::Api;

/// A call that changes something, about one user and one device of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    CreateUser,
    TagUser { value: String },
    CreateAccessKey { id: Option<String> },
    CreateDevice,
    Enable { pair: [String; 2] },
    Session { code: String },
    TagDevice { value: String },
    Resync { pair: [String; 2] },
    UntagDevice,
    Deactivate,
    DeleteDevice,
    DeleteAccessKey { id: String },
    UntagUser,
    DeleteUser,
}

/// What there is of a life.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub user: Option<User>,
    pub device: Option<Device>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    pub tag: Option<String>,
    pub keys: BTreeSet<String>,
    pub has_device: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    pub tag: Option<String>,
    pub has_user: bool,
}

impl State {
    /// What there is after a call. Both sides of an assignment change at once, or neither.
    pub fn after(&self, call: &Call) -> Self {
        let mut state = self.clone();
        match (call, &mut state) {
            (Call::CreateUser, state) => state.user = Some(User::default()),
            (Call::CreateDevice, state) => state.device = Some(Device::default()),
            (Call::DeleteUser, state) => state.user = None,
            (Call::DeleteDevice, state) => state.device = None,
            (Call::Session { .. } | Call::Resync { .. }, _) => {}
            (call, State { user, device }) => {
                if let Some(user) = user {
                    user.change(call);
                }
                if let Some(device) = device {
                    device.change(call);
                }
            }
        }
        state
    }
}

impl User {
    fn change(&mut self, call: &Call) {
        match call {
            Call::TagUser { value } => self.tag = Some(value.clone()),
            Call::UntagUser => self.tag = None,
            Call::CreateAccessKey { id } => self.keys.extend(id.clone()),
            Call::DeleteAccessKey { id } => drop(self.keys.remove(id)),
            Call::Enable { .. } => self.has_device = true,
            Call::Deactivate => self.has_device = false,
            _ => {}
        }
    }
}

impl Device {
    fn change(&mut self, call: &Call) {
        match call {
            Call::TagDevice { value } => self.tag = Some(value.clone()),
            Call::UntagDevice => self.tag = None,
            Call::Enable { .. } => self.has_user = true,
            Call::Deactivate => self.has_user = false,
            _ => {}
        }
    }
}

/// A tag has one key everywhere; its values differ.
pub const TAG: &str = "at";

impl Call {
    /// Whether it spends codes.
    pub const fn has_codes(&self) -> bool {
        matches!(self, Self::Enable { .. } | Self::Session { .. } | Self::Resync { .. })
    }

    pub const fn api(&self) -> Api {
        match self {
            Self::Session { .. } => Api::Sts,
            _ => Api::Iam,
        }
    }

    pub const fn action(&self) -> &'static str {
        match self {
            Self::CreateUser => "CreateUser",
            Self::TagUser { .. } => "TagUser",
            Self::CreateAccessKey { .. } => "CreateAccessKey",
            Self::CreateDevice => "CreateVirtualMFADevice",
            Self::Enable { .. } => "EnableMFADevice",
            Self::Session { .. } => "GetSessionToken",
            Self::TagDevice { .. } => "TagMFADevice",
            Self::Resync { .. } => "ResyncMFADevice",
            Self::UntagDevice => "UntagMFADevice",
            Self::Deactivate => "DeactivateMFADevice",
            Self::DeleteDevice => "DeleteVirtualMFADevice",
            Self::DeleteAccessKey { .. } => "DeleteAccessKey",
            Self::UntagUser => "UntagUser",
            Self::DeleteUser => "DeleteUser",
        }
    }

    pub fn fields<'a>(&'a self, name: &'a str, serial: &'a str) -> Vec<(&'static str, &'a str)> {
        let (user, device) = (("UserName", name), ("SerialNumber", serial));
        match self {
            Self::CreateUser | Self::CreateAccessKey { .. } | Self::DeleteUser => vec![user],
            Self::TagUser { value } => vec![user, ("Tags.member.1.Key", TAG), ("Tags.member.1.Value", value)],
            Self::UntagUser => vec![user, ("TagKeys.member.1", TAG)],
            Self::CreateDevice => vec![("VirtualMFADeviceName", name)],
            Self::Enable { pair: [one, two] } | Self::Resync { pair: [one, two] } => {
                vec![user, device, ("AuthenticationCode1", one), ("AuthenticationCode2", two)]
            }
            Self::Session { code } => vec![device, ("TokenCode", code)],
            Self::TagDevice { value } => {
                vec![device, ("Tags.member.1.Key", TAG), ("Tags.member.1.Value", value)]
            }
            Self::UntagDevice => vec![device, ("TagKeys.member.1", TAG)],
            Self::Deactivate => vec![user, device],
            Self::DeleteDevice => vec![device],
            Self::DeleteAccessKey { id } => vec![user, ("AccessKeyId", id)],
        }
    }
}
