//! Making a managed policy of one that is ready for use.

use model::{AccountId, GroupName, PolicyArn, PolicyId, PolicyName, Text, Timestamp, UserName};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::CommitError;

use super::{Operator, ReadyPolicy};
use crate::audit::{Happening, record};
use crate::error::{Failure, Invalid, Limit, Missing, Quota};
use crate::records::keys::{self, Usage};
use crate::records::{Group, Holder, Loaded, ManagedPolicy, PolicyDocument, PolicyVersion, User};
use crate::{Changes, Error, Service};

/// What an operator asks for.
#[derive(Clone, Debug)]
pub struct InstallPolicy {
    /// Which.
    pub policy: &'static ReadyPolicy,
    /// Whether a managed policy of that name that says something else gets a version that says this.
    pub replace: bool,
    /// Whom to attach it to.
    pub attach_to: Option<AttachTo>,
}

/// Whom to attach a policy to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttachTo {
    /// A group, and so its members.
    Group(GroupName),
    /// A user.
    User(UserName),
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstalledPolicy {
    /// The managed policy.
    pub arn: String,
    /// The version that holds, `v1`.
    pub version_id: String,
    /// What came of the policy.
    pub change: PolicyChange,
    /// What came of attaching it; nothing, if nobody asked for that.
    pub attachment: Option<Attachment>,
}

/// What came of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyChange {
    /// There was none of that name.
    Created,
    /// There was one that said something else.
    Replaced,
    /// There was one that said the same.
    Unchanged,
}

/// What came of attaching a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attachment {
    /// It was not attached before.
    Attached,
    /// It was.
    Unchanged,
}

/// Somebody to attach a policy to, as they are.
enum Attached {
    Group(Loaded<Group>),
    User(Loaded<User>),
}

impl Service {
    /// Makes a managed policy of a ready one, and attaches it: both, or nothing.
    ///
    /// # Errors
    /// If there is one of that name that says something else, and it is not to be replaced; if there is nobody to attach it to;
    /// if a quota is reached; or if the store fails.
    pub async fn install_policy(
        &self,
        operator: Operator,
        account: AccountId,
        wanted: &InstallPolicy,
        now: Timestamp,
    ) -> Result<InstalledPolicy, Error> {
        again!(self, self.try_install_policy(operator, account, wanted, now))
    }

    async fn try_install_policy(
        &self,
        operator: Operator,
        account: AccountId,
        wanted: &InstallPolicy,
        now: Timestamp,
    ) -> Result<InstalledPolicy, Error> {
        let name = wanted.policy.name.parse::<PolicyName>();
        let name = name.map_err(|_| Failure::Corrupt(wanted.policy.name.to_owned()))?;
        let found = self.records.policy(account, &name).await?;
        let (policy, change) = match &found {
            Some(found) => revised(found, wanted, now)?,
            None => (self.drafted(account, name, wanted.policy, now)?, PolicyChange::Created),
        };
        let changes = written(found.as_ref(), &policy, change);
        let (changes, attachment) = match &wanted.attach_to {
            Some(whom) => {
                let (changes, attachment) = attached(changes, &self.found(account, whom).await?, &policy)?;
                (changes, Some(attachment))
            }
            None => (changes, None),
        };
        let version_id = format!("v{}", policy.default_version);
        let arn = arn(&policy);
        if change != PolicyChange::Unchanged || attachment == Some(Attachment::Attached) {
            let changes = changes.detail("policyArn", arn.as_str()).detail("versionId", version_id.as_str());
            self.carry_out(operator, account, parameters(wanted), changes, now).await?;
        }
        Ok(InstalledPolicy { arn: arn.to_string(), version_id, change, attachment })
    }

    /// A managed policy as CreatePolicy makes it.
    fn drafted(
        &self,
        account: AccountId,
        name: PolicyName,
        ready: &ReadyPolicy,
        now: Timestamp,
    ) -> Result<ManagedPolicy, Error> {
        let id = PolicyId::generate(account, self.entropy.array());
        let policy = ManagedPolicy::new(account, id, name, PolicyDocument::parse(ready.text)?, now);
        Ok(ManagedPolicy { description: ready.description.parse().ok(), ..policy })
    }

    async fn found(&self, account: AccountId, whom: &AttachTo) -> Result<Attached, Error> {
        match whom {
            AttachTo::Group(name) => {
                let found = self.records.load(keys::group(account, name)).await?;
                Ok(Attached::Group(found.ok_or_else(|| Missing::Group(name.clone()))?))
            }
            AttachTo::User(name) => {
                let found = self.records.user(account, name).await?;
                Ok(Attached::User(found.ok_or_else(|| Missing::User(name.clone()))?))
            }
        }
    }

    async fn carry_out(
        &self,
        operator: Operator,
        account: AccountId,
        parameters: Value,
        changes: Changes,
        now: Timestamp,
    ) -> Result<(), Error> {
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "InstallPolicy",
            identity: operator.identity(),
            parameters,
            details: changes.details(),
        };
        let event = record(self, &happening);
        let (batch, limits) = changes.into_batch(now, &[], event)?;
        match self.records.commit(batch).await {
            Ok(_) => Ok(()),
            Err(CommitError::OverLimit { key }) => {
                let over = limits.into_iter().find(|(limited, _)| *limited == key);
                Err(over.map_or_else(|| CommitError::OverLimit { key }.into(), |(_, error)| error))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A managed policy that is there, as it has to be.
fn revised(
    found: &ManagedPolicy,
    wanted: &InstallPolicy,
    now: Timestamp,
) -> Result<(ManagedPolicy, PolicyChange), Error> {
    let text = wanted.policy.text;
    if found.in_force().is_some_and(|version| says(version, text)) {
        return Ok((found.clone(), PolicyChange::Unchanged));
    }
    if !wanted.replace {
        return Err(Invalid::Other(format!(
            "account {} has a policy {} already, and its version v{} says something else: to add a version that says this, and \
             is the default then, run it again with --replace",
            found.account, found.name, found.default_version
        ))
        .into());
    }
    if let Some(version) = found.versions.iter().find(|version| says(version, text)) {
        let policy = ManagedPolicy { default_version: version.number, ..found.clone() };
        return Ok((policy, PolicyChange::Replaced));
    }
    let policy = found.with_version(PolicyDocument::parse(text)?, now, true);
    Ok((policy.ok_or(Limit::PolicyVersions)?, PolicyChange::Replaced))
}

/// Whether a version says the same, however it is laid out.
fn says(version: &PolicyVersion, text: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<Value>(text).ok();
    value(version.document.text()) == value(text)
}

fn written(found: Option<&Loaded<ManagedPolicy>>, policy: &ManagedPolicy, change: PolicyChange) -> Changes {
    match found {
        None => Changes::new().create(keys::policy(policy.account, &policy.name), policy).count(
            keys::policy_count(policy.account),
            1,
            Quota::POLICIES.limit,
            Quota::POLICIES,
        ),
        // What is attached must not be deleted at the same moment.
        Some(found) if change == PolicyChange::Unchanged => Changes::new().watch(found),
        Some(found) => Changes::new().update(found, policy),
    }
}

fn attached(
    changes: Changes,
    whom: &Attached,
    policy: &ManagedPolicy,
) -> Result<(Changes, Attachment), Error> {
    match whom {
        Attached::Group(group) => attached_to(changes, group, policy, Quota::POLICIES_OF_GROUP),
        Attached::User(user) => attached_to(changes, user, policy, Quota::POLICIES_OF_USER),
    }
}

fn attached_to<H: Holder>(
    changes: Changes,
    found: &Loaded<H>,
    policy: &ManagedPolicy,
    quota: Quota,
) -> Result<(Changes, Attachment), Error> {
    let arn = arn(policy);
    let mut holder = H::clone(found);
    let attached = &mut holder.permissions_mut().attached;
    if attached.contains(&arn) {
        return Ok((changes, Attachment::Unchanged));
    }
    attached.push(arn);
    if attached.len() as u64 > quota.limit {
        return Err(quota.into());
    }
    let changes = changes.update(found, &holder).use_policy(
        policy.account,
        Usage::Attached,
        policy.id.as_str(),
        &holder,
    );
    Ok((changes, Attachment::Attached))
}

fn arn(policy: &ManagedPolicy) -> PolicyArn {
    <PolicyArn as Text>::checked(policy.arn().as_str())
}

fn parameters(wanted: &InstallPolicy) -> Value {
    let (group, user) = match &wanted.attach_to {
        Some(AttachTo::Group(name)) => (Some(name.as_str()), None),
        Some(AttachTo::User(name)) => (None, Some(name.as_str())),
        None => (None, None),
    };
    json!({
        "policyName": wanted.policy.name,
        "replace": wanted.replace,
        "groupName": group,
        "userName": user,
    })
}
