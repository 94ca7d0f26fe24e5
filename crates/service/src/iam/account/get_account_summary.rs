//! GetAccountSummary: how much there is in the account, and how much there can be.

use std::collections::BTreeSet;

use model::{Arn, Input};
use serde::{Serialize, Serializer};
use store::{Partition, ScanRange};

use super::alias::account;
use crate::error::Quota;
use crate::iam::belongings::Held;
use crate::iam::inline_policies::size_limit;
use crate::operation::{Operation, Sort};
use crate::records::keys::{self, Usage};
use crate::records::{Count, HolderKind, ManagedPolicy, Owner, SigningCertificate};
use crate::{Context, Halt};

/// Asks for the numbers.
#[derive(Debug, Input)]
pub struct GetAccountSummary {}

/// The numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    summary_map: SummaryMap,
}

impl Summary {
    /// The numbers, by AWS's names.
    pub fn numbers(&self) -> &[(&'static str, u64)] {
        &self.summary_map.0
    }
}

/// In the order that AWS answers with (facts F3).
#[derive(Debug)]
struct SummaryMap(Vec<(&'static str, u64)>);

impl Serialize for SummaryMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl Operation for GetAccountSummary {
    const ACTION: &'static str = "iam:GetAccountSummary";
    const SORT: Sort = Sort::Read;
    type Output = Summary;

    async fn run(&self, ctx: &Context<'_>) -> Result<Summary, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let numbers = Numbers::read(ctx).await?;
        Ok(Summary { summary_map: SummaryMap(numbers.listed().to_vec()) })
    }
}

/// What changes. All quotas are those that hold here; of what this service does not have there is none.
struct Numbers {
    users: u64,
    users_quota: u64,
    groups: u64,
    roles: u64,
    policies: u64,
    policies_in_use: u64,
    virtual_devices: u64,
    devices_in_use: u64,
    tokens_in_use: u64,
    instance_profiles: u64,
    providers: u64,
    server_certificates: u64,
    root_has_device: bool,
    root_has_password: bool,
    root_has_key: bool,
    root_has_certificate: bool,
    token_version: u64,
}

impl Numbers {
    async fn read(ctx: &Context<'_>) -> Result<Self, Halt> {
        let document = account(ctx).await?;
        let root = &document.root;
        let account = ctx.account();
        let counters = [
            keys::user_count(account),
            keys::group_count(account),
            keys::role_count(account),
            keys::policy_count(account),
            keys::mfa_device_count(account),
            keys::mfa_device_in_use_count(account),
            keys::hardware_token_in_use_count(account),
            keys::instance_profile_count(account),
            keys::server_certificate_count(account),
            keys::oidc_provider_count(account),
            keys::saml_provider_count(account),
        ];
        let mut counts = ctx.records().counts(&counters).await?.into_iter();
        let mut next = || counts.next().unwrap_or_default();
        Ok(Self {
            users: next(),
            users_quota: ctx.service.settings.users_of_account,
            groups: next(),
            roles: next(),
            policies: next(),
            virtual_devices: next(),
            devices_in_use: next(),
            tokens_in_use: next(),
            instance_profiles: next(),
            server_certificates: next(),
            // Of either kind, as AWS counts them.
            providers: next().saturating_add(next()),
            policies_in_use: policies_in_use(ctx).await?,
            root_has_device: !root.mfa_devices.is_empty(),
            root_has_password: root.password.is_some(),
            root_has_key: !root.access_keys.is_empty(),
            token_version: if document.second_tokens { 2 } else { 1 },
            root_has_certificate: !Held::<SigningCertificate>::by(ctx, &Owner::Root)
                .await?
                .things()
                .is_empty(),
        })
    }

    fn listed(&self) -> [(&'static str, u64); 34] {
        [
            ("GroupPolicySizeQuota", size_limit(HolderKind::Group) as u64),
            ("InstanceProfilesQuota", Quota::INSTANCE_PROFILES.limit),
            ("Policies", self.policies),
            ("GroupsPerUserQuota", Quota::GROUPS_OF_USER.limit),
            ("InstanceProfiles", self.instance_profiles),
            ("AttachedPoliciesPerUserQuota", Quota::POLICIES_OF_USER.limit),
            ("Users", self.users),
            ("PoliciesQuota", Quota::POLICIES.limit),
            ("Providers", self.providers),
            ("AccountMFAEnabled", self.root_has_device.into()),
            ("AccessKeysPerUserQuota", Quota::ACCESS_KEYS.limit),
            ("AssumeRolePolicySizeQuota", Quota::TRUST_SIZE.limit),
            ("PolicyVersionsInUseQuota", 10_000),
            ("GlobalEndpointTokenVersion", self.token_version),
            ("VersionsPerPolicyQuota", ManagedPolicy::MOST_VERSIONS as u64),
            ("AttachedPoliciesPerGroupQuota", Quota::POLICIES_OF_GROUP.limit),
            ("PolicySizeQuota", Quota::POLICY_SIZE.limit),
            ("Groups", self.groups),
            ("AccountSigningCertificatesPresent", self.root_has_certificate.into()),
            ("UsersQuota", self.users_quota),
            ("ServerCertificatesQuota", Quota::SERVER_CERTIFICATES.limit),
            // A token is the account's as long as somebody of it has it.
            ("MFADevices", self.virtual_devices.saturating_add(self.tokens_in_use)),
            ("UserPolicySizeQuota", size_limit(HolderKind::User) as u64),
            ("PolicyVersionsInUse", self.policies_in_use),
            ("ServerCertificates", self.server_certificates),
            ("Roles", self.roles),
            ("RolesQuota", Quota::ROLES.limit),
            ("SigningCertificatesPerUserQuota", Quota::SIGNING_CERTIFICATES.limit),
            ("MFADevicesInUse", self.devices_in_use),
            ("RolePolicySizeQuota", size_limit(HolderKind::Role) as u64),
            ("AttachedPoliciesPerRoleQuota", Quota::POLICIES_OF_ROLE.limit),
            ("AccountAccessKeysPresent", self.root_has_key.into()),
            ("AccountPasswordPresent", self.root_has_password.into()),
            ("GroupsQuota", Quota::GROUPS.limit),
        ]
    }
}

/// How many managed policies, the account's and AWS's, are attached or bound somebody.
///
/// No counter can say that: whether a policy is used for the first time is not known without a read, which would make all who
/// attach the same policy wait for each other. But each policy in use has a counter of its own for either use, and none where
/// it is zero. They are few and small: twice as many as there can be policies, some bytes each.
async fn policies_in_use(ctx: &Context<'_>) -> Result<u64, Halt> {
    const PIECE: usize = 1_000;
    let _turn = ctx.service.scans.turn(ctx.account()).await;
    let partition = Partition::Account(ctx.account().number());
    let mut used = BTreeSet::new();
    for usage in [Usage::Attached, Usage::Boundary] {
        let mut range = ScanRange::prefix(partition, &keys::policy_usage_counts(usage));
        loop {
            let counters = ctx.records().scan::<Count>(&range, PIECE).await?;
            used.extend(
                counters.iter().filter_map(|counter| keys::counted_policy(counter.key()).map(str::to_owned)),
            );
            match counters.last() {
                Some(last) if counters.len() == PIECE => range = range.after(&last.key().path),
                _ => break,
            }
        }
    }
    Ok(used.len() as u64)
}
