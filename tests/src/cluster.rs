//! Several nodes over one database.

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
        Self::over(Postgres::start(), nodes, environment)
    }

    /// The same over a database that is there.
    pub fn over(postgres: Postgres, nodes: usize, environment: &[(&'static str, &str)]) -> Self {
        let mut cluster = Self { nodes: Vec::new(), postgres };
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
        Self::node_over(&self.postgres.url("postgres"), environment)
    }

    /// The same over a database of this URL.
    pub fn node_over(url: &str, environment: &[(&'static str, &str)]) -> Server {
        let url = ("BARTIZAN_STORE_URL", url.to_owned());
        let others = environment.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Server::stopped(Options { environment: others.chain([url]).collect(), ..Options::default() })
    }

    /// Gives a node the master key of the first.
    pub fn give_key(&self, node: &Server) {
        self.nodes[0].give_key(node);
    }
}
