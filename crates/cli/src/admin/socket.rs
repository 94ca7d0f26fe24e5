//! The server's end of the admin socket (rule R15).

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use server::Clock;
use service::Service;
use service::operator::Operator;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::perform::perform;
use super::place::{Place, SOCKET};
use super::protocol::{Answer, Request};
use super::upload::{self, Piece, Uploaded};
use crate::data::DataDirectory;
use crate::failure::Failure;

/// The longest request, in bytes, and the time it may take to come.
const REQUEST_BYTES: u64 = 64 * 1024;
const REQUEST_TIME: Duration = Duration::from_secs(10);
/// How long each piece of what follows a request may take to come. A piece is no longer than a request.
const PIECE_TIME: Duration = Duration::from_secs(60);
/// How long a piece of a backup may wait to be taken: as long as somebody stalls, the store cannot clear its log away.
const TAKING_TIME: Duration = Duration::from_secs(60);
/// How many operators are answered at once, and how long a stop waits for them.
const CONVERSATIONS: usize = 64;
const STOP_TIME: Duration = Duration::from_secs(5);

/// The socket, while the server runs.
#[derive(Debug)]
pub struct AdminSocket {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl AdminSocket {
    /// Makes the socket. Only for who owns the store: a socket that is there already was left by a process that is gone.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn bind(directory: &DataDirectory) -> Result<Self, Failure> {
        let path = directory.file(SOCKET);
        let unusable =
            |error: io::Error| Failure::of(format!("cannot make the admin socket {}", path.display()), error);
        remove_stale(&path).map_err(unusable)?;
        let place = Place::of(directory.path()).map_err(unusable)?;
        // Under the umask of the process, 077, nobody else could connect at any moment; the mode only drops what a socket
        // has no use for.
        let listener = UnixListener::bind(place.address()).map_err(unusable)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(unusable)?;
        Ok(Self { listener, path, owner: rustix::process::geteuid().as_raw() })
    }

    /// Answers operators until told to stop. What was begun is finished then, except following, which has no end.
    pub async fn serve(self, service: Arc<Service>, clock: Arc<dyn Clock>, mut stop: watch::Receiver<bool>) {
        let seats = Arc::new(Semaphore::new(CONVERSATIONS));
        let mut conversations = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stop.changed() => break,
                Some(_) = conversations.join_next() => continue,
                accepted = self.listener.accept() => accepted,
            };
            let Ok((stream, _)) = accepted else {
                // Out of descriptors: trying again at once would spin until somebody leaves.
                let _ = timeout(Duration::from_millis(250), stop.changed()).await;
                continue;
            };
            let (Some(operator), Ok(seat)) = (self.operator(&stream), Arc::clone(&seats).try_acquire_owned())
            else {
                continue;
            };
            let (service, clock, stop) = (Arc::clone(&service), Arc::clone(&clock), stop.clone());
            conversations.spawn(async move {
                let _seat = seat;
                if let Err(error) = converse(stream, operator, service, clock, stop).await {
                    tracing::debug!(%error, "an operator has gone");
                }
            });
        }
        let _ = timeout(STOP_TIME, async { while conversations.join_next().await.is_some() {} }).await;
    }

    /// Who is at the other end, if they may be: the kernel says so, not they. The modes of socket and directory should have kept
    /// all others out; if somebody has changed those, this still does.
    fn operator(&self, stream: &UnixStream) -> Option<Operator> {
        let peer = stream.peer_cred().ok()?;
        if may_operate(peer.uid(), self.owner) {
            return Some(Operator { uid: peer.uid() });
        }
        tracing::warn!(uid = peer.uid(), pid = peer.pid(), "a stranger at the admin socket was turned away");
        None
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

const fn may_operate(peer: u32, owner: u32) -> bool {
    peer == owner || peer == 0
}

fn remove_stale(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "something else has that name")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

async fn converse(
    stream: UnixStream,
    operator: Operator,
    service: Arc<Service>,
    clock: Arc<dyn Clock>,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading: Reading = BufReader::new(reading.take(REQUEST_BYTES));
    let request = tokio::select! {
        biased;
        _ = stop.changed() => return Ok(()),
        request = timeout(REQUEST_TIME, read::<Request>(&mut reading)) => match request {
            Ok(request) => request?,
            Err(_) => Err("the request took too long".to_owned()),
        },
    };
    let request = match request {
        Ok(request) => request,
        Err(reason) => return write(&mut writing, &Answer::Error(reason)).await,
    };
    tracing::info!(uid = operator.uid, command = request.name(), "an operator's command");
    let is_endless = request.is_endless();
    let patience = request.holds_a_moment().then_some(TAKING_TIME);
    let (uploaded, mut rest) = if request.brings_something() {
        (receive(reading), None)
    } else {
        (upload::nothing(), Some(reading.into_inner().into_inner()))
    };

    // On its own: an operator who hangs up does not interrupt a change.
    let (sender, mut answers) = mpsc::channel(32);
    tokio::spawn(perform(service, clock, operator, request, uploaded, sender));
    loop {
        let answer = tokio::select! {
            biased;
            _ = stop.changed(), if is_endless => Some(Answer::Error("the server was stopped".to_owned())),
            answer = answers.recv() => answer,
            // Nothing more is to come; so this is the end of the connection. Who is answered in a moment may close their half.
            () = closed(&mut rest), if is_endless => return Ok(()),
        };
        let Some(answer) = answer else { return Ok(()) };
        write_within(patience, &mut writing, &answer).await?;
        if matches!(answer, Answer::Error(_) | Answer::End {}) {
            return writing.shutdown().await;
        }
    }
}

type Reading = BufReader<tokio::io::Take<OwnedReadHalf>>;

/// Waits until something comes where nothing more is to come: the end.
async fn closed(rest: &mut Option<OwnedReadHalf>) {
    if let Some(rest) = rest {
        let _ = rest.read_u8().await;
    }
}

/// What follows a request, piece by piece, as whoever takes it in is ready for the next.
fn receive(mut reading: Reading) -> Uploaded {
    let (sender, uploaded) = mpsc::channel(2);
    tokio::spawn(async move {
        loop {
            reading.get_mut().set_limit(REQUEST_BYTES);
            let piece = match timeout(PIECE_TIME, read::<Piece>(&mut reading)).await {
                Ok(Ok(piece)) => piece,
                Ok(Err(error)) => Err(format!("the upload broke off: {error}")),
                Err(_) => Err("the upload took too long".to_owned()),
            };
            let is_last = matches!(piece, Ok(Piece::End {}) | Err(_));
            if sender.send(piece).await.is_err() || is_last {
                return;
            }
        }
    });
    uploaded
}

/// A request, or a piece of what follows it; or why it is none.
async fn read<T: DeserializeOwned>(reading: &mut Reading) -> io::Result<Result<T, String>> {
    // It may hold seeds.
    let mut line = Zeroizing::new(Vec::new());
    reading.read_until(b'\n', &mut line).await?;
    if line.last() != Some(&b'\n') {
        return Ok(Err(match line.is_empty() {
            true => "the upload broke off".to_owned(),
            false => format!("a request is a line of at most {REQUEST_BYTES} bytes"),
        }));
    }
    Ok(serde_json::from_slice(&line).map_err(|error| {
        // The error of the parser may quote what was sent.
        format!(
            "not a request (at byte {}): is the server of another version than this command?",
            error.column()
        )
    }))
}

/// Writes an answer, for which whoever reads it has so long.
async fn write_within(
    patience: Option<Duration>,
    writing: &mut OwnedWriteHalf,
    answer: &Answer,
) -> io::Result<()> {
    let Some(patience) = patience else { return write(writing, answer).await };
    let stalled = || io::Error::new(io::ErrorKind::TimedOut, "an operator does not take what was asked for");
    timeout(patience, write(writing, answer)).await.unwrap_or_else(|_| Err(stalled()))
}

async fn write(writing: &mut OwnedWriteHalf, answer: &Answer) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    writing.write_all(&line).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::net::UnixStream;

    use super::{Answer, may_operate, remove_stale, write_within};

    #[test]
    fn r15_the_admin_socket_answers_its_owner_and_root_only() {
        for (peer, owner, may) in
            [(1000, 1000, true), (0, 1000, true), (1001, 1000, false), (1000, 0, false), (0, 0, true)]
        {
            assert_eq!(may_operate(peer, owner), may, "user {peer} at a socket of user {owner}");
        }
    }

    // A backup holds a moment of the store, and with it the log: not for whoever never reads.
    #[tokio::test]
    async fn r15_who_takes_nothing_of_a_backup_is_given_up() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let (_, mut writing) = ours.into_split();
        let part = Answer::Progress("x".repeat(1 << 20));
        let patience = Some(Duration::from_millis(50));
        // What the kernel keeps for them has a bound.
        let mut written = Ok(());
        for _ in 0..100 {
            written = write_within(patience, &mut writing, &part).await;
            if written.is_err() {
                break;
            }
        }
        assert_eq!(written.unwrap_err().kind(), std::io::ErrorKind::TimedOut);
        drop(theirs);
    }

    #[test]
    fn only_a_socket_is_removed_to_make_place_for_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("admin.sock");
        remove_stale(&path).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        remove_stale(&path).unwrap();
        drop(socket);
        assert!(!path.exists());
        std::fs::write(&path, "a file of somebody").unwrap();
        assert!(remove_stale(&path).is_err());
        assert!(path.exists());
    }
}
