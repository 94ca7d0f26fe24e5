//! Which actions a statement is about.

use crate::pattern::{Pattern, Variables, Wildcards};
use crate::statement::Question;
use crate::wildcards::Case;

/// Action or NotAction.
#[derive(Clone, Debug)]
pub(crate) struct Actions {
    negated: bool,
    patterns: Box<[ActionPattern]>,
}

impl Actions {
    /// The actions named; all others.
    pub(crate) fn named<S: AsRef<str>>(actions: &[S]) -> Self {
        Self {
            negated: false,
            patterns: actions.iter().map(|action| ActionPattern::parse(action.as_ref())).collect(),
        }
    }

    /// All actions but those named.
    pub(crate) fn all_but<S: AsRef<str>>(actions: &[S]) -> Self {
        Self { negated: true, ..Self::named(actions) }
    }

    /// Whether there can be an action of a service among them, by its name.
    pub(crate) fn can_be_of(&self, service: &str) -> bool {
        if self.negated {
            return !self.patterns.iter().any(|pattern| match pattern {
                ActionPattern::Every => true,
                ActionPattern::Of { service: of, is_all, .. } => *is_all && of.is(service),
            });
        }
        self.patterns.iter().any(|pattern| match pattern {
            ActionPattern::Every => true,
            ActionPattern::Of { service: of, .. } => of.is(service),
        })
    }

    pub(crate) fn contain(&self, question: &Question<'_>) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(question)) != self.negated
    }
}

#[derive(Clone, Debug)]
enum ActionPattern {
    Every,
    Of {
        service: Service,
        name: Pattern,
        /// Whether it names every action of the service.
        is_all: bool,
    },
}

#[derive(Clone, Debug)]
enum Service {
    Every,
    Named(Box<str>),
}

impl Service {
    fn is(&self, service: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Named(named) => named.eq_ignore_ascii_case(service),
        }
    }
}

impl ActionPattern {
    fn parse(action: &str) -> Self {
        match action.split_once(':') {
            None => Self::Every, // what has no colon is `*`, validation saw to that
            Some((service, name)) => Self::Of {
                service: if service == "*" { Service::Every } else { Service::Named(service.into()) },
                name: Pattern::parse(name, Wildcards::Alive, Variables::Literal),
                is_all: !name.is_empty() && name.bytes().all(|byte| byte == b'*'),
            },
        }
    }

    fn matches(&self, question: &Question<'_>) -> bool {
        match self {
            Self::Every => true,
            Self::Of { service, name, .. } => {
                service.is(question.service)
                    && name.matches(question.name, Case::Ignored, question.request.context) == Ok(true)
            }
        }
    }
}
