//! What callers of the Query API see, from signed bytes in to XML out, with the clock in the test's hand.

mod codes;
mod coverage;
mod failures;
mod guessing;
mod interruptions;
mod life;
mod lists;
mod races;
mod refusals;
mod rules;
mod signatures;
mod stores;
mod strangers;
mod tags;
mod users;
mod world;
