//! Derives the reading of an operation's input, and what the audit trail may keep of it
