use std::path::Path;
use std::sync::Arc;

use http::StatusCode;
use model::Timestamp;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use service::signin::Proof;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{Answer, post};
use crate::failure::Failure;
use crate::login::key::Key;
use crate::web::client::Client;
use crate::web::endpoint::Endpoint;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// Reads one request to its end, which is the end of its small object, and answers.
async fn answer_once(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str) -> String {
    let (mut read, mut piece) = (Vec::new(), [0; 4_096]);
    while !read.ends_with(b"}") {
        let length = stream.read(&mut piece).await.unwrap();
        assert_ne!(length, 0, "the request ended early");
        read.extend_from_slice(&piece[..length]);
    }
    stream.write_all(answer.as_bytes()).await.unwrap();
    let _ = stream.shutdown().await;
    String::from_utf8(read).unwrap()
}

fn response(body: &str) -> String {
    format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

async fn posted(endpoint: &Endpoint, ca_file: Option<&Path>) -> Result<Answer, Failure> {
    let client = Client { endpoint, ca_file };
    post(&client, "/v1/token", &Key::new().unwrap(), &json!({ "x": 1 }), NOW).await
}

#[tokio::test]
async fn a_post_brings_a_proof_for_its_address_and_gives_what_was_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let endpoint = Endpoint::read(&format!("http://127.0.0.1:{port}")).unwrap();
    let served = async {
        let (stream, _) = listener.accept().await.unwrap();
        answer_once(stream, &response(r#"{"error":"TOKEN_EXPIRED"}"#)).await
    };
    let (answer, request) = tokio::join!(posted(&endpoint, None), served);
    let (status, body) = answer.map_err(|_| "refused").unwrap();
    assert_eq!((status, body["error"].as_str()), (StatusCode::FORBIDDEN, Some("TOKEN_EXPIRED")));
    assert!(
        request.starts_with("POST /v1/token HTTP/1.1\r\n") && request.ends_with(r#"{"x":1}"#),
        "{request}"
    );
    let proof = request.lines().find_map(|line| line.strip_prefix("dpop: ")).unwrap();
    Proof::read(proof, &format!("http://127.0.0.1:{port}/v1/token"), NOW).unwrap();
}

#[tokio::test]
async fn what_answers_as_no_server_of_ours_does_is_named() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".to_owned(),
        response(&format!("\"{}\"", "x".repeat(70_000))),
        "nonsense\r\n\r\n".to_owned(),
        String::new(),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let endpoint = Endpoint::read(&endpoint).unwrap();
        let served = async {
            let (stream, _) = listener.accept().await.unwrap();
            answer_once(stream, &answer).await
        };
        let (refused, _) = tokio::join!(posted(&endpoint, None), served);
        let Err(Failure::Failed(why)) = refused else { panic!("not refused") };
        assert!(why.contains(endpoint.as_str()), "{why}");
    }
}

#[tokio::test]
async fn a_private_certificate_authority_is_trusted_where_it_is_named_and_nowhere_else() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));

    for (host, ca_file, is_trusted) in [
        ("localhost", Some(file.as_path()), true),
        ("localhost", None, false),
        ("127.0.0.1", Some(&file), false),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("https://{host}:{}", listener.local_addr().unwrap().port());
        let endpoint = Endpoint::read(&endpoint).unwrap();
        let served = async {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                answer_once(stream, &response("{}")).await;
            }
        };
        let (answer, ()) = tokio::join!(posted(&endpoint, ca_file), served);
        match answer {
            Ok((status, _)) => assert!(is_trusted && status == StatusCode::FORBIDDEN, "{host}"),
            Err(Failure::Failed(why)) => assert!(!is_trusted && why.contains("certificate"), "{host}: {why}"),
            Err(_) => panic!("another failure"),
        }
    }
}
