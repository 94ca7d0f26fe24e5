//! The embedded store engine: SQLite with durable group commit
