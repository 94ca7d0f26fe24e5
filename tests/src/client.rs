//! A client of the Query API that signs as SDKs do and keeps its connection.

use std::fmt::Write;
use std::io;
use std::net::SocketAddr;

use sigv4::sign::Signer;
use sigv4::{BodyHash, Head};

use crate::clock::now;
use crate::{Answer, Connection};

/// What a caller signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The id of the key.
    pub id: String,
    /// The secret of the key.
    pub secret: String,
    /// The session token, of a temporary key.
    pub token: Option<String>,
}

impl Keys {
    /// The credentials that an answer of GetSessionToken or CreateAccessKey holds.
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        let text = |name| answer.text(name).unwrap_or_else(|| panic!("no {name}: {}", answer.body));
        Self { id: text("AccessKeyId"), secret: text("SecretAccessKey"), token: answer.text("SessionToken") }
    }
}

/// One of the two APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// IAM.
    Iam,
    /// STS.
    Sts,
}

impl Api {
    const fn name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    const fn version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
        }
    }
}

/// A client on one connection. It tries nothing twice: what happened to a call is the test's to know.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    keys: Keys,
    connection: Option<Connection>,
}

impl Client {
    /// A client that has not connected yet.
    pub const fn new(address: SocketAddr, keys: Keys) -> Self {
        Self { address, keys, connection: None }
    }

    /// The same client with other credentials; the connection stays.
    pub fn set_keys(&mut self, keys: Keys) {
        self.keys = keys;
    }

    /// Calls IAM, and gives whatever is answered.
    #[track_caller]
    pub fn iam(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(Api::Iam, action, fields).unwrap_or_else(|error| panic!("{action}: {error}"))
    }

    /// Calls STS, and gives whatever is answered.
    #[track_caller]
    pub fn sts(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(Api::Sts, action, fields).unwrap_or_else(|error| panic!("{action}: {error}"))
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// If no whole answer came; whether the operation was done is then unknown.
    pub fn call(&mut self, api: Api, action: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let mut body = format!("Action={action}&Version={}", api.version());
        for (name, value) in fields {
            write!(body, "&{}={}", encode(name), encode(value)).map_err(io::Error::other)?;
        }
        self.exchange(&self.request(api, body.as_bytes()))
    }

    /// A whole request, well signed.
    pub fn request(&self, api: Api, body: &[u8]) -> Vec<u8> {
        self.request_with(api, "application/x-www-form-urlencoded; charset=utf-8", body)
    }

    /// A whole request with a content type of the test's choice, well signed.
    pub fn request_with(&self, api: Api, content_type: &str, body: &[u8]) -> Vec<u8> {
        let mut text = "POST / HTTP/1.1\r\n".to_owned();
        for (name, value) in self.headers(api, content_type, body) {
            write!(text, "{name}: {value}\r\n").expect("memory takes it");
        }
        let mut request = text.into_bytes();
        request.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
        request.extend_from_slice(body);
        request
    }

    /// The headers of a well signed request, without those that frame its body.
    pub fn headers(&self, api: Api, content_type: &str, body: &[u8]) -> Vec<(&'static str, String)> {
        let mut headers = vec![("host", self.address.to_string()), ("content-type", content_type.to_owned())];
        let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let head = Head { method: "POST", path: "/", query: "", headers: &plain };
        let mut signer = Signer::new(&self.keys.id, &self.keys.secret, "eu-west-1", api.name());
        signer.session_token = self.keys.token.as_deref();
        let signed = signer.headers(&head, &BodyHash::of(body), now()).expect("the request can be signed");
        headers.extend(signed);
        headers
    }

    fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address)?,
        };
        connection.send(request)?;
        let answer = connection.receive()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Ok(answer)
    }
}

/// A text as a name or a value in a form.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => {
                const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
                let digit = |four: u8| char::from(DIGITS[usize::from(four)]);
                encoded.extend(['%', digit(other >> 4), digit(other & 15)]);
            }
        }
    }
    encoded
}
