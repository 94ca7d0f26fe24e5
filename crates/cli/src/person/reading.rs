//! Lines of an input, and terminals that do not show what is typed.

use std::fs::File;
use std::io::{self, Read, stdin};
use std::sync::Arc;

use model::Secret;
use rustix::fd::AsFd;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::Ear;

/// No answer is longer, in bytes: a seed or a URI of one is the longest.
const LONGEST: usize = 4_096;

/// The next line, without its end; none if there is no more.
pub fn line_of(ear: &Ear) -> io::Result<Option<Secret<String>>> {
    match ear {
        Ear::Typed | Ear::Piped => line(stdin().lock()),
        Ear::Terminal(terminal) => line(&**terminal),
    }
}

/// Byte by byte: what follows the line is for the next question.
fn line(mut input: impl Read) -> io::Result<Option<Secret<String>>> {
    // As long as it may become from the start: what grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = [0];
    loop {
        match input.read(&mut byte) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => break,
            Ok(_) if byte == *b"\n" => break,
            Ok(_) if bytes.len() == LONGEST => return Err(io::Error::other("the line is too long")),
            Ok(_) => bytes.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let text = str::from_utf8(&bytes).map_err(|_| io::Error::other("it is not text"))?;
    Ok(Some(Secret::new(text.trim_end_matches('\r').to_owned())))
}

/// A terminal that shows nothing of what is typed, for as long as this lives.
pub struct Hidden(Option<(Place, Termios)>);

enum Place {
    StandardInput,
    Terminal(Arc<File>),
}

impl Hidden {
    pub fn standard_input() -> Self {
        Self::of(Place::StandardInput)
    }

    pub fn terminal(terminal: Arc<File>) -> Self {
        Self::of(Place::Terminal(terminal))
    }

    fn of(place: Place) -> Self {
        let Ok(before) = place.with(|fd| tcgetattr(fd)) else { return Self(None) };
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        let _ = place.with(|fd| tcsetattr(fd, OptionalActions::Now, &silent));
        Self(Some((place, before)))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some((place, before)) = &self.0 {
            let _ = place.with(|fd| tcsetattr(fd, OptionalActions::Now, before));
        }
    }
}

impl Place {
    fn with<T>(&self, act: impl FnOnce(rustix::fd::BorrowedFd<'_>) -> T) -> T {
        match self {
            Self::StandardInput => act(stdin().as_fd()),
            Self::Terminal(terminal) => act(terminal.as_fd()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, line};

    #[test]
    fn lines_are_read_one_by_one_and_no_further() {
        let mut input: &[u8] = b"123456\r\n\nlast";
        let mut next = || line(&mut input).unwrap().map(|line| line.expose().clone());
        assert_eq!(next().as_deref(), Some("123456"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        assert!(line(&[b'x'; LONGEST][..]).unwrap().is_some());
        assert!(line(&[b'x'; LONGEST + 1][..]).is_err());
        assert!(line(&[0xff, b'\n'][..]).is_err());
    }
}
