//! Where the browser brings the code: one address on loopback, for as long as somebody may take to sign in.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use model::Secret;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::failure::Failure;

/// The path, to the letter.
const PATH: &str = "/oauth/callback";
/// As long as a sign-in may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// A browser on the same machine sends its request at once.
const READ: Duration = Duration::from_secs(10);

/// Waits for the browser.
pub struct Callback {
    listener: TcpListener,
    port: u16,
}

/// What the browser brought.
enum Brought {
    Code(Secret<String>),
    Refused,
}

impl Callback {
    /// Takes a free port on 127.0.0.1.
    ///
    /// # Errors
    /// If there is none.
    pub async fn bind() -> Result<Self, Failure> {
        let attempt = "cannot listen on 127.0.0.1 for the browser's answer";
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = bound.map_err(|error| Failure::of(attempt, error))?;
        let port = listener.local_addr().map_err(|error| Failure::of(attempt, error))?.port();
        Ok(Self { listener, port })
    }

    /// `http://127.0.0.1:PORT/oauth/callback`
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the answer that has this state: others are not ours, and end nothing.
    ///
    /// # Errors
    /// If it was refused in the browser, or nobody answered in time.
    pub async fn code(self, state: &str) -> Result<Secret<String>, Failure> {
        let (found, mut answers) = mpsc::channel(1);
        let serving = async {
            loop {
                match self.listener.accept().await {
                    Ok((stream, _)) => {
                        tokio::spawn(serve(stream, state.to_owned(), found.clone()));
                    }
                    Err(error) => return Failure::of("cannot wait for the browser", error),
                }
            }
        };
        let answer = async {
            tokio::select! {
                failure = serving => Err(failure),
                brought = answers.recv() => Ok(brought),
            }
        };
        match timeout(PATIENCE, answer).await {
            Ok(Ok(Some(Brought::Code(code)))) => Ok(code),
            Ok(Ok(Some(Brought::Refused) | None)) => {
                Err(Failure::SignIn("it was refused in the browser".to_owned()))
            }
            Ok(Err(failure)) => Err(failure),
            Err(_) => Err(Failure::SignIn("nobody confirmed within ten minutes: try again".to_owned())),
        }
    }
}

async fn serve(stream: TcpStream, state: String, found: mpsc::Sender<Brought>) {
    let answering = service_fn(async |request: Request<Incoming>| {
        let (response, brought) = answer(&request, &state);
        if let Some(brought) = brought {
            // The first is the answer; the page that is loaded again says the same once more.
            let _ = found.try_send(brought);
        }
        Ok::<_, Infallible>(response)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), answering);
    let _ = connection.await;
}

fn answer<B>(request: &Request<B>, state: &str) -> (Response<Full<Bytes>>, Option<Brought>) {
    if request.method() != Method::GET || request.uri().path() != PATH {
        return (page(StatusCode::NOT_FOUND, "There is nothing here."), None);
    }
    let form = model::input::decode(request.uri().query().unwrap_or_default(), &[]);
    let value = |name: &str| form.as_ref().ok().and_then(|form| form.value(name)).unwrap_or_default();
    // Whoever does not know the state answers another request than this program's (RFC 6749, section 10.12).
    if value("state") != state {
        let words = "This is no answer to the program that waits here. Start again from the terminal.";
        return (page(StatusCode::BAD_REQUEST, words), None);
    }
    match value("code") {
        "" => (page(StatusCode::OK, "Refused. You can close this page."), Some(Brought::Refused)),
        code => (
            page(StatusCode::OK, "Done here: go on in the terminal. You can close this page."),
            Some(Brought::Code(Secret::new(code.to_owned()))),
        ),
    }
}

fn page(status: StatusCode, words: &str) -> Response<Full<Bytes>> {
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>bartizan login</title><p>{words}</p></html>\n"
    );
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

#[cfg(test)]
mod tests {
    use http::{Request, StatusCode};

    use super::{Brought, answer};

    #[test]
    fn r27_only_the_answer_with_the_state_at_the_exact_path_counts() {
        for (method, target, status, brings) in [
            ("GET", "/oauth/callback?code=c&state=s", StatusCode::OK, Some("c")),
            ("GET", "/oauth/callback?state=s&code=a%2Eb", StatusCode::OK, Some("a.b")),
            ("GET", "/oauth/callback?error=access_denied&state=s", StatusCode::OK, Some("")),
            ("GET", "/oauth/callback?code=c&state=x", StatusCode::BAD_REQUEST, None),
            ("GET", "/oauth/callback?code=c", StatusCode::BAD_REQUEST, None),
            ("GET", "/oauth/callback?error=access_denied", StatusCode::BAD_REQUEST, None),
            ("GET", "/oauth/callback", StatusCode::BAD_REQUEST, None),
            ("GET", "/oauth/callback/?code=c&state=s", StatusCode::NOT_FOUND, None),
            ("GET", "/?code=c&state=s", StatusCode::NOT_FOUND, None),
            ("POST", "/oauth/callback?code=c&state=s", StatusCode::NOT_FOUND, None),
        ] {
            let request = Request::builder().method(method).uri(target).body(()).unwrap();
            let (response, brought) = answer(&request, "s");
            let brought = brought.map(|brought| match brought {
                Brought::Code(code) => code.expose().clone(),
                Brought::Refused => String::new(),
            });
            assert_eq!((response.status(), brought.as_deref()), (status, brings), "{method} {target}");
        }
    }
}
