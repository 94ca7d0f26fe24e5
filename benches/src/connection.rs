//! One kept-alive connection, with as little of HTTP as a generator of load needs: what it takes, it takes from the
//! core that it shares with nobody who is measured.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::Result;

/// A connection, opened when it is needed.
pub struct Connection {
    address: SocketAddr,
    source: Option<Ipv4Addr>,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The first cookie that it sets: name and value.
    pub cookie: Option<String>,
    /// The body.
    pub body: String,
}

/// What is read of the head of an answer.
#[derive(Default)]
struct Head {
    status: u16,
    length: usize,
    closes: bool,
    cookie: Option<String>,
}

impl Connection {
    /// A connection to a server.
    pub const fn to(address: SocketAddr) -> Self {
        Self { address, source: None, stream: None, received: Vec::new() }
    }

    /// The same from this address.
    pub fn from(source: Ipv4Addr, address: SocketAddr) -> Self {
        Self { source: Some(source), ..Self::to(address) }
    }

    async fn open(&self) -> Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        if let Some(source) = self.source {
            socket.bind(SocketAddr::from((source, 0)))?;
        }
        let stream = socket.connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Sends a request and reads its answer.
    pub async fn call(&mut self, request: &[u8]) -> Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.open().await?,
        };
        stream.write_all(request).await?;
        self.received.clear();
        let body = loop {
            if stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if let Some(end) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = Head::read(str::from_utf8(&self.received[..body])?)?;
        while self.received.len() < body + head.length {
            if stream.read_buf(&mut self.received).await? == 0 {
                return Err("the answer broke off".into());
            }
        }
        if !head.closes {
            self.stream = Some(stream);
        }
        let Head { status, cookie, .. } = head;
        Ok(Answer { status, cookie, body: String::from_utf8(self.received[body..].to_vec())? })
    }
}

impl Head {
    fn read(text: &str) -> Result<Self> {
        let mut lines = text.lines();
        let status_line = lines.next().unwrap_or_default();
        let status = status_line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut head = Self { status, closes: status_line.starts_with("HTTP/1.0"), ..Self::default() };
        for line in lines {
            let (name, value) = line.split_once(':').unwrap_or_default();
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                head.length = value.parse()?;
            } else if name.eq_ignore_ascii_case("connection") {
                head.closes = value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("set-cookie") && head.cookie.is_none() {
                head.cookie = value.split(';').next().map(str::to_owned);
            }
        }
        Ok(head)
    }
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
