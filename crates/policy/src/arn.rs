//! ARNs as the operands of conditions: compared component by component.

use crate::context::Context;
use crate::pattern::{Builder, Pattern, Unresolved, Variables, Wildcards};
use crate::variable::{Key, Part, parts};
use crate::wildcards::Case;

const COMPONENTS: usize = 6;

/// The components of an ARN, of which each may have wildcards. None of them reaches over a colon into the next; the last
/// one may hold colons.
#[derive(Clone, Debug)]
pub(crate) struct ArnPattern([Pattern; COMPONENTS]);

impl ArnPattern {
    /// `None` if there are not six components.
    pub(crate) fn parse(text: &str, variables: Variables) -> Option<Self> {
        let mut components = Vec::with_capacity(COMPONENTS);
        let mut builder = Builder::new(Wildcards::Alive);
        let mut read = |part: Part<'_>| {
            let Part::Text(mut rest) = part else {
                return builder.part(&part);
            };
            while components.len() < COMPONENTS - 1
                && let Some((component, after)) = rest.split_once(':')
            {
                builder.text(component);
                components.push(std::mem::replace(&mut builder, Builder::new(Wildcards::Alive)).build());
                rest = after;
            }
            builder.text(rest);
        };
        match variables {
            Variables::Literal => read(Part::Text(text)),
            Variables::Alive => parts(text).for_each(read),
        }
        components.push(builder.build());
        components.try_into().ok().map(Self)
    }

    pub(crate) fn matches(&self, arn: &Arn<'_>, context: &dyn Context) -> Result<bool, Unresolved> {
        for (pattern, component) in self.0.iter().zip(arn.0) {
            if !pattern.matches(component, Case::Exact, context)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.iter().flat_map(Pattern::keys)
    }
}

/// An ARN of a request, split.
pub(crate) struct Arn<'a>([&'a str; COMPONENTS]);

impl<'a> Arn<'a> {
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let mut components = text.splitn(COMPONENTS, ':');
        let mut next = || components.next();
        let arn = [next()?, next()?, next()?, next()?, next()?, next()?];
        (arn.first() == Some(&"arn")).then_some(Self(arn))
    }
}
