//! What a document must say, in the order in which IAM finds fault with it. A kind of fault is looked for in all statements
//! before the next one is.

mod actions;
mod principals;
mod resources;

use std::collections::HashSet;

use crate::document::{Clause, Document, Version};
use crate::malformed::Malformed;
use crate::policy::Kind;

pub(crate) fn check(document: &Document<'_>, kind: Kind) -> Result<(), Malformed> {
    if kind == Kind::Managed && document.version == Version::Old {
        return Err(Malformed::Version);
    }
    legacy_parsing(document, kind)?;
    sids(&document.clauses, kind)?;
    actions::present(&document.clauses)?;
    if kind == Kind::Trust {
        principals::no_resources(&document.clauses)?;
        actions::only_about_assuming(&document.clauses)?;
        return principals::in_trust(&document.clauses);
    }
    resources::well_formed(&document.clauses)?;
    actions::well_formed(&document.clauses)?;
    resources::present(&document.clauses)?;
    match kind {
        Kind::Resource => principals::present(&document.clauses),
        _ => principals::absent(&document.clauses),
    }
}

/// The one message for what an older parser of IAM refuses without saying why.
fn legacy_parsing(document: &Document<'_>, kind: Kind) -> Result<(), Malformed> {
    let variables = document.variables();
    for clause in &document.clauses {
        let convertible = clause.conditions(variables).all(|condition| match kind {
            Kind::Session => condition.is_convertible_in_session(),
            _ => condition.is_convertible(),
        });
        if !clause.effect_is_exact || !convertible {
            return Err(Malformed::LegacyParsing);
        }
    }
    resources::legacy_parsing(&document.clauses)
}

fn sids(clauses: &[Clause<'_>], kind: Kind) -> Result<(), Malformed> {
    let given = || clauses.iter().filter_map(|clause| clause.sid.as_deref()).filter(|sid| !sid.is_empty());
    // Policies of resources are not IAM's own; some services have spaces in their ids.
    let of_iam = !matches!(kind, Kind::Trust | Kind::Resource);
    if of_iam && !given().all(|sid| sid.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        return Err(Malformed::SidNotAlphanumeric);
    }
    let mut seen = HashSet::new();
    if given().all(|sid| seen.insert(sid)) { Ok(()) } else { Err(Malformed::SidNotUnique) }
}
