//! What follows a request that brings something: lines with pieces of it, and one that says that it was all (rule R15: the server
//! opens no path that a client names).

use data_encoding::BASE64;
use mfa::TokenParameters;
use mfa::seed_file::TokenSeed;
use model::Secret;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::protocol::exposed;

/// A piece. No `Debug`: it holds seeds (rule R7).
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Piece {
    /// Tokens to import, at most [`TOKENS`].
    Tokens(Vec<SentToken>),
    /// A part of a file, in base64.
    File(String),
    /// That was all. What stops without it broke off.
    End {},
}

/// So many tokens are sent at a time: the longest serial numbers and seeds of so many fit into a line.
pub const TOKENS: usize = 100;

/// So many bytes of a file are sent at a time: in base64 so many fit into a line.
const FILE_BYTES: usize = 45 * 1024;

/// A token, as it is sent.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct SentToken {
    serial: String,
    #[serde(with = "exposed")]
    seed: Secret<String>,
    parameters: TokenParameters,
}

/// Pieces as they come, or why no more come.
pub type Uploaded = mpsc::Receiver<Result<Piece, String>>;

/// Nothing is to come.
pub fn nothing() -> Uploaded {
    mpsc::channel(1).1
}

/// Pieces with these tokens.
pub fn of_tokens(tokens: Vec<TokenSeed>) -> Uploaded {
    let (sender, uploaded) = mpsc::channel(4);
    tokio::spawn(async move {
        for tokens in tokens.chunks(TOKENS) {
            let piece = Piece::Tokens(tokens.iter().map(SentToken::from).collect());
            // Whoever does not want more says why in the answer.
            if sender.send(Ok(piece)).await.is_err() {
                return;
            }
        }
        let _ = sender.send(Ok(Piece::End {})).await;
    });
    uploaded
}

/// Pieces of a file.
pub fn of_file(file: Vec<u8>) -> Uploaded {
    let (sender, uploaded) = mpsc::channel(4);
    tokio::spawn(async move {
        for part in file.chunks(FILE_BYTES) {
            if sender.send(Ok(Piece::File(BASE64.encode(part)))).await.is_err() {
                return;
            }
        }
        let _ = sender.send(Ok(Piece::End {})).await;
    });
    uploaded
}

/// A file put together again, of at most so many bytes.
///
/// # Errors
/// That it broke off, is too long, or is none.
pub async fn file(uploaded: &mut Uploaded, most: usize) -> Result<Vec<u8>, String> {
    let mut file = vec![];
    loop {
        match uploaded.recv().await {
            Some(Ok(Piece::File(part))) => {
                let part =
                    BASE64.decode(part.as_bytes()).map_err(|_| "a piece of the file is not in base64")?;
                if file.len() + part.len() > most {
                    return Err(format!("the file is too long: {most} bytes are the most"));
                }
                file.extend(part);
            }
            Some(Ok(Piece::End {})) => return Ok(file),
            Some(Ok(Piece::Tokens(_))) => return Err("a file was to come, not tokens".to_owned()),
            Some(Err(reason)) => return Err(reason),
            None => return Err("the upload broke off".to_owned()),
        }
    }
}

impl From<&TokenSeed> for SentToken {
    fn from(token: &TokenSeed) -> Self {
        Self { serial: token.serial.to_string(), seed: token.seed.to_base32(), parameters: token.parameters }
    }
}

impl SentToken {
    /// The token, by the same rules as one that is read from a file.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(&self) -> Result<TokenSeed, String> {
        TokenSeed::new(&self.serial, self.seed.expose(), self.parameters)
            .map_err(|reason| format!("what was sent is not a token: {reason}"))
    }
}
