//! The checker: after a crash, is everything there that was acknowledged, and nothing by halves?

use std::collections::{BTreeMap, BTreeSet};

use super::call::{Call, State};
use super::life::Life;
use super::observed::Observed;

/// What became of the call that was in flight when the server was killed, after all.
pub enum Settled {
    /// There was none, or it was done: its effect is there, and its event.
    Done,
    /// Neither is there. It can be made again.
    Undone(Call),
}

/// Decides what became of a life's call in flight. It may be done or not, but its effect and its event go together;
/// `unacknowledged` are the actions that the audit trail knows and the client does not.
pub fn settle(life: &mut Life, is: &State, unacknowledged: &[&str]) -> Result<Settled, String> {
    let name = life.name.clone();
    let Some(call) = life.in_flight.take() else {
        return if *is == life.state && unacknowledged.is_empty() {
            Ok(Settled::Done)
        } else {
            Err(format!(
                "{name}: {:?} was acknowledged; there is {is:?}, and {unacknowledged:?} happened",
                life.state
            ))
        };
    };
    let call = learned(call, &life.state, is);
    let done = life.state.after(&call);
    match unacknowledged {
        [] if *is == life.state => Ok(Settled::Undone(call)),
        [action] if *action == call.action() && *is == done => {
            life.state = done;
            if call.has_codes() {
                life.spent.push(call);
            }
            Ok(Settled::Done)
        }
        _ => Err(format!(
            "{name}: {:?} was acknowledged, {call:?} was in flight; there is {is:?}, and {unacknowledged:?} happened",
            life.state
        )),
    }
}

/// Only the server knows the id of a key that it was about to give.
fn learned(call: Call, was: &State, is: &State) -> Call {
    let keys = |state: &State| state.user.as_ref().map(|user| user.keys.clone()).unwrap_or_default();
    match call {
        Call::CreateAccessKey { .. } => {
            Call::CreateAccessKey { id: keys(is).difference(&keys(was)).next().cloned() }
        }
        call => call,
    }
}

/// What is wrong with the lists: they hold what these lives have left, and nothing else.
pub fn faults_of_lists<'a>(
    observed: &Observed,
    lives: impl Iterator<Item = &'a Life> + Clone,
) -> Vec<String> {
    let with_user = lives.clone().filter(|life| life.state.user.is_some());
    let mut users: BTreeSet<String> = with_user.map(|life| life.name.clone()).collect();
    users.insert("admin".to_owned());
    let mut devices = BTreeMap::new();
    for life in lives {
        if let Some(device) = &life.state.device {
            devices.insert(life.serial.clone(), device.has_user.then(|| life.name.clone()));
        }
    }
    let faults_of_users =
        observed.users.symmetric_difference(&users).map(|name| format!("user {name} is there or is missing"));
    let serials: BTreeSet<_> = devices.keys().chain(observed.devices.keys()).collect();
    let faults_of_devices = serials.into_iter().filter_map(|serial| {
        let (is, should) = (observed.devices.get(serial), devices.get(serial));
        (is != should).then(|| format!("device {serial}: {should:?} was acknowledged; there is {is:?}"))
    });
    faults_of_users.chain(faults_of_devices).collect()
}
