//! ListInstanceProfilesForRole: the index of the role's profiles says which, so that no other profile is read.

use model::{Input, InstanceProfileName, Marker, RoleName};

use super::list_instance_profiles::Profiles;
use super::view::ProfileView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{InstanceProfile, Loaded, ProfileOfRole, Role, keys};
use crate::{Context, Error, Halt};

/// Lists the instance profiles that a role is in, by name.
#[derive(Debug, Input)]
pub struct ListInstanceProfilesForRole {
    /// Which role.
    pub role_name: RoleName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListInstanceProfilesForRole {
    const ACTION: &'static str = "iam:ListInstanceProfilesForRole";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Profiles;

    async fn run(&self, ctx: &Context<'_>) -> Result<Profiles, Halt> {
        let role = ctx.authorize::<Role>(&self.role_name).await?;
        let listing = Listing::new(ctx, &[role.id.as_str()]);
        let prefix = keys::role_profiles(&role.id);
        let page = listing
            .scan_page::<ProfileOfRole>(&prefix, self.marker.as_ref(), self.max_items, |_| true)
            .await?;
        let mut instance_profiles = Vec::with_capacity(page.entries.len());
        for entry in &page.entries {
            if let Some(profile) = profile_of(ctx, entry).await? {
                instance_profiles.push(ProfileView::listed(ctx, &profile).await?);
            }
        }
        Ok(Profiles { instance_profiles, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}

/// The names of all profiles that a role is in: an account has a thousand at most.
pub(crate) async fn profiles_of(ctx: &Context<'_>, role: &Role) -> Result<Vec<ProfileView>, Halt> {
    let listing = Listing::new(ctx, &[]);
    let prefix = keys::role_profiles(&role.id);
    let (mut views, mut last) = (Vec::new(), None);
    loop {
        let (entries, behind) = listing.scan_after::<ProfileOfRole>(&prefix, last, PIECE, |_| true).await?;
        for entry in &entries {
            if let Some(profile) = profile_of(ctx, entry).await? {
                views.push(ProfileView::listed(ctx, &profile).await?);
            }
        }
        match behind {
            Some(_) => last = behind,
            None => return Ok(views),
        }
    }
}

/// So many are looked for at once.
const PIECE: usize = 64;

/// The profile that an entry leads to. One that has gone since is none, nor is another that took its name.
async fn profile_of(
    ctx: &Context<'_>,
    entry: &Loaded<ProfileOfRole>,
) -> Result<Option<Loaded<InstanceProfile>>, Error> {
    let name = entry.key().path.split('/').nth(2).unwrap_or_default();
    let Ok(name) = name.parse::<InstanceProfileName>() else { return Ok(None) };
    let key = keys::instance_profile(ctx.account(), &name);
    let found = ctx.records().load::<InstanceProfile>(key).await?;
    Ok(found.filter(|profile| profile.id == entry.profile))
}
