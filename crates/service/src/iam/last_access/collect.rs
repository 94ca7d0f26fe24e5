//! What a report of last access holds: who has the policies, and what is known of what they called.
//!
//! Two things are known. The last use of each access key and each role, whatever it was, and the events of the trail: changes, sessions that
//! were issued, and refusals, of which the latest thousand are looked at. Reads of IAM leave nothing but a last use.

use std::collections::HashMap;

use model::{Arn, PolicyArn, Resource, Text, Timestamp, UserId};
use serde::Deserialize;
use store::{Direction, EventRange, Partition, ScanRange};

use crate::authorize::rights::Held;
use crate::iam::policies::managed::Managed;
use crate::iam::simulation::Source;
use crate::operation::Api;
use crate::records::keys::{self, Usage};
use crate::records::{
    AccessingEntity, AccessingKind, Group, HolderKind, LastCall, Present, RegisteredService, Role, User,
};
use crate::usage::Subject;
use crate::{Context, Halt};

/// So many users and roles are in a report, and so many documents and events are looked at for one.
const MOST: usize = 1_000;
/// So many services of one's own are.
const MOST_SERVICES: usize = 100;

/// Who has the policies, and which services they allow something of.
pub struct Collected {
    pub services: Vec<String>,
    pub entities: Vec<AccessingEntity>,
}

/// Authorizes the operation on what an ARN names, and collects.
pub async fn collect(ctx: &Context<'_>, arn: &PolicyArn) -> Result<Collected, Halt> {
    let is_policy = matches!(Arn::parse(arn.as_str()), Ok((_, Resource::Policy { .. })))
        || arn.as_str().starts_with("arn:aws:iam::aws:policy/");
    let (held, mut collecting) = if is_policy {
        let policy = Managed::authorized(ctx, arn).await?;
        let mut collecting = Collecting::new(ctx);
        collecting.users_of_policy(policy.id()).await?;
        (vec![policy.held()?], collecting)
    } else {
        let source = Source::authorized(ctx, arn).await?;
        let mut collecting = Collecting::new(ctx);
        collecting.holder(&source).await?;
        (source.identity, collecting)
    };
    let services = allowed(ctx, &held).await?;
    collecting.look_at_uses().await?;
    collecting.look_at_trail().await?;
    Ok(Collected { services, entities: collecting.entities })
}

/// The services that policies allow something of, among those that are called here.
async fn allowed(ctx: &Context<'_>, held: &[Held]) -> Result<Vec<String>, Halt> {
    let own = [Api::Account, Api::Bartizan, Api::Iam, Api::Sts].map(|api| api.name().to_owned());
    let partition = Partition::Account(ctx.account().number());
    let range = ScanRange::prefix(partition, keys::REGISTERED_SERVICES);
    let registered = ctx.records().scan::<RegisteredService>(&range, MOST_SERVICES).await?;
    let signed_for = registered.iter().flat_map(|service| service.signing_services.iter().cloned());
    let mut services: Vec<String> = own.into_iter().chain(signed_for).collect();
    services.sort_unstable();
    services.dedup();
    services.retain(|service| held.iter().any(|held| held.policy.allows_something_of(service)));
    Ok(services)
}

struct Collecting<'a> {
    ctx: &'a Context<'a>,
    entities: Vec<AccessingEntity>,
    /// Where an id stands among them.
    places: HashMap<String, usize>,
    /// What was used is a use of whom.
    subjects: Vec<(Subject, usize)>,
}

impl<'a> Collecting<'a> {
    fn new(ctx: &'a Context<'a>) -> Self {
        Self { ctx, entities: Vec::new(), places: HashMap::new(), subjects: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.entities.len() >= MOST
    }

    fn user(&mut self, user: &User) {
        let said = [user.name.as_str(), user.id.as_str(), user.path.as_str()];
        let place = self.add(AccessingEntity::new(AccessingKind::User, &user.arn(), said));
        let keys = user.credentials.access_keys.iter().map(|key| (Subject::Key(key.id), place));
        self.subjects.extend(keys);
    }

    fn role(&mut self, role: &Role) {
        let said = [role.name.as_str(), role.id.as_str(), role.path.as_str()];
        let place = self.add(AccessingEntity::new(AccessingKind::Role, &role.arn(), said));
        self.subjects.push((Subject::Role(role.account, role.id.clone()), place));
    }

    fn add(&mut self, entity: AccessingEntity) -> usize {
        if let Some(place) = self.places.get(&entity.id) {
            return *place;
        }
        self.places.insert(entity.id.clone(), self.entities.len());
        self.entities.push(entity);
        self.entities.len() - 1
    }

    /// The user or role itself, or the members of a group.
    async fn holder(&mut self, source: &Source) -> Result<(), Halt> {
        let (ctx, account) = (self.ctx, self.ctx.account());
        match Arn::parse(source.arn.as_str()).map(|(_, resource)| resource) {
            Ok(Resource::User { name, .. }) => {
                if let Some(user) = ctx.records().load::<User>(keys::user(account, &name)).await? {
                    self.user(&user);
                }
            }
            Ok(Resource::Role { name, .. }) => {
                if let Some(role) = ctx.records().load::<Role>(keys::role(account, &name)).await? {
                    self.role(&role);
                }
            }
            Ok(Resource::Group { name, .. }) => {
                if let Some(group) = ctx.records().load::<Group>(keys::group(account, &name)).await? {
                    self.members(&group).await?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn members(&mut self, group: &Group) -> Result<(), Halt> {
        let account = self.ctx.account();
        let range = ScanRange::prefix(Partition::Account(account.number()), &keys::members(&group.id));
        let members = self.ctx.records().scan::<Present>(&range, MOST - self.entities.len()).await?;
        for member in &members {
            let id = member.key().path.split('/').nth(2).and_then(|id| id.parse::<UserId>().ok());
            let Some(id) = id else { continue };
            if let Some(user) = self.ctx.records().by_id::<User>(account, id.as_str()).await? {
                self.user(&user);
            }
        }
        Ok(())
    }

    async fn users_of_policy(&mut self, policy: &str) -> Result<(), Halt> {
        let (ctx, account) = (self.ctx, self.ctx.account());
        let partition = Partition::Account(account.number());
        let range = ScanRange::prefix(partition, &keys::policy_usages(Usage::Attached, policy, None));
        for entry in &ctx.records().scan::<Present>(&range, MOST).await? {
            if self.is_full() {
                break;
            }
            match keys::policy_user(entry.key()) {
                Some((HolderKind::User, id)) => {
                    if let Some(user) = ctx.records().by_id::<User>(account, id).await? {
                        self.user(&user);
                    }
                }
                Some((HolderKind::Role, id)) => {
                    if let Some(role) = ctx.records().by_id::<Role>(account, id).await? {
                        self.role(&role);
                    }
                }
                Some((HolderKind::Group, id)) => {
                    if let Some(group) = ctx.records().by_id::<Group>(account, id).await? {
                        self.members(&group).await?;
                    }
                }
                None => {}
            }
        }
        Ok(())
    }

    async fn look_at_uses(&mut self) -> Result<(), Halt> {
        let subjects: Vec<_> = self.subjects.iter().map(|(subject, _)| subject.clone()).collect();
        let uses = self.ctx.service.last_uses(&subjects).await?;
        for ((_, place), used) in self.subjects.iter().zip(uses) {
            if let (Some(entity), Some(used)) = (self.entities.get_mut(*place), used) {
                entity.called(&used.service, LastCall { at: used.at, region: used.region });
            }
        }
        Ok(())
    }

    async fn look_at_trail(&mut self) -> Result<(), Halt> {
        let account = self.ctx.account().number();
        let range = EventRange::between(0, self.ctx.now().micros());
        let store = self.ctx.records().store();
        let events =
            store.events(account, range, Direction::Backward, MOST).await.map_err(crate::Error::from)?;
        for event in &events {
            let Ok(seen) = serde_json::from_slice::<Seen>(&event.body) else { continue };
            // A role's session is `AROA…:session`.
            let id = seen.user_identity.principal_id.split(':').next().unwrap_or_default();
            let Some(place) = self.places.get(id) else { continue };
            let Some(service) = seen.event_source.strip_suffix(".amazonaws.com") else { continue };
            if let Some(entity) = self.entities.get_mut(*place) {
                let at = Timestamp::from_micros(event.micros);
                entity.called(service, LastCall { at, region: seen.aws_region });
            }
        }
        Ok(())
    }
}

/// What an event says of who called what.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    user_identity: SeenIdentity,
    event_source: String,
    aws_region: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SeenIdentity {
    principal_id: String,
}
