//! One kept-alive connection, with as little of HTTP as a generator of load needs: what it takes, it takes from the
//! core that it shares with nobody who is measured.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Result;

/// A connection, opened when it is needed.
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Connection {
    /// A connection to a server.
    pub const fn to(address: SocketAddr) -> Self {
        Self { address, stream: None, received: Vec::new() }
    }

    /// Sends a request and reads its answer.
    pub async fn call(&mut self, request: &[u8]) -> Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            if stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(end) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let (status, length, closes) = read_head(str::from_utf8(&self.received[..head])?)?;
        while self.received.len() < head + length {
            if stream.read_buf(&mut self.received).await? == 0 {
                return Err("the answer broke off".into());
            }
        }
        if !closes {
            self.stream = Some(stream);
        }
        Ok(Answer { status, body: String::from_utf8(self.received[head..].to_vec())? })
    }
}

/// Status, length of the body, and whether the connection ends with it.
fn read_head(head: &str) -> Result<(u16, usize, bool)> {
    let mut lines = head.lines();
    let status_line = lines.next().unwrap_or_default();
    let status = status_line.split(' ').nth(1).ok_or("no status")?.parse()?;
    let (mut length, mut closes) = (0, status_line.starts_with("HTTP/1.0"));
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        } else if name.eq_ignore_ascii_case("connection") {
            closes = value.trim().eq_ignore_ascii_case("close");
        }
    }
    Ok((status, length, closes))
}

impl Answer {
    /// The text of the first element of this name.
    pub fn text(&self, name: &str) -> Result<&str> {
        let open = format!("<{name}>");
        let rest = self.body.split_once(&open).map(|(_, rest)| rest);
        let text = rest.and_then(|rest| rest.split_once("</")).map(|(text, _)| text);
        text.ok_or_else(|| format!("no {name} in {}", self.body).into())
    }

    /// The answer, if it is a good one.
    pub fn ok(self) -> Result<Self> {
        if self.status == 200 { Ok(self) } else { Err(format!("{} {}", self.status, self.body).into()) }
    }
}
