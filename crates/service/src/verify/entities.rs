//! Instance profiles, certificates, and what users have beside what they prove who they are with: to whom and what they refer, and the
//! indices that lead to them.

use model::{InstanceProfileName, RoleId};

use super::DocumentProblem;
use super::look::{Kept, Look};
use crate::records::{
    Belongings, CertificateOwner, InstanceProfile, Owner, ProfileOfRole, Role, ServerCertificate,
    ServiceCredential, SigningCertificate, SshKey, keys,
};

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

impl Kept for ServerCertificate {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::server_certificate(look.account, &self.name));
        look.feeds(keys::server_certificate_count(look.account));
    }
}

impl Kept for Belongings<SshKey> {
    fn look(&self, look: &mut Look<'_>) {
        look_at_owner(look);
    }
}

impl Kept for Belongings<ServiceCredential> {
    fn look(&self, look: &mut Look<'_>) {
        look_at_owner(look);
    }
}

impl Kept for Belongings<SigningCertificate> {
    fn look(&self, look: &mut Look<'_>) {
        let Some(owner) = look_at_owner(look) else { return };
        for certificate in &self.things {
            let owned = owner.clone();
            let says = (NO_INDEX, "the index of signing certificates");
            let index = keys::signing_certificate(look.account, &certificate.hash);
            look.needs_that(index, says, move |indexed: &CertificateOwner| indexed.owner == owned);
        }
    }
}

impl Kept for CertificateOwner {
    fn look(&self, look: &mut Look<'_>) {
        let hash = look.part(1).to_owned();
        let has_it = move |held: &Belongings<SigningCertificate>| {
            held.things.iter().any(|certificate| certificate.hash == hash)
        };
        let held = keys::signing_certificates(look.account, &self.owner);
        look.needs_that(held, (STALE, "the owner of this certificate"), has_it);
    }
}

/// Whose things these are, by their key: the owner must be there.
fn look_at_owner(look: &mut Look<'_>) -> Option<Owner> {
    let id = look.part(1);
    let owner = if id == look.account.to_string() {
        Owner::Root
    } else if let Ok(user) = id.parse() {
        Owner::User(user)
    } else {
        look.find(DocumentProblem::Misplaced, "its key holds no id of a user");
        return None;
    };
    look.needs_owner(look.account, &owner, (DANGLING, "whose these are"), |_| true);
    Some(owner)
}
