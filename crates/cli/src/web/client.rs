//! One request to a server, and its answer.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use model::Secret;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::endpoint::Endpoint;
use crate::failure::{Failure, with_causes};

/// How long a whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer is longer.
const LONGEST: usize = 64 * 1_024;

/// Speaks with one server.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    /// Where it is.
    pub endpoint: &'a Endpoint,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<&'a Path>,
}

/// What a server answers.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The head.
    pub headers: HeaderMap,
    /// The body, which may hold secrets.
    pub body: Secret<Vec<u8>>,
}

impl Client<'_> {
    /// Sends a request, with the name of the server and of this program in its head.
    ///
    /// # Errors
    /// If there is no answer.
    pub async fn send(&self, mut request: Request<Full<Bytes>>) -> Result<Answer, Failure> {
        let address = format!("{}{}", self.endpoint.as_str(), request.uri().path());
        let unreachable = |why: &dyn Display| Failure::of(format!("cannot reach {address}"), why);
        let host = HeaderValue::from_str(&self.endpoint.authority()).map_err(|error| unreachable(&error))?;
        request.headers_mut().insert(HOST, host);
        let program = HeaderValue::from_static(concat!("bartizan/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(USER_AGENT, program);
        match timeout(PATIENCE, self.exchange(request)).await {
            Ok(answer) => answer.map_err(|error| unreachable(&with_causes(&error))),
            Err(_) => Err(unreachable(&"no answer within 30 seconds")),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> io::Result<Answer> {
        let stream = TcpStream::connect((self.endpoint.bare_host(), self.endpoint.port)).await?;
        if !self.endpoint.is_tls {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(self.endpoint.bare_host().to_owned()).map_err(io::Error::other)?;
        let connector = TlsConnector::from(Arc::new(self.trust()?));
        exchange(connector.connect(name, stream).await?, request).await
    }

    fn trust(&self) -> io::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        // Some of a system's certificates may be unreadable; the others count.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = self.ca_file {
            for certificate in CertificateDer::pem_file_iter(file).map_err(io::Error::other)? {
                roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> io::Result<Answer> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.map_err(io::Error::other)?;
    connection.abort();
    let body = Secret::new(body.to_bytes().to_vec());
    Ok(Answer { status: head.status, headers: head.headers, body })
}
