//! What the safe promises, by rule.

// Always true here; it tells clippy that the functions beside the tests are tests too.
#[cfg(test)]
mod seals;
#[cfg(test)]
mod sessions;
