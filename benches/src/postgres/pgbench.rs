//! What limits a session: PostgreSQL's own generator of load, which makes the change that a code makes, in the same tables, and
//! nothing else. It reads the revision, updates the document if it has it still, and appends an event of the same size, all in one
//! statement: one round trip, and one commit.

use std::path::PathBuf;

use store_postgres::testing::Server as Database;

use super::DATABASE;
use crate::Result;

/// An account that no store makes: what is in it is pgbench's.
const ACCOUNT: &str = "999999999998";

/// A script, and the documents that it changes.
pub struct Pgbench {
    script: PathBuf,
}

impl Pgbench {
    /// Makes as many documents as there are devices, each as long as what is known of a device's clock.
    pub fn prepare(database: &Database, documents: usize) -> Result<Self> {
        let length = |query: &str| -> Result<u32> { Ok(database.sql(DATABASE, query).trim().parse()?) };
        let clock = length("select round(avg(length(body)))::int from documents where path like 'clock/%'")?;
        let event = length(
            "select round(avg(length(body)))::int from events
             where encode(body, 'escape') like '%\"GetSessionToken\"%'",
        )?;
        database.sql(
            DATABASE,
            &format!(
                "insert into documents (account, path, revision, body)
                 select {ACCOUNT}, 'clock/' || lpad(n::text, 32, '0') || '/', 1, decode(repeat('07', {clock}), 'hex')
                 from generate_series(0, {documents} - 1) as n"
            ),
        );
        database.sql(DATABASE, "vacuum analyze documents");
        let script = database.directory().join("pgbench.sql");
        std::fs::write(&script, text(documents, clock, event))?;
        Ok(Self { script })
    }

    /// Changes a second, by so many clients.
    pub fn rate(&self, database: &Database, clients: usize, seconds: u64) -> Result<f64> {
        let mut pgbench = database.program("pgbench");
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs", &clients.min(2).to_string()]);
        pgbench.args(["--client", &clients.to_string(), "--time", &seconds.to_string()]);
        let output = pgbench.arg("--file").arg(&self.script).arg(DATABASE).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.ok_or_else(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn text(documents: usize, clock: u32, event: u32) -> String {
    format!(
        "\\set number random(0, {documents} - 1)
with seen as (
    select path, revision from documents
    where account = {ACCOUNT} and path = 'clock/' || lpad(:number::text, 32, '0') || '/' and dead_since is null),
changed as (
    update documents as d set revision = d.revision + 1, body = decode(repeat('07', {clock}), 'hex') from seen
    where d.account = {ACCOUNT} and d.path = seen.path and d.revision = seen.revision and d.dead_since is null
    returning 1),
told as (
    insert into events (account, micros, id, bytes, body)
    select {ACCOUNT}, (extract(epoch from clock_timestamp()) * 1000000)::int8, uuid_send(gen_random_uuid()), {event},
        decode(repeat('07', {event}), 'hex') from changed
    returning 1)
select count(*) from told;
"
    )
}
