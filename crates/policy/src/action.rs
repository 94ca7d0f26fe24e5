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

    pub(crate) fn contain(&self, question: &Question<'_>) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(question)) != self.negated
    }
}

#[derive(Clone, Debug)]
enum ActionPattern {
    Every,
    Of { service: Service, name: Pattern },
}

#[derive(Clone, Debug)]
enum Service {
    Every,
    Named(Box<str>),
}

impl ActionPattern {
    fn parse(action: &str) -> Self {
        match action.split_once(':') {
            None => Self::Every, // what has no colon is `*`, validation saw to that
            Some((service, name)) => Self::Of {
                service: if service == "*" { Service::Every } else { Service::Named(service.into()) },
                name: Pattern::parse(name, Wildcards::Alive, Variables::Literal),
            },
        }
    }

    fn matches(&self, question: &Question<'_>) -> bool {
        match self {
            Self::Every => true,
            Self::Of { service, name } => {
                let of_service = match service {
                    Service::Every => true,
                    Service::Named(service) => service.eq_ignore_ascii_case(question.service),
                };
                of_service && name.matches(question.name, Case::Ignored, question.request.context) == Ok(true)
            }
        }
    }
}
