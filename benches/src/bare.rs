//! What limits every read: hyper alone, which reads a whole request and answers with bytes that it has ready.

use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Result;
use crate::process::{Server, pinned};

/// Starts it, to answer with these bytes.
pub fn server(answer: &str, directory: &Path) -> Result<(Server, SocketAddr)> {
    let file = directory.join("answer.xml");
    std::fs::write(&file, answer)?;
    let mut command = pinned(&std::env::current_exe()?);
    command.arg("bare").arg(file);
    Server::speaking(command)
}

/// Is it.
pub fn serve(answer: &Path) -> Result<()> {
    let answer = Bytes::from(std::fs::read(answer)?);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let answer = answer.clone();
            let service = service_fn(move |request| respond(request, answer.clone()));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    })
}

async fn respond(
    request: Request<Incoming>,
    answer: Bytes,
) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(answer));
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/xml"));
    headers.insert("x-amzn-requestid", HeaderValue::from_static("c3fb5a7e-6e6b-4a4b-9d0b-3c0a37b1c8a2"));
    Ok(response)
}
