//! A connection: bytes out, answers in. It adds nothing to what it is given, so that a test can send anything.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use crate::Answer;

/// A server that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_BODY: u64 = 64 << 20;

/// A connection to a server.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// If nobody listens.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// If the server has closed.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Says that nothing more will be sent, and still listens.
    ///
    /// # Errors
    /// If the server has closed.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stream.get_mut().shutdown(Shutdown::Write)
    }

    /// The next answer; none if the server closed without one.
    ///
    /// # Errors
    /// If it breaks off, or is not HTTP.
    pub fn receive(&mut self) -> io::Result<Option<Answer>> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let status = line
            .strip_prefix("HTTP/1.")
            .and_then(|rest| rest.get(2..5))
            .and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| broken(&line))?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some(header) = line.strip_suffix("\r\n") else { return Err(broken(&line)) };
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').ok_or_else(|| broken(header))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: String::new() };
        if !(100..200).contains(&status) {
            answer.body = self.body(answer.header("content-length"))?;
        }
        Ok(Some(answer))
    }

    /// All answers until the server closes.
    ///
    /// # Errors
    /// If one breaks off, or is not HTTP.
    pub fn receive_all(&mut self) -> io::Result<Vec<Answer>> {
        let mut answers = Vec::new();
        while let Some(answer) = self.receive()? {
            answers.push(answer);
        }
        Ok(answers)
    }

    fn body(&mut self, length: Option<&str>) -> io::Result<String> {
        let mut body = Vec::new();
        match length {
            Some(length) => {
                let length: u64 = length.parse().map_err(|_| broken(length))?;
                body.resize(usize::try_from(length.min(MOST_BODY)).map_err(io::Error::other)?, 0);
                self.stream.read_exact(&mut body)?;
            }
            None => {
                self.stream.by_ref().take(MOST_BODY).read_to_end(&mut body)?;
            }
        }
        String::from_utf8(body).map_err(io::Error::other)
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not an answer: {what:?}"))
}
