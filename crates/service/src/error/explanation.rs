//! Why a request was refused, sealed: the answer carries it to everybody, and who may call DecodeAuthorizationMessage reads it.
//! The message that callers see stays AWS's own, byte for byte; and what policies say is for those who administer them.

use data_encoding::BASE64URL_NOPAD;
use model::AccountId;
use policy::{Decider, Origin, Reason};
use serde_json::{Value, json};
use vault::{Binding, Purpose, Salt, Sealed};

use super::{Denial, Error, Refused};
use crate::Service;

/// How long the sealed text becomes, unless names alone are longer. DecodeAuthorizationMessage would take three times as much,
/// but proxies give the whole head of an answer 4 KiB, and clients often 8: a refusal must not become a broken answer.
const LONGEST: usize = 3_072;
/// What of it the explanation itself has, filled up with blanks: a seal adds less than 100 bytes, base64 a third. A seal hides
/// what it holds but not how long that is, and the length would tell a stranger whether there is such a name, which tags it has
/// and why it refuses.
const ROOM: usize = LONGEST * 3 / 4 - 128;
/// Names that are longer than that are filled up to a multiple of this.
const STEP: usize = 1_024;

impl Service {
    /// The sealed explanation of a denial, for callers of this account.
    pub fn explain(&self, account: AccountId, error: &Error) -> Option<String> {
        let refused = match error {
            Error::AccessDenied(Denial::Policy(refused)) => refused,
            Error::AccessDenied(Denial::AssumeRole { refused: Some(refused), .. }) => refused,
            _ => return None,
        };
        let mut text = within_bounds(refused);
        let beyond = text.len().saturating_sub(ROOM).next_multiple_of(STEP);
        text.extend(std::iter::repeat_n(' ', (ROOM + beyond).saturating_sub(text.len())));
        let salt = Salt(self.entropy.array());
        let sealed =
            self.keyring.now().seal(Purpose::AuthorizationMessage, &binding(account), salt, text.as_bytes());
        sealed.ok().map(|sealed| BASE64URL_NOPAD.encode(sealed.as_bytes()))
    }

    /// What an explanation says, if it was sealed for this account.
    pub(crate) fn explained(&self, account: AccountId, message: &str) -> Result<String, Error> {
        let bytes =
            BASE64URL_NOPAD.decode(message.as_bytes()).map_err(|_| Error::InvalidAuthorizationMessage)?;
        let sealed = Sealed::from_bytes(bytes).map_err(|_| Error::InvalidAuthorizationMessage)?;
        let opened = self.keyring.now().open(Purpose::AuthorizationMessage, &binding(account), &sealed);
        let opened = opened.map_err(|_| Error::InvalidAuthorizationMessage)?;
        let text = str::from_utf8(opened.expose()).map_err(|_| Error::InvalidAuthorizationMessage)?;
        Ok(text.trim_end().to_owned())
    }
}

const fn binding(account: AccountId) -> Binding<'static> {
    Binding { account, subject: "denial", field: "explanation" }
}

/// The conditions that there is room for: a long value leaves room for the short ones behind it.
fn within_bounds(refused: &Refused) -> String {
    let mut room = ROOM.saturating_sub(explanation(refused, Vec::new()).to_string().len());
    let conditions = refused.conditions.iter().filter_map(|(key, values)| {
        let condition = condition(key, values);
        room = room.checked_sub(condition.to_string().len() + 1)?;
        Some(condition)
    });
    explanation(refused, conditions.collect()).to_string()
}

fn items(items: Vec<Value>) -> Value {
    json!({ "items": Value::Array(items) })
}

fn condition(key: &str, values: &[String]) -> Value {
    let values = values.iter().map(|value| json!({ "value": value })).collect();
    json!({ "key": key, "values": items(values) })
}

/// In the shape of AWS's decoded messages.
fn explanation(refused: &Refused, conditions: Vec<Value>) -> Value {
    let (denial, reason) =
        (matches!(refused.decision.reason(), Reason::ExplicitDeny(..)), refused.decision.reason());
    json!({
        "allowed": false,
        "explicitDeny": denial,
        "reason": reason.suffix(refused.action).trim_start(),
        "matchedStatements": items(match reason {
            Reason::ExplicitDeny(_, decider) => vec![statement(decider)],
            _ => Vec::new(),
        }),
        "failures": items(Vec::new()),
        "context": {
            "principal": {
                "id": refused.user_id,
                "name": refused.caller.as_str().rsplit(['/', ':']).next(),
                "arn": refused.caller.as_str(),
            },
            "action": refused.action,
            "resource": refused.judged.as_str(),
            "conditions": items(conditions),
        },
    })
}

fn statement(decider: &Decider) -> Value {
    json!({
        "statementId": decider.sid().unwrap_or_default(),
        "effect": "DENY",
        "policy": decider.origin().map(policy),
        "statement": decider.statement() + 1,
    })
}

/// Where a policy is found.
fn policy(origin: &Origin) -> String {
    match origin {
        Origin::Inline { holder, name } => format!("inline policy {name} of {holder}"),
        Origin::Managed { arn } => arn.clone(),
        Origin::Trust { role } => format!("trust policy of {role}"),
        Origin::Session => "session policy".to_owned(),
        Origin::ServiceControl { name } => format!("service control policy {name}"),
        Origin::Custom { name } => name.clone(),
    }
}
