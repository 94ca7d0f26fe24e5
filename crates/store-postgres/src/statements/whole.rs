//! A whole batch as one statement.
//!
//! Each statement that is sent costs the server an answer of its own. Most batches are stored as they ask, so their statements go as
//! one. That says less when it refuses: which of the parts did, the statements one by one must tell then.

use tokio_postgres::types::Type;

use super::{Sql, if_any};

/// More parts than this are rare, and would make a plan of their own for each number of them.
const PARTS: usize = 12;

/// One statement that does what these do, or nothing where they do not fit into one. Its only row has a column for each of
/// them: the revision that it wrote, or a number that means nothing.
pub(crate) fn whole(parts: &[Sql]) -> Option<(String, Vec<Type>)> {
    if parts.len() > PARTS {
        return None;
    }
    let (mut tables, mut columns, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for (number, part) in parts.iter().enumerate() {
        let (text, own) = part.text();
        let refuses = text.starts_with("with ");
        let inner = if refuses { inner(&text)?.to_owned() } else { text };
        columns.push(match (part, refuses) {
            (Sql::PutAbsent | Sql::PutAt, _) => {
                format!("(select max(revision) + {} from u{number})", if_any("0"))
            }
            (Sql::Put, _) => format!("(select max(revision) from u{number})"),
            (_, true) => format!("(select {} from u{number})", if_any("1")),
            (_, false) => "0::int8".to_owned(),
        });
        tables.push(format!("u{number} as ({})", renumbered(&inner, types.len())));
        types.extend_from_slice(own);
    }
    Some((format!("with {} select {}", tables.join(", "), columns.join(", ")), types))
}

/// What stands in the parentheses of `with u as (…) select …`; nothing of a statement with more than one of them.
fn inner(text: &str) -> Option<&str> {
    let (before, _) = text.strip_prefix("with u as (")?.rsplit_once("select ")?;
    before.trim_end().strip_suffix(')')
}

/// `$1` becomes `$4` behind three parameters of others.
fn renumbered(text: &str, before: usize) -> String {
    let mut pieces = text.split('$');
    let mut renumbered = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.find(|character: char| !character.is_ascii_digit()).unwrap_or(piece.len());
        let (number, rest) = piece.split_at(digits);
        renumbered.push('$');
        match number.parse::<usize>() {
            Ok(number) => renumbered.push_str(&(number + before).to_string()),
            // The end of a pattern.
            Err(_) => renumbered.push_str(number),
        }
        renumbered.push_str(rest);
    }
    renumbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_follow_those_of_the_parts_before() {
        assert_eq!(renumbered("a = $1 and b ~ '^x$' and c = $12", 3), "a = $4 and b ~ '^x$' and c = $15");
        let (text, types) = whole(&[Sql::CheckAt, Sql::Append]).unwrap();
        assert_eq!(types.len(), 3 + 5);
        assert!(text.contains("values ($4, $5, $6, $7, $8)"), "{text}");
        let end = format!("select (select {} from u0), 0::int8", if_any("1"));
        assert!(text.ends_with(&end), "{text}");
    }

    #[test]
    fn what_needs_two_looks_does_not_fit() {
        assert_eq!(whole(&[Sql::PutAt, Sql::CheckAbsent]), None);
        assert_eq!(whole(&[Sql::Append; PARTS + 1]), None);
    }
}
