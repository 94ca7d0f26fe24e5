use std::ops::Bound;
use std::sync::Arc;

use crate::Partition;

/// The side that a read starts at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// From the smallest key, or the oldest event, on.
    Forward,
    /// From the largest key, or the newest event, on.
    Backward,
}

/// A stretch of keys within one partition, ordered by their bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScanRange {
    /// The partition; a range never leaves it.
    pub partition: Partition,
    /// Where it begins.
    pub from: Bound<Arc<str>>,
    /// Where it ends.
    pub to: Bound<Arc<str>>,
}

impl ScanRange {
    /// The whole partition.
    #[must_use]
    pub const fn all(partition: Partition) -> Self {
        Self { partition, from: Bound::Unbounded, to: Bound::Unbounded }
    }

    /// Every key that begins with `prefix`.
    #[must_use]
    pub fn prefix(partition: Partition, prefix: &str) -> Self {
        Self { partition, from: Bound::Included(prefix.into()), to: end_of_prefix(prefix) }
    }

    /// Every key that begins with `prefix` and sorts after the key `last`: the next page of a forward scan.
    #[must_use]
    pub fn prefix_after(partition: Partition, prefix: &str, last: &str) -> Self {
        Self::prefix(partition, prefix).after(last)
    }

    /// Without the keys up to `last`, which belonged to the page before: for a forward scan.
    #[must_use]
    pub fn after(mut self, last: &str) -> Self {
        let starts_later = match &self.from {
            Bound::Unbounded => true,
            Bound::Included(from) | Bound::Excluded(from) => last >= from.as_ref(),
        };
        if starts_later {
            self.from = Bound::Excluded(last.into());
        }
        self
    }

    /// Without the keys from `last` on, which belonged to the page before: for a backward scan.
    #[must_use]
    pub fn before(mut self, last: &str) -> Self {
        let ends_earlier = match &self.to {
            Bound::Unbounded => true,
            Bound::Included(to) | Bound::Excluded(to) => last <= to.as_ref(),
        };
        if ends_earlier {
            self.to = Bound::Excluded(last.into());
        }
        self
    }
}

/// The first text that sorts after everything that begins with `prefix`.
///
/// UTF-8 sorts by bytes as it sorts by characters, so the next character at the end does it.
fn end_of_prefix(prefix: &str) -> Bound<Arc<str>> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            end.push(next);
            return Bound::Excluded(end.into());
        }
    }
    Bound::Unbounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_the_next_text_begins() {
        for (prefix, end) in [
            ("user/", Some("user0")),
            ("é", Some("ê")),
            ("a\u{7f}", Some("a\u{80}")),
            ("a\u{d7ff}", Some("a\u{e000}")), // no character in between
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
            ("", None),
        ] {
            let expected = end.map_or(Bound::Unbounded, |end| Bound::Excluded(end.into()));
            assert_eq!(end_of_prefix(prefix), expected, "{prefix:?}");
        }
    }

    #[test]
    fn a_next_page_never_leaves_the_prefix() {
        let user = ScanRange::prefix(Partition::Account(1), "user/");
        assert_eq!(user.clone().after("group/"), user);
        assert_eq!(user.clone().before("zebra/"), user);
        assert_eq!(user.clone().after("user/a/").from, Bound::Excluded("user/a/".into()));
        assert_eq!(user.before("user/a/").to, Bound::Excluded("user/a/".into()));
    }
}
