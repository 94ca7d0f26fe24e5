//! `bartizan verify`: whether the store is whole.

use std::collections::BTreeMap;

use service::{DocumentFinding, StoreProgress};

use crate::admin::{Examination, Request, StoreAnswer, ask};
use crate::arguments::Format;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::{Style, note, print_line, progress};

/// Looks at every document, and prints what is wrong, as it is found.
pub async fn run(settings: &Settings, format: Format) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::Examine { what: Examination::Store {} }).await?;
    let bar = progress(0, "checking {wide_bar} {human_pos} of {human_len} accounts, {msg}");
    let mut last = StoreProgress::default();
    let mut findings = 0_u64;
    let mut advice = BTreeMap::new();
    while let Some(answer) = answers.next().await? {
        match answer {
            StoreAnswer::Accounts(accounts) => bar.set_length(accounts),
            StoreAnswer::Progress(progress) => {
                last = progress;
                bar.set_position(progress.accounts);
                bar.set_message(format!("{} documents", progress.documents));
            }
            StoreAnswer::Found(finding) => {
                findings += 1;
                bar.suspend(|| show(&finding, format))?;
                advice.insert(finding.problem, finding.advice);
            }
        }
    }
    bar.finish_and_clear();
    if last.unsettled > 0 {
        note(&format!("{} documents changed too often to be judged: run it again.", last.unsettled));
    }
    let accounts = if last.accounts == 1 { "account" } else { "accounts" };
    let counts = format!("{} documents of {} {accounts}", last.documents, last.accounts);
    if findings == 0 {
        return match format {
            Format::Json => Ok(()),
            Format::Text => print_line(&format!("the store is whole: {counts}")),
        };
    }
    if format == Format::Text {
        for (problem, what_to_do) in advice {
            print_line(&format!("What {}: {what_to_do}.", problem.in_words()))?;
        }
    }
    let findings = if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") };
    Err(Failure::Failed(format!("the store is not whole: {findings} in {counts}")))
}

/// One object a line for programs.
fn show(finding: &DocumentFinding, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => {
            let line = serde_json::to_string(finding);
            print_line(&line.map_err(|error| Failure::of("cannot write JSON", error))?)
        }
        Format::Text => print_line(&Style::of_stdout().strong(&finding.to_string())),
    }
}
