//! The PostgreSQL engine from outside: the promises of every store, and its own about servers that go and come.

#[cfg(test)]
mod promises;
