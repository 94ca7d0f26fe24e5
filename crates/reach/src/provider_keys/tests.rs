use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::ProviderUrl;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::ProviderKeys;

const KEYS: &str = r#"{"keys":[{"kty":"EC","kid":"k","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

/// A provider on loopback, whose answers to its discovery document and to its keys are the test's.
struct Provider {
    url: ProviderUrl,
    authority: NamedTempFile,
    asked: Arc<AtomicUsize>,
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nlocation: /elsewhere\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

impl Provider {
    async fn new(discovery: impl Fn(&str) -> String + Send + Sync + 'static, keys: String) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let mut authority = NamedTempFile::new().unwrap();
        authority.write_all(made.cert.pem().as_bytes()).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: ProviderUrl =
            format!("localhost:{}/t", listener.local_addr().unwrap().port()).parse().unwrap();
        let discovery = discovery(&url.issuer());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut head = [0; 2_048];
                let read = stream.read(&mut head).await.unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let said = match head.split(' ').nth(1) {
                    Some("/t/.well-known/openid-configuration") => discovery.clone(),
                    Some("/keys") => keys.clone(),
                    _ => answer("404 Not Found", ""),
                };
                let _ = stream.write_all(said.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { url, authority, asked }
    }

    async fn fetched(&self, is_listed: fn(IpAddr) -> bool) -> Result<Vec<String>, String> {
        let keys = ProviderKeys::new(Some(self.authority.path()), is_listed).unwrap();
        keys.keys(&self.url).await.map(|keys| keys.described()).map_err(|error| error.to_string())
    }
}

fn discovery(issuer: &str) -> String {
    let keys = issuer.replace("/t", "/keys");
    answer("200 OK", &format!(r#"{{"issuer":"{issuer}","jwks_uri":"{keys}"}}"#))
}

#[tokio::test]
async fn r24_keys_are_fetched_only_from_where_it_is_allowed() {
    let provider = Provider::new(discovery, answer("200 OK", KEYS)).await;
    let why = provider.fetched(|_| false).await.unwrap_err();
    assert_eq!(why, "none of the addresses of its host is public or in oidc.networks");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 0, "no connection was made");
    assert_eq!(provider.fetched(|address| address.is_loopback()).await, Ok(vec!["P-256 k".to_owned()]));
    // Its certificate is nobody's whom the system trusts.
    let keys = ProviderKeys::new(None, |_| true).unwrap();
    assert!(keys.keys(&provider.url).await.is_err());
}

#[tokio::test]
async fn r24_what_is_no_plain_answer_is_not_taken() {
    let long = KEYS.replace("\"k\"", &format!("\"{}\"", "k".repeat(70_000)));
    let fine = answer("200 OK", KEYS);
    let elsewhere: fn(&str) -> String =
        |_| answer("200 OK", r#"{"issuer":"https://other.example","jwks_uri":"https://other.example/k"}"#);
    let inside: fn(&str) -> String = |issuer| {
        answer("200 OK", &format!(r#"{{"issuer":"{issuer}","jwks_uri":"https://169.254.169.254/k"}}"#))
    };
    let plain: fn(&str) -> String =
        |issuer| answer("200 OK", &format!(r#"{{"issuer":"{issuer}","jwks_uri":"http://localhost/k"}}"#));
    let redirect: fn(&str) -> String = |_| answer("302 Found", "");
    for (discovery, keys, why) in [
        (redirect, fine.clone(), "the provider answered 302 Found; redirects are not followed"),
        (elsewhere, fine.clone(), "it is of another issuer"),
        (inside, fine.clone(), "none of the addresses of its host is public or in oidc.networks"),
        (plain, fine, "its jwks_uri is no URL over https"),
        (discovery, answer("302 Found", KEYS), "the provider answered 302 Found; redirects are not followed"),
        (discovery, answer("200 OK", &long), "length limit exceeded"),
    ] {
        let provider = Provider::new(discovery, keys).await;
        assert_eq!(provider.fetched(|address| address.is_loopback()).await.unwrap_err(), why);
    }
}

/// Waits as long as nobody has to: time stands still in this test but for what waits.
#[tokio::test(start_paused = true)]
async fn r24_a_provider_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: ProviderUrl = format!("localhost:{}", listener.local_addr().unwrap().port()).parse().unwrap();
    let keys = ProviderKeys::new(None, |_| true).unwrap();
    let began = tokio::time::Instant::now();
    let why = keys.keys(&url).await.unwrap_err();
    assert_eq!(why.kind(), std::io::ErrorKind::TimedOut);
    assert!(began.elapsed() <= Duration::from_secs(6));
}
