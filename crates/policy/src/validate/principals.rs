//! Principals: whoever has a policy names none, a trust policy names whom it trusts.

use crate::document::Clause;
use crate::malformed::Malformed;
use crate::principal::{PartyKind, is_account};
use crate::statement::Effect;

pub(super) fn absent(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    let none = |clause: &Clause<'_>| clause.principal.is_none() && clause.not_principal.is_none();
    if clauses.iter().all(none) { Ok(()) } else { Err(Malformed::ProhibitedPrincipal) }
}

pub(super) fn present(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    for clause in clauses {
        let principals =
            clause.principal.as_ref().or(clause.not_principal.as_ref()).ok_or(Malformed::NoPrincipal)?;
        if principals.is_empty() {
            return Err(Malformed::EmptyPrincipal);
        }
        if clause.not_principal.is_some() && clause.effect == Effect::Allow {
            return Err(Malformed::AllowNotPrincipal);
        }
        principals.iter().try_for_each(|(kind, value)| principal(*kind, value))?;
    }
    Ok(())
}

pub(super) fn in_trust(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    present(clauses)?;
    let names_whom_it_means = |clause: &Clause<'_>| clause.not_principal.is_none();
    if clauses.iter().all(names_whom_it_means) { Ok(()) } else { Err(Malformed::ProhibitedNotPrincipal) }
}

pub(super) fn no_resources(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    let none = |clause: &Clause<'_>| clause.resource.is_none() && clause.not_resource.is_none();
    if clauses.iter().all(none) { Ok(()) } else { Err(Malformed::ProhibitedResource) }
}

/// Whether a principal is of a form that one can have. Whether it exists is for whoever stores the policy to find out.
fn principal(kind: PartyKind, value: &str) -> Result<(), Malformed> {
    let well_formed = match kind {
        PartyKind::Aws => {
            value == "*" || is_account(value) || is_unique_id(value) || is_arn_of_principal(value)
        }
        PartyKind::Service | PartyKind::Federated | PartyKind::CanonicalUser => is_name(value),
    };
    if well_formed {
        Ok(())
    } else {
        Err(Malformed::InvalidPrincipal { kind: kind.name(), value: value.to_owned() })
    }
}

/// What stands for a principal that was deleted, and for every principal where policies are stored: `AIDA…`, `AROA…`, and
/// `AROA…:SESSION` for one session of a role.
fn is_unique_id(value: &str) -> bool {
    let is_body = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_id = |id: &str| (16..=128).contains(&id.len()) && id.bytes().all(is_body);
    match value.split_once(':') {
        Some((role, session)) => role.starts_with("AROA") && is_id(role) && is_name(session),
        None => (value.starts_with("AIDA") || value.starts_with("AROA")) && is_id(value),
    }
}

/// Exact: a wildcard in the ARN of a principal would not be one.
fn is_arn_of_principal(value: &str) -> bool {
    let named = |path: &str, sort: &str| path.strip_prefix(sort).is_some_and(is_name);
    let of = |service: &str| {
        let (account, path) = value.strip_prefix(service)?.split_once(':')?;
        is_account(account).then_some(path)
    };
    let in_iam = of("arn:aws:iam::")
        .is_some_and(|path| path == "root" || named(path, "user/") || named(path, "role/"));
    let in_sts = of("arn:aws:sts::").is_some_and(|path| {
        let session = path.strip_prefix("assumed-role/").and_then(|path| path.split_once('/'));
        named(path, "federated-user/")
            || session.is_some_and(|(role, session)| is_name(role) && is_name(session))
    });
    in_iam || in_sts
}

fn is_name(value: &str) -> bool {
    !value.is_empty()
        && !value.contains(|character: char| matches!(character, '*' | '?') || character.is_whitespace())
}
