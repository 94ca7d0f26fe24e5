//! One request to a provider, and its answer: bounded, within ten seconds, no redirect followed.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use ::http::{Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::VoiceUrl;
use crate::host;

/// How long a whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer is longer.
const LONGEST: usize = 64 * 1_024;

/// Who is trusted: the system's certificates, and those of a file.
pub fn trust(ca_file: Option<&Path>) -> io::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    // Some of a system's certificates may be unreadable; the others count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = ca_file {
        for certificate in CertificateDer::pem_file_iter(file).map_err(io::Error::other)? {
            roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Posts a form to a path below a base.
pub async fn post(
    (url, tls): (&VoiceUrl, &Arc<ClientConfig>),
    path: &str,
    authorization: &str,
    form: String,
) -> io::Result<(StatusCode, Bytes)> {
    let request = Request::post([&url.path, path].concat())
        .header(HOST, format!("{}:{}", url.host, url.port))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(USER_AGENT, concat!("bartizan/", env!("CARGO_PKG_VERSION")))
        .header(AUTHORIZATION, authorization)
        .body(Full::new(Bytes::from(form)))
        .map_err(io::Error::other)?;
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "no answer within 10 seconds");
    timeout(PATIENCE, exchange(url, tls, request)).await.map_err(late)?
}

async fn exchange(
    url: &VoiceUrl,
    tls: &Arc<ClientConfig>,
    request: Request<Full<Bytes>>,
) -> io::Result<(StatusCode, Bytes)> {
    let bare = host::bare(&url.host);
    let stream = TcpStream::connect((bare, url.port)).await?;
    if !url.is_tls {
        return send(stream, request).await;
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(io::Error::other)?;
    send(TlsConnector::from(Arc::clone(tls)).connect(name, stream).await?, request).await
}

/// A connection that is driven beside what uses it, and ends with it.
struct Driven<T>(JoinHandle<T>);

impl<T> Drop for Driven<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends a request over a connection that is there.
pub async fn send(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> io::Result<(StatusCode, Bytes)> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let _driven = Driven(tokio::spawn(connection));
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let status = response.status();
    let body = Limited::new(response.into_body(), LONGEST).collect().await.map_err(io::Error::other)?;
    Ok((status, body.to_bytes()))
}
