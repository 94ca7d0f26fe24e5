//! What an engine counts of itself, for whoever watches over an installation.

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is called, in lower case with `_` between words; the engine's name is not part of it.
    pub name: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What it says.
    pub value: FigureValue,
}

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureValue {
    /// So many since the start: it only grows.
    Total(u64),
    /// So many now.
    Now(u64),
    /// How large things were since the start: by upper end, how many were no larger; how many there were, and their sum.
    Sizes {
        /// Ends, ascending, each with the number of those that were no larger.
        within: Vec<(u64, u64)>,
        /// How many there were.
        count: u64,
        /// Their sum.
        sum: u64,
    },
}
