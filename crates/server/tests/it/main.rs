//! The server over real sockets. Nothing here waits for a clock: what is slow is noticed by the server, which closes.

// Always true here; it tells clippy that the functions beside the tests are tests too.
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
