//! `/v1/token` and `/v1/revoke`: what programs ask for after a browser brought them a code (`service::signin`, rule R27). They bring
//! proofs of their own and no cookie; shapes and errors are those of AWS's `signin` service, so that its clients read them.

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Method, Response, StatusCode};
use model::Timestamp;
use serde_json::{Value, json};
use service::Origin;
use service::signin::{OAuth2Tokens, Proof, ProofFault, TokenRefused, TokenRequest};

use crate::console::{Console, Request};
use crate::visit;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// The id of a request, as AWS's clients look for it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const TOKEN: &str = "/v1/token";
const REVOKE: &str = "/v1/revoke";

/// Whether a request is a program's, by its path.
pub fn is_for(path: &str) -> bool {
    path == TOKEN || path == REVOKE
}

/// An error as AWS's clients know it.
struct Fault {
    status: StatusCode,
    kind: &'static str,
    error: &'static str,
    message: String,
}

impl Fault {
    /// The request cannot be read.
    fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "ValidationException",
            error: "invalid_request",
            message: message.into(),
        }
    }

    /// Nothing is granted.
    fn denied(error: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, kind: "AccessDeniedException", error, message: message.into() }
    }

    fn proof(fault: ProofFault, address: &str) -> Self {
        Self::invalid(match fault {
            ProofFault::Malformed => {
                "The DPoP proof cannot be read: a JWT of type dpop+jwt, alg ES256, with a public P-256 key, \
                 htm, htu, iat and jti."
                    .to_owned()
            }
            ProofFault::Signature => "The DPoP proof is not signed by its key.".to_owned(),
            // Whoever reached us under another name learns the one that counts (rule R22).
            ProofFault::Elsewhere => {
                format!("The DPoP proof must be for POST {address}: use that address as the endpoint.")
            }
            ProofFault::Time => "The DPoP proof is too old, or from the future: set the clock.".to_owned(),
        })
    }
}

impl From<TokenRefused> for Fault {
    fn from(refused: TokenRefused) -> Self {
        match refused {
            TokenRefused::Code => Self::denied(
                "AUTHCODE_EXPIRED",
                "The authorization code was used, is too old, or is another request's. Sign in again.",
            ),
            TokenRefused::Session => Self::denied("TOKEN_EXPIRED", "The session is over. Sign in again."),
            TokenRefused::Changed => Self::denied(
                "USER_CREDENTIALS_CHANGED",
                "The sign-in was made void: the password was reset, or sessions were ended. Sign in again.",
            ),
            TokenRefused::Permissions(words) => Self::denied("INSUFFICIENT_PERMISSIONS", words),
            TokenRefused::ProofUsed => {
                Self::invalid("The DPoP proof was used before: make one for each request.")
            }
            TokenRefused::Throttled => Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                kind: "TooManyRequestsError",
                error: "rate_exceeded",
                message: "Too many requests. Wait a moment, and try again.".to_owned(),
            },
            TokenRefused::Failed(error) => {
                if let service::Error::ServiceFailure(failure) = &error {
                    tracing::error!(%failure, "a terminal got no credentials");
                }
                Self {
                    status: StatusCode::INTERNAL_SERVER_ERROR,
                    kind: "InternalServerException",
                    error: "server_error",
                    message: "The request processing has failed because of an unknown error.".to_owned(),
                }
            }
        }
    }
}

/// Answers a program.
pub async fn answer(console: &Console, request: Request<'_>) -> Response<Bytes> {
    let from = (request.address, request.transport);
    let origin = visit::origin(console, &request.parts.headers, from);
    let id = origin.request_id.clone();
    let mut response = match granted(console, request, &origin).await {
        Ok(body) => in_json(StatusCode::OK, &body),
        Err(fault) => {
            let mut response =
                in_json(fault.status, &json!({ "error": fault.error, "message": fault.message }));
            response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(fault.kind));
            if fault.status == StatusCode::METHOD_NOT_ALLOWED {
                response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            }
            response
        }
    };
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

async fn granted(console: &Console, request: Request<'_>, origin: &Origin) -> Result<Value, Fault> {
    let head = request.parts;
    if head.method != Method::POST {
        return Err(Fault { status: StatusCode::METHOD_NOT_ALLOWED, ..Fault::invalid("Send a POST.") });
    }
    // Further operations of AWS's share the path and differ in the query.
    if head.uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(Fault::invalid("Only CreateOAuth2Token is answered here: leave the query out."));
    }
    // No form of another site's page can send this type without asking first.
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Fault::invalid("The body must be application/json."));
    }
    let address = format!("{}{}", console.options.public_url, head.uri.path());
    let mut proofs = head.headers.get_all("dpop").iter();
    let (Some(proof), None) = (proofs.next(), proofs.next()) else {
        return Err(Fault::invalid("One DPoP header is needed (RFC 9449)."));
    };
    let proof = proof.to_str().map_err(|_| Fault::proof(ProofFault::Malformed, &address))?;
    let proof = Proof::read(proof, &address, request.now).map_err(|fault| Fault::proof(fault, &address))?;
    if head.uri.path() == REVOKE {
        let token = TokenRequest::read_revoked(request.body).map_err(Fault::invalid)?;
        console.service.revoke_oauth2_token(&token, proof, origin, request.now).await?;
        return Ok(json!({}));
    }
    let asked = TokenRequest::read(request.body).map_err(Fault::invalid)?;
    let is_first = asked.is_first();
    let tokens = console.service.create_oauth2_token(asked, proof, origin, request.now).await?;
    let id_token = is_first.then(|| id_token(&console.options.public_url, &tokens, request.now));
    Ok(shown(&tokens, id_token))
}

fn shown(tokens: &OAuth2Tokens, id_token: Option<String>) -> Value {
    let mut shown = json!({
        "accessToken": {
            "accessKeyId": tokens.access_key_id,
            "secretAccessKey": tokens.secret_access_key.expose(),
            "sessionToken": tokens.session_token.expose(),
        },
        "tokenType": "aws_sigv4",
        "expiresIn": tokens.expires_in,
        "refreshToken": tokens.refresh_token.expose(),
    });
    if let Some(id_token) = id_token {
        shown["idToken"] = json!(id_token);
    }
    shown
}

/// Who signed in, for the program to show. It is not signed: the program has it from us directly (OpenID Connect Core, section
/// 3.1.3.7), and nobody else is to believe it.
fn id_token(issuer: &str, tokens: &OAuth2Tokens, now: Timestamp) -> String {
    let claims = json!({
        "iss": issuer,
        "sub": tokens.arn,
        "aud": TokenRequest::CLIENT,
        "iat": now.secs(),
        "exp": now.secs() + tokens.expires_in,
    });
    let [head, claims] = [json!({ "alg": "none", "typ": "JWT" }), claims]
        .map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
    format!("{head}.{claims}.")
}

fn in_json(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
