//! Several nodes over one database.

use std::fs;
use std::os::unix::fs::DirBuilderExt;

use store_postgres::testing::Server as Postgres;

use crate::{Options, Server};

/// A database and the nodes over it.
pub struct Cluster {
    /// The nodes; the first has made the master key, the others were given it.
    pub nodes: Vec<Server>,
    /// Goes after the nodes.
    pub postgres: Postgres,
}

impl Cluster {
    /// Starts a database, and so many nodes with these variables in their environments.
    pub fn start(nodes: usize, environment: &[(&'static str, &str)]) -> Self {
        let mut cluster = Self { nodes: Vec::new(), postgres: Postgres::start() };
        for number in 0..nodes {
            let mut node = cluster.node(environment);
            if number > 0 {
                cluster.give_key(&node);
            }
            node.restart();
            cluster.nodes.push(node);
        }
        cluster
    }

    /// A node that does not run yet, and has no key.
    pub fn node(&self, environment: &[(&'static str, &str)]) -> Server {
        let url = ("BARTIZAN_STORE_URL", self.postgres.url("postgres"));
        let others = environment.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Server::stopped(Options { environment: others.chain([url]).collect(), ..Options::default() })
    }

    /// Gives a node the master key of the first.
    pub fn give_key(&self, node: &Server) {
        let data = node.data();
        fs::DirBuilder::new().mode(0o700).create(&data).expect("the directory is not there yet");
        fs::copy(self.nodes[0].data().join("master.key"), data.join("master.key")).expect("there is a key");
    }
}
