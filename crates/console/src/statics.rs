//! The style sheet and the script: named after their content, so that a browser keeps them for ever and never keeps old ones.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};

/// A file that pages refer to.
struct Static {
    /// Where it is: `/static/0123456789abcdef.css`.
    path: String,
    kind: &'static str,
    body: &'static [u8],
}

impl Static {
    fn new(extension: &str, kind: &'static str, body: &'static [u8]) -> Self {
        let hash = HEXLOWER.encode(digest(&SHA256, body).as_ref());
        Self { path: format!("/static/{}.{extension}", &hash[..16]), kind, body }
    }
}

static STYLE: LazyLock<Static> =
    LazyLock::new(|| Static::new("css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")));
static ICON: LazyLock<Static> =
    LazyLock::new(|| Static::new("svg", "image/svg+xml", include_bytes!("../assets/icon.svg")));

/// What asks security keys.
static SCRIPT: LazyLock<Static> = LazyLock::new(|| {
    Static::new("js", "text/javascript; charset=utf-8", include_bytes!("../assets/security-key.js"))
});

/// What users need to manage devices of their own: administrators are pointed to it.
static READY_POLICY: LazyLock<Static> = LazyLock::new(|| {
    let policy = include_bytes!("../../../docs/policies/manage-own-mfa-device.json");
    Static::new("json", "application/json", policy)
});

/// Where the style sheet is.
pub fn style() -> &'static str {
    &STYLE.path
}

/// Where the icon is.
pub fn icon() -> &'static str {
    &ICON.path
}

/// Where the script is.
pub fn script() -> &'static str {
    &SCRIPT.path
}

/// Where the ready policy is.
pub fn ready_policy() -> &'static str {
    &READY_POLICY.path
}

/// A file, if there is one at this path.
pub fn find(path: &str) -> Option<Response<Bytes>> {
    let file = [&*STYLE, &*ICON, &*SCRIPT, &*READY_POLICY].into_iter().find(|file| file.path == path)?;
    let mut response = Response::new(Bytes::from_static(file.body));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(response)
}
