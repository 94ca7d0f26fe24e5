//! A device's life by the AWS SDK for Rust, which takes endpoint, region and credentials from the environment, as in any program.
//!
//! It prints what it saw as one line of JSON; `tests/clients/test_sdks.py` says what that must be.

use std::error::Error;
use std::fmt::Debug;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::types::Tag;
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use serde_json::{Value, json};

const ALICE: &str = "alice";

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let config =
        aws_config::defaults(BehaviorVersion::latest()).retry_config(RetryConfig::disabled()).load().await;
    let iam = aws_sdk_iam::Client::new(&config);
    let administrator = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await?;

    iam.create_user().user_name(ALICE).send().await?;
    let tag = Tag::builder().key("Sdk").value("rust").build()?;
    let created = iam.create_virtual_mfa_device().virtual_mfa_device_name("rust").tags(tag).send().await?;
    let device = created.virtual_mfa_device().ok_or("no device")?;
    let serial = device.serial_number();
    let seed = String::from_utf8(device.base32_string_seed().ok_or("no seed")?.clone().into_inner())?;
    let png = device.qr_code_png().and_then(|png| png.as_ref().get(1..4)).map(String::from_utf8_lossy);

    let enable = |first: String, second: String| {
        let codes = iam.enable_mfa_device().authentication_code1(first).authentication_code2(second);
        codes.user_name(ALICE).serial_number(serial).send()
    };
    let twice = enable(code(&seed, 0)?, code(&seed, 0)?).await.err();
    let typed = twice
        .as_ref()
        .and_then(SdkError::as_service_error)
        .is_some_and(|error| error.is_invalid_authentication_code_exception());
    enable(code(&seed, -1)?, code(&seed, 0)?).await?;
    let mut pages = iam.list_mfa_devices().user_name(ALICE).into_paginator().page_size(1).items().send();
    let mut devices = Vec::new();
    while let Some(listed) = pages.next().await {
        devices.push(listed?.serial_number().to_owned());
    }

    let key = iam.create_access_key().user_name(ALICE).send().await?.access_key.ok_or("no key")?;
    let alice =
        sts(&config, Credentials::new(key.access_key_id(), key.secret_access_key(), None, None, "alice"));
    let token_code = code(&seed, 1)?;
    let with_code = || alice.get_session_token().serial_number(serial).token_code(&token_code).send();
    let credentials = with_code().await?.credentials.ok_or("no credentials")?;
    let again = with_code().await.err();
    let token = Some(credentials.session_token().to_owned());
    let session = Credentials::new(
        credentials.access_key_id(),
        credentials.secret_access_key(),
        token,
        None,
        "session",
    );
    let caller = sts(&config, session.clone()).get_caller_identity().send().await?;
    let with_session =
        config.to_builder().credentials_provider(SharedCredentialsProvider::new(session)).build();
    let unauthorized = aws_sdk_iam::Client::new(&with_session).list_users().send().await.err();

    iam.deactivate_mfa_device().user_name(ALICE).serial_number(serial).send().await?;
    iam.delete_virtual_mfa_device().serial_number(serial).send().await?;
    let gone = iam.delete_virtual_mfa_device().serial_number(serial).send().await.err();
    iam.delete_access_key().user_name(ALICE).access_key_id(key.access_key_id()).send().await?;
    iam.delete_user().user_name(ALICE).send().await?;

    let saw = json!({
        "administrator": administrator.arn(), "caller": caller.arn(), "serial": serial, "png": png, "devices": devices,
        "expires": credentials.expiration().secs(), "typed": typed, "twice": refusal(twice), "again": refusal(again),
        "unauthorized": refusal(unauthorized), "gone": refusal(gone),
    });
    println!("{saw}");
    Ok(())
}

fn sts(config: &aws_config::SdkConfig, credentials: Credentials) -> aws_sdk_sts::Client {
    let config =
        config.to_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build();
    aws_sdk_sts::Client::new(&config)
}

/// The code that a phone shows now, or so many steps from now.
fn code(seed: &str, step: i64) -> Outcome<String> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())? + 30 * step;
    let mut oathtool = Command::new("oathtool")
        .args(["--totp", "--base32", &format!("--now=@{now}"), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    oathtool.stdin.take().ok_or("no input")?.write_all(seed.as_bytes())?;
    Ok(String::from_utf8(oathtool.wait_with_output()?.stdout)?.trim().to_owned())
}

/// The code, the status and the message of the error that a call was refused with.
fn refusal<E: ProvideErrorMetadata + Debug>(error: Option<SdkError<E>>) -> Value {
    let Some(error) = error else { return Value::Null };
    let status = error.raw_response().map(|response| response.status().as_u16());
    json!({ "name": error.code(), "status": status, "message": error.message() })
}
