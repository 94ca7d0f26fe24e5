//! ListEntitiesForPolicy: who uses a managed policy.

use model::{EntityType, Input, Marker, Path, PolicyArn, PolicyUsage, Text};
use serde::Serialize;
use store::Key;

use super::managed::Managed;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems, page_size};
use crate::records::keys::{self, Usage};
use crate::records::{Group, Holder, HolderKind, Permissions, Present, Role, User};
use crate::{Context, Halt};

/// Lists users, groups and roles that a managed policy is attached to, or whose permissions it bounds.
#[derive(Debug, Input)]
pub struct ListEntitiesForPolicy {
    /// Which policy.
    pub policy_arn: PolicyArn,
    /// Only those of this kind.
    pub entity_filter: Option<EntityType>,
    /// Only those whose path begins so.
    pub path_prefix: Option<Path>,
    /// Only those that use it so.
    pub policy_usage_filter: Option<PolicyUsage>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of them.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entities {
    policy_groups: Vec<PolicyGroup>,
    policy_users: Vec<PolicyUser>,
    policy_roles: Vec<PolicyRole>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyGroup {
    group_name: String,
    group_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyUser {
    user_name: String,
    user_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyRole {
    role_name: String,
    role_id: String,
}

impl Operation for ListEntitiesForPolicy {
    const ACTION: &'static str = "iam:ListEntitiesForPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Entities;

    async fn run(&self, ctx: &Context<'_>) -> Result<Entities, Halt> {
        let policy = Managed::authorized(ctx, &self.policy_arn).await?;
        let Some(kind) = self.kind() else { return Ok(Entities::default()) };
        self.page(ctx, &policy, kind).await
    }
}

impl ListEntitiesForPolicy {
    /// The kind of those to list, or none for all. None at all uses a policy that is another policy.
    const fn kind(&self) -> Option<Option<HolderKind>> {
        match self.entity_filter {
            None => Some(None),
            Some(EntityType::User) => Some(Some(HolderKind::User)),
            Some(EntityType::Group) => Some(Some(HolderKind::Group)),
            Some(EntityType::Role) => Some(Some(HolderKind::Role)),
            Some(EntityType::LocalManagedPolicy | EntityType::AWSManagedPolicy) => None,
        }
    }

    const fn usages(&self) -> &'static [Usage] {
        match self.policy_usage_filter {
            None => &[Usage::Attached, Usage::Boundary],
            Some(PolicyUsage::PermissionsPolicy) => &[Usage::Attached],
            Some(PolicyUsage::PermissionsBoundary) => &[Usage::Boundary],
        }
    }

    /// A page of the index, one usage after the other. What is filtered out makes it shorter.
    async fn page(
        &self,
        ctx: &Context<'_>,
        policy: &Managed,
        kind: Option<HolderKind>,
    ) -> Result<Entities, Halt> {
        let listing = Listing::new(ctx, &self.filters(policy));
        let mut begins_at = listing.position(self.marker.as_ref())?;
        let mut room = page_size(self.max_items);
        let mut entities = Entities::default();
        for usage in self.usages() {
            let prefix = keys::policy_usages(*usage, policy.id(), kind);
            if begins_at.as_ref().is_some_and(|position| !position.starts_with(&prefix)) {
                continue;
            }
            let (found, last) =
                listing.scan_after::<Present>(&prefix, begins_at.take(), room, |_| true).await?;
            room -= found.len();
            for entry in &found {
                self.add(ctx, &mut entities, policy, *usage, entry.key()).await?;
            }
            if let Some(last) = last {
                entities.marker = Some(listing.marker(&last)?);
                entities.is_truncated = true;
                break;
            }
        }
        Ok(entities)
    }

    fn filters<'a>(&'a self, policy: &'a Managed) -> [&'a str; 4] {
        [
            policy.id(),
            self.entity_filter.map_or("", EntityType::as_str),
            self.path_prefix.as_ref().map_or("/", Text::as_str),
            self.policy_usage_filter.map_or("", PolicyUsage::as_str),
        ]
    }

    async fn add(
        &self,
        ctx: &Context<'_>,
        entities: &mut Entities,
        policy: &Managed,
        usage: Usage,
        key: &Key,
    ) -> Result<(), Halt> {
        let Some((kind, id)) = keys::policy_user(key) else { return Ok(()) };
        let (account, records) = (ctx.account(), ctx.records());
        // Who was deleted in the meantime uses nothing any more.
        match kind {
            HolderKind::User => {
                let found = records.by_id::<User>(account, id).await?;
                let wanted = found.filter(|user| self.wants(&user.path, user.permissions(), policy, usage));
                entities.policy_users.extend(wanted.map(|user| PolicyUser {
                    user_name: user.name.to_string(),
                    user_id: user.id.to_string(),
                }));
            }
            HolderKind::Group => {
                let found = records.by_id::<Group>(account, id).await?;
                let wanted =
                    found.filter(|group| self.wants(&group.path, group.permissions(), policy, usage));
                entities.policy_groups.extend(wanted.map(|group| PolicyGroup {
                    group_name: group.name.to_string(),
                    group_id: group.id.to_string(),
                }));
            }
            HolderKind::Role => {
                let found = records.by_id::<Role>(account, id).await?;
                let wanted = found.filter(|role| self.wants(&role.path, role.permissions(), policy, usage));
                entities.policy_roles.extend(wanted.map(|role| PolicyRole {
                    role_name: role.name.to_string(),
                    role_id: role.id.to_string(),
                }));
            }
        }
        Ok(())
    }

    /// Whether somebody is below the path, and not listed already: who uses a policy both ways is listed once.
    fn wants(&self, path: &Path, permissions: &Permissions, policy: &Managed, usage: Usage) -> bool {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        let is_listed = usage == Usage::Boundary
            && self.policy_usage_filter.is_none()
            && permissions.attached.contains(&policy.arn());
        path.as_str().starts_with(prefix) && !is_listed
    }
}
