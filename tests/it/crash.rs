//! A server is killed again and again while sixteen clients lead MFA lives, and so is the database where there is one. After each
//! restart a checker holds what the server says against what it had acknowledged.

mod afterwards;
mod call;
mod failover;
mod life;
mod observed;
mod trail;
mod verdict;
mod worker;

use std::collections::HashSet;
use std::sync::mpsc::channel;
use std::time::Duration;

use bartizan_tests::{Account, Client, Options, Postgres, Random, Server, Stop, Stopwatch, now};
use model::Timestamp;

use afterwards::Afterwards;
use call::Call;
use life::{Answered, Life};
use observed::Observed;
use trail::Trail;
use verdict::{Settled, faults_of_lists, settle};
use worker::Worker;

const CLIENTS: usize = 16;
/// The most answers before a kill.
const ANSWERS: u64 = 600;
/// After so many kills the whole store is verified, and at the end.
const KILLS_TO_VERIFY: u32 = 5;
/// A server that answers nobody for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server under siege, and everything that it ever acknowledged.
struct Siege {
    server: Server,
    /// Where its documents are, if not in its directory. It goes after the server.
    database: Option<Postgres>,
    account: Account,
    random: Random,
    workers: Vec<Worker>,
    /// Lives that are over and have left something behind.
    left: Vec<Life>,
    /// All calls that were answered.
    answered: Vec<Answered>,
    /// How many of them were already held against the audit trail, and when it was read.
    told: (usize, Timestamp),
    /// The requests of all events that are accounted for.
    known: HashSet<String>,
    pairs_again: usize,
    killed: u32,
}

#[test]
fn what_was_acknowledged_outlives_a_kill_at_any_moment() {
    besiege(None, 50);
}

#[test]
fn what_was_acknowledged_outlives_a_kill_of_the_server_or_its_database_at_any_moment() {
    besiege(Some(Postgres::start()), 15);
}

fn besiege(database: Option<Postgres>, usual: u32) {
    let kills = std::env::var("BARTIZAN_KILLS").map_or(usual, |kills| kills.parse().expect("a number"));
    let seed = std::env::var("BARTIZAN_SEED")
        .map_or_else(|_| now().micros(), |seed| seed.parse().expect("a number"));
    eprintln!("{kills} kills; again with BARTIZAN_SEED={seed}");

    let watch = Stopwatch::start();
    let mut siege = Siege::begin(seed, database);
    let mut next_verified = KILLS_TO_VERIFY;
    while siege.killed < kills {
        siege.assault();
        siege.restart();
        siege.check();
        if siege.killed >= next_verified {
            siege.verify();
            next_verified = siege.killed + KILLS_TO_VERIFY;
        }
    }
    siege.check_everything();
    let (answers, lives) = (siege.answered.len(), siege.left.len());
    eprintln!("{} kills, {answers} answers, {lives} lives left, {:.1?}", siege.killed, watch.elapsed());
}

/// What is struck before the server is killed. A database is killed where it is, as by a power failure, or stopped with all that it was
/// doing, and comes back; or the server is killed while the database stands still.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strike {
    Nothing,
    /// The server goes on, and says of calls that it failed.
    Database(Stop),
    Frozen,
}

impl Strike {
    fn land(self, database: &mut Postgres) {
        match self {
            Self::Nothing => {}
            Self::Database(how) => {
                database.stop(how);
                database.restart();
            }
            Self::Frozen => {
                database.freeze();
                pause(FROZEN);
            }
        }
    }
}

/// How long a client may hear nothing after the database was struck: calls that cannot be done fail, and leave fewer clients.
const PATIENCE_AFTER_STRIKE: Duration = Duration::from_millis(200);
/// How long a database stands still.
const FROZEN: Duration = Duration::from_millis(200);

fn pause(time: Duration) {
    let (_held, never) = channel::<()>();
    let _ = never.recv_timeout(time);
}

/// Waits until the database has done with what it was told before that time. The last statement of a server that was killed goes on
/// there beside the next server, and its commit would fall between two readings of the check.
fn outlasted(database: &Postgres, before: &str) {
    let old = format!(
        "select count(*) from pg_stat_activity where backend_type = 'client backend' and backend_start < '{before}'"
    );
    let watch = Stopwatch::start();
    while database.sql("postgres", &old) != "0" {
        assert!(watch.elapsed() < PATIENCE, "statements of servers that were killed do not end");
    }
}

impl Siege {
    fn begin(seed: u64, database: Option<Postgres>) -> Self {
        let url = database.iter().map(|database| ("BARTIZAN_STORE_URL", database.url("postgres")));
        let server = Server::with(Options { environment: url.collect(), ..Options::default() });
        Self::of(seed, server, database)
    }

    fn of(seed: u64, server: Server, database: Option<Postgres>) -> Self {
        let mut random = Random::new(seed);
        let account = Account::create(&server, "root@example.com");
        let workers = (0..CLIENTS).map(|number| Worker::new(number, random.fork(), &account)).collect();
        Self {
            server,
            database,
            account,
            random,
            workers,
            left: Vec::new(),
            answered: Vec::new(),
            told: (0, now()),
            known: HashSet::new(),
            pairs_again: 0,
            killed: 0,
        }
    }

    /// Lets everybody work, and then strikes a little after so many answers.
    fn assault(&mut self) {
        let answers = 1 + self.random.below(ANSWERS);
        let and_then = Duration::from_micros(self.random.below(3_000));
        let (strike, afterwards) = (self.strike(), self.random.below(50));
        let (told, tellings) = channel();
        let (address, account) = (self.server.address(), &self.account);
        let (server, database) = (&mut self.server, &mut self.database);
        std::thread::scope(|scope| {
            for worker in &mut self.workers {
                let told = told.clone();
                scope.spawn(move || worker.work(address, account, &told, strike));
            }
            for _ in 0..answers {
                if tellings.recv_timeout(PATIENCE).is_err() {
                    break; // a worker panics, and the test with it
                }
            }
            pause(and_then);
            if let Some(database) = database {
                strike.land(database);
                // Whatever the server found out about the commits that were cut off, it goes on from there.
                for _ in 0..afterwards {
                    let _ = tellings.recv_timeout(PATIENCE_AFTER_STRIKE);
                }
            }
            server.kill();
            if let Some(database) = database {
                database.thaw();
            }
        });
        self.killed += 1;
    }

    /// What is struck this time beside the server.
    fn strike(&mut self) -> Strike {
        match self.random.below(6) {
            _ if self.database.is_none() => Strike::Nothing,
            0 => Strike::Database(Stop::Kill),
            1 => Strike::Database(Stop::Immediate),
            2 => Strike::Database(Stop::Fast),
            3 => Strike::Frozen,
            _ => Strike::Nothing,
        }
    }

    /// Starts the server again. Some starts are killed too, while the server recovers.
    fn restart(&mut self) {
        while self.random.once_in(5) {
            let patience = Duration::from_micros(self.random.below(60_000));
            self.server.spawn().kill_after(patience);
            self.killed += 1;
        }
        let before =
            self.database.as_ref().map(|database| database.sql("postgres", "select clock_timestamp()"));
        self.server.restart();
        if let Some((database, before)) = self.database.as_ref().zip(before) {
            outlasted(database, &before);
        }
    }

    /// Holds what the server says against what it acknowledged.
    fn check(&mut self) {
        let mut client = self.account.administrator(&self.server);
        let trail = self.trail();
        let observed = Observed::of(&mut client);

        let (mut faults, mut undone) = (self.faults_of(&trail), Vec::new());
        for worker in &mut self.workers {
            let life = &mut worker.life;
            let is = observed.life(&mut client, &life.name, &life.serial);
            let unacknowledged = trail.unacknowledged(&life.name, &self.known);
            self.known.extend(unacknowledged.iter().map(|(_, request)| (*request).to_owned()));
            let actions: Vec<_> = unacknowledged.into_iter().map(|(action, _)| action).collect();
            match settle(life, &is, &actions) {
                Ok(Settled::Done) => undone.push(None),
                Ok(Settled::Undone(call)) => undone.push(Some(call)),
                Err(fault) => faults.push(fault),
            }
        }
        faults.extend(faults_of_lists(&observed, self.lives()));
        let sample: Vec<_> =
            (0..self.left.len().min(3)).map(|_| self.random.index(self.left.len())).collect();
        for life in sample.iter().map(|index| &self.left[*index]) {
            let is = observed.life(&mut client, &life.name, &life.serial);
            faults.extend((is != life.state).then(|| format!("{}: {is:?}, not {:?}", life.name, life.state)));
        }
        assert!(faults.is_empty(), "after {} kills:\n{}", self.killed, faults.join("\n"));
        self.go_on(&mut client, undone, &sample);
    }

    /// Goes on with the lives that were interrupted, and with some that were over long ago.
    fn go_on(&mut self, client: &mut Client, undone: Vec<Option<Call>>, sample: &[usize]) {
        let (admin, pairs_again) = (&self.account.admin, &mut self.pairs_again);
        let mut afterwards = Afterwards { client, admin, pairs_again, answered: Vec::new() };
        for (worker, undone) in self.workers.iter_mut().zip(undone) {
            if let Some(call) = undone {
                afterwards.make_up_for(&mut worker.life, &call);
            }
            afterwards.go_on(&mut worker.life);
            worker.life.end();
        }
        for index in sample {
            afterwards.go_on(&mut self.left[*index]);
        }
        let answered = afterwards.answered;
        self.remember(answered);
    }

    /// The events since the trail was last read, and what happened just before.
    fn trail(&mut self) -> Trail {
        for worker in &mut self.workers {
            self.left.append(&mut worker.left);
        }
        let answered =
            self.workers.iter_mut().flat_map(|worker| std::mem::take(&mut worker.answered)).collect();
        self.remember(answered);
        Trail::read(&self.server.events(&self.account.id, Some(&self.told.1.to_string())))
    }

    fn remember(&mut self, answered: Vec<Answered>) {
        self.known.extend(answered.iter().map(|call| call.request_id.clone()));
        self.answered.extend(answered);
    }

    /// What the trail should hold of the calls that were answered since it was last read.
    fn faults_of(&mut self, trail: &Trail) -> Vec<String> {
        let faults = trail.faults(&self.answered[self.told.0..]);
        self.told = (self.answered.len(), now().before(Duration::from_secs(2)));
        faults
    }

    fn lives(&self) -> impl Iterator<Item = &Life> + Clone {
        self.left.iter().chain(self.workers.iter().map(|worker| &worker.life))
    }

    /// At the end: everything that was ever acknowledged, whatever was killed since.
    fn check_everything(&mut self) {
        let mut client = self.account.administrator(&self.server);
        self.told = (0, Timestamp::default());
        let trail = self.trail();
        let mut faults = self.faults_of(&trail);
        let observed = Observed::of(&mut client);
        faults.extend(faults_of_lists(&observed, self.lives()));
        for life in self.lives() {
            let is = observed.life(&mut client, &life.name, &life.serial);
            faults.extend((is != life.state).then(|| format!("{}: {is:?}, not {:?}", life.name, life.state)));
        }
        assert!(faults.is_empty(), "at the end:\n{}", faults.join("\n"));
        self.verify();
    }

    /// Every document has what it refers to, and every counter is what its documents are.
    fn verify(&self) {
        let done = self.server.run(&["verify"]);
        let said =
            [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        let is_whole = done.status.success() && said.starts_with("the store is whole: ");
        // Nobody writes meanwhile, so nothing moves away while it is looked at.
        let is_judged = !said.contains("changed too often");
        assert!(is_whole && is_judged, "after {} kills: {said}", self.killed);
    }
}
