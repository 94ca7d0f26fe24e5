//! `bartizan audit verify`.

use service::AuditCheck;

use crate::admin::{AuditAnswer, Examination, Request, ask};
use crate::arguments::{Format, VerifyAuditArguments};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::{Style, note, print_line, progress};

/// A request is a line of 64 KiB at most.
const MOST_KEPT: usize = 500;

/// Looks at the trails, and prints what was found in each.
pub async fn run(settings: &Settings, wanted: &VerifyAuditArguments) -> Result<(), Failure> {
    if wanted.since.len() > MOST_KEPT {
        return Err(Failure::Usage(format!("--since can be given {MOST_KEPT} times at most")));
    }
    if let Some(account) = wanted.account
        && let Some(other) = wanted.since.iter().find(|digest| digest.account != account)
    {
        return Err(Failure::Usage(format!("--since {other} is a digest of another account than {account}")));
    }
    let what = Examination::Audit { account: wanted.account, kept: wanted.since.clone() };
    let mut answers = ask(settings, &Request::Examine { what }).await?;
    let bar = progress(0, "checking {wide_bar} {human_pos} of {human_len} accounts");
    let mut findings = 0;
    while let Some(answer) = answers.next().await? {
        match answer {
            AuditAnswer::Accounts(accounts) => bar.set_length(accounts),
            AuditAnswer::Checked(check) => {
                findings += check.findings.len() as u64 + check.more_findings;
                bar.suspend(|| show(&check, wanted.output.format))?;
                bar.inc(1);
            }
        }
    }
    bar.finish_and_clear();
    match findings {
        0 => Ok(()),
        1 => Err(Failure::Failed("the audit trail is not what it was: 1 finding".to_owned())),
        more => Err(Failure::Failed(format!("the audit trail is not what it was: {more} findings"))),
    }
}

/// One object a line for programs: there may be very many accounts.
fn show(check: &AuditCheck, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        let line = serde_json::to_string(check);
        return print_line(&line.map_err(|error| Failure::of("cannot write JSON", error))?);
    }
    let style = Style::of_stdout();
    print_line(&style.strong(&format!("account {}: {}", check.account_id, verdict(check))))?;
    for finding in &check.findings {
        print_line(&format!("  {finding}"))?;
    }
    if check.more_findings > 0 {
        print_line(&format!("  and {} more", check.more_findings))?;
    }
    match &check.newest_digest {
        Some(digest) => print_line(&format!("  newest digest {}", style.precious(&digest.to_string()))),
        None => {
            note(&format!(
                "Account {} has no digest yet: the first is made after its first hour.",
                check.account_id
            ));
            Ok(())
        }
    }
}

fn verdict(check: &AuditCheck) -> String {
    let AuditCheck { events, digests, not_covered_yet, let_go, .. } = check;
    let counts =
        format!("{events} events in {digests} digests, {not_covered_yet} not covered yet, {let_go} let go");
    match check.is_in_order() {
        true => format!("in order ({counts})"),
        false => format!("NOT in order ({counts})"),
    }
}
