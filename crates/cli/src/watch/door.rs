//! The door of the listener for whoever watches.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;
use server::{Door, Received, Refused};

use super::exposition::Exposition;
use super::page::Sources;
use super::readiness::Readiness;

/// Answers `/metrics`, `/healthz` and `/readyz`.
pub struct WatchDoor {
    /// Where figures come from.
    pub sources: Arc<Sources>,
    /// What tells whether it is ready.
    pub readiness: Readiness,
}

const TEXT: &str = "text/plain; charset=utf-8";
const NOTHING_HERE: &str = "Here are /metrics, /healthz and /readyz.\n";

impl Door for WatchDoor {
    async fn answer(&self, request: Received) -> Response<Full<Bytes>> {
        if !matches!(request.head.method, Method::GET | Method::HEAD) {
            return answer(StatusCode::METHOD_NOT_ALLOWED, TEXT, "This takes GET.\n");
        }
        match request.head.uri.path() {
            "/metrics" => self.metrics().await,
            // Whoever restarts a process because of this must have no other reason than that it does not answer.
            "/healthz" => answer(StatusCode::OK, TEXT, "ok\n"),
            "/readyz" => self.readyz().await,
            _ => answer(StatusCode::NOT_FOUND, TEXT, NOTHING_HERE),
        }
    }

    fn refuse(&self, refused: Refused) -> Response<Full<Bytes>> {
        answer(refused.status(), TEXT, "This request cannot be answered.\n")
    }
}

impl WatchDoor {
    async fn metrics(&self) -> Response<Full<Bytes>> {
        let sources = Arc::clone(&self.sources);
        // It reads files of /proc, and writes a text of a hundred KiB: not where requests are served.
        match tokio::task::spawn_blocking(move || sources.page()).await {
            Ok(page) => answer(StatusCode::OK, Exposition::TYPE, page),
            Err(_) => answer(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "The figures could not be written.\n"),
        }
    }

    async fn readyz(&self) -> Response<Full<Bytes>> {
        let checks = self.readiness.look().await;
        let ready = checks.iter().all(|check| check.ready);
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let body = json!({ "ready": ready, "checks": checks });
        answer(status, "application/json", format!("{body}\n"))
    }
}

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
