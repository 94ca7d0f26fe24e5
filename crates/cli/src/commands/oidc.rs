//! `bartizan oidc`: with which keys tokens of a provider are verified.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use service::operator::OidcKeysView;

use super::print_json;
use crate::admin::{OidcKeysRequest, Request, ask};
use crate::arguments::{Format, OidcCommand, OidcKeysCommand, ProviderArguments};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{note, print_line};

/// A request is a line of 64 KiB at most, in which quotes and line ends take two bytes each.
const TEXT_BYTES: u64 = 30 * 1024;

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: OidcCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    let OidcCommand::Keys(command) = command;
    match command {
        OidcKeysCommand::Set { provider: ProviderArguments { account, url }, file, output } => {
            let document = read(&file)?;
            let view = request(settings, OidcKeysRequest::Set { account, provider: url, document }).await?;
            told(&view, "gave keys to", output.format)
        }
        OidcKeysCommand::Show { provider: ProviderArguments { account, url }, output } => {
            let view = request(settings, OidcKeysRequest::Show { account, provider: url }).await?;
            if view.given_at.is_none() && output.format == Format::Text {
                note(&format!(
                    "No keys were given for {}; `bartizan oidc keys set --help` tells how.",
                    view.arn
                ));
                return Ok(());
            }
            told(&view, "keys of", output.format)
        }
        OidcKeysCommand::Remove { provider: ProviderArguments { account, url }, output } => {
            let view = request(settings, OidcKeysRequest::Remove { account, provider: url }).await?;
            told(&view, "took back the keys of", output.format)
        }
    }
}

async fn request(settings: &Settings, asked: OidcKeysRequest) -> Result<OidcKeysView, Failure> {
    ask(settings, &Request::Oidc { asked }).await?.only().await
}

fn told(view: &OidcKeysView, what: &str, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return print_json(view);
    }
    print_line(&format!("{what} {}", view.arn))?;
    view.keys.iter().try_for_each(|key| print_line(&format!("  {key}")))
}

/// The document of keys. The server opens no path that a client names: who asks reads it (rule R15).
fn read(file: &Path) -> Result<String, Failure> {
    let is_stdin = file == Path::new("-");
    let shown = if is_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let mut text = String::new();
    let read = if is_stdin {
        stdin().lock().take(TEXT_BYTES + 1).read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| file.take(TEXT_BYTES + 1).read_to_string(&mut text))
    };
    match read {
        Err(error) => Err(Failure::of(format!("cannot read {shown}"), error)),
        Ok(_) if text.len() as u64 > TEXT_BYTES => Err(Failure::Failed(format!(
            "{shown} is longer than what is taken, {TEXT_BYTES} bytes: leave out keys that sign nothing any more"
        ))),
        Ok(_) => Ok(text),
    }
}
