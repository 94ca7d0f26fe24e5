//! Accounts, users, groups, roles and policies: what they refer to, and the indices that lead to them.

use model::{AccountId, GroupId, PolicyArn, RoleId, Text, UserId};
use store::Key;
use vault::{Keyring, Purpose, StoredPassword};

use super::DocumentProblem;
use super::counters::policy_key;
use super::devices;
use super::look::{Kept, Look, Verdict, VisitSeal, Want, parse};
use crate::account_settings::email_code_binding;
use crate::aws_managed::AwsManaged;
use crate::iam::access_keys::secret_binding;
use crate::records::keys::{self, Usage};
use crate::records::{
    AccessKey, Account, AliasClaim, Credentials, Group, Holder, Identified, KeyOwner, ManagedPolicy,
    NamePointer, Owner, PasswordHistory, PasswordRecord, Permissions, Role, RootEmail,
    ServiceControlPolicies, User,
};

const DANGLING: DocumentProblem = DocumentProblem::Dangling;
const NO_INDEX: DocumentProblem = DocumentProblem::IndexMissing;
const STALE: DocumentProblem = DocumentProblem::IndexStale;

impl Kept for Account {
    fn seals(&mut self, account: AccountId, visit: &mut VisitSeal<'_>) {
        let owner = account.to_string();
        key_seals(&mut self.root, (account, &owner), visit);
        if let Some(code) = self.email_change.as_mut().and_then(|change| change.code.as_mut()) {
            visit(Purpose::Letter, &email_code_binding(account), &mut code.sealed);
        }
    }

    fn passwords(&self) -> Vec<&StoredPassword> {
        self.root.password.iter().map(|password| &password.hash).collect()
    }

    fn demand_change(&mut self, keyring: &Keyring) -> bool {
        demand_change(&mut self.root, keyring)
    }

    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.id == look.account, "account");
        let id = self.id;
        let is_own = move |claim: &RootEmail| claim.account == id && claim.freed.is_none();
        look.needs_that(keys::root_email(&self.email), (NO_INDEX, "the claim to its root e-mail"), is_own);
        if let Some(alias) = &self.alias {
            let is_own = move |claim: &AliasClaim| claim.account == id && claim.freed.is_none();
            look.needs_that(keys::alias(alias), (NO_INDEX, "the claim to its alias"), is_own);
        }
        look_at_credentials(look, &self.root, &Owner::Root);
    }
}

impl Kept for User {
    fn seals(&mut self, account: AccountId, visit: &mut VisitSeal<'_>) {
        let owner = self.id.to_string();
        key_seals(&mut self.credentials, (account, &owner), visit);
    }

    fn passwords(&self) -> Vec<&StoredPassword> {
        self.credentials.password.iter().map(|password| &password.hash).collect()
    }

    fn demand_change(&mut self, keyring: &Keyring) -> bool {
        demand_change(&mut self.credentials, keyring)
    }

    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.feeds(keys::user_count(look.account));
        look_at_named(look, self, &self.name);
        look_at_credentials(look, &self.credentials, &Owner::User(self.id.clone()));
        look_at_permissions(look, self);
        for group in &self.groups {
            look.needs_identified::<Group>(group.as_str(), (DANGLING, "a group of this user"), |_| true);
            let member = keys::member(look.account, group, &self.id);
            look.needs(member, NO_INDEX, "the index of a group's members");
        }
    }
}

impl Kept for Group {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.feeds(keys::group_count(look.account));
        look_at_named(look, self, &self.name);
        look_at_permissions(look, self);
    }
}

impl Kept for Role {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.feeds(keys::role_count(look.account));
        look_at_named(look, self, &self.name);
        look_at_permissions(look, self);
        look_at_policy(look, self.trust.policy().is_ok(), "trust policy");
    }
}

impl Kept for ManagedPolicy {
    fn look(&self, look: &mut Look<'_>) {
        look.agrees(self.account == look.account, "account");
        look.belongs_at(&keys::policy(look.account, &self.name));
        look.feeds(keys::policy_count(look.account));
        for version in &self.versions {
            look_at_policy(look, version.document.policy().is_ok(), &format!("version v{}", version.number));
        }
        if self.in_force().is_none() {
            look.find(DANGLING, "no version of it is in force");
        }
    }
}

impl Kept for ServiceControlPolicies {
    fn look(&self, look: &mut Look<'_>) {
        for policy in &self.policies {
            look_at_policy(look, policy.document.policy().is_ok(), &format!("policy {}", policy.name));
        }
    }
}

impl Kept for NamePointer<String> {
    fn look(&self, look: &mut Look<'_>) {
        let (account, id) = (look.account, look.part(1).to_owned());
        let what = (STALE, "what the name stands for");
        if id.parse::<UserId>().is_ok() {
            leads_to::<User>(look, account, (&self.name, id), what);
        } else if id.parse::<GroupId>().is_ok() {
            leads_to::<Group>(look, account, (&self.name, id), what);
        } else if id.parse::<RoleId>().is_ok() {
            leads_to::<Role>(look, account, (&self.name, id), what);
        } else {
            look.find(DocumentProblem::Misplaced, "its key holds no id of a user, a group or a role");
        }
    }
}

impl Kept for KeyOwner {
    fn look(&self, look: &mut Look<'_>) {
        let id = look.part(1).to_owned();
        let has_key = move |owner: &Credentials| owner.access_keys.iter().any(|key| key.id.as_str() == id);
        look.needs_owner(look.account, &self.owner, (STALE, "the owner of this access key"), has_key);
    }
}

impl Kept for PasswordHistory {
    fn passwords(&self) -> Vec<&StoredPassword> {
        self.previous.iter().collect()
    }
}

fn leads_to<T: Identified>(
    look: &mut Look<'_>,
    account: AccountId,
    (name, id): (&str, String),
    what: (DocumentProblem, &str),
) where
    T::Name: std::str::FromStr,
{
    match name.parse::<T::Name>() {
        Ok(name) => look.needs_that::<T>(T::key(account, &name), what, move |named| named.id() == id),
        Err(_) => look.find(DocumentProblem::Unreadable, "its name is none"),
    }
}

/// Whoever may have a pepper can try passwords against a stolen store: such a password lets its owner in once more, to choose another.
fn demand_change(credentials: &mut Credentials, keyring: &Keyring) -> bool {
    let exposed = |password: &&mut PasswordRecord| keyring.is_exposed(password.hash.generation());
    match credentials.password.as_mut().filter(exposed) {
        Some(password) if !password.must_change => {
            password.must_change = true;
            true
        }
        _ => false,
    }
}

/// The seals of somebody's access keys.
fn key_seals(credentials: &mut Credentials, (account, owner): (AccountId, &str), visit: &mut VisitSeal<'_>) {
    for AccessKey { id, secret, .. } in &mut credentials.access_keys {
        visit(Purpose::AccessKey, &secret_binding(account, owner, id), secret);
    }
}

fn look_at_credentials(look: &mut Look<'_>, credentials: &Credentials, owner: &Owner) {
    for key in &credentials.access_keys {
        let owned = owner.clone();
        let says = (NO_INDEX, "the index of its access keys");
        look.needs_that(keys::access_key(&key.id), says, move |stored: &KeyOwner| stored.owner == owned);
    }
    for note in &credentials.mfa_devices {
        devices::look_at_note(look, note, owner);
    }
}

/// A document that is found by its name, and by its id.
fn look_at_named<T: Identified>(look: &mut Look<'_>, named: &T, name: &T::Name)
where
    T::Name: Text + PartialEq,
{
    look.belongs_at(&T::key(look.account, name));
    let own = name.clone();
    let says = (NO_INDEX, "the name of its id");
    let key = keys::id(look.account, named.id());
    look.needs_that(key, says, move |pointer: &NamePointer<T::Name>| pointer.name == own);
}

fn look_at_policy(look: &mut Look<'_>, is_policy: bool, what: &str) {
    if !is_policy {
        look.find(DocumentProblem::Unreadable, format!("its {what} is no policy"));
    }
}

fn look_at_permissions<H: Holder>(look: &mut Look<'_>, holder: &H) {
    let Permissions { inline, attached, boundary } = holder.permissions();
    for policy in inline {
        look_at_policy(look, policy.document.policy().is_ok(), &format!("policy {}", policy.name));
    }
    for (usage, arn) in attached
        .iter()
        .map(|arn| (Usage::Attached, arn))
        .chain(boundary.iter().map(|arn| (Usage::Boundary, arn)))
    {
        look_at_use(look, holder, usage, arn);
    }
}

/// A policy that is used must be there, and its index must tell of it.
fn look_at_use<H: Holder>(look: &mut Look<'_>, holder: &H, usage: Usage, arn: &PolicyArn) {
    let (account, id) = (look.account, holder.id().to_owned());
    let index = move |policy: &str| keys::policy_usage(account, usage, policy, H::KIND, &id);
    if let Some(aws) = AwsManaged::find(arn.as_str()) {
        return look.needs(index(aws.id), NO_INDEX, "the index of who uses a policy");
    }
    let Some(key) = policy_key(account, arn) else {
        return look.find(DANGLING, format!("it uses {}, which is no policy here", arn.as_str()));
    };
    let arn = arn.as_str().to_owned();
    look.wants(Want::new(key, move |found| match found.and_then(parse::<ManagedPolicy>) {
        Some(policy) if policy.arn().as_str() == arn => Verdict::Then(indexed(index(policy.id.as_str()))),
        _ => Verdict::Wrong(DANGLING, format!("it uses {arn}, which is not there")),
    }));
}

fn indexed(key: Key) -> Want {
    let detail = format!("the index of who uses a policy: {key} is not there");
    Want::new(key, move |found| match found {
        Some(_) => Verdict::Fine,
        None => Verdict::Wrong(NO_INDEX, detail),
    })
}
