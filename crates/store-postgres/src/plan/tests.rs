use store::{Expected, Revision};

use super::*;

const NOW: u64 = 1_700_000_000_000_000;

fn key(path: &str) -> Key {
    Key::account(7, path)
}

fn at(revision: u64) -> Expected {
    Expected::At(Revision::from(revision))
}

fn statements(batch: &Batch) -> Vec<Sql> {
    Plan::of(batch, None).unwrap().asks.iter().map(|ask| ask.sql).collect()
}

#[test]
fn statements_follow_the_keys_whatever_the_batch_says_first() {
    let event = |micros| Event { account: 7, micros, id: [0; 16], body: Bytes::new() };
    let batch = Batch::at(NOW)
        .event(event(2))
        .add(key("d/"), 1, 10)
        .delete(key("c/"))
        .put(key("b/"), "")
        .put(Key::global("z/"), "")
        .expect(key("e/"), at(5))
        .expect(key("a/"), Expected::Absent)
        .event(event(1));
    let documents = [Sql::Put, Sql::CheckAbsent, Sql::Put, Sql::Delete, Sql::Add, Sql::CheckAt];
    assert_eq!(statements(&batch), [&documents[..], &[Sql::Append, Sql::Append]].concat());
    let plan = Plan::of(&batch, None).unwrap();
    assert_eq!(plan.puts, [(0, 1), (2, 0)], "which statement tells the revision of which put");
    let over = Plan::of(&batch, Some(-1)).unwrap();
    let last: Vec<_> = over.asks.iter().skip(6).map(|ask| ask.sql).collect();
    assert_eq!(
        last,
        [Sql::Append, Sql::AppendOver],
        "the batch's first event is what the commit is known by"
    );
}

#[test]
fn what_is_expected_and_what_is_written_are_one_statement() {
    let batch = || Batch::at(NOW);
    let one = || key("one/");
    for (batch, statement) in [
        (batch().expect(one(), Expected::Absent).put(one(), ""), Sql::PutAbsent),
        (batch().expect(one(), at(1)).put(one(), ""), Sql::PutAt),
        (batch().expect(one(), at(1)).expect(one(), at(1)).put(one(), ""), Sql::PutAt),
        (batch().expect(one(), at(1)).delete(one()), Sql::DeleteAt),
        (batch().expect(one(), Expected::Absent).delete(one()), Sql::CheckAbsent),
        (batch().expect(one(), Expected::Absent).add(one(), 3, 5), Sql::PutAbsent),
        (batch().expect(one(), Expected::Absent).add(one(), 0, 5), Sql::CheckAbsent),
        (batch().add(one(), -1, 5), Sql::Subtract),
        (batch().add(one(), 0, 0), Sql::Add),
    ] {
        assert_eq!(statements(&batch), [statement], "{batch:?}");
    }
    // A counter's revision and its bounds are refused for different reasons.
    assert_eq!(statements(&batch().expect(one(), at(1)).add(one(), 1, 5)), [Sql::LockAt, Sql::Add]);
}

#[test]
fn a_batch_that_cannot_be_stored_asks_nobody() {
    let one = || key("one/");
    let contradicts = Batch::at(NOW).expect(one(), at(1)).expect(one(), Expected::Absent);
    assert!(matches!(Plan::of(&contradicts, None), Err(CommitError::Conflict { key }) if key == one()));
    let over = Batch::at(NOW).add(one(), 6, 5);
    assert!(matches!(Plan::of(&over, None), Err(CommitError::OverLimit { key }) if key == one()));
}
