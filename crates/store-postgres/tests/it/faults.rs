//! Servers that are restarted, frozen, killed and replaced under load. `scripts/soak postgres` does it for long.

use bartizan_store_postgres::testing::{Server, Stop};

use crate::load::Load;
use crate::shared::{a_while, rounds, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_the_server_is_restarted_frozen_and_killed() {
    let mut server = Server::on_disk();
    let url = server.url("postgres");
    let load = Load::start(&url).await;
    for round in 0..rounds(1) {
        for stop in [Stop::Fast, Stop::Immediate, Stop::Kill] {
            load.passes(20).await;
            println!("round {round}: {stop:?}");
            server.stop(stop);
            server.restart();
        }
        load.passes(20).await;
        // Now and then for longer than commits wait for their answer.
        let milliseconds = if round % 3 == 2 { 14_000 } else { 700 };
        println!("round {round}: frozen for {milliseconds} ms");
        server.freeze();
        a_while(milliseconds).await;
        server.thaw();
    }
    load.passes(20).await;
    load.ends_well(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_backends_are_ended_one_by_one() {
    let server = Server::on_disk();
    let url = server.url("postgres");
    let load = Load::start(&url).await;
    let others = "from pg_stat_activity where application_name = 'bartizan' and random() < 0.5";
    for round in 0..20 * rounds(1) {
        load.passes(2).await;
        let order = if round % 2 == 0 { "pg_terminate_backend" } else { "pg_cancel_backend" };
        server.sql("postgres", &format!("select count({order}(pid)) {others}"));
    }
    load.passes(20).await;
    load.ends_well(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_the_primary_is_killed_and_its_standby_promoted() {
    for round in 0..rounds(1) {
        let mut primary = Server::on_disk();
        let standby = primary.standby("second");
        primary.configure("synchronous_standby_names = 'second'\n");
        primary.reload();
        let url = format!("postgres://postgres@{},{}/postgres", primary.host(), standby.host());
        let load = Load::start(&url).await;
        load.passes(100).await;
        until(&primary, "select sync_state = 'sync' from pg_stat_replication").await;
        println!("round {round}: the primary is killed");
        primary.stop(Stop::Kill);
        standby.promote();
        load.passes(20).await;
        load.ends_well(&url).await;
    }
}
