use std::time::Duration;

use store::StoreError;
use tokio_postgres::error::SqlState;

/// Why a call failed at the engine. Names no value of any document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no connection to the database: {0}")]
    Unreachable(String),
    #[error("all connections to the database were busy for {} s", .0.as_secs())]
    Busy(Duration),
    #[error("the database did not answer for {} s", .0.as_secs())]
    Silent(Duration),
    #[error("the database failed: {0}")]
    Postgres(String),
    #[error("the commit was given up after its connection was lost: it never happens")]
    NeverHappens,
    #[error("the database answered with something else than was asked for")]
    Unreadable,
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(words(&error))
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::engine(failure)
    }
}

/// An error with what caused it, in one line. The details of the server, which may show keys, are left out.
pub(crate) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("{} ({})", said.message(), said.code().code());
    }
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        words.push_str(": ");
        words.push_str(&next.to_string());
        cause = next.source();
    }
    words
}

/// What an error of a statement means for the transaction that it was in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// The statement did not find what it expects: see `statements`.
    Refused,
    /// What should be a counter is none.
    NotACounter,
    /// A row of that key is there already.
    Exists,
    /// The server does not do this in one statement.
    TooMuchAtOnce,
    /// There is no room on a disk.
    NoRoom,
    /// The server ended the transaction for reasons that pass.
    Passing,
    /// The server ended the transaction, and will each time.
    Lasting,
    /// The connection is gone; what the server did is not known.
    Lost,
}

pub(crate) fn meaning(error: &tokio_postgres::Error) -> Meaning {
    let Some(code) = error.code() else { return Meaning::Lost };
    match *code {
        SqlState::INVALID_TEXT_REPRESENTATION => Meaning::Refused,
        SqlState::INVALID_ARGUMENT_FOR_POWER_FUNCTION => Meaning::NotACounter,
        SqlState::UNIQUE_VIOLATION => Meaning::Exists,
        SqlState::FEATURE_NOT_SUPPORTED => Meaning::TooMuchAtOnce,
        SqlState::DISK_FULL => Meaning::NoRoom,
        // Somebody else's lock or transaction, or an order from outside.
        SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::QUERY_CANCELED
        // A server that goes, comes, or takes no more writes since another one does.
        | SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::READ_ONLY_SQL_TRANSACTION
        | SqlState::TOO_MANY_CONNECTIONS => Meaning::Passing,
        _ => Meaning::Lasting,
    }
}

/// Whether a session that said this is of no more use.
pub(crate) fn ends_session(error: &tokio_postgres::Error) -> bool {
    let Some(said) = error.as_db_error() else { return true };
    matches!(said.severity(), "FATAL" | "PANIC") || *said.code() == SqlState::READ_ONLY_SQL_TRANSACTION
}
