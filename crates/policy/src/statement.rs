//! A statement, compiled.

use crate::action::Actions;
use crate::condition::Condition;
use crate::context::Request;
use crate::document::Clause;
use crate::pattern::Variables;
use crate::position::Span;
use crate::principal::{Parties, Principal, Standing};
use crate::resource::Resources;
use crate::variable::Key;

/// What a statement does with the requests it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows them.
    Allow,
    /// It denies them, whatever else allows them.
    Deny,
}

/// A statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement {
    sid: Option<Box<str>>,
    effect: Effect,
    span: Span,
    parties: Option<Parties>,
    actions: Actions,
    resources: Option<Resources>,
    conditions: Box<[Condition]>,
}

/// A request as statements are asked about it: the action taken apart once, not once per statement.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) principal: Option<&'a Principal<'a>>,
    pub(crate) request: &'a Request<'a>,
    pub(crate) service: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> Question<'a> {
    pub(crate) fn new(principal: Option<&'a Principal<'a>>, request: &'a Request<'a>) -> Self {
        let (service, name) = request.action.split_once(':').unwrap_or((request.action, ""));
        Self { principal, request, service, name }
    }
}

impl Statement {
    pub(crate) fn compile(clause: &Clause<'_>, variables: Variables, span: Span) -> Self {
        let named = clause.principal.as_deref().map(Parties::named);
        let actions = clause.action.as_deref().map(Actions::named);
        let resources = clause.resource.as_deref().map(|named| Resources::named(named, variables));
        let all_but = || Some(Resources::all_but(clause.not_resource.as_deref()?, variables));
        Self {
            sid: clause.sid.as_deref().filter(|sid| !sid.is_empty()).map(Into::into),
            effect: clause.effect,
            span,
            parties: named.or_else(|| clause.not_principal.as_deref().map(Parties::all_but)),
            // Without any, it is about no action at all. Validation refuses that, but `all` would be the wrong way to fail.
            actions: actions.unwrap_or_else(|| match clause.not_action.as_deref() {
                Some(named) => Actions::all_but(named),
                None => Actions::named::<&str>(&[]),
            }),
            resources: resources.or_else(all_but),
            conditions: clause.conditions(variables).collect(),
        }
    }

    /// The id, if it has one.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// What it does.
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// Where it stands in the text of the policy.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Whether it allows something of a service, as far as the names of actions tell.
    pub(crate) fn allows_something_of(&self, service: &str) -> bool {
        self.effect == Effect::Allow && self.actions.can_be_of(service)
    }

    pub(crate) fn parties(&self) -> Option<&Parties> {
        self.parties.as_ref()
    }

    /// Whether it is about this request.
    pub(crate) fn applies(&self, question: &Question<'_>) -> bool {
        let by_whom = || {
            self.parties
                .as_ref()
                .is_none_or(|parties| parties.standing(question.principal, self.effect).is_some())
        };
        self.is_about(question) && by_whom()
    }

    /// How closely it names the principal, if it is about this request. What names nobody is not about anybody.
    pub(crate) fn standing(&self, question: &Question<'_>) -> Option<Standing> {
        let parties = self.parties.as_ref()?;
        self.is_about(question).then(|| parties.standing(question.principal, self.effect))?
    }

    /// The keys that a request would need for this statement to be about it, as far as action and resource tell.
    pub(crate) fn keys(&self, question: &Question<'_>) -> impl Iterator<Item = &Key> {
        let resource =
            self.resources.as_ref().is_none_or(|resources| resources.could_contain(question.request));
        let relevant = self.actions.contain(question) && resource;
        let in_resources = self.resources.iter().flat_map(Resources::keys);
        in_resources.chain(self.conditions.iter().flat_map(Condition::keys)).filter(move |_| relevant)
    }

    fn is_about(&self, question: &Question<'_>) -> bool {
        self.actions.contain(question)
            && self
                .resources
                .as_ref()
                .is_none_or(|resources| resources.contain(question.request, self.effect))
            && self.conditions.iter().all(|condition| condition.holds(question.request.context, self.effect))
    }
}
