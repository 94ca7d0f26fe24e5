//! What was asked for and answered, beside what is there in the end: is anything lost, doubled or half done?
//!
//! Each call writes at once: one of a few documents that all fight for, which names the call that wrote it before; a document of its
//! own; one more in a counter; an event. So each of them must tell the same story.

use std::collections::{BTreeMap, BTreeSet};

/// Names a call; 0 is none.
pub(crate) type CallId = u64;

/// What the caller was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Told {
    Acknowledged,
    /// That nothing was written, for whatever reason.
    NotWritten,
    /// That it is unknown, or nothing, since the caller went away.
    Unknown,
}

/// One call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) told: Told,
}

/// What a call wrote into its document and its event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Written {
    pub(crate) call: CallId,
    /// Which of the documents that all fight for.
    pub(crate) document: u32,
    /// The call that wrote it before.
    pub(crate) before: CallId,
}

/// What is there in the end.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct State {
    pub(crate) documents: Vec<Written>,
    pub(crate) events: Vec<Written>,
    /// The calls whose own document is there.
    pub(crate) own: BTreeSet<CallId>,
    pub(crate) counter: u64,
}

/// A broken promise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Broken {
    /// It was acknowledged, and is not there.
    Lost(CallId),
    /// It was said not to be written, and is there.
    Present(CallId),
    /// Nobody asked for it.
    Invented(CallId),
    /// Its event is there twice.
    Doubled(CallId),
    /// Two calls both replaced what this one wrote: the update of one of them is lost.
    LostUpdate(CallId),
    /// Its event tells of a document that does not lead back to it.
    WithoutDocument(CallId),
    /// A document leads back to it, and no event tells of it.
    WithoutEvent(CallId),
    /// Of its event and its own document, one is missing.
    Half(CallId),
    /// The counter is not the number of calls.
    Counted { counter: u64, calls: u64 },
}

/// Everything that is wrong.
pub(crate) fn check(history: &[Call], state: &State) -> BTreeSet<Broken> {
    let mut broken = BTreeSet::new();
    let told: BTreeMap<CallId, Told> = history.iter().map(|call| (call.id, call.told)).collect();
    let mut events: BTreeMap<CallId, Written> = BTreeMap::new();
    for event in &state.events {
        if events.insert(event.call, *event).is_some() {
            broken.insert(Broken::Doubled(event.call));
        }
    }
    for (call, told) in &told {
        match (told, events.contains_key(call)) {
            (Told::Acknowledged, false) => drop(broken.insert(Broken::Lost(*call))),
            (Told::NotWritten, true) => drop(broken.insert(Broken::Present(*call))),
            _ => {}
        }
    }
    broken.extend(events.keys().filter(|call| !told.contains_key(call)).map(|call| Broken::Invented(*call)));
    broken.extend(chains(state, &events));
    let with_event: BTreeSet<CallId> = events.keys().copied().collect();
    broken.extend(with_event.symmetric_difference(&state.own).map(|call| Broken::Half(*call)));
    let calls = u64::try_from(events.len()).unwrap();
    if state.counter != calls {
        broken.insert(Broken::Counted { counter: state.counter, calls });
    }
    broken
}

/// Follows each document back to its first call: every event is on the way exactly once.
fn chains(state: &State, events: &BTreeMap<CallId, Written>) -> BTreeSet<Broken> {
    let mut broken = BTreeSet::new();
    let mut replaced: BTreeSet<(u32, CallId)> = BTreeSet::new();
    for event in events.values() {
        if !replaced.insert((event.document, event.before)) {
            broken.insert(Broken::LostUpdate(event.before));
        }
    }
    let mut reached: BTreeSet<CallId> = BTreeSet::new();
    for document in &state.documents {
        let mut next = *document;
        loop {
            if events.get(&next.call) != Some(&next) {
                broken.insert(Broken::WithoutEvent(next.call));
                break;
            }
            // A circle would be one call that was reached twice.
            if !reached.insert(next.call) || next.before == 0 {
                break;
            }
            let Some(before) = events.get(&next.before) else {
                broken.insert(Broken::WithoutEvent(next.before));
                break;
            };
            next = *before;
        }
    }
    broken.extend(
        events.keys().filter(|call| !reached.contains(call)).map(|call| Broken::WithoutDocument(*call)),
    );
    broken
}

mod finds {
    use super::*;

    fn written(call: CallId, document: u32, before: CallId) -> Written {
        Written { call, document, before }
    }

    /// Two documents; calls 1, 2 and 5 wrote the first, 3 the second. 4 was refused, 5 is unknown and happened, 6 did not.
    fn honest() -> (Vec<Call>, State) {
        use Told::{Acknowledged, NotWritten, Unknown};
        let told = [Acknowledged, Acknowledged, Acknowledged, NotWritten, Unknown, Unknown];
        let history = (1..).zip(told).map(|(id, told)| Call { id, told }).collect();
        let state = State {
            documents: vec![written(5, 0, 2), written(3, 1, 0)],
            events: vec![written(1, 0, 0), written(2, 0, 1), written(3, 1, 0), written(5, 0, 2)],
            own: BTreeSet::from([1, 2, 3, 5]),
            counter: 4,
        };
        (history, state)
    }

    /// What the checker says of an honest end in which something was changed.
    fn after(change: impl FnOnce(&mut State)) -> Vec<Broken> {
        let (history, mut state) = honest();
        change(&mut state);
        check(&history, &state).into_iter().collect()
    }

    fn remove(state: &mut State, call: CallId) {
        state.events.retain(|event| event.call != call);
        state.own.remove(&call);
        state.counter -= 1;
    }

    #[test]
    fn nothing_where_nothing_is_wrong() {
        assert_eq!(after(|_| {}), []);
        // The unknown one may as well not have happened.
        let without = |state: &mut State| {
            remove(state, 5);
            state.documents[0] = written(2, 0, 1);
        };
        assert_eq!(after(without), []);
    }

    #[test]
    fn a_write_that_was_acknowledged_and_is_lost() {
        let lost = |state: &mut State| {
            remove(state, 3);
            state.documents.pop();
        };
        assert_eq!(after(lost), [Broken::Lost(3)]);
        // In the midst of a chain, the documents know of it too.
        assert_eq!(
            after(|state| remove(state, 2)),
            [Broken::Lost(2), Broken::WithoutDocument(1), Broken::WithoutEvent(2)]
        );
    }

    #[test]
    fn a_write_that_was_refused_and_is_there() {
        let present = |state: &mut State| {
            state.events.push(written(4, 1, 3));
            state.documents[1] = written(4, 1, 3);
            state.own.insert(4);
            state.counter += 1;
        };
        assert_eq!(after(present), [Broken::Present(4)]);
    }

    #[test]
    fn a_write_that_is_there_twice() {
        assert_eq!(after(|state| state.events.push(written(2, 0, 1))), [Broken::Doubled(2)]);
        assert_eq!(after(|state| state.counter += 1), [Broken::Counted { counter: 5, calls: 4 }]);
    }

    #[test]
    fn an_update_that_another_one_ran_over() {
        // Both 2 and 5 replaced what 1 had written.
        let over = |state: &mut State| {
            state.events[3] = written(5, 0, 1);
            state.documents[0] = written(5, 0, 1);
        };
        assert_eq!(after(over), [Broken::LostUpdate(1), Broken::WithoutDocument(2)]);
    }

    #[test]
    fn an_event_without_its_document_and_a_document_without_its_event() {
        let old = |state: &mut State| state.documents[0] = written(2, 0, 1);
        assert_eq!(after(old), [Broken::WithoutDocument(5)]);
        assert_eq!(
            after(|state| {
                state.own.remove(&1);
            }),
            [Broken::Half(1)]
        );
        let silent = |state: &mut State| {
            state.events.pop();
            state.counter -= 1;
        };
        assert_eq!(
            after(silent),
            [
                Broken::WithoutEvent(5),
                Broken::WithoutDocument(1),
                Broken::WithoutDocument(2),
                Broken::Half(5)
            ]
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_nobody_asked_for() {
        let invented = |state: &mut State| {
            state.events.push(written(9, 1, 3));
            state.documents[1] = written(9, 1, 3);
            state.own.insert(9);
            state.counter += 1;
        };
        assert_eq!(after(invented), [Broken::Invented(9)]);
    }
}
