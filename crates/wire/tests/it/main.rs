//! What callers of the Query API see, from signed bytes in to XML out, with the clock in the test's hand.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test's own parts cannot do, fails the test")]

mod account_details;
mod assume_role;
mod attachments;
mod boundaries;
mod codes;
mod coverage;
mod estate;
mod explanations;
mod failures;
mod floods;
mod groups;
mod guessing;
mod inline_policies;
mod inputs;
mod interruptions;
mod life;
mod lists;
mod memberships;
mod managed_policies;
mod phone;
mod races;
mod ready_policies;
mod refusals;
mod roles;
mod rules;
mod service_control;
mod signatures;
mod simulation;
mod stores;
mod strangers;
mod tags;
mod trust;
mod upgrades;
mod users;
mod world;
