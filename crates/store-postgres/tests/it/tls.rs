//! How a server must prove to be the one of the URL.

use std::fs;
use std::path::PathBuf;

use bartizan_store_postgres::testing::Server;
use bartizan_store_postgres::{OpenError, Options, PostgresStore};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// A server on the loopback with a certificate for a name, the issuer's certificate, and its port.
fn server_named(name: &str) -> (Server, PathBuf, u16) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();

    let mut server = Server::start();
    let port = server.listen_with_tls(&certificate.pem(), &key.serialize_pem());
    let ca = server.directory().join("ca.pem");
    fs::write(&ca, issuer.pem()).unwrap();
    server.sql("postgres", "create role iam login password 'hunter2'");
    server.sql("postgres", "grant create on schema public to iam");
    (server, ca, port)
}

#[tokio::test]
async fn certificates_are_asked_for_what_the_mode_says() {
    let (_localhost, ca, port) = server_named("localhost");
    let (_other, other_ca, other_port) = server_named("elsewhere.example");
    // (port, mode, file of issuers, whether it is taken)
    for (port, mode, ca_file, taken) in [
        (port, "verify-full", Some(&ca), true),
        (port, "require", Some(&ca), true),
        (port, "verify-ca", Some(&ca), true),
        (port, "prefer", None, true),
        (port, "disable", None, true),
        // Somebody whom we do not trust issued it.
        (port, "verify-full", Some(&other_ca), false),
        (port, "verify-ca", Some(&other_ca), false),
        (port, "require", None, false),
        // It is somebody else's.
        (other_port, "verify-full", Some(&other_ca), false),
        (other_port, "require", Some(&other_ca), false),
        (other_port, "verify-ca", Some(&other_ca), true),
    ] {
        let options = Options {
            password: Some("hunter2".to_owned()),
            ca_file: ca_file.cloned(),
            ..Options::new(format!("postgres://iam@localhost:{port}/postgres?sslmode={mode}"))
        };
        let opened = PostgresStore::open(&options).await;
        let said = opened.as_ref().err().map(ToString::to_string);
        assert_eq!(opened.is_ok(), taken, "{mode} on {port}: {said:?}");
        assert!(!said.is_some_and(|said| said.contains("hunter2")));
    }
    // libpq's own name for the file, and a wrong password.
    let url = format!(
        "postgres://iam:hunter2@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={}",
        ca.display()
    );
    PostgresStore::open(&Options::new(&*url)).await.unwrap();
    let wrong = Options { password: Some("hunter3".to_owned()), ..Options::new(url) };
    let wrong = PostgresStore::open(&wrong).await.err().unwrap();
    assert!(wrong.to_string().contains("password authentication failed"), "{wrong}");
    let missing = Options {
        ca_file: Some("/nowhere/ca.pem".into()),
        ..Options::new("postgres://localhost/?sslmode=require")
    };
    assert!(matches!(PostgresStore::open(&missing).await, Err(OpenError::Certificates { .. })));
}
