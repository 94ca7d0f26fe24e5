//! The keys of providers of OpenID Connect, fetched (rule R24): over https alone, from an address that was looked at after it was resolved, to
//! which the connection then goes; without following redirects, within five seconds, 64 KiB at most.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::http::header::{ACCEPT, HOST, USER_AGENT};
use ::http::{Request, StatusCode};
use bytes::Bytes;
use http_body_util::Full;
use model::ProviderUrl;
use oidc::{Discovery, HttpsUrl, KeySet};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use service::{FetchingKeys, KeyFetcher, KeysNotFetched};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::addresses::is_public;
use crate::voice::http;

/// How long fetching one document may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fetches keys of providers.
pub struct ProviderKeys {
    tls: Arc<ClientConfig>,
    /// Which addresses are allowed beside public ones.
    is_listed: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
}

impl ProviderKeys {
    /// Trusting the system's certificates and those of a file; from public addresses and those that are listed.
    ///
    /// # Errors
    /// If the certificates cannot be read.
    pub fn new(
        ca_file: Option<&Path>,
        is_listed: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Ok(Self { tls: http::trust(ca_file)?, is_listed: Box::new(is_listed) })
    }

    async fn keys(&self, provider: &ProviderUrl) -> io::Result<KeySet> {
        let issuer = provider.issuer();
        let place = HttpsUrl::of_discovery(&issuer).map_err(io::Error::other)?;
        let document = self.document(&place).await?;
        // Where the keys are is the provider's word: it is looked at as the provider's own URL is.
        let discovery = Discovery::parse(&document, &issuer).map_err(io::Error::other)?;
        let document = self.document(&discovery.keys).await?;
        KeySet::parse(&document).map_err(io::Error::other)
    }

    async fn document(&self, url: &HttpsUrl) -> io::Result<Bytes> {
        let late = |_| io::Error::new(io::ErrorKind::TimedOut, "no answer within 5 seconds");
        timeout(PATIENCE, self.ask(url)).await.map_err(late)?
    }

    async fn ask(&self, url: &HttpsUrl) -> io::Result<Bytes> {
        let address = self.address(url).await?;
        let stream = TcpStream::connect(address).await?;
        let name = ServerName::try_from(url.host.clone()).map_err(io::Error::other)?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await?;
        let host = if url.host.contains(':') { format!("[{}]", url.host) } else { url.host.clone() };
        let request = Request::get(&url.path)
            .header(HOST, if url.port == 443 { host } else { format!("{host}:{}", url.port) })
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("bartizan/", env!("CARGO_PKG_VERSION")))
            .body(Full::new(Bytes::new()))
            .map_err(io::Error::other)?;
        let (status, body) = http::send(stream, request).await?;
        if status == StatusCode::OK {
            return Ok(body);
        }
        Err(io::Error::other(format!("the provider answered {status}; redirects are not followed")))
    }

    /// An address of the host that may be asked. The connection goes to this one: a name that is resolved again may lead elsewhere.
    async fn address(&self, url: &HttpsUrl) -> io::Result<SocketAddr> {
        let mut addresses = tokio::net::lookup_host((url.host.as_str(), url.port)).await?;
        let is_allowed = |address: &SocketAddr| is_public(address.ip()) || (self.is_listed)(address.ip());
        addresses.find(is_allowed).ok_or_else(|| {
            io::Error::other("none of the addresses of its host is public or in oidc.networks")
        })
    }
}

impl KeyFetcher for ProviderKeys {
    fn fetch<'a>(&'a self, provider: &'a ProviderUrl) -> FetchingKeys<'a> {
        Box::pin(async move {
            self.keys(provider).await.map_err(|error| {
                tracing::warn!(%provider, %error, "the keys of a provider could not be fetched");
                KeysNotFetched
            })
        })
    }
}

#[cfg(test)]
mod tests;
