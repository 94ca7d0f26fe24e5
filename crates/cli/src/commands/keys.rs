//! `bartizan keys`: generations of the master key.

use service::operator::{MasterKeyView, SealedAnew};

use super::{print_json, print_table};
use crate::admin::{KeysAnswer, KeysRequest, Request, ask};
use crate::arguments::{Format, KeysCommand};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{print_line, progress};

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: KeysCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    match command {
        KeysCommand::List { output } => list(settings, output.format).await,
        KeysCommand::Rotate { compromised } => change(settings, KeysRequest::Rotate { compromised }).await,
        KeysCommand::Add => change(settings, KeysRequest::Add {}).await,
        KeysCommand::Activate => change(settings, KeysRequest::Activate {}).await,
    }
}

async fn list(settings: &Settings, format: Format) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::Keys { what: KeysRequest::List {} }).await?;
    let mut keys: Vec<MasterKeyView> = vec![];
    while let Some(answer) = answers.next().await? {
        if let KeysAnswer::Key(key) = answer {
            keys.push(key);
        }
    }
    if format == Format::Json {
        return print_json(&keys);
    }
    let row = |key: &MasterKeyView| {
        [
            key.generation.to_string(),
            key.state.clone(),
            key.create_date.clone().unwrap_or_else(|| "-".to_owned()),
            key.until.clone().unwrap_or_else(|| "-".to_owned()),
            key.documents.to_string(),
            key.passwords.to_string(),
        ]
    };
    let heads = ["GENERATION", "STATE", "MADE", "OPENS UNTIL", "DOCUMENTS", "PASSWORDS"];
    print_table(heads, &keys.iter().map(row).collect::<Vec<_>>())
}

async fn change(settings: &Settings, what: KeysRequest) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::Keys { what }).await?;
    let bar = progress(0, "sealing anew {wide_bar} {human_pos} of {human_len} accounts, {msg}");
    while let Some(answer) = answers.next().await? {
        match answer {
            KeysAnswer::Key(_) => {}
            KeysAnswer::Accounts(accounts) => bar.set_length(accounts),
            KeysAnswer::Progress(so_far) => {
                bar.set_position(so_far.accounts);
                bar.set_message(format!("{} documents", so_far.documents));
            }
            KeysAnswer::Added(generation) => print_line(&format!(
                "added key generation {generation}, which does not seal yet: copy master.key to every other node, then run `bartizan \
                 keys activate` on one"
            ))?,
            KeysAnswer::Seals(generation) => print_line(&format!(
                "key generation {generation} seals from now on; keep a copy of master.key, apart from backups of the store"
            ))?,
            KeysAnswer::SealedAnew(SealedAnew { documents, sealed_anew, left, .. }) => {
                bar.finish_and_clear();
                print_line(&format!("sealed {sealed_anew} of {documents} documents anew"))?;
                if left > 0 {
                    print_line(&format!("{left} changed all the time: the server goes on with them"))?;
                }
            }
        }
    }
    Ok(())
}
