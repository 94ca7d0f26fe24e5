//! The database's machine dies, and its synchronous standby takes over, while clients work at two nodes.

use std::sync::mpsc::channel;
use std::time::Duration;

use bartizan_tests::{Cluster, Postgres, Server, Stop, Stopwatch, now};

use super::{PATIENCE, Siege, Strike};

/// The most answers before the primary is killed.
const BEFORE: u64 = 400;
/// Answers that the new primary has to give.
const AFTERWARDS: usize = 200;
/// Where the standby has taken over by then, clients see a pause and no failure (docs/scaling.md).
const A_PAUSE: Duration = Duration::from_secs(5);
/// How much longer than the fail-over a call may take: a pause between two tries, and the call itself on a machine with other work.
const AFTER_FAILOVER: Duration = Duration::from_secs(10);

#[test]
fn what_was_acknowledged_outlives_the_primary_whose_standby_is_promoted() {
    let rounds = std::env::var("BARTIZAN_PROMOTIONS").map_or(1, |rounds| rounds.parse().expect("a number"));
    for round in 0..rounds {
        let mut primary = Postgres::start();
        let standby = primary.standby("second");
        primary.configure("synchronous_standby_names = 'second'\n");
        primary.reload();
        let url = format!("postgres://postgres@{},{}/postgres", primary.host(), standby.host());
        let (mut one, mut other) = (Cluster::node_over(&url, &[]), Cluster::node_over(&url, &[]));
        one.restart();
        one.give_key(&other);
        other.restart();

        let seed = now().micros();
        eprintln!("round {round}, seed {seed}");
        let mut siege = Siege::of(seed, one, None);
        siege.fail_over(&other, &mut primary, &standby);
        // What a node has in memory may be a second old, and the other one's clients are asked for here.
        assert!(siege.server.stop().success());
        siege.server.restart();
        siege.check();
        siege.check_everything();
    }
}

impl Siege {
    /// Lets half of all work at each node, and kills the primary in the midst of it. They go on with the standby.
    fn fail_over(&mut self, other: &Server, primary: &mut Postgres, standby: &Postgres) {
        let before = 100 + self.random.below(BEFORE);
        let (addresses, account) = ([self.server.address(), other.address()], &self.account);
        let (told, tellings) = channel();
        let (mut answers, mut was_synchronous, mut took) = (0, String::new(), Duration::ZERO);
        std::thread::scope(|scope| {
            for (worker, address) in self.workers.iter_mut().zip(addresses.into_iter().cycle()) {
                let told = told.clone();
                scope.spawn(move || worker.work(address, account, &told, Strike::Database(Stop::Kill)));
            }
            drop(told);
            for _ in 0..before {
                let _ = tellings.recv_timeout(PATIENCE);
            }
            let question = "select sync_state from pg_stat_replication where application_name = 'second'";
            was_synchronous = primary.sql("postgres", question);
            let watch = Stopwatch::start();
            primary.stop(Stop::Kill);
            standby.promote();
            took = watch.elapsed();
            while tellings.try_recv().is_ok() {}
            while answers < AFTERWARDS && tellings.recv_timeout(PATIENCE).is_ok() {
                answers += 1;
            }
            drop(tellings);
        });
        let failed = self.workers.iter().filter(|worker| worker.life.in_flight.is_some()).count();
        let longest = self.workers.iter().map(|worker| worker.longest).max().unwrap_or_default();
        eprintln!(
            "the standby took over in {took:.1?}; {failed} calls failed, the longest took {longest:.1?}"
        );
        assert_eq!(was_synchronous, "sync");
        assert_eq!(answers, AFTERWARDS, "calls did not go on");
        assert!(
            took > A_PAUSE || failed == 0,
            "{failed} calls failed, though the standby took over in {took:.1?}"
        );
        assert!(longest < took + AFTER_FAILOVER, "a call took {longest:.1?}, the fail-over {took:.1?}");
    }
}
