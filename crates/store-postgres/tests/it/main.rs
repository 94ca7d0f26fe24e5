//! The PostgreSQL engine from outside: the promises of every store, and its own about servers that go and come.

#[cfg(test)]
mod absence;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod history;
#[cfg(test)]
mod letting_go;
#[cfg(test)]
mod load;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod tls;

#[cfg(test)]
mod shared {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use bartizan_store_postgres::testing::Server;
    use bartizan_store_postgres::{Options, PostgresStore};
    use store::{Event, Key};

    pub(crate) const ACCOUNT: u64 = 123_456_789_012;

    pub(crate) fn key(path: &str) -> Key {
        Key::account(ACCOUNT, path)
    }

    pub(crate) fn event(micros: u64, id: u128, body: impl Into<bytes::Bytes>) -> Event {
        Event { account: ACCOUNT, micros, id: id.to_be_bytes(), body: body.into() }
    }

    pub(crate) async fn open(server: &Server) -> Arc<PostgresStore> {
        Arc::new(PostgresStore::open(&Options::new(server.url("postgres"))).await.unwrap())
    }

    #[expect(clippy::disallowed_methods, reason = "test code: the caller's clock")]
    pub(crate) fn now() -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros().try_into().unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "test code: a server works meanwhile")]
    pub(crate) async fn a_while(milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// Until the server says so.
    pub(crate) async fn until(server: &Server, question: &str) {
        for _ in 0..500 {
            if server.sql("postgres", question) == "t" {
                return;
            }
            a_while(10).await;
        }
        panic!("never: {question}");
    }

    /// How often a fault happens: seldom in an ordinary run, for hours in `scripts/soak`.
    pub(crate) fn rounds(usually: usize) -> usize {
        std::env::var("BARTIZAN_FAULTS").map_or(usually, |rounds| rounds.parse().unwrap())
    }
}
