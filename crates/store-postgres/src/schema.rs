//! Tables, made and brought up to date at start, by however many nodes start at once.

use tokio_postgres::error::SqlState;

use crate::OpenError;
use crate::session::Session;

/// The newest schema that this version knows.
const KNOWN: i32 = 1;

/// What brings a database from the schema before to each schema.
///
/// - Each key begins with the account, so that a distributed database can spread the tables by it. No sequences, foreign keys,
///   triggers or functions.
/// - `dead_since`: a document that is gone, but whose revision must not be forgotten yet; or a row that holds the place of one
///   that must stay absent. An update that leaves it alone touches no index (its body is in none).
/// - `hidden_since`: a row that is no event, but tells what became of a commit: its `bytes` are 0 where the commit
///   wrote it, and -1 where it was written in its stead, so that it can never happen.
/// - `commit_times`: a row for each connection, so that commits do not wait for each other. The last one written counts.
const STEPS: [(i32, &str); 1] = [(
    KNOWN,
    r#"
    create table documents (
        account    bigint not null,
        path       text collate "C" not null,
        revision   bigint not null,
        body       bytea,
        dead_since timestamptz,
        primary key (account, path)
    ) with (fillfactor = 85);
    create index documents_dead on documents (account, dead_since) where dead_since is not null;
    create table events (
        account      bigint not null,
        micros       bigint not null,
        id           bytea not null,
        bytes        integer not null,
        body         bytea,
        hidden_since timestamptz,
        primary key (account, micros, id) include (bytes)
    );
    create index events_hidden on events (account, hidden_since) where hidden_since is not null;
    create table accounts (account bigint primary key);
    create table commit_times (slot bytea primary key, micros bigint not null, written timestamptz not null);
"#,
)];

/// Makes an empty database a store, brings an older store up to date, and refuses anything else.
pub(crate) async fn prepare(session: &mut Session) -> Result<(), OpenError> {
    // Of nodes that start together, one may see another's table half made.
    for _ in 0..20 {
        match bring_up_to_date(session).await {
            Err(Stop::Again) => tokio::task::yield_now().await,
            Err(Stop::For(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
    Err(OpenError::Unsuitable("its tables could not be made: others were making them, too".to_owned()))
}

enum Stop {
    Again,
    For(OpenError),
}

impl From<tokio_postgres::Error> for Stop {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            // "If not exists" looks before it creates, so who comes second may be told in any of these ways.
            Some(
                &SqlState::UNIQUE_VIOLATION
                | &SqlState::DUPLICATE_OBJECT
                | &SqlState::DUPLICATE_TABLE
                | &SqlState::T_R_DEADLOCK_DETECTED,
            ) => Self::Again,
            Some(&SqlState::INSUFFICIENT_PRIVILEGE | &SqlState::INVALID_SCHEMA_NAME) => {
                Self::For(OpenError::Unsuitable(
                    "its user may not create tables there: make it the owner of a database of its own"
                        .to_owned(),
                ))
            }
            Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => Self::For(OpenError::Unsuitable(
                "it is a standby, which takes no writes: name the primary's host too".to_owned(),
            )),
            _ => Self::For(OpenError::Postgres(crate::error::words(&error))),
        }
    }
}

async fn bring_up_to_date(session: &mut Session) -> Result<(), Stop> {
    // Without any rights to create, for a store that is as it should be.
    if let Some(found) = version(session, "").await? {
        if found == KNOWN {
            return Ok(());
        }
        newer(found)?;
    }
    let done = migrate(session).await;
    if done.is_err() {
        session.simple("rollback").await?;
    }
    done
}

async fn migrate(session: &mut Session) -> Result<(), Stop> {
    session
        .simple(
            "begin; set local client_min_messages = warning;
             create table if not exists bartizan_schema (id integer primary key check (id = 0), version integer not null);
             insert into bartizan_schema values (0, 0) on conflict do nothing;",
        )
        .await?;
    // The row is the lock: who comes second finds the work done.
    let found = version(session, "for update").await?.unwrap_or(0);
    newer(found)?;
    for (_, sql) in STEPS.iter().filter(|(leads_to, _)| *leads_to > found) {
        session.simple(sql).await.map_err(|error| match error.code() {
            Some(&SqlState::DUPLICATE_TABLE) => Stop::For(OpenError::NotOurs { table: table_of(&error) }),
            _ => error.into(),
        })?;
    }
    session.simple(&format!("update bartizan_schema set version = {KNOWN} where id = 0; commit")).await?;
    Ok(())
}

/// The schema of the store; nothing where there is none.
async fn version(session: &mut Session, lock: &str) -> Result<Option<i32>, Stop> {
    match session.simple(&format!("select version from bartizan_schema where id = 0 {lock}")).await {
        Ok(rows) => Ok(rows.first().and_then(|row| row.parse().ok())),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

const fn newer(found: i32) -> Result<(), Stop> {
    if found > KNOWN { Err(Stop::For(OpenError::NewerSchema { found, known: KNOWN })) } else { Ok(()) }
}

/// `relation "documents" already exists`
fn table_of(error: &tokio_postgres::Error) -> String {
    let message = error.as_db_error().map_or("", |error| error.message());
    message.split('"').nth(1).unwrap_or("documents").to_owned()
}
