//! One commit: everything in one round trip, and an answer that is true.

use store::{Batch, CommitError, Committed, Revision, StoreError, limits};
use tokio::time::timeout;
use tokio_postgres::Row;

use crate::bounds;
use crate::engine::{Attempts, Engine};
use crate::error::{Failure, Meaning, ends_session, meaning};
use crate::plan::{self, Plan, Refusal};
use crate::pool::Lease;
use crate::resolve::{CommitKey, Resolved, resolve};
use crate::session::{Answer, Session};
use crate::statements::Sql;
use crate::value::Value;

/// How often a row to hold on to is asked for again.
const TAKEN: u32 = 3;

/// What one attempt came to.
enum Outcome {
    Committed(Vec<Option<Revision>>),
    /// For good.
    Refused(CommitError),
    /// Nothing was written, and it may go better next time.
    Again(Failure),
    /// Nothing was written, perhaps only since others held on to the same absence.
    Taken(CommitError),
    /// Nothing was written, and the statements one by one must tell why, or do it.
    Apart,
    /// The commit was sent, and its answer is missing, or says less than was asked for.
    Unclear(CommitKey, Vec<Option<Revision>>),
}

/// How a batch is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As one statement, as far as it fits into one: most are not refused.
    Whole,
    /// As many, which tell what was refused.
    Apart,
}

/// Whether a batch was stored, and told the store the time.
pub(crate) struct Done {
    pub(crate) committed: Committed,
    pub(crate) told_time: bool,
}

pub(crate) async fn commit(engine: &Engine, batch: &Batch) -> Result<Done, CommitError> {
    let (mut attempts, mut taken, mut over) = (Attempts::start(), 0, None);
    let as_one = engine.takes_wholes() && plan::is_in_one_place(batch);
    let mut form = if as_one { Form::Whole } else { Form::Apart };
    loop {
        // Judged before, since a plan that was carried out may be followed by others' changes of what the time is.
        let tells_time = engine.time_is_off(batch.now_micros);
        match attempt(engine, batch, form, tells_time, over).await {
            Outcome::Committed(revisions) => {
                return Ok(done(engine, batch, revisions, tells_time));
            }
            Outcome::Refused(refusal) => {
                if matches!(refusal, CommitError::Conflict { .. }) {
                    engine.pool.counters.conflicts.count();
                }
                return Err(refusal);
            }
            Outcome::Apart => form = Form::Apart,
            Outcome::Taken(conflict) => {
                taken += 1;
                if taken >= TAKEN {
                    engine.pool.counters.conflicts.count();
                    return Err(conflict);
                }
            }
            Outcome::Again(failure) => {
                if !attempts.another().await {
                    return Err(StoreError::from(failure).into());
                }
                engine.pool.counters.retries.count();
            }
            Outcome::Unclear(key, revisions) => match settle(engine, &key).await {
                Resolved::Committed => {
                    let revisions = read_back(engine, batch, revisions).await;
                    return Ok(done(engine, batch, revisions, tells_time));
                }
                Resolved::Never(stands_there) => {
                    if !attempts.another().await {
                        return Err(StoreError::from(Failure::NeverHappens).into());
                    }
                    engine.pool.counters.retries.count();
                    over = Some(stands_there);
                }
                Resolved::Unknown => return Err(CommitError::Unknown),
            },
        }
    }
}

fn done(engine: &Engine, batch: &Batch, revisions: Vec<Option<Revision>>, told_time: bool) -> Done {
    engine.pool.counters.commits.count();
    if let Some(account) = plan::account(batch).filter(|_| plan::writes(batch)) {
        engine.remember(account);
    }
    if told_time {
        engine.told(batch.now_micros);
    }
    Done { committed: Committed { puts: revisions }, told_time }
}

async fn settle(engine: &Engine, key: &CommitKey) -> Resolved {
    let counters = &engine.pool.counters;
    counters.unclear.count();
    let resolved = resolve(&engine.pool, key).await;
    match resolved {
        Resolved::Committed => counters.resolved_committed.count(),
        Resolved::Never(_) => counters.resolved_never.count(),
        Resolved::Unknown => counters.unknown.count(),
    }
    resolved
}

async fn attempt(engine: &Engine, batch: &Batch, form: Form, tells_time: bool, over: Option<i32>) -> Outcome {
    let mut plan = match Plan::of(batch, over) {
        Ok(plan) => plan,
        Err(refusal) => return Outcome::Refused(refusal),
    };
    let mut session = match engine.pool.lease().await {
        Ok(session) => session,
        Err(failure) => return Outcome::Again(failure),
    };
    let (account, writes) = (plan::account(batch), plan::writes(batch));
    if let Some(account) = account.filter(|account| writes && !engine.has_seen(*account)) {
        plan.first(Sql::Account, vec![Value::Number(account.cast_signed())]);
    }
    let key = CommitKey::of(batch, account, || session.next_mark());
    if writes && batch.events.is_empty() {
        plan.last(Sql::Mark, key.values());
    }
    if tells_time {
        let now = Value::Number(batch.now_micros.cast_signed());
        plan.last(Sql::Slot, vec![Value::Id(session.id().to_vec()), now]);
    }
    match timeout(bounds::ANSWER, ask(&mut session, &mut plan, form)).await {
        Ok(Said::Nothing(error)) => Outcome::Again(error.into()),
        Ok(Said::Whole(answer)) => judge_whole(session, &plan, batch, &answer, key),
        Ok(Said::Apart(answers)) => judge(session, &plan, batch, &answers, key),
        // Whoever resolves it must find a server again first.
        Err(_) if writes => Outcome::Unclear(key, vec![None; batch.puts.len()]),
        Err(_) => Outcome::Again(Failure::Silent(bounds::ANSWER)),
    }
}

/// How it was said in the end, and what was answered.
enum Said {
    Nothing(tokio_postgres::Error),
    Whole(Answer),
    Apart(Vec<Answer>),
}

async fn ask(session: &mut Session, plan: &mut Plan<'_>, form: Form) -> Said {
    if form == Form::Whole {
        match session.ask_whole(&plan.asks).await {
            Ok(Some(answer)) => return Said::Whole(answer),
            Ok(None) => {}
            Err(error) => return Said::Nothing(error),
        }
    }
    plan.first(Sql::Begin, vec![]);
    plan.last(Sql::Commit, vec![]);
    Said::Apart(session.ask(&plan.asks).await)
}

/// INVARIANT: the statement commits by itself, so an error may be one of its commit. Only those that come from what it does, or
/// from others before it is done, say that nothing was written.
fn judge_whole(
    session: Lease<'_>,
    plan: &Plan<'_>,
    batch: &Batch,
    answer: &Answer,
    key: CommitKey,
) -> Outcome {
    let row = answer.as_ref().ok().and_then(|rows| rows.first());
    let revisions = revisions(plan, batch, |statement| (row, statement));
    let outcome = match answer.as_ref().map_err(|error| (meaning(error), error)) {
        Ok(_) if !session.warned() || !plan::writes(batch) => Outcome::Committed(revisions),
        Err((Meaning::Refused | Meaning::NotACounter | Meaning::Exists | Meaning::TooMuchAtOnce, _)) => {
            Outcome::Apart
        }
        // Of a commit that had begun it would be the end of the server.
        Err((Meaning::NoRoom, error)) if !ends_session(error) => {
            Outcome::Refused(StoreError::from(Failure::Postgres(crate::error::words(error))).into())
        }
        Err((Meaning::Passing, error)) => Outcome::Again(Failure::Postgres(crate::error::words(error))),
        Err((_, error)) if !plan::writes(batch) => {
            Outcome::Again(Failure::Postgres(crate::error::words(error)))
        }
        _ => Outcome::Unclear(key, revisions),
    };
    let ended = answer.as_ref().is_err_and(ends_session);
    if !ended && !matches!(outcome, Outcome::Unclear(..)) {
        session.give_back();
    }
    outcome
}

/// The revisions that were told, each in the row and column of its statement.
fn revisions<'a>(
    plan: &Plan<'_>,
    batch: &Batch,
    place: impl Fn(usize) -> (Option<&'a Row>, usize),
) -> Vec<Option<Revision>> {
    let mut revisions = vec![None; batch.puts.len()];
    for (statement, number) in &plan.puts {
        let (row, column) = place(*statement);
        if let (Some(slot), Some(row)) = (revisions.get_mut(*number), row) {
            *slot = row.try_get(column).ok().map(|revision: i64| Revision::from(revision.cast_unsigned()));
        }
    }
    revisions
}

/// INVARIANT: every statement was sent, the commit too. So only an error that the *server* told of a statement before the
/// commit says that nothing was written.
fn judge(session: Lease<'_>, plan: &Plan<'_>, batch: &Batch, answers: &[Answer], key: CommitKey) -> Outcome {
    let revisions = revisions(plan, batch, |statement| {
        (answers.get(statement).and_then(|answer| answer.as_ref().ok()?.first()), 0)
    });
    let commit = answers.len().saturating_sub(1);
    let failed = answers.iter().enumerate().find_map(|(at, answer)| Some((at, answer.as_ref().err()?)));
    let warned = session.warned();
    let outcome = match failed {
        // A warning at a commit: it is on this server, and not on the standby that it was to wait for.
        None if !warned => Outcome::Committed(revisions),
        Some((at, error)) if at > 0 && at < commit && meaning(error) != Meaning::Lost => {
            refused(plan.refusals.get(at), error)
        }
        Some((_, error)) if !plan::writes(batch) => {
            Outcome::Again(Failure::Postgres(crate::error::words(error)))
        }
        None if !plan::writes(batch) => Outcome::Committed(revisions),
        // Also where the transaction was not even begun: its statements stood alone then.
        _ => Outcome::Unclear(key, revisions),
    };
    let whole = !answers.iter().any(|answer| answer.as_ref().is_err_and(ends_session));
    if whole && !matches!(outcome, Outcome::Unclear(..)) {
        session.give_back();
    }
    outcome
}

fn refused(refusal: Option<&Refusal<'_>>, error: &tokio_postgres::Error) -> Outcome {
    let failure = || Failure::Postgres(crate::error::words(error));
    let conflict = |key: &store::Key| CommitError::Conflict { key: key.clone() };
    match (meaning(error), refusal) {
        (Meaning::Refused, Some(Refusal::Moved(key))) => Outcome::Refused(conflict(key)),
        (Meaning::Refused, Some(Refusal::Taken(key))) => Outcome::Taken(conflict(key)),
        (Meaning::Refused, Some(Refusal::OverLimit(key))) => {
            Outcome::Refused(CommitError::OverLimit { key: (*key).clone() })
        }
        (Meaning::NotACounter, Some(Refusal::OverLimit(key))) => {
            Outcome::Refused(StoreError::NotACounter { key: (*key).clone() }.into())
        }
        (Meaning::Exists | Meaning::Refused, Some(Refusal::Exists(event))) => {
            let (account, position) = (event.account, event.position());
            Outcome::Refused(StoreError::EventExists { account, position }.into())
        }
        (Meaning::Passing, _) => Outcome::Again(failure()),
        _ => Outcome::Refused(StoreError::from(failure()).into()),
    }
}

/// The revisions that a lost answer would have told. A document that holds what was written has the revision of that, or of
/// somebody who wrote the same.
async fn read_back(
    engine: &Engine,
    batch: &Batch,
    mut revisions: Vec<Option<Revision>>,
) -> Vec<Option<Revision>> {
    if revisions.iter().all(Option::is_some) {
        return revisions;
    }
    let keys: Vec<_> = batch.puts.iter().map(|(key, _)| key.clone()).collect();
    for (piece, slots) in keys.chunks(limits::KEYS).zip(revisions.chunks_mut(limits::KEYS)) {
        let Ok(found) = crate::read::documents(engine, piece).await else { return revisions };
        for ((slot, document), (_, body)) in slots.iter_mut().zip(found).zip(&batch.puts) {
            let ours = document.filter(|document| document.body == *body);
            *slot = slot.or_else(|| ours.map(|document| document.revision));
        }
    }
    revisions
}
