//! The command's end of the admin socket.

use std::io::{self, ErrorKind};
use std::path::Path;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

use super::place::Place;
use super::protocol::{Answer, Request};
use super::upload::Uploaded;
use crate::failure::Failure;

/// The server of a directory, if one listens.
pub async fn connect(directory: &Path) -> Result<Option<UnixStream>, Failure> {
    let connected = match Place::of(directory) {
        Ok(place) => UnixStream::connect(place.address()).await,
        Err(error) => Err(error),
    };
    match connected {
        Ok(stream) => Ok(Some(stream)),
        // A socket without a listener was left by a server that was killed.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Failure::Failed(format!(
            "the data directory {} is closed to this user: run the command as the user that the server runs as, or as root",
            directory.display()
        ))),
        Err(error) => {
            Err(Failure::of(format!("cannot connect to the server of {}", directory.display()), error))
        }
    }
}

/// Asks over a connection.
pub async fn converse(
    stream: UnixStream,
    request: &Request,
    mut upload: Uploaded,
) -> io::Result<mpsc::Receiver<Answer>> {
    let (reading, mut writing) = stream.into_split();
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    writing.write_all(&line).await?;
    let (sender, answers) = mpsc::channel(32);
    let (reads, reader) = oneshot::channel::<()>();
    tokio::spawn(async move {
        // Not waited for: the server may answer, and hang up, before all was sent.
        while let Some(Ok(piece)) = upload.recv().await {
            let Ok(mut line) = serde_json::to_vec(&piece).map(Zeroizing::new) else { return };
            line.push(b'\n');
            if writing.write_all(&line).await.is_err() {
                return;
            }
        }
        // Kept, as long as somebody reads: a closed half says that nobody does.
        let _ = reader.await;
        drop(writing);
    });
    tokio::spawn(async move {
        let _reads = reads;
        let mut lines = BufReader::new(reading).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = serde_json::from_str(&line).unwrap_or_else(|error| {
                Answer::Error(format!("the server's answer makes no sense: {error}"))
            });
            if sender.send(answer).await.is_err() {
                return;
            }
        }
    });
    Ok(answers)
}
