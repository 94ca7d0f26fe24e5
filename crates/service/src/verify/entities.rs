//! Instance profiles: the role in each, and the index that leads from the role to it.

use model::{InstanceProfileName, RoleId};

use super::DocumentProblem;
use super::look::{Kept, Look};
use crate::records::{InstanceProfile, ProfileOfRole, Role, keys};

const DANGLING: DocumentProblem = DocumentProblem::Dangling;
const NO_INDEX: DocumentProblem = DocumentProblem::IndexMissing;
const STALE: DocumentProblem = DocumentProblem::IndexStale;

impl Kept for InstanceProfile {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::instance_profile(look.account, &self.name));
        look.feeds(keys::instance_profile_count(look.account));
        if let Some(role) = &self.role {
            look.needs_identified::<Role>(role.as_str(), (DANGLING, "the role in this profile"), |_| true);
            let own = self.id.clone();
            let says = (NO_INDEX, "the index of a role's instance profiles");
            let index = keys::role_profile(look.account, role, &self.name);
            look.needs_that(index, says, move |indexed: &ProfileOfRole| indexed.profile == own);
        }
    }
}

impl Kept for ProfileOfRole {
    fn look(&self, look: &mut Look<'_>) {
        let parts = (look.part(1).parse::<RoleId>(), look.part(2).parse::<InstanceProfileName>());
        let (Ok(role), Ok(name)) = parts else {
            return look.find(DocumentProblem::Misplaced, "its key names no role and profile");
        };
        look.feeds(keys::role_profile_count(look.account, &role));
        let id = self.profile.clone();
        let says = (STALE, "its profile must have the role");
        let profile = keys::instance_profile(look.account, &name);
        look.needs_that(profile, says, move |profile: &InstanceProfile| {
            profile.id == id && profile.role.as_ref() == Some(&role)
        });
    }
}
