use crate::OpenError;
use crate::error::words;
use crate::session::Session;

/// The oldest server that has everything that is asked of it.
const OLDEST: u32 = 130_000;

/// Refuses a server that would forget what it acknowledged, or cannot hold a store.
pub(crate) async fn check(session: &mut Session) -> Result<(), OpenError> {
    let settings = session
        .simple(
            "select current_setting(name) from unnest(array['server_version_num', 'server_encoding', 'fsync',
                 'synchronous_commit', 'synchronous_standby_names']) with ordinality as s (name, n) order by n",
        )
        .await
        .map_err(|error| OpenError::Unreachable(words(&error)))?;
    let [version, encoding, fsync, commit, standbys] = settings.as_slice() else {
        return Err(OpenError::Unsuitable("it does not tell its settings".to_owned()));
    };
    if version.parse::<u32>().is_ok_and(|version| version < OLDEST) {
        return Err(OpenError::Unsuitable("it is older than PostgreSQL 13".to_owned()));
    }
    if encoding != "UTF8" {
        return Err(OpenError::Unsuitable(format!(
            "its encoding is {encoding}: create it with \"encoding 'UTF8' template template0\""
        )));
    }
    let refused = |setting, value: &String, remedy| {
        Err(OpenError::NotDurable { setting, value: value.clone(), remedy })
    };
    match (fsync.as_str(), commit.as_str()) {
        ("off", _) => refused("fsync", fsync, "Set fsync = on in postgresql.conf and restart the server"),
        (_, "off") => refused(
            "synchronous_commit",
            commit,
            "Set synchronous_commit = on, in postgresql.conf or with \"alter role … set synchronous_commit = on\"",
        ),
        (_, "local") if !standbys.is_empty() => refused(
            "synchronous_commit",
            commit,
            "There are synchronous standbys, which only get what commits wait for: set synchronous_commit = on",
        ),
        _ => Ok(()),
    }
}
