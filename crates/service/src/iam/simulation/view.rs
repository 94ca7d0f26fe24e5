//! The results of a simulation as answers show them.

use std::collections::BTreeMap;

use policy::{Decision, Position, Source, Span, Verdict};
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

/// What would be decided about an action on a resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    /// The action.
    pub eval_action_name: String,
    /// The resource.
    pub eval_resource_name: String,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub eval_decision: &'static str,
    /// The statements that led to it.
    pub matched_statements: Vec<MatchedStatement>,
    /// Condition keys that were asked for and not told.
    pub missing_context_values: Vec<String>,
    /// Whether what bounds the account lets it through.
    pub organizations_decision_detail: Option<OrganizationsDetail>,
    /// Whether the boundary lets it through.
    pub permissions_boundary_decision_detail: Option<BoundaryDetail>,
    /// Between accounts: what each side decides by itself.
    pub eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
}

impl EvaluationResult {
    /// What each side decides by itself.
    pub fn details(identity: &Decision, resource: Option<Decision>) -> BTreeMap<&'static str, &'static str> {
        let mut details = BTreeMap::from([("IAM Policy", word(identity.verdict()))]);
        details.extend(resource.map(|resource| ("Resource Policy", word(resource.verdict()))));
        details
    }
}

/// Whether what bounds the account lets a request through.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrganizationsDetail {
    allowed_by_organizations: bool,
}

impl From<bool> for OrganizationsDetail {
    fn from(allowed_by_organizations: bool) -> Self {
        Self { allowed_by_organizations }
    }
}

/// Whether the boundary lets a request through.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BoundaryDetail {
    allowed_by_permissions_boundary: bool,
}

impl From<bool> for BoundaryDetail {
    fn from(allowed_by_permissions_boundary: bool) -> Self {
        Self { allowed_by_permissions_boundary }
    }
}

/// A statement, and where it stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchedStatement {
    source_policy_id: String,
    source_policy_type: &'static str,
    start_position: PositionView,
    end_position: PositionView,
}

#[derive(Debug, Serialize)]
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
pub const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "allowed",
        Verdict::ExplicitDeny => "explicitDeny",
        Verdict::ImplicitDeny => "implicitDeny",
    }
}
