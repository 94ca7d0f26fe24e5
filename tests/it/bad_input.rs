//! Whatever a stranger sends is refused in clear words, or dropped; and the next one is served.

mod bodies;
mod framing;
mod slow;

use bartizan_tests::{Account, Answer, Api, Client, Connection, Options, Server};

/// A form that succeeds, whoever signs it.
const GOOD: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A server, and somebody who may do everything.
struct Gate {
    server: Server,
    account: Account,
}

impl Gate {
    fn open() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let server = Server::with(options);
        let account = Account::create(&server, "root@example.com");
        Self { server, account }
    }

    fn client(&self) -> Client {
        self.account.administrator(&self.server)
    }

    fn connect(&self) -> Connection {
        Connection::open(self.server.address()).expect("the server listens")
    }

    /// Sends bytes, and gives every answer until the server closes. The client closes its side at once, if `finish` is said.
    fn exchange(&self, bytes: &[u8], finish: bool) -> Vec<Answer> {
        let mut connection = self.connect();
        // A server that has seen enough may close while this still sends.
        let _ = connection.send(bytes);
        if finish {
            let _ = connection.finish();
        }
        connection.receive_all().unwrap_or_default()
    }

    /// The head of a well signed request for a body, up to where its framing is said.
    fn head(&self, body: &[u8]) -> String {
        let headers = self.client().headers(Api::Sts, FORM, body);
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("POST / HTTP/1.1\r\n{headers}")
    }

    /// The server answers as if nothing had happened.
    #[track_caller]
    fn still_answers(&self, after: &str) {
        let answer = self.client().call(Api::Sts, "GetCallerIdentity", &[]);
        assert_eq!(
            answer.map(|answer| answer.status).ok(),
            Some(200),
            "after {after}\n{}",
            self.server.log()
        );
    }

    /// Nobody was created.
    #[track_caller]
    fn has_only_the_administrator(&self) {
        assert_eq!(self.client().iam("ListUsers", &[]).ok().members().count(), 1);
    }
}
