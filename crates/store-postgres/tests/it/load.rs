//! Writers that go on whatever happens to the server, and note down what they are told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bartizan_store_postgres::{Options, PostgresStore, Statistics};
use store::{
    Batch, CommitError, Direction, EventRange, Expected, Partition, ScanRange, Store, StoreError, limits,
};
use tokio::task::JoinHandle;

use crate::history::{Call, CallId, State, Told, Written, check};
use crate::shared::{ACCOUNT, a_while, event, key, now};

const DOCUMENTS: u32 = 4;
const STORES: usize = 2;
const WRITERS_OF_EACH: usize = 4;

/// A running load.
pub(crate) struct Load {
    shared: Arc<Shared>,
    stores: Vec<Arc<PostgresStore>>,
    writers: Vec<JoinHandle<Vec<Call>>>,
}

#[derive(Default)]
struct Shared {
    calls: AtomicU64,
    acknowledged: AtomicU64,
    end: AtomicBool,
}

impl Load {
    pub(crate) async fn start(url: &str) -> Self {
        let shared = Arc::<Shared>::default();
        let (mut stores, mut writers) = (Vec::new(), Vec::new());
        for _ in 0..STORES {
            let options = Options { connections: WRITERS_OF_EACH, ..Options::new(url) };
            let store = Arc::new(PostgresStore::open(&options).await.unwrap());
            for _ in 0..WRITERS_OF_EACH {
                writers.push(tokio::spawn(write(Arc::clone(&store), Arc::clone(&shared))));
            }
            stores.push(store);
        }
        Self { shared, stores, writers }
    }

    /// Until so many more calls were acknowledged: the load has come through.
    pub(crate) async fn passes(&self, calls: u64) {
        let goal = self.shared.acknowledged.load(Ordering::SeqCst) + calls;
        for _ in 0..6_000 {
            if self.shared.acknowledged.load(Ordering::SeqCst) >= goal {
                return;
            }
            a_while(10).await;
        }
        panic!("nothing is acknowledged any more: {:?}", self.statistics());
    }

    pub(crate) fn statistics(&self) -> Vec<Statistics> {
        self.stores.iter().map(|store| store.statistics()).collect()
    }

    /// Ends it, and compares what the writers were told with what is there, by a store of its own.
    pub(crate) async fn ends_well(self, url: &str) {
        self.shared.end.store(true, Ordering::SeqCst);
        let mut history = Vec::new();
        for writer in self.writers {
            history.extend(writer.await.unwrap());
        }
        let count = |told| history.iter().filter(|call| call.told == told).count();
        let [well, not, unknown] = [Told::Acknowledged, Told::NotWritten, Told::Unknown].map(count);
        println!("{well} acknowledged, {not} not written, {unknown} unknown");
        for store in &self.stores {
            println!("{:?}", store.statistics());
        }
        let state = read(&PostgresStore::open(&Options::new(url)).await.unwrap()).await;
        assert_eq!(check(&history, &state), BTreeSet::new());
        assert!(well > 0, "nothing was tried");
    }
}

async fn write(store: Arc<PostgresStore>, shared: Arc<Shared>) -> Vec<Call> {
    let mut calls = Vec::new();
    while !shared.end.load(Ordering::SeqCst) {
        let id = shared.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let Some(batch) = batch(&store, id).await else { continue };
        let told = match store.commit(batch).await {
            Ok(_) => Told::Acknowledged,
            Err(CommitError::Unknown) => Told::Unknown,
            Err(CommitError::Conflict { .. } | CommitError::Failed(StoreError::Engine(_))) => {
                Told::NotWritten
            }
            Err(other) => panic!("call {id}: {other}"),
        };
        if told == Told::Acknowledged {
            shared.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
        calls.push(Call { id, told });
    }
    calls
}

/// Nothing while nothing can be read.
async fn batch(store: &PostgresStore, id: CallId) -> Option<Batch> {
    let number = u32::try_from(id % u64::from(DOCUMENTS)).unwrap();
    let document = key(&format!("fought-for/{number}/"));
    let read = store.get(std::slice::from_ref(&document)).await.ok()?.remove(0);
    let before = read.as_ref().map_or(0, |read| parse(&read.body).call);
    let text = format!("{id} {number} {before}");
    let now = now();
    let own = key(&format!("own/{id}/"));
    Some(
        Batch::at(now)
            .expect(document.clone(), Expected::from(&read))
            .put(document, text.clone())
            .expect(own.clone(), Expected::Absent)
            .put(own, "")
            .add(key("count/"), 1, u64::MAX)
            .event(event(now, id.into(), text)),
    )
}

fn parse(body: &[u8]) -> Written {
    let mut numbers = str::from_utf8(body).unwrap().split(' ').map(|number| number.parse::<u64>().unwrap());
    let mut number = || numbers.next().unwrap();
    Written { call: number(), document: number().try_into().unwrap(), before: number() }
}

async fn read(store: &PostgresStore) -> State {
    let mut state = State::default();
    let mut range = ScanRange::all(Partition::Account(ACCOUNT));
    loop {
        let page = store.scan(&range, Direction::Forward, limits::PAGE).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        range = range.after(&last.path);
        for (key, document) in &page {
            match key.path.split('/').collect::<Vec<_>>()[..] {
                ["fought-for", ..] => state.documents.push(parse(&document.body)),
                ["own", id, ..] => drop(state.own.insert(id.parse().unwrap())),
                ["count", ..] => state.counter = str::from_utf8(&document.body).unwrap().parse().unwrap(),
                _ => panic!("{key} is nobody's"),
            }
        }
    }
    let mut range = EventRange::ALL;
    loop {
        let page = store.events(ACCOUNT, range, Direction::Forward, limits::PAGE).await.unwrap();
        let Some(last) = page.last() else { return state };
        range = range.after(last.position());
        state.events.extend(page.iter().map(|event| parse(&event.body)));
    }
}
