//! For whoever has to explain a decision: the simulator, and a person who wonders.

use std::collections::BTreeSet;

use crate::context::Request;
use crate::policy::Policy;
use crate::principal::Principal;
use crate::statement::{Question, Statement};

/// Every statement of a policy that is about a request, with its number. Without a principal, a statement that names principals
/// is about the request only if it names everyone.
pub fn matching<'a, 'r>(
    policy: &'a Policy,
    principal: Option<&'r Principal<'r>>,
    request: &'r Request<'r>,
) -> impl Iterator<Item = (usize, &'a Statement)> + use<'a, 'r> {
    let question = Question::new(principal, request);
    policy.statements().iter().enumerate().filter(move |(_, statement)| statement.applies(&question))
}

/// The keys that statements about the action and the resource use and the context does not have, as they are spelled.
pub fn missing_keys<'a>(
    policies: impl Iterator<Item = &'a Policy>,
    request: &Request<'_>,
) -> BTreeSet<String> {
    let question = Question::new(None, request);
    policies
        .flat_map(Policy::statements)
        .flat_map(|statement| statement.keys(&question))
        .filter(|key| request.context.values(key.folded()).is_none())
        .map(|key| key.spelled().to_owned())
        .collect()
}
