//! What a simulation found, as answers show it: one result for each action, which tells of each resource.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use policy::{Position, Source, Span, Verdict};
use serde::Serialize;

/// A page of results.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Simulated {
    evaluation_results: Vec<EvaluationResult>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Simulated {
    /// A page, and where the next one begins.
    pub fn new(results: super::evaluation::Results) -> Self {
        let (evaluation_results, marker) = (results.results, results.marker);
        Self { evaluation_results, is_truncated: marker.is_some(), marker }
    }
}

/// What each sort of policy decides by itself.
pub type Details = BTreeMap<&'static str, Verdict>;

/// What was found out about an action on one resource.
#[derive(Debug)]
pub struct Evaluated {
    /// The resource.
    pub resource: String,
    /// What would be decided.
    pub verdict: Verdict,
    /// The statements that led to it.
    pub matched: Vec<MatchedStatement>,
    /// Condition keys that were asked for and not told.
    pub missing: BTreeSet<String>,
    /// Whether what bounds the account lets it through.
    pub by_organizations: Option<bool>,
    /// Whether the boundary lets it through.
    pub by_boundary: Option<bool>,
    /// Between accounts: what each sort of policy decides by itself.
    pub details: Option<Details>,
}

impl Evaluated {
    /// About how many bytes it takes in an answer: what it tells of is told of the action once more.
    pub fn size(&self) -> usize {
        let missing = self.missing.iter().map(|key| 20 + written(key)).sum::<usize>();
        let matched = self.matched.iter().map(|statement| 300 + written(&statement.source_policy_id));
        600 + written(&self.resource) + 2 * (missing + matched.sum::<usize>())
    }
}

/// How long a text is in XML.
fn written(text: &str) -> usize {
    let escaped =
        text.bytes().filter(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'\r' | b'\n' | b'\t'));
    text.len() + escaped.count() * 5
}

/// What would be decided about an action: on all resources together, and on each.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    eval_action_name: String,
    eval_resource_name: &'static str,
    eval_decision: &'static str,
    matched_statements: Vec<MatchedStatement>,
    missing_context_values: BTreeSet<String>,
    organizations_decision_detail: Option<OrganizationsDetail>,
    permissions_boundary_decision_detail: Option<BoundaryDetail>,
    eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    resource_specific_results: Option<Vec<ResourceSpecificResult>>,
}

/// What would be decided about an action on one resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceSpecificResult {
    eval_resource_name: String,
    eval_resource_decision: &'static str,
    matched_statements: Vec<MatchedStatement>,
    missing_context_values: BTreeSet<String>,
    eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    permissions_boundary_decision_detail: Option<BoundaryDetail>,
}

impl EvaluationResult {
    /// Puts together what was found about each resource: of decisions, the strictest.
    pub fn of(action: &str, evaluated: Vec<Evaluated>) -> Self {
        let verdict = evaluated.iter().map(|one| one.verdict).max_by_key(|verdict| strictness(*verdict));
        let verdict = verdict.unwrap_or(Verdict::ImplicitDeny);
        let names_resources = evaluated.iter().any(|one| one.resource != "*");
        Self {
            eval_action_name: action.to_owned(),
            eval_resource_name: evaluated.first().map_or("*", |one| template(&one.resource)),
            eval_decision: word(verdict),
            matched_statements: union(evaluated.iter().filter(|one| one.verdict == verdict)),
            missing_context_values: evaluated.iter().flat_map(|one| one.missing.iter().cloned()).collect(),
            organizations_decision_detail: everywhere(evaluated.iter().map(|one| one.by_organizations))
                .map(|allowed_by_organizations| OrganizationsDetail { allowed_by_organizations }),
            permissions_boundary_decision_detail: everywhere(evaluated.iter().map(|one| one.by_boundary))
                .map(BoundaryDetail::from),
            eval_decision_details: together(&evaluated, names_resources),
            resource_specific_results: names_resources
                .then(|| evaluated.into_iter().map(ResourceSpecificResult::from).collect()),
        }
    }
}

impl From<Evaluated> for ResourceSpecificResult {
    fn from(one: Evaluated) -> Self {
        Self {
            eval_resource_name: one.resource,
            eval_resource_decision: word(one.verdict),
            matched_statements: one.matched,
            missing_context_values: one.missing,
            eval_decision_details: one.details.as_ref().map(words),
            permissions_boundary_decision_detail: one.by_boundary.map(BoundaryDetail::from),
        }
    }
}

/// Every statement once, in the order of the policies.
fn union<'a>(evaluated: impl Iterator<Item = &'a Evaluated>) -> Vec<MatchedStatement> {
    let mut seen = HashSet::new();
    let all = evaluated.flat_map(|one| &one.matched);
    all.filter(|statement| seen.insert(*statement)).cloned().collect()
}

/// Whether something that is there lets everything through.
fn everywhere(mut each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    each.try_fold(true, |all, one| one.map(|one| all && one))
}

/// Of each sort of policy the strictest decision. Within one account there is nothing to tell, and an empty map tells so where
/// resources are named.
fn together(evaluated: &[Evaluated], names_resources: bool) -> Option<BTreeMap<&'static str, &'static str>> {
    let mut all = Details::new();
    for (sort, verdict) in evaluated.iter().filter_map(|one| one.details.as_ref()).flatten() {
        let strictest = all.entry(sort).or_insert(*verdict);
        if strictness(*verdict) > strictness(*strictest) {
            *strictest = *verdict;
        }
    }
    let is_stopped = evaluated.iter().any(|one| one.by_organizations == Some(false));
    (!is_stopped && (names_resources || !all.is_empty())).then(|| words(&all))
}

fn words(details: &Details) -> BTreeMap<&'static str, &'static str> {
    details.iter().map(|(sort, verdict)| (*sort, word(*verdict))).collect()
}

/// How strict a decision is: the higher, the stricter.
pub const fn strictness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Allowed => 0,
        Verdict::ImplicitDeny => 1,
        Verdict::ExplicitDeny => 2,
    }
}

/// How ARNs of such a resource are built, where it is one of this service's.
fn template(resource: &str) -> &'static str {
    let kind = resource.splitn(6, ':').nth(5).and_then(|named| named.split_once('/')).map(|(kind, _)| kind);
    match (resource.starts_with("arn:aws:iam:"), kind) {
        (true, Some("user")) => "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}",
        (true, Some("group")) => "arn:${Partition}:iam::${Account}:group/${GroupNameWithPath}",
        (true, Some("role")) => "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
        (true, Some("policy")) => "arn:${Partition}:iam::${Account}:policy/${PolicyNameWithPath}",
        (true, Some("mfa")) => "arn:${Partition}:iam::${Account}:mfa/${MfaTokenIdWithPath}",
        _ => "*",
    }
}

/// Whether what bounds the account lets a request through.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OrganizationsDetail {
    allowed_by_organizations: bool,
}

/// Whether the boundary lets a request through.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct BoundaryDetail {
    allowed_by_permissions_boundary: bool,
}

impl From<bool> for BoundaryDetail {
    fn from(allowed_by_permissions_boundary: bool) -> Self {
        Self { allowed_by_permissions_boundary }
    }
}

/// A statement, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchedStatement {
    source_policy_id: String,
    source_policy_type: &'static str,
    start_position: PositionView,
    end_position: PositionView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PositionView {
    line: u32,
    column: u32,
}

impl From<Position> for PositionView {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

impl MatchedStatement {
    /// A statement of a policy.
    pub fn of(source: Source<'_>, span: Span) -> Self {
        let (source_policy_id, source_policy_type) = named(source);
        let (start_position, end_position) = (span.start.into(), span.end.into());
        Self { source_policy_id, source_policy_type, start_position, end_position }
    }
}

/// What a policy is called: `user_alice_NAME` for an inline policy, the name for a managed one, the place in the call for others.
fn named(source: Source<'_>) -> (String, &'static str) {
    let last = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    match source {
        Source::Inline { holder, name } => {
            let kind =
                ["user", "group", "role"].into_iter().find(|kind| holder.contains(&format!(":{kind}/")));
            let kind = kind.unwrap_or("none");
            (format!("{kind}_{}_{name}", last(holder)), kind)
        }
        Source::Managed { arn } if arn.starts_with("arn:aws:iam::aws:") => (last(arn), "aws-managed"),
        Source::Managed { arn } => (last(arn), "user-managed"),
        Source::Custom { name } if name == "ResourcePolicy" => (name.to_owned(), "resource"),
        Source::Custom { name } | Source::ServiceControl { name } | Source::Trust { role: name } => {
            (name.to_owned(), "none")
        }
        Source::Session => ("SessionPolicy".to_owned(), "none"),
    }
}

/// A verdict, in the words of answers.
const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "allowed",
        Verdict::ExplicitDeny => "explicitDeny",
        Verdict::ImplicitDeny => "implicitDeny",
    }
}
