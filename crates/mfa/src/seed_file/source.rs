//! A file as it is read: where we are in it, and not more of it at a time than makes sense.

use std::io::{self, BufRead, Read};

use super::{MOST_BYTES, Reason};

/// How many bytes there are between two calls of [`Source::begin`] at most: of an XML event or a line.
pub const PIECE: usize = 64 * 1024;

/// Counts lines and bytes, and fails when there are too many.
pub struct Source<R> {
    inner: R,
    line: u64,
    bytes: u64,
    piece: usize,
    ended: bool,
}

impl<R: BufRead> Source<R> {
    pub const fn new(inner: R) -> Self {
        Self { inner, line: 1, bytes: 0, piece: 0, ended: false }
    }

    /// The line that is being read, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Whether everything was read.
    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// A new event or line begins.
    pub const fn begin(&mut self) {
        self.piece = 0;
    }

    /// What an error of this source means.
    pub fn reason(&self, error: &io::Error) -> Reason {
        match error.kind() {
            io::ErrorKind::FileTooLarge if self.bytes > MOST_BYTES => Reason::FileTooLong,
            io::ErrorKind::FileTooLarge => Reason::TooLong,
            io::ErrorKind::InvalidData => Reason::NotText,
            kind => Reason::Unreadable(kind),
        }
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > PIECE || self.bytes > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let buffer = self.inner.fill_buf()?;
        self.ended = buffer.is_empty();
        // Little by little, so that a reader that takes all there is comes back here in time.
        Ok(&buffer[..buffer.len().min(4096)])
    }

    fn consume(&mut self, amount: usize) {
        if amount == 0 {
            return;
        }
        // Still in the buffer: asking for it again reads nothing.
        if let Ok(buffer) = self.inner.fill_buf() {
            let lines = buffer.iter().take(amount).filter(|&&byte| byte == b'\n').count();
            self.line += lines as u64;
        }
        self.bytes += amount as u64;
        self.piece += amount;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let length = buffer.len().min(into.len());
        into[..length].copy_from_slice(&buffer[..length]);
        self.consume(length);
        Ok(length)
    }
}
