//! What a server tells whoever watches over it.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::{Answer, Connection};

/// Asks the listener for metrics and health.
#[track_caller]
pub fn ask(address: SocketAddr, path: &str) -> Answer {
    let mut connection = Connection::open(address).expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    connection.send(request.as_bytes()).expect("it reads");
    connection.receive().expect("it answers in HTTP").expect("it answers")
}

/// A page of figures.
#[derive(Clone, Debug)]
pub struct Figures(String);

impl Figures {
    /// Takes a page.
    #[track_caller]
    pub fn at(address: SocketAddr) -> Self {
        let answer = ask(address, "/metrics");
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        Self(answer.body)
    }

    /// The sum of the rows of this name that have these labels, whatever others they have; 0 if there is none.
    pub fn sum(&self, name: &str, labels: &[&str]) -> f64 {
        let row = |line: &str| {
            let rest = line.strip_prefix(name)?;
            let (written, value) = match rest.strip_prefix('{') {
                Some(rest) => rest.split_once("} ")?,
                None => ("", rest.strip_prefix(' ')?),
            };
            let has = |label: &&str| written.split(',').any(|pair| pair == *label);
            labels.iter().all(has).then(|| value.parse::<f64>().expect("a number"))
        };
        self.0.lines().filter_map(row).sum()
    }

    /// How much a row has grown since an earlier page.
    pub fn since(&self, before: &Self, name: &str, labels: &[&str]) -> f64 {
        self.sum(name, labels) - before.sum(name, labels)
    }

    /// What tells rows apart: each row without its value.
    pub fn series(&self) -> BTreeSet<&str> {
        let rows = self.0.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|line| line.rsplit_once(' ')).map(|(series, _)| series).collect()
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.0
    }
}
