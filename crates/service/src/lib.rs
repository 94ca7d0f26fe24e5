//! The verbs: one file per operation, and the one way to them
