//! What whoever watches over a server is told: figures, health, and lines of the log for requests.

mod figures;
mod health;
mod log;
