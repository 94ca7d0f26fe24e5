//! A policy: parsed, valid, compiled.

use std::collections::BTreeSet;

use crate::document::Document;
use crate::json::Fault;
use crate::malformed::Malformed;
use crate::position::{Cursor, Span};
use crate::principal::PartyKind;
use crate::statement::Statement;
use crate::validate;

/// Whose policy it is; each sort has rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An inline policy of a user, a group or a role.
    Identity,
    /// A version of a managed policy.
    Managed,
    /// A policy that narrows a session.
    Session,
    /// The trust policy of a role.
    Trust,
    /// A policy of an organization.
    ServiceControl,
    /// The policy of another resource, which the simulator takes.
    Resource,
}

/// A policy.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Box<[Statement]>,
    context_keys: BTreeSet<String>,
    weight: usize,
}

impl Policy {
    /// Reads the text of a policy.
    pub fn parse(text: &str, kind: Kind) -> Result<Self, Malformed> {
        let document = Document::read(text).map_err(|fault| match (fault, kind) {
            (Fault::Grammar, Kind::Trust) => Malformed::InvalidJson,
            _ => Malformed::Syntax,
        })?;
        if document.clauses.is_empty() {
            return Err(Malformed::Syntax);
        }
        validate::check(&document, kind)?;
        let mut cursor = Cursor::new(text);
        let variables = document.variables();
        let statements = document.clauses.iter().map(|clause| {
            let span = Span { start: cursor.at(clause.bytes.start), end: cursor.at(clause.bytes.end) };
            Statement::compile(clause, variables, span)
        });
        let statements = statements.collect();
        Ok(Self { statements, context_keys: document.context_keys(), weight: size(text) })
    }

    /// The statements, in their order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Whether one of its statements allows something of a service, `iam`, as far as the names of actions tell: neither resources nor
    /// conditions nor what denies are looked at.
    pub fn allows_something_of(&self, service: &str) -> bool {
        self.statements.iter().any(|statement| statement.allows_something_of(service))
    }

    /// How much there is to look at: the characters of its text, white space not counted.
    pub const fn weight(&self) -> usize {
        self.weight
    }

    /// Every key that conditions and variables use, as it is spelled.
    pub fn context_keys(&self) -> BTreeSet<String> {
        self.context_keys.clone()
    }

    /// The AWS principals it names: ARNs, account ids, unique ids, `*`.
    pub fn principals(&self) -> impl Iterator<Item = &str> {
        let parties =
            self.statements.iter().filter_map(Statement::parties).flat_map(|parties| parties.iter());
        parties.filter(|party| party.kind == PartyKind::Aws).map(|party| &*party.spelled)
    }
}

/// Every key that conditions and variables of a document use, as it is spelled. As lenient as GetContextKeysForCustomPolicy: a
/// document of the right shape may say what no policy can.
pub fn context_keys(text: &str) -> Result<BTreeSet<String>, Malformed> {
    match Document::read(text) {
        Ok(document) => Ok(document.context_keys()),
        Err(Fault::Grammar | Fault::Shape) => Err(Malformed::Syntax),
    }
}

/// The size of a policy as quotas count it: characters, without white space.
pub fn size(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}
