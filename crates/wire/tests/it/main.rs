//! What callers of the Query API see, from signed bytes in to XML out, with the clock in the test's hand.

mod codes;
mod life;
mod races;
mod refusals;
mod rules;
mod strangers;
mod users;
mod world;
