//! How much there is in the account, and how much there can be.

use service::iam::account::Summary;

use crate::speech::Speech;

/// A row of the table.
pub struct Row {
    pub label: String,
    pub value: String,
    /// How much there can be; empty where there is no quota.
    pub quota: String,
}

/// The numbers of an account.
pub struct Numbers {
    /// What people look for, in their words.
    pub rows: Vec<Row>,
    /// The rest, by AWS's own names.
    pub rest: Vec<(&'static str, u64)>,
}

impl Numbers {
    /// Of the answer to GetAccountSummary.
    pub fn of(summary: &Summary, s: Speech) -> Self {
        let number = |name: &str| {
            let found = summary.numbers().iter().find(|(known, _)| *known == name);
            found.map(|(_, number)| *number).unwrap_or_default()
        };
        let yes_or_no = |name: &str| match number(name) {
            0 => s.say("account-no").into_owned(),
            _ => s.say("account-yes").into_owned(),
        };
        let counted = |label: String, name: &str, quota: &str| Row {
            label,
            value: number(name).to_string(),
            quota: if quota.is_empty() { String::new() } else { number(quota).to_string() },
        };
        let said = |label: String, name: &str| Row { label, value: yes_or_no(name), quota: String::new() };
        let rows = vec![
            counted(s.say("menu-users").into_owned(), "Users", "UsersQuota"),
            counted(s.say("account-summary-groups").into_owned(), "Groups", "GroupsQuota"),
            counted(s.say("account-summary-roles").into_owned(), "Roles", "RolesQuota"),
            counted(s.say("account-summary-policies").into_owned(), "Policies", "PoliciesQuota"),
            counted(
                s.say("account-summary-policies-used").into_owned(),
                "PolicyVersionsInUse",
                "PolicyVersionsInUseQuota",
            ),
            counted(s.say("account-summary-devices").into_owned(), "MFADevices", ""),
            counted(s.say("account-summary-devices-used").into_owned(), "MFADevicesInUse", ""),
            said(s.say("account-summary-root-mfa").into_owned(), "AccountMFAEnabled"),
            said(s.say("account-summary-root-key").into_owned(), "AccountAccessKeysPresent"),
        ];
        let is_shown = |name: &str| {
            matches!(
                name,
                "Users"
                    | "UsersQuota"
                    | "Groups"
                    | "GroupsQuota"
                    | "Roles"
                    | "RolesQuota"
                    | "Policies"
                    | "PoliciesQuota"
                    | "PolicyVersionsInUse"
                    | "PolicyVersionsInUseQuota"
                    | "MFADevices"
                    | "MFADevicesInUse"
                    | "AccountMFAEnabled"
                    | "AccountAccessKeysPresent"
            )
        };
        let mut rest: Vec<_> =
            summary.numbers().iter().copied().filter(|(name, _)| !is_shown(name)).collect();
        rest.sort_unstable();
        Self { rows, rest }
    }
}
