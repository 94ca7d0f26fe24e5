//! `bartizan tokens import`.

use std::fs::File;
use std::io::{BufReader, Read, stdin};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use mfa::seed_file::{self, TokenSeed};
use service::operator::Imported;

use super::super::print_json;
use super::key_file;
use crate::admin::{ImportAnswer, Pool, Request, ask_with, of_tokens};
use crate::arguments::{Format, ImportArguments, PoolArguments};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::print_line;

/// Reads the file, all of it, before anything is asked of a server.
pub async fn run(settings: &Settings, wanted: &ImportArguments) -> Result<(), Failure> {
    let key = wanted.key_file.as_deref().map(key_file::read).transpose()?;
    let tokens = read(&wanted.file, key.as_ref())?;
    let number = tokens.len();
    let request = Request::ImportTokens { pool: pool(&wanted.pool), dry_run: wanted.dry_run };
    let bar = bar(number as u64, "{msg} {wide_bar} {human_pos} of {human_len} tokens").with_message(
        match wanted.dry_run {
            true => "checking",
            false => "importing",
        },
    );
    let mut answers = ask_with(settings, &request, of_tokens(tokens)).await?;
    let mut imported = None;
    while let Some(answer) = answers.next().await? {
        match answer {
            ImportAnswer::Tokens(tokens) => bar.set_position(tokens as u64),
            ImportAnswer::Imported(done) => imported = Some(done),
        }
    }
    bar.finish_and_clear();
    let imported = imported.ok_or_else(|| Failure::Failed("the server answered nothing".to_owned()))?;
    match wanted.output.format {
        Format::Json => print_json(&imported),
        Format::Text => print_line(&in_words(&imported)),
    }
}

fn pool(wanted: &PoolArguments) -> Option<Pool> {
    match wanted.account {
        Some(account) => Some(Pool::Account(account)),
        None => wanted.shared_pool.then_some(Pool::Shared),
    }
}

fn read(file: &Path, key: Option<&seed_file::KeyMaterial>) -> Result<Vec<TokenSeed>, Failure> {
    let (shown, source, length) = open(file)?;
    let bar = bar(length, "reading {wide_bar} {bytes} of {total_bytes}");
    let read = seed_file::read(BufReader::with_capacity(64 * 1024, bar.wrap_read(source)), key);
    bar.finish_and_clear();
    read.map_err(|refusal| Failure::Failed(format!("nothing was imported: {shown}, {refusal}")))
}

fn open(file: &Path) -> Result<(String, Box<dyn Read>, u64), Failure> {
    if file == Path::new("-") {
        return Ok(("standard input".to_owned(), Box::new(stdin().lock()), 0));
    }
    let shown = file.display().to_string();
    let opened = File::open(file).and_then(|open| Ok((open.metadata()?.len(), open)));
    let (length, open) = opened.map_err(|error| Failure::of(format!("cannot read {shown}"), error))?;
    Ok((shown, Box::new(open), length))
}

/// Shows how far it is, on a terminal only.
fn bar(length: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn in_words(imported: &Imported) -> String {
    let tokens = match imported.tokens {
        1 => "1 token".to_owned(),
        more => format!("{more} tokens"),
    };
    let whose = match &imported.account {
        Some(account) => format!("for account {account}"),
        None => "for whichever account enables them first".to_owned(),
    };
    match imported.dry_run {
        true => format!("{tokens} could be imported {whose}; nothing was written"),
        false => format!("imported {tokens} {whose}"),
    }
}
