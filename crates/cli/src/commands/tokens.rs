//! `bartizan tokens`: hardware tokens, from their makers' files to their end.

mod import;
mod key_file;

use std::io::{self, BufRead, IsTerminal};

use model::{AccountId, SerialNumber};
use serde_json::json;
use service::operator::{TokenHolder, TokenView};

use super::{print_json, print_table};
use crate::admin::{Request, ask};
use crate::arguments::{Format, TokensCommand};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{note, print_line};

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: TokensCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    match command {
        TokensCommand::Import(wanted) => import::run(settings, &wanted).await,
        TokensCommand::List { account, output } => list(settings, account, output.format).await,
        TokensCommand::Remove { serial, yes, output } => {
            if !yes {
                confirm(&serial)?;
            }
            remove(settings, serial, output.format).await
        }
    }
}

async fn list(settings: &Settings, account: Option<AccountId>, format: Format) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::ListTokens { account }).await?;
    let mut tokens: Vec<TokenView> = vec![];
    while let Some(token) = answers.next().await? {
        tokens.push(token);
    }
    match format {
        Format::Json => print_json(&tokens),
        Format::Text if tokens.is_empty() => {
            note("There are no hardware tokens; `bartizan tokens import --help` tells how to import them.");
            Ok(())
        }
        Format::Text => {
            let rows: Vec<_> = tokens.iter().map(row).collect();
            print_table(["SERIAL NUMBER", "FOR", "CODES", "ENABLED FOR"], &rows)
        }
    }
}

fn row(token: &TokenView) -> [String; 4] {
    let account = token.account.clone().unwrap_or_else(|| "any account".to_owned());
    let often = token.period.map_or_else(|| "at a button".to_owned(), |period| format!("every {period} s"));
    let codes = format!("{} digits {often}", token.digits);
    [token.serial_number.clone(), account, codes, token.enabled_for.as_ref().map_or_else(String::new, holder)]
}

fn holder(holder: &TokenHolder) -> String {
    format!("{} in {}", holder.user_name.as_deref().unwrap_or("the root user"), holder.account)
}

/// Asks whoever is there. Where nobody is, nothing is removed unless the command says that it shall be.
fn confirm(serial: &SerialNumber) -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage("nobody is there to confirm it: say --yes".to_owned()));
    }
    note(&format!("Remove the token {serial}? Only its seed file brings it back. Type yes:"));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::of("cannot read the answer", error))?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(Failure::Failed("nothing was removed".to_owned())),
    }
}

async fn remove(settings: &Settings, serial: SerialNumber, format: Format) -> Result<(), Failure> {
    let removed: SerialNumber = ask(settings, &Request::RemoveToken { serial }).await?.only().await?;
    match format {
        Format::Json => print_json(&json!({ "SerialNumber": removed })),
        Format::Text => print_line(&format!("removed the token {removed}")),
    }
}
