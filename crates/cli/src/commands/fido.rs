//! `bartizan fido metadata`: which models of security keys are certified.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use ::fido::metadata::{MOST_BYTES, Root};
use service::operator::{FidoMetadataView, ForgottenServerName, ImportedFidoMetadata};

use super::{print_json, print_table};
use crate::admin::{Request, ask, ask_with, of_file};
use crate::arguments::{FidoCommand, Format, ImportMetadataArguments, MetadataCommand};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{note, print_line};

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: FidoCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    match command {
        FidoCommand::Metadata(MetadataCommand::Import(wanted)) => import(settings, &wanted).await,
        FidoCommand::Metadata(MetadataCommand::Show { output }) => show(settings, output.format).await,
        FidoCommand::ForgetServerName { yes, output } => {
            forget_server_name(settings, yes, output.format).await
        }
    }
}

async fn forget_server_name(settings: &Settings, yes: bool, format: Format) -> Result<(), Failure> {
    let request = Request::ForgetServerName { dry_run: !yes };
    let forgotten: ForgottenServerName = ask(settings, &request).await?.only().await?;
    if format == Format::Json {
        return print_json(&forgotten);
    }
    let ForgottenServerName { name, security_keys, .. } = &forgotten;
    let lost = format!("security keys registered under it, which answer under no other: {security_keys}");
    print_line(&match yes {
        true => format!("forgot the name {name}; {lost}. Start the server again, if it runs"),
        false => format!("would forget the name {name}; {lost}. Say --yes to do it"),
    })
}

async fn import(settings: &Settings, wanted: &ImportMetadataArguments) -> Result<(), Failure> {
    let root = wanted.root.as_deref().map(root).transpose()?;
    let file = of_file(read(&wanted.file, MOST_BYTES)?);
    let request = Request::ImportFidoMetadata { root, dry_run: wanted.dry_run };
    let imported: ImportedFidoMetadata = ask_with(settings, &request, file).await?.only().await?;
    warn(&imported);
    match wanted.output.format {
        Format::Json => print_json(&imported),
        Format::Text => print_line(&in_words(&imported)),
    }
}

async fn show(settings: &Settings, format: Format) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::ShowFidoMetadata {}).await?;
    let found: Option<FidoMetadataView> = answers.next().await?;
    let Some(metadata) = found else {
        return match format {
            Format::Json => print_line("null"),
            Format::Text => {
                note(
                    "No FIDO metadata were imported: no security key counts as certified. See `bartizan fido metadata import --help`.",
                );
                Ok(())
            }
        };
    };
    warn_if_overdue(&metadata);
    match format {
        Format::Json => print_json(&metadata),
        Format::Text => {
            print_line(&facts(&metadata))?;
            print_table(["CERTIFICATION", "LEVEL", "MODELS"], &rows(&metadata))
        }
    }
}

/// A root certificate: who asks reads it, and is told at once if it is none.
fn root(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, Root::MOST_BYTES)?;
    let wrong =
        |reason: String| Failure::Failed(format!("{} is no root certificate: {reason}", path.display()));
    let pem = String::from_utf8(bytes).map_err(|_| wrong("it is not text, and must be in PEM".to_owned()))?;
    Root::from_pem(&pem).map_err(|error| wrong(error.to_string()))?;
    Ok(pem)
}

/// The bytes of a file. The server opens no path that a client names (rule R15).
fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let is_stdin = path == Path::new("-");
    let shown = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = vec![];
    let read = if is_stdin {
        stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(Failure::of(format!("cannot read {shown}"), error)),
        Ok(_) if bytes.len() > most => Err(Failure::Failed(format!(
            "{shown} is longer than {most} bytes: that is not what is wanted here"
        ))),
        Ok(_) => Ok(bytes),
    }
}

fn warn(imported: &ImportedFidoMetadata) {
    if imported.unreadable > 0 {
        note(&format!(
            "{} entries or certificates in the file cannot be read, and were left out: keys of those models do not count as \
             certified, and those that lead to such a certificate are refused.",
            imported.unreadable
        ));
    }
    warn_if_overdue(&imported.metadata);
}

fn warn_if_overdue(metadata: &FidoMetadataView) {
    if metadata.is_overdue {
        note(&format!(
            "The next file was due on {}: download it from https://mds3.fidoalliance.org/ and import it. Until then models that \
             were withdrawn since may count as certified.",
            metadata.next_update
        ));
    }
}

fn in_words(imported: &ImportedFidoMetadata) -> String {
    let (number, models) = (imported.metadata.number, imported.metadata.models);
    let certified = models.saturating_sub(imported.metadata.uncertified);
    let before = match imported.previous_number {
        Some(before) if before == number => " again".to_owned(),
        Some(before) => format!(" in the place of number {before}"),
        None => String::new(),
    };
    let done = if imported.dry_run { "would import" } else { "imported" };
    format!(
        "{done} FIDO metadata number {number}{before}: {models} models of security keys, {certified} of them certified"
    )
}

fn facts(metadata: &FidoMetadataView) -> String {
    let FidoMetadataView { number, next_update, imported, root_fingerprint, models, .. } = metadata;
    format!(
        "FIDO metadata number {number}, imported {imported}; the next are due on {next_update}\n\
         signed below the root certificate {root_fingerprint} (SHA-256)\n\
         {models} models of security keys:\n"
    )
}

fn rows(metadata: &FidoMetadataView) -> Vec<[String; 3]> {
    let mut rows: Vec<[String; 3]> = vec![];
    for (name, levels) in &metadata.certifications {
        rows.extend(levels.iter().map(|(level, models)| [name.clone(), level.clone(), models.to_string()]));
    }
    rows.push(["none".to_owned(), String::new(), metadata.uncertified.to_string()]);
    rows
}
