use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bartizan_store_postgres::testing::Server;
use bartizan_store_postgres::{Options, PostgresStore};
use store::Store;

#[tokio::test]
async fn of_every_store_are_kept() {
    let server = Server::start();
    let number = AtomicU32::new(0);
    store::conformance::run(async || {
        let url = server.place(&format!("case{}", number.fetch_add(1, Ordering::SeqCst)));
        let options = Options { connections: 8, ..Options::new(url) };
        Arc::new(PostgresStore::open(&options).await.unwrap()) as Arc<dyn Store>
    })
    .await;
}
