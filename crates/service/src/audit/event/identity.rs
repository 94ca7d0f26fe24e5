//! Who called, as CloudTrail shows it (facts G2).

use std::borrow::Cow;

use model::{AccountId, Arn, Text};
use serde::Serialize;
use serde_json::{Value, json};

use super::Shown;
use crate::{Caller, Credential, Identity, Issuer};

/// The field `userIdentity` of an event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserIdentity<'a> {
    r#type: &'static str,
    principal_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<Shown<Arn>>,
    /// Who vouches for somebody who is known elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_provider: Option<Shown<Arn>>,
    account_id: Shown<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_context: Option<Value>,
}

impl<'a> UserIdentity<'a> {
    /// As the caller's own account sees it.
    pub fn of(caller: &'a Caller) -> Self {
        let (kind, user_name) = match caller.identity() {
            Identity::Root(_) => ("Root", None),
            Identity::User(user) => ("IAMUser", Some(user.name.as_str())),
            Identity::Role { .. } => ("AssumedRole", None),
            Identity::Federated { .. } => ("FederatedUser", None),
            Identity::WebIdentity(identity) => ("WebIdentityUser", Some(identity.proven().subject())),
        };
        let (access_key_id, session_context) = match caller.credential() {
            Credential::AccessKey(id) => (Some(Cow::Owned(id.to_string())), None),
            Credential::WebIdentity => (None, None),
            Credential::Session(_) | Credential::SigningIn(_) | Credential::Console { .. } => {
                let key = caller.claims().map(|claims| Cow::Borrowed(claims.access_key_id.as_str()));
                (key, Some(session_context(caller)))
            }
        };
        let identity_provider = match caller.identity() {
            Identity::WebIdentity(identity) => Some(Shown(identity.provider().arn())),
            _ => None,
        };
        Self {
            r#type: kind,
            principal_id: caller.user_id().into(),
            user_name,
            arn: identity_provider.is_none().then(|| Shown(caller.arn())),
            identity_provider,
            account_id: Shown(caller.account()),
            access_key_id,
            session_context,
        }
    }

    /// As another account sees it: names are not its own.
    pub fn elsewhere(caller: &Caller) -> Self {
        Self {
            r#type: "AWSAccount",
            principal_id: caller.user_id().into(),
            user_name: None,
            arn: None,
            identity_provider: None,
            account_id: Shown(caller.account()),
            access_key_id: None,
            session_context: None,
        }
    }
}

fn session_context(caller: &Caller) -> Value {
    let mut context = json!({ "attributes": {
        "creationDate": caller.issued_at().map(|issued| issued.to_string()),
        "mfaAuthenticated": if caller.has_mfa() { "true" } else { "false" },
    } });
    if let Some(issuer) = issuer(caller) {
        context["sessionIssuer"] = issuer;
    }
    if let Some(source) = caller.claims().and_then(|claims| claims.source_identity.as_ref()) {
        context["sourceIdentity"] = json!(source);
    }
    context
}

/// What a session is of: the role, or who vouched for a federated user.
fn issuer(caller: &Caller) -> Option<Value> {
    let (kind, id, arn, name) = match caller.identity() {
        Identity::Role { role, .. } => ("Role", role.id.to_string(), role.arn(), Some(role.name.to_string())),
        Identity::Federated { issuer: Issuer::User(user), .. } => {
            ("IAMUser", user.id.to_string(), user.arn(), Some(user.name.to_string()))
        }
        Identity::Federated { issuer: Issuer::Root(account), .. } => {
            ("Root", account.id.to_string(), Arn::root(account.id), None)
        }
        Identity::Root(_) | Identity::User(_) | Identity::WebIdentity(_) => return None,
    };
    Some(json!({
        "type": kind,
        "principalId": id,
        "arn": arn.as_str(),
        "accountId": caller.account().to_string(),
        "userName": name,
    }))
}
