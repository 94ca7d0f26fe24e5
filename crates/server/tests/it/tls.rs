//! TLS, with certificates made for the test.

use std::path::Path;
use std::sync::Arc;

use bartizan_server::{BindError, Config, Server, TlsError, TlsFiles};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::{Running, rest, send, start_with, tight};

const CLOSE: &str = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";

fn write_certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn config(folder: &TempDir) -> Config {
    Config {
        listen: vec!["127.0.0.1:0".parse().unwrap()],
        tls: Some(TlsFiles {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        }),
        limits: tight(),
        ..Config::default()
    }
}

async fn connect(
    server: &Running,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(client)).connect(name, server.connect().await).await
}

#[tokio::test]
async fn requests_come_through_tls_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = write_certificate(folder.path());
    let server = start_with(config(&folder)).await;
    let mut stream = connect(&server, &certificate).await.unwrap();
    send(&mut stream, CLOSE).await;
    assert!(rest(&mut stream).await.ends_with("by Tls"));
    let mut slow = connect(&server, &certificate).await.unwrap();
    send(&mut slow, "GET / HTTP").await;
    assert!(rest(&mut slow).await.ends_with("<Error>HeadTimeout</Error>"), "limits hold within TLS");
}

#[tokio::test]
async fn whoever_does_not_finish_the_handshake_is_let_go() {
    let folder = tempfile::tempdir().unwrap();
    write_certificate(folder.path());
    let server = start_with(config(&folder)).await;
    for (bytes, what) in [(&b""[..], "silence"), (b"\x16\x03\x01", "half a hello")] {
        let mut stream = server.connect().await;
        send(&mut stream, bytes).await;
        assert_eq!(rest(&mut stream).await, "", "{what}");
    }
    let mut plain = server.connect().await;
    send(&mut plain, CLOSE).await;
    let mut answer = vec![];
    // An alert, or a reset: plain HTTP is not answered here.
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut plain, &mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
}

#[tokio::test]
async fn new_certificates_are_used_after_a_reload_and_broken_ones_never() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_certificate(folder.path());
    let server = start_with(config(&folder)).await;
    let tls = server.tls.clone().unwrap();
    let mut before = connect(&server, &first).await.unwrap();

    let second = write_certificate(folder.path());
    assert!(connect(&server, &second).await.is_err(), "nothing is read before it is asked for");
    tls.reload().unwrap();
    assert!(connect(&server, &second).await.is_ok() && connect(&server, &first).await.is_err());
    send(&mut before, CLOSE).await;
    assert!(rest(&mut before).await.contains("200 OK"), "a connection from before goes on");

    std::fs::write(folder.path().join("cert.pem"), "no PEM").unwrap();
    assert!(matches!(tls.reload(), Err(TlsError::Pem { .. })));
    assert!(connect(&server, &second).await.is_ok(), "the last good ones stay");
}

#[tokio::test]
async fn r7_files_that_cannot_be_used_are_named_and_not_quoted() {
    type Breaking = fn(&Path);
    let other: Breaking = |folder| {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    };
    for (breaking, message) in [
        ((|folder| std::fs::remove_file(folder.join("key.pem")).unwrap()) as Breaking, "key.pem"),
        (|folder| std::fs::write(folder.join("key.pem"), "hunter2").unwrap(), "key.pem"),
        (|folder| std::fs::write(folder.join("cert.pem"), "hunter2").unwrap(), "cert.pem"),
        (other, "cannot be used together"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write_certificate(folder.path());
        breaking(folder.path());
        let error = Server::bind(config(&folder)).await.unwrap_err();
        assert!(matches!(error, BindError::Tls(_)) && error.to_string().contains(message), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
