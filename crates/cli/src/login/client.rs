//! One POST of JSON to a server, with a proof, and its answer.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use http_body_util::Full;
use model::Timestamp;
use serde_json::Value;

use super::key::Key;
use crate::failure::Failure;
use crate::web::client::Client;

/// What a server answers: the status, and an object.
pub type Answer = (StatusCode, Value);

/// Posts an object, with the proof that we have the key.
///
/// # Errors
/// If there is no answer, or one that is none of ours.
pub async fn post(
    client: &Client<'_>,
    path: &str,
    key: &Key,
    body: &Value,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let address = format!("{}{path}", client.endpoint.as_str());
    let proof = key.proof(&address, now)?;
    let request = Request::post(path)
        .header(CONTENT_TYPE, "application/json")
        .header("dpop", proof)
        .body(Full::new(Bytes::from(body.to_string())))
        .map_err(|error| Failure::of(format!("cannot reach {address}"), error))?;
    let answer = client.send(request).await?;
    let status = answer.status;
    let object = serde_json::from_slice(answer.body.expose()).map_err(|_| {
        Failure::Failed(format!("{address} answered {status}, and not as bartizan does: is it one?"))
    })?;
    Ok((status, object))
}

#[cfg(test)]
mod tests;
