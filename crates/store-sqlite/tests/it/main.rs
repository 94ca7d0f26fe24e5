//! The SQLite engine from outside: the promises of every store, and its own about files, disks and processes.

#[cfg(test)]
mod disk;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod log;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod ownership;
#[cfg(test)]
mod parallel;

#[cfg(test)]
mod shared {
    use std::io::Write;
    use std::process::Command;
    use std::sync::Arc;

    use bartizan_store_sqlite::SqliteStore;
    use store::{
        Batch, CommitError, Committed, Direction, Event, Key, Partition, ScanRange, Store, StoreError,
    };

    pub(crate) const NOW: u64 = 1_700_000_000_000_000;
    pub(crate) const ACCOUNT: u64 = 123_456_789_012;

    pub(crate) fn key(path: &str) -> Key {
        Key::account(ACCOUNT, path)
    }

    pub(crate) fn event(number: u64, body: &'static str) -> Event {
        let id = u128::from(number).to_be_bytes();
        Event { account: ACCOUNT, micros: NOW, id, body: body.into() }
    }

    /// Every path under a prefix, page by page.
    pub(crate) async fn paths(store: &dyn Store, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut paths: Vec<String> = Vec::new();
        let mut range = ScanRange::prefix(Partition::Account(ACCOUNT), prefix);
        loop {
            let page = store.scan(&range, Direction::Forward, 500).await?;
            paths.extend(page.iter().map(|(key, _)| key.path.to_string()));
            match page.last() {
                Some((last, _)) => range = range.after(&last.path),
                None => return Ok(paths),
            }
        }
    }

    /// Commits side by side, so that batches meet in groups.
    pub(crate) async fn commit_all(
        store: &Arc<SqliteStore>,
        batches: impl Iterator<Item = Batch>,
    ) -> Vec<Result<Committed, CommitError>> {
        let commit = |batch| {
            let store = Arc::clone(store);
            tokio::spawn(async move { store.commit(batch).await })
        };
        let mut answers = Vec::new();
        for running in batches.map(commit).collect::<Vec<_>>() {
            answers.push(running.await.unwrap());
        }
        answers
    }

    /// Tells the parent process something, at once.
    pub(crate) fn tell(line: impl std::fmt::Display) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{line}").and_then(|()| out.flush()).unwrap();
    }

    /// This test binary, about to run one of its ignored tests in a process of its own.
    pub(crate) fn this_test(name: &str) -> Vec<String> {
        let binary = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
        [binary.as_str(), name, "--exact", "--ignored", "--nocapture"].map(str::to_owned).to_vec()
    }

    pub(crate) fn command(words: &[String]) -> Command {
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        command
    }
}

#[cfg(test)]
mod promises {
    use std::sync::Arc;

    use bartizan_store_sqlite::{Options, SqliteStore};
    use store::Store;

    #[tokio::test]
    async fn of_every_store_are_kept_in_memory() {
        store::conformance::run(async || Arc::new(SqliteStore::in_memory().unwrap()) as Arc<dyn Store>).await;
    }

    #[tokio::test]
    async fn of_every_store_are_kept_on_disk() {
        let root = tempfile::tempdir().unwrap();
        let mut number = 0;
        let directories = std::iter::repeat_with(|| {
            number += 1;
            root.path().join(number.to_string())
        });
        let directories = std::cell::RefCell::new(directories);
        store::conformance::run(async || {
            let directory = directories.borrow_mut().next().unwrap();
            Arc::new(SqliteStore::open(directory, &Options::default()).unwrap()) as Arc<dyn Store>
        })
        .await;
    }
}
