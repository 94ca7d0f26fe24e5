//! Where in its text a statement stands.

/// A place in a text, as the policy simulator reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

/// From the first character of a statement to the one after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The opening brace.
    pub start: Position,
    /// What follows the closing brace.
    pub end: Position,
}

/// Finds positions from the front of a text to its end: every character is counted once, however many statements there are.
pub(crate) struct Cursor<'t> {
    rest: &'t str,
    offset: usize,
    position: Position,
}

impl<'t> Cursor<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { rest: text, offset: 0, position: Position { line: 1, column: 1 } }
    }

    /// The position of a byte that is not before the last one asked for.
    pub(crate) fn at(&mut self, offset: usize) -> Position {
        let (passed, rest) =
            self.rest.split_at_checked(offset.saturating_sub(self.offset)).unwrap_or(("", self.rest));
        for character in passed.chars() {
            if character == '\n' {
                self.position = Position { line: self.position.line.saturating_add(1), column: 1 };
            } else {
                self.position.column = self.position.column.saturating_add(1);
            }
        }
        self.offset += passed.len();
        self.rest = rest;
        self.position
    }
}

/// Where in `text` a part of it begins.
pub(crate) fn offset_of(part: &str, text: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}
