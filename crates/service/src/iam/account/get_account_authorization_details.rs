//! GetAccountAuthorizationDetails: everybody in the account, and all that they may do.

use model::input::List;
use model::{Arn, EntityType, Input, Marker};
use serde::Serialize;

use super::detail::{GroupDetail, RoleDetail, UserDetail};
use crate::iam::instance_profiles::profiles_of;
use crate::iam::policies::managed::Managed;
use crate::iam::policies::view::PolicyView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems, page_size};
use crate::records::{Group, ManagedPolicy, Role, User, keys};
use crate::{AwsManaged, Context, Halt};

/// Asks for users, groups, roles and policies, in full.
#[derive(Debug, Input)]
pub struct GetAccountAuthorizationDetails {
    /// Only those of these kinds.
    pub filter: Option<List<EntityType, 5>>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
}

/// A page of them. The order of the lists is the one that AWS answers with (facts A2).
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Details {
    policies: Vec<PolicyView>,
    user_detail_list: Vec<UserDetail>,
    role_detail_list: Vec<RoleDetail>,
    group_detail_list: Vec<GroupDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

/// One kind after the other. AWS's own policies are few and come last: those that somebody uses.
const ORDER: [EntityType; 5] = [
    EntityType::User,
    EntityType::Group,
    EntityType::Role,
    EntityType::LocalManagedPolicy,
    EntityType::AWSManagedPolicy,
];

impl Operation for GetAccountAuthorizationDetails {
    const ACTION: &'static str = "iam:GetAccountAuthorizationDetails";
    const SORT: Sort = Sort::Read;
    type Output = Details;

    async fn run(&self, ctx: &Context<'_>) -> Result<Details, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let wanted: Vec<_> = ORDER.into_iter().filter(|kind| self.wants(*kind)).collect();
        let names: Vec<_> = wanted.iter().map(|kind| kind.as_str()).collect();
        let listing = Listing::new(ctx, &names);
        let (mut kind, mut behind) = begins_at(listing.position(self.marker.as_ref())?);

        let mut page =
            Page { listing: &listing, room: page_size(self.max_items), details: Details::default() };
        while let Some(wanted) = wanted.get(kind) {
            if let Some(last) = page.fill(ctx, *wanted, behind.take()).await? {
                let marker = listing.marker(&format!("{kind}/{last}"))?;
                return Ok(Details { is_truncated: true, marker: Some(marker), ..page.details });
            }
            kind += 1;
        }
        Ok(page.details)
    }
}

impl GetAccountAuthorizationDetails {
    fn wants(&self, kind: EntityType) -> bool {
        match &self.filter {
            Some(filter) if !filter.is_empty() => filter.contains(&kind),
            _ => true,
        }
    }
}

/// At which kind a page begins, and behind which key.
fn begins_at(position: Option<String>) -> (usize, Option<String>) {
    let position = position.unwrap_or_default();
    let (kind, last) = position.split_once('/').unwrap_or(("0", ""));
    (kind.parse().unwrap_or_default(), (!last.is_empty()).then(|| last.to_owned()))
}

struct Page<'a> {
    listing: &'a Listing<'a>,
    room: usize,
    details: Details,
}

impl Page<'_> {
    /// Takes as many of a kind as there is room for. The key behind which there may be more; none, if that was all.
    async fn fill(
        &mut self,
        ctx: &Context<'_>,
        kind: EntityType,
        behind: Option<String>,
    ) -> Result<Option<String>, Halt> {
        match kind {
            EntityType::User => {
                let (users, last) =
                    self.listing.scan_after::<User>(keys::USERS, behind, self.room, |_| true).await?;
                self.room -= users.len();
                for user in &users {
                    self.details.user_detail_list.push(UserDetail::of(ctx, user).await?);
                }
                Ok(last)
            }
            EntityType::Group => {
                let (groups, last) =
                    self.listing.scan_after::<Group>(keys::GROUPS, behind, self.room, |_| true).await?;
                self.room -= groups.len();
                self.details.group_detail_list.extend(groups.iter().map(|group| GroupDetail::of(group)));
                Ok(last)
            }
            EntityType::Role => {
                let (roles, last) =
                    self.listing.scan_after::<Role>(keys::ROLES, behind, self.room, |_| true).await?;
                self.room -= roles.len();
                let counters: Vec<_> =
                    roles.iter().map(|role| keys::role_profile_count(role.account, &role.id)).collect();
                // Most roles are in no profile: only for the others is it looked up in which.
                let counts = ctx.records().counts(&counters).await?;
                for (role, count) in roles.iter().zip(counts) {
                    let profiles = if count == 0 { Vec::new() } else { profiles_of(ctx, role).await? };
                    self.details.role_detail_list.push(RoleDetail::of(ctx, role, profiles).await?);
                }
                Ok(last)
            }
            EntityType::LocalManagedPolicy => {
                let (policies, last) = self
                    .listing
                    .scan_after::<ManagedPolicy>(keys::POLICIES, behind, self.room, |_| true)
                    .await?;
                self.room -= policies.len();
                for policy in policies {
                    self.details.policies.push(PolicyView::detailed(ctx, &Managed::Customer(policy)).await?);
                }
                Ok(last)
            }
            EntityType::AWSManagedPolicy => self.of_aws(ctx, behind).await,
        }
    }

    async fn of_aws(&mut self, ctx: &Context<'_>, behind: Option<String>) -> Result<Option<String>, Halt> {
        let mut last = behind.unwrap_or_default();
        for policy in
            AwsManaged::all().iter().filter(|policy| policy.name > last.as_str()).collect::<Vec<_>>()
        {
            let detail = PolicyView::detailed(ctx, &Managed::Aws(policy)).await?;
            if !detail.is_used() {
                continue;
            }
            if self.room == 0 {
                return Ok(Some(last));
            }
            self.room -= 1;
            policy.name.clone_into(&mut last);
            self.details.policies.push(detail);
        }
        Ok(None)
    }
}
