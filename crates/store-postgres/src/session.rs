//! One connection, and everything that is said over it.
//!
//! A session drives its connection itself, in the task that asks: what is asked together leaves in one packet, no other task
//! has to wake up, and a session that is dropped takes its connection with it. So a caller that goes away in the midst of
//! a transaction leaves nothing behind that somebody else could be given.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Row, SimpleQueryMessage, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::bounds;
use crate::error::{Meaning, meaning, words};
use crate::statements::{Sql, whole};
use crate::value::Value;

type Wire = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;
pub(crate) type Answer = Result<Vec<Row>, tokio_postgres::Error>;

/// How many forms of whole batches a session remembers.
const WHOLES: usize = 64;

/// One statement and its parameters.
pub(crate) struct Ask<'a> {
    pub(crate) sql: Sql,
    pub(crate) values: Vec<Value<'a>>,
}

/// A connection that is used by one caller at a time.
pub(crate) struct Session {
    client: Client,
    /// Nothing once it is lost.
    wire: Option<Wire>,
    statements: Vec<Statement>,
    /// Whole batches as one statement, by their parts; nothing of those that do not fit, or that the server refuses as one.
    wholes: HashMap<Vec<Sql>, Option<Statement>>,
    /// Random, from the server: names this session, and with a number its commits.
    id: Vec<u8>,
    marks: u64,
    /// The server said a warning since it was last asked: at a commit, that it is not on the standby.
    warned: bool,
}

impl Session {
    /// Connects, and makes sure that nothing in the session can take for ever.
    pub(crate) async fn connect(
        host: &Config,
        tls: MakeRustlsConnect,
    ) -> Result<Self, tokio_postgres::Error> {
        let (client, wire) = host.connect(tls).await?;
        let mut session = Self {
            client,
            wire: Some(wire),
            statements: Vec::new(),
            wholes: HashMap::new(),
            id: Vec::new(),
            marks: 0,
            warned: false,
        };
        let milliseconds = |bound: std::time::Duration| bound.as_millis();
        session
            .simple(&format!(
                "set statement_timeout = {}; set lock_timeout = {}; set idle_in_transaction_session_timeout = {};
                 set client_min_messages = warning; set jit = off; set default_transaction_isolation = 'read committed';
                 set plan_cache_mode = force_generic_plan;
                 set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off;
                 set enable_hashjoin = off; set enable_mergejoin = off;",
                milliseconds(bounds::STATEMENT),
                milliseconds(bounds::LOCK),
                milliseconds(bounds::IDLE_IN_TRANSACTION),
            ))
            .await?;
        let id = session.simple("select encode(uuid_send(gen_random_uuid()), 'hex')").await?;
        session.id = id.first().map(|hex| hex.as_bytes().to_vec()).unwrap_or_default();
        Ok(session)
    }

    /// Readies every statement, in one round trip. The tables must be there.
    pub(crate) async fn prepare(&mut self) -> Result<(), tokio_postgres::Error> {
        let texts: Vec<_> = Sql::ALL.iter().map(|sql| sql.text()).collect();
        let client = &self.client;
        let preparing = texts.iter().map(|(text, types)| client.prepare_typed(text, types));
        let statements = drive(&mut self.wire, &mut self.warned, all(preparing)).await;
        self.statements = statements.into_iter().collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Says everything at once, in this order; the answers come in the same order.
    pub(crate) async fn ask(&mut self, asks: &[Ask<'_>]) -> Vec<Answer> {
        self.warned = false;
        let (client, statements) = (&self.client, &self.statements);
        let asking = asks.iter().map(|ask| async move {
            let values: Vec<_> = ask.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            match statements.get(ask.sql as usize) {
                Some(statement) => client.query(statement, &values).await,
                None => client.query(&ask.sql.text().0, &values).await,
            }
        });
        drive(&mut self.wire, &mut self.warned, all(asking)).await
    }

    /// The same as one statement, which is a transaction of its own; nothing if it does not fit into one.
    ///
    /// # Errors
    /// It could not be readied: nothing was said.
    pub(crate) async fn ask_whole(
        &mut self,
        asks: &[Ask<'_>],
    ) -> Result<Option<Answer>, tokio_postgres::Error> {
        self.warned = false;
        let parts: Vec<Sql> = asks.iter().map(|ask| ask.sql).collect();
        if !self.wholes.contains_key(&parts) {
            if self.wholes.len() >= WHOLES {
                self.wholes.clear();
            }
            let statement = match whole(&parts) {
                None => None,
                Some((text, types)) => {
                    let preparing = self.client.prepare_typed(&text, &types);
                    match drive(&mut self.wire, &mut self.warned, preparing).await {
                        Ok(statement) => Some(statement),
                        Err(error) if is_too_much_at_once(&error) => None,
                        Err(error) => return Err(error),
                    }
                }
            };
            self.wholes.insert(parts.clone(), statement);
        }
        let Some(Some(statement)) = self.wholes.get(&parts) else { return Ok(None) };
        let values: Vec<_> = asks.iter().flat_map(|ask| &ask.values).map(|value| value as _).collect();
        let asking = self.client.query(statement, &values);
        let answer = drive(&mut self.wire, &mut self.warned, asking).await;
        // Some servers find it out only when they plan it.
        if answer.as_ref().is_err_and(is_too_much_at_once) {
            self.wholes.insert(parts, None);
        }
        Ok(Some(answer))
    }

    /// One statement.
    pub(crate) async fn ask_one(&mut self, sql: Sql, values: Vec<Value<'_>>) -> Answer {
        self.ask(&[Ask { sql, values }]).await.pop().unwrap_or_else(|| Ok(Vec::new()))
    }

    /// Statements without parameters; the first column of what they answer.
    pub(crate) async fn simple(&mut self, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
        let asking = self.client.simple_query(sql);
        let said = drive(&mut self.wire, &mut self.warned, asking).await?;
        let first = said.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        Ok(first.collect())
    }

    /// Whether the database has an extension of this name.
    pub(crate) async fn has_extension(&mut self, name: &str) -> Result<bool, tokio_postgres::Error> {
        let found = self.simple(&format!("select 1 from pg_extension where extname = '{name}'")).await?;
        Ok(!found.is_empty())
    }

    /// Whether the server is still there, as far as this side has heard.
    pub(crate) async fn is_open(&mut self) -> bool {
        poll_fn(|context| {
            Poll::Ready(loop {
                let Some(wire) = &mut self.wire else { break false };
                match wire.poll_message(context) {
                    Poll::Pending => break true,
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(None | Some(Err(_))) => self.wire = None,
                }
            })
        })
        .await
    }

    /// Whether the last answers came with a warning.
    pub(crate) const fn warned(&self) -> bool {
        self.warned
    }

    /// Names this session, for the row that tells when it last committed.
    pub(crate) fn id(&self) -> &[u8] {
        &self.id
    }

    /// An id that no commit had before.
    pub(crate) fn next_mark(&mut self) -> Vec<u8> {
        self.marks += 1;
        [self.id.as_slice(), &self.marks.to_be_bytes()].concat()
    }
}

/// Whether the server refuses a statement for its form; the same said one by one may be done.
fn is_too_much_at_once(error: &tokio_postgres::Error) -> bool {
    let refused = meaning(error) == Meaning::TooMuchAtOnce;
    if refused {
        tracing::debug!("the database takes a commit of this form in pieces only: {}", words(error));
    }
    refused
}

/// Runs a future that needs the connection.
async fn drive<T>(wire: &mut Option<Wire>, warned: &mut bool, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    poll_fn(|context| {
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(output);
            }
            let Some(connection) = wire.as_mut() else { return Poll::Pending };
            match connection.poll_message(context) {
                Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) => {
                    *warned = true;
                    tracing::warn!(severity = notice.severity(), "the database says: {}", notice.message());
                }
                Poll::Ready(Some(Ok(_))) => {}
                // With the connection goes everything that waits for its answers, which ends the future.
                Poll::Ready(None | Some(Err(_))) => *wire = None,
                // What was read may be what the future waits for.
                Poll::Pending => return future.as_mut().poll(context),
            }
        }
    })
    .await
}

/// Starts all futures in their order, then waits for each: they are answered in that order.
async fn all<T, F: Future<Output = T> + Send>(futures: impl Iterator<Item = F>) -> Vec<T> {
    let mut started: Vec<Started<F>> = futures.map(|future| Started::Waiting(Box::pin(future))).collect();
    poll_fn(|context| {
        for one in &mut started {
            one.poll(context);
        }
        Poll::Ready(())
    })
    .await;
    let mut outputs = Vec::with_capacity(started.len());
    for one in started {
        outputs.push(match one {
            Started::Waiting(future) => future.await,
            Started::Done(output) => output,
        });
    }
    outputs
}

enum Started<F: Future> {
    Waiting(Pin<Box<F>>),
    Done(F::Output),
}

impl<F: Future> Started<F> {
    fn poll(&mut self, context: &mut std::task::Context<'_>) {
        if let Self::Waiting(future) = self
            && let Poll::Ready(output) = future.as_mut().poll(context)
        {
            *self = Self::Done(output);
        }
    }
}
