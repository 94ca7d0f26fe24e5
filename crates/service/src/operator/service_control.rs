//! The service control policies of an account: what everybody in it, its root user too, may do at most. Nobody in the account
//! can change them.

use model::{AccountId, PolicyName, Text, Timestamp};
use policy::Effect;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::{Batch, Expected};

use super::Operator;
use crate::audit::{Happening, record};
use crate::error::Invalid;
use crate::records::{Loaded, PolicyDocument, ServiceControlPolicies, ServiceControlPolicy, body, keys};
use crate::{Error, Service};

/// How many an account has at most.
const MOST: usize = 5;
/// How many characters one has at most, white space not counted.
const SIZE: usize = 5_120;

/// A service control policy, as the operator sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceControlView {
    /// What the operator calls it.
    pub policy_name: String,
    /// What it says.
    pub policy_document: String,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceControlChange {
    /// There was none of that name.
    Added,
    /// There was one that said something else.
    Replaced,
    /// There was one that said the same.
    Unchanged,
    /// There is none of that name any more.
    Removed,
}

/// What came of a change, and what it leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceControlChanged {
    /// What it is called.
    pub policy_name: String,
    /// What came of it.
    pub change: ServiceControlChange,
    /// How many service control policies the account has now.
    pub policies: usize,
    /// Whether there are some, of which none allows anything: then everybody is refused everything.
    pub allows_nothing: bool,
}

impl Service {
    /// The service control policies of an account.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn service_control(&self, account: AccountId) -> Result<Vec<ServiceControlView>, Error> {
        let found = self.stored_service_control(account).await?;
        let policies = found.iter().flat_map(|found| &found.policies);
        Ok(policies
            .map(|policy| ServiceControlView {
                policy_name: policy.name.clone(),
                policy_document: policy.document.text().to_owned(),
            })
            .collect())
    }

    /// Adds a service control policy, or puts it in the place of the one of that name.
    ///
    /// # Errors
    /// If the text is none, or is too long; if the account has too many; or if the store fails.
    pub async fn set_service_control(
        &self,
        operator: Operator,
        account: AccountId,
        (name, text): (&PolicyName, &str),
        now: Timestamp,
    ) -> Result<ServiceControlChanged, Error> {
        again!(self, self.try_set_service_control(operator, account, (name, text), now))
    }

    async fn try_set_service_control(
        &self,
        operator: Operator,
        account: AccountId,
        (name, text): (&PolicyName, &str),
        now: Timestamp,
    ) -> Result<ServiceControlChanged, Error> {
        let document = PolicyDocument::parse(text)?;
        let size = policy::size(text);
        if size > SIZE {
            return Err(refused(format!(
                "a service control policy has at most {SIZE} characters, white space not counted, and this one has {size}"
            )));
        }
        let found = self.stored_service_control(account).await?;
        let mut policies = found.as_ref().map(|found| found.policies.clone()).unwrap_or_default();
        let change = match position(&policies, name) {
            Some(at) if policies[at].document == document => {
                return changed(name, ServiceControlChange::Unchanged, &policies);
            }
            Some(at) => {
                policies[at].document = document;
                ServiceControlChange::Replaced
            }
            None if policies.len() == MOST => {
                return Err(refused(format!(
                    "account {account} has {MOST} service control policies, and no account can have more: remove one, or put \
                     what they say together"
                )));
            }
            None => {
                policies.push(ServiceControlPolicy { name: name.to_string(), document });
                ServiceControlChange::Added
            }
        };
        let asked = json!({ "policyName": name.as_str(), "policyDocument": text });
        self.write_service_control(
            operator,
            account,
            found.as_ref(),
            &policies,
            ("SetServiceControlPolicy", asked),
            now,
        )
        .await?;
        changed(name, change, &policies)
    }

    /// Removes a service control policy. Without any, nothing is bounded.
    ///
    /// # Errors
    /// If there is none of that name, or the store fails.
    pub async fn remove_service_control(
        &self,
        operator: Operator,
        account: AccountId,
        name: &PolicyName,
        now: Timestamp,
    ) -> Result<ServiceControlChanged, Error> {
        again!(self, self.try_remove_service_control(operator, account, name, now))
    }

    async fn try_remove_service_control(
        &self,
        operator: Operator,
        account: AccountId,
        name: &PolicyName,
        now: Timestamp,
    ) -> Result<ServiceControlChanged, Error> {
        let found = self.stored_service_control(account).await?;
        let mut policies = found.as_ref().map(|found| found.policies.clone()).unwrap_or_default();
        let Some(at) = position(&policies, name) else {
            return Err(refused(format!("account {account} has no service control policy {name}")));
        };
        policies.remove(at);
        let asked = json!({ "policyName": name.as_str() });
        self.write_service_control(
            operator,
            account,
            found.as_ref(),
            &policies,
            ("RemoveServiceControlPolicy", asked),
            now,
        )
        .await?;
        changed(name, ServiceControlChange::Removed, &policies)
    }

    async fn stored_service_control(
        &self,
        account: AccountId,
    ) -> Result<Option<Loaded<ServiceControlPolicies>>, Error> {
        self.records.load(keys::service_control(account)).await
    }

    async fn write_service_control(
        &self,
        operator: Operator,
        account: AccountId,
        found: Option<&Loaded<ServiceControlPolicies>>,
        policies: &[ServiceControlPolicy],
        (name, parameters): (&'static str, Value),
        now: Timestamp,
    ) -> Result<(), Error> {
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name,
            identity: operator.identity(),
            parameters,
            details: &Map::new(),
        };
        let key = keys::service_control(account);
        let expected = found.map_or(Expected::Absent, |found| found.watched().1);
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).event(record(self, &happening));
        // A document without policies would be one that allows nothing.
        let batch = if policies.is_empty() {
            batch.delete(key)
        } else {
            let schema = ServiceControlPolicies::SCHEMA;
            batch.put(key, body(&ServiceControlPolicies { schema, policies: policies.to_vec() })?)
        };
        self.records.commit(batch).await?;
        Ok(())
    }
}

/// Names are the same without regard to case, as those of all policies.
fn position(policies: &[ServiceControlPolicy], name: &PolicyName) -> Option<usize> {
    policies.iter().position(|policy| policy.name.eq_ignore_ascii_case(name.as_str()))
}

fn changed(
    name: &PolicyName,
    change: ServiceControlChange,
    policies: &[ServiceControlPolicy],
) -> Result<ServiceControlChanged, Error> {
    Ok(ServiceControlChanged {
        policy_name: name.to_string(),
        change,
        policies: policies.len(),
        allows_nothing: !policies.is_empty() && !allow_something(policies)?,
    })
}

fn allow_something(policies: &[ServiceControlPolicy]) -> Result<bool, Error> {
    for policy in policies {
        let policy = policy.document.policy()?;
        if policy.statements().iter().any(|statement| statement.effect() == Effect::Allow) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn refused(reason: String) -> Error {
    Invalid::Other(reason).into()
}
