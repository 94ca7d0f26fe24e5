//! Actions.

use crate::document::Clause;
use crate::malformed::Malformed;

/// All that a trust policy can be about: assuming the role, and what may come with it.
const ASSUMING: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];

pub(super) fn present(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    let has_some = |clause: &Clause<'_>| actions(clause).next().is_some();
    if clauses.iter().all(has_some) { Ok(()) } else { Err(Malformed::NoActions) }
}

pub(super) fn well_formed(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    clauses.iter().flat_map(actions).try_for_each(action)
}

/// Wildcards are refused: what they reach may grow with the language, and whoever trusts has to know to what.
pub(super) fn only_about_assuming(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    let known = |action: &str| ASSUMING.iter().any(|known| known.eq_ignore_ascii_case(action));
    if clauses.iter().flat_map(actions).all(known) { Ok(()) } else { Err(Malformed::NotAssumeRole) }
}

fn actions<'a>(clause: &'a Clause<'_>) -> impl Iterator<Item = &'a str> {
    clause.action.iter().chain(&clause.not_action).flatten().map(|action| &**action)
}

fn action(action: &str) -> Result<(), Malformed> {
    let Some((vendor, name)) = action.split_once(':') else {
        return if action == "*" { Ok(()) } else { Err(Malformed::NoVendor) };
    };
    if name.contains(':') {
        return Err(Malformed::ManyColons);
    }
    let named = vendor.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    if vendor == "*" || named { Ok(()) } else { Err(Malformed::Vendor(vendor.to_owned())) }
}
