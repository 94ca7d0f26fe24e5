//! Which resources a statement is about.

use crate::context::Request;
use crate::pattern::{Builder, Pattern, Unresolved, Variables, Wildcards};
use crate::statement::Effect;
use crate::variable::{Key, parts};
use crate::wildcards::Case;

/// Resource or NotResource.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    negated: bool,
    patterns: Box<[Pattern]>,
}

impl Resources {
    /// The resources named.
    pub(crate) fn named<S: AsRef<str>>(resources: &[S], variables: Variables) -> Self {
        Self {
            negated: false,
            patterns: resources.iter().map(|resource| pattern(resource.as_ref(), variables)).collect(),
        }
    }

    /// All resources but those named.
    pub(crate) fn all_but<S: AsRef<str>>(resources: &[S], variables: Variables) -> Self {
        Self { negated: true, ..Self::named(resources, variables) }
    }

    pub(crate) fn contain(&self, request: &Request<'_>, effect: Effect) -> bool {
        let mut unresolved = false;
        for pattern in &self.patterns {
            match pattern.matches(request.resource, Case::Exact, request.context) {
                Ok(true) => return !self.negated,
                Ok(false) => {}
                Err(Unresolved) => unresolved = true,
            }
        }
        // A variable without value names nothing. Behind NotResource that would be everything: a denial may reach that far,
        // but nothing is allowed because a value is missing.
        self.negated && !(unresolved && effect == Effect::Allow)
    }

    /// Whether they could contain the resource, if variables had the right values.
    pub(crate) fn could_contain(&self, request: &Request<'_>) -> bool {
        self.patterns.iter().any(|pattern| pattern.could_match(request.resource, request.context))
            || self.negated
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.patterns.iter().flat_map(Pattern::keys)
    }
}

/// Variables live behind the fifth colon only; partition, service, region and account are never left to a value.
fn pattern(resource: &str, variables: Variables) -> Pattern {
    let fifth = resource.match_indices(':').nth(4).map(|(at, _)| at + 1);
    let (front, back) = match (variables, fifth.and_then(|at| resource.split_at_checked(at))) {
        (Variables::Alive, Some(halves)) => halves,
        _ => (resource, ""),
    };
    let mut builder = Builder::new(Wildcards::Alive);
    builder.text(front);
    parts(back).for_each(|part| builder.part(&part));
    builder.build()
}
