//! TLS 1.2 and 1.3 by rustls, from PEM files that can be read again while the server runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use model::Secret;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where certificate and key are.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate and those that lead to its root, in PEM, the server's own first.
    pub certificate: PathBuf,
    /// Its private key, in PEM (PKCS #8, PKCS #1 or SEC 1), not encrypted.
    pub key: PathBuf,
}

/// Why the files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not PEM, or has nothing of what it should hold.
    #[error("{path} holds no usable PEM")]
    Pem {
        /// Which.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// Certificate and key do not fit each other, or rustls does not take them.
    #[error("certificate and key cannot be used together")]
    Unfit(#[from] rustls::Error),
}

/// The server's end of TLS: shared by its listeners, and kept by whoever hears that the files have changed.
#[derive(Clone)]
pub struct TlsHandle(Arc<Inner>);

struct Inner {
    files: TlsFiles,
    current: RwLock<Arc<ServerConfig>>,
}

impl TlsHandle {
    /// Reads the files. Blocks as long as that takes.
    ///
    /// # Errors
    /// If they cannot be read, or used.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let config = read(&files)?;
        Ok(Self(Arc::new(Inner { files, current: RwLock::new(config) })))
    }

    /// Reads the files again: connections from now on use what they hold, those that are open keep what they have. If anything is
    /// wrong with them the old ones stay in use.
    ///
    /// # Errors
    /// If they cannot be read, or used.
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = read(&self.0.files)?;
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    pub(crate) fn current(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for TlsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsHandle").field(&self.0.files).finish()
    }
}

fn read(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    // The provider is named here and not installed for the process: what else links rustls keeps its own.
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_no_client_auth()
        .with_single_cert(certificates(&files.certificate)?, key(&files.key)?)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = contents(path)?;
    let unusable = |source| TlsError::Pem { path: path.to_owned(), source };
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(text.expose()).collect::<Result<_, _>>().map_err(unusable)?;
    if chain.is_empty() { Err(unusable(pem::Error::NoItemsFound)) } else { Ok(chain) }
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let text = contents(path)?;
    PrivateKeyDer::from_pem_slice(text.expose())
        .map_err(|source| TlsError::Pem { path: path.to_owned(), source })
}

fn contents(path: &Path) -> Result<Secret<Vec<u8>>, TlsError> {
    std::fs::read(path).map(Secret::new).map_err(|source| TlsError::Read { path: path.to_owned(), source })
}
