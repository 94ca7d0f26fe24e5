//! Over PostgreSQL: sessions with codes beside pgbench, which does to the same database what a session cannot do without, and two
//! nodes beside one.
//!
//! Nothing is bound to a core for the sessions: database, server and load share the machine, as database and pgbench do.

mod nodes;
mod pgbench;
mod sessions;
mod text;

use store_postgres::testing::Server as Database;

use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::targets::publish;
use crate::{Result, tell};

/// Room for the tables that the run makes; a database as it comes would write them out again and again.
const SETTINGS: &str = "
shared_buffers = 256MB
max_wal_size = 2GB
";
/// All cores that this needs.
const BOTH: &str = "0,1";

/// Measures it, and shows it.
pub fn measure(setup: &Setup) -> Result<()> {
    let directory = setup.scratch()?;
    tell("a database");
    let mut database = Database::on_disk_in(&setup.directory, SETTINGS);
    let url = database.url(DATABASE);
    let node = |name: &str| {
        Bartizan::new(&setup.bartizan, directory.path().join(name)).with("BARTIZAN_STORE_URL", url.as_str())
    };
    let first = node("first").on(BOTH);
    let sessions = sessions::measure(setup, &first, &database)?;
    let nodes = nodes::measure(setup, [first, node("second")], &mut database, &sessions.reader)?;
    publish(&text::report(setup, &sessions, &nodes)?, setup.out.as_deref())
}

/// The name of the database.
const DATABASE: &str = "postgres";
