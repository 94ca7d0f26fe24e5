//! `bartizan login` and `bartizan logout`: a session at this terminal, which a browser opens (rule R27).

use std::path::{Path, PathBuf};
use std::time::Duration;

use http::StatusCode;
use model::{Secret, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use server::{Clock, MonotonicClock};
use service::signin::TokenRequest;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::print_json;
use crate::arguments::{Format, LoginArguments, ProfileArguments};
use crate::cache::Held;
use crate::failure::Failure;
use crate::login::browser;
use crate::login::callback::Callback;
use crate::login::client::{Answer, post};
use crate::login::key::{self, Key};
use crate::login::profile::{Profile, Settings};
use crate::login::session::Session;
use crate::terminal::{note, print_line};
use crate::web::client::Client;
use crate::web::endpoint::Endpoint;

/// Where a server is if nothing is said.
const ENDPOINT: &str = "http://localhost:7800";
/// Credentials that end sooner are renewed: AWS's tools insist on new ones ten minutes before the end.
const ENOUGH: Duration = Duration::from_secs(10 * 60 + 30);
/// Where they cannot be renewed, those are printed that hold for longer than this.
const STILL_OF_USE: Duration = Duration::from_secs(60);
const TOKEN: &str = "/v1/token";
const REVOKE: &str = "/v1/revoke";

/// Signs in, or prints the credentials of a session that is open.
pub async fn run(arguments: LoginArguments) -> Result<(), Failure> {
    let clock = MonotonicClock::new();
    if arguments.credential_process {
        return print_credentials(&arguments.profile.profile, &clock).await;
    }
    let name = &arguments.profile.profile;
    let profile = Profile::find(name)?;
    let endpoint = endpoint(&arguments, &profile)?;
    let ca_file = arguments.ca_file.as_deref().or_else(|| profile.ca_bundle());
    let ca_file = ca_file.map(absolute).transpose()?;
    let program =
        std::env::current_exe().map_err(|error| Failure::of("cannot tell where bartizan is", error))?;
    let settings = Settings::of(name, endpoint.as_str(), &program, ca_file.as_deref())?;
    let client = Client { endpoint: &endpoint, ca_file: ca_file.as_deref() };
    let session = open(&client, !arguments.no_browser, &clock).await?;
    hold(name)?.write(&session)?;
    let profile = Profile::write(name, &settings)?;
    told(name, &profile, &session, arguments.output.format)
}

fn endpoint(arguments: &LoginArguments, profile: &Profile) -> Result<Endpoint, Failure> {
    let text = arguments.endpoint.as_deref().or_else(|| profile.endpoint()).unwrap_or(ENDPOINT);
    let endpoint = Endpoint::read(text).map_err(Failure::Usage)?;
    if endpoint.is_in_the_open() && !arguments.insecure_http {
        return Err(Failure::Usage(format!(
            "{} would carry credentials in the clear: use https, or say --insecure-http if something else encrypts",
            endpoint.as_str()
        )));
    }
    Ok(endpoint)
}

/// The session of a profile. Renewing takes a moment, for which nobody needs an explanation.
fn hold(profile: &str) -> Result<Held<Session>, Failure> {
    Held::wait_for(profile, || {})
}

/// The credential process runs in whatever directory.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|error| Failure::of(format!("cannot read {}", path.display()), error))
}

/// Has a browser confirm, and exchanges what it brings.
async fn open(client: &Client<'_>, with_browser: bool, clock: &MonotonicClock) -> Result<Session, Failure> {
    let callback = Callback::bind().await?;
    let (key, verifier, state) = (Key::new()?, key::random::<48>(), key::random::<24>());
    let challenge = key::challenge(&verifier);
    let redirect = callback.address();
    let asked = [
        ("response_type", "code"),
        ("client_id", TokenRequest::CLIENT),
        ("state", state.expose()),
        ("code_challenge_method", "SHA-256"),
        ("scope", "openid"),
        ("redirect_uri", &redirect),
        ("code_challenge", &challenge),
    ];
    let query = asked.map(|(name, value)| format!("{name}={}", encoded(value))).join("&");
    let address = format!("{}/v1/authorize?{query}", client.endpoint.as_str());
    let is_open = with_browser && browser::open(&address);
    let lead =
        if is_open { "A browser opens; if it does not, open" } else { "Open in a browser on this computer:" };
    note(&format!(
        "{lead}\n\n  {address}\n\nand allow it there if the page shows this code: {}",
        key::short_code(&challenge)
    ));
    let code = callback.code(state.expose()).await?;
    let body = json!({
        "clientId": TokenRequest::CLIENT,
        "grantType": "authorization_code",
        "code": code.expose(),
        "codeVerifier": verifier.expose(),
        "redirectUri": redirect,
    });
    let now = clock.now();
    let answer = granted(post(client, TOKEN, &key, &body, now).await?)?;
    let arn = whose(&answer).ok_or_else(|| unlike(client.endpoint))?;
    let session = Session {
        version: Session::VERSION,
        endpoint: client.endpoint.as_str().to_owned(),
        ca_file: client.ca_file.map(Path::to_path_buf),
        arn,
        key: key.text().expose().clone(),
        refresh_token: String::new(),
        access_key_id: String::new(),
        secret_access_key: String::new(),
        session_token: String::new(),
        expires: 0,
    };
    renewed(session, &answer, now).ok_or_else(|| unlike(client.endpoint))
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn unlike(endpoint: &Endpoint) -> Failure {
    Failure::Failed(format!("{} did not answer as bartizan does: is it one?", endpoint.as_str()))
}

/// What was granted, or why nothing was.
fn granted((status, answer): Answer) -> Result<Value, Failure> {
    if status == StatusCode::OK {
        return Ok(answer);
    }
    let message = answer["message"].as_str().unwrap_or("the server refused, and did not say why").to_owned();
    Err(match answer["error"].as_str() {
        Some("TOKEN_EXPIRED" | "USER_CREDENTIALS_CHANGED" | "AUTHCODE_EXPIRED") => Failure::SignIn(message),
        _ => Failure::Failed(message),
    })
}

/// Whose credentials they are, as the unsigned identity token says (the answer came from the server itself).
fn whose(answer: &Value) -> Option<String> {
    let claims = answer["idToken"].as_str()?.split('.').nth(1)?;
    let claims = data_encoding::BASE64URL_NOPAD.decode(claims.as_bytes()).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["sub"].as_str().map(str::to_owned)
}

/// The session with the credentials of an answer.
fn renewed(session: Session, answer: &Value, now: Timestamp) -> Option<Session> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let keys = &answer["accessToken"];
    Some(Session {
        refresh_token: text(&answer["refreshToken"])?,
        access_key_id: text(&keys["accessKeyId"])?,
        secret_access_key: text(&keys["secretAccessKey"])?,
        session_token: text(&keys["sessionToken"])?,
        expires: now.secs() + answer["expiresIn"].as_u64()?,
        ..session
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Outcome<'a> {
    profile: &'a str,
    endpoint: &'a str,
    arn: &'a str,
    config_file: &'a Path,
    expiration: String,
}

fn told(name: &str, profile: &Profile, session: &Session, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return print_json(&Outcome {
            profile: name,
            endpoint: &session.endpoint,
            arn: &session.arn,
            config_file: profile.file(),
            expiration: session.ends().to_string(),
        });
    }
    print_line(&format!(
        "Signed in as {}.\nThe profile {name} in {} renews its credentials by itself until the session of the console ends:\n\n  \
         aws --profile {name} sts get-caller-identity\n\nTo end it: bartizan logout --profile {name}",
        session.arn,
        profile.file().display()
    ))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials<'a> {
    version: u32,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
}

/// Prints what AWS's tools ask for, renewed if it ends soon.
async fn print_credentials(name: &str, clock: &MonotonicClock) -> Result<(), Failure> {
    let held = hold(name)?;
    let again = || format!("run: bartizan login --profile {name}");
    let session = held.read()?.ok_or_else(|| Failure::SignIn(format!("nobody is signed in; {}", again())))?;
    let now = clock.now();
    let session = if now.after(ENOUGH) < session.ends() {
        session
    } else {
        // What is answered must be kept whatever happens to the tool that asked, even if somebody stops it: the token that was sent is
        // worth nothing any more, and to send it twice ends the session.
        let _unheeded = unheeded()?;
        match renew(session.clone(), now).await {
            Ok(session) => {
                held.write(&session)?;
                session
            }
            Err(Failure::SignIn(why)) => {
                held.remove()?;
                return Err(Failure::SignIn(format!("{why} {}", again())));
            }
            // The server may be back before they end.
            Err(_) if clock.now().after(STILL_OF_USE) < session.ends() => session,
            Err(failure) => return Err(failure),
        }
    };
    print_json(&Credentials {
        version: 1,
        access_key_id: &session.access_key_id,
        secret_access_key: &session.secret_access_key,
        session_token: &session.session_token,
        expiration: session.ends().to_string(),
    })
}

/// From now on signals that would end this process do not.
fn unheeded() -> Result<[Signal; 3], Failure> {
    let listen = |kind| signal(kind).map_err(|error| Failure::of("cannot listen for signals", error));
    Ok([listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?])
}

async fn renew(session: Session, now: Timestamp) -> Result<Session, Failure> {
    let endpoint = Endpoint::read(&session.endpoint).map_err(Failure::Failed)?;
    let client = Client { endpoint: &endpoint, ca_file: session.ca_file.as_deref() };
    let body = json!({
        "clientId": TokenRequest::CLIENT,
        "grantType": "refresh_token",
        "refreshToken": session.refresh_token,
    });
    let answer = granted(post(&client, TOKEN, &Key::read(&session.key)?, &body, now).await?)?;
    let unlike = unlike(&endpoint);
    renewed(session, &answer, now).ok_or(unlike)
}

/// Ends the session, at the server and here.
pub async fn logout(arguments: ProfileArguments) -> Result<(), Failure> {
    let name = arguments.profile;
    let held = hold(&name)?;
    let Some(session) = held.read()? else {
        return print_line(&format!("Nobody is signed in with the profile {name}."));
    };
    // Here first: whatever the server says, this computer has nothing left.
    held.remove()?;
    match revoke(&session, MonotonicClock::new().now()).await {
        Ok(()) => print_line(&format!(
            "Signed out. What a program was given already works for a few minutes more, until {}.",
            session.ends()
        )),
        Err(Failure::Failed(why)) => Err(Failure::Failed(format!(
            "signed out on this computer, but not at the server: {why}. End the session at the console: {}/console/credentials",
            session.endpoint
        ))),
        Err(failure) => Err(failure),
    }
}

async fn revoke(session: &Session, now: Timestamp) -> Result<(), Failure> {
    let endpoint = Endpoint::read(&session.endpoint).map_err(Failure::Failed)?;
    let client = Client { endpoint: &endpoint, ca_file: session.ca_file.as_deref() };
    let token = Secret::new(session.refresh_token.clone());
    let body = json!({ "clientId": TokenRequest::CLIENT, "token": token.expose() });
    granted(post(&client, REVOKE, &Key::read(&session.key)?, &body, now).await?).map(|_| ())
}
