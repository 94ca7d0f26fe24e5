//! One POST to a server, and its answer.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use model::{Secret, Timestamp};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::endpoint::Endpoint;
use super::key::Key;
use crate::failure::{Failure, with_causes};

/// How long a whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer is longer.
const LONGEST: usize = 64 * 1_024;

/// Speaks with one server.
pub struct Client<'a> {
    /// Where it is.
    pub endpoint: &'a Endpoint,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<&'a Path>,
}

/// What a server answers: the status, and an object.
pub type Answer = (StatusCode, Value);

impl Client<'_> {
    /// Posts an object, with the proof that we have the key.
    ///
    /// # Errors
    /// If there is no answer, or one that is none of ours.
    pub async fn post(&self, path: &str, key: &Key, body: &Value, now: Timestamp) -> Result<Answer, Failure> {
        let address = format!("{}{path}", self.endpoint.as_str());
        let proof = key.proof(&address, now)?;
        let unreachable = |why: &dyn std::fmt::Display| Failure::of(format!("cannot reach {address}"), why);
        let request = Request::post(path)
            .header(HOST, format!("{}:{}", self.endpoint.host, self.endpoint.port))
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("bartizan/", env!("CARGO_PKG_VERSION")))
            .header("dpop", proof)
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(|error| unreachable(&error))?;
        let (status, body) = match timeout(PATIENCE, self.exchange(request)).await {
            Ok(answer) => answer.map_err(|error| unreachable(&with_causes(&error)))?,
            Err(_) => return Err(unreachable(&"no answer within 30 seconds")),
        };
        let answer = serde_json::from_slice(body.expose()).map_err(|_| {
            Failure::Failed(format!("{address} answered {status}, and not as bartizan does: is it one?"))
        })?;
        Ok((status, answer))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> io::Result<(StatusCode, Secret<Vec<u8>>)> {
        let stream = TcpStream::connect((self.endpoint.bare_host(), self.endpoint.port)).await?;
        if !self.endpoint.is_tls {
            return send(stream, request).await;
        }
        let name = ServerName::try_from(self.endpoint.bare_host().to_owned()).map_err(io::Error::other)?;
        let connector = TlsConnector::from(Arc::new(self.trust()?));
        send(connector.connect(name, stream).await?, request).await
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

async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> io::Result<(StatusCode, Secret<Vec<u8>>)> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let status = response.status();
    let body = Limited::new(response.into_body(), LONGEST).collect().await.map_err(io::Error::other)?;
    connection.abort();
    Ok((status, Secret::new(body.to_bytes().to_vec())))
}

#[cfg(test)]
mod tests;
