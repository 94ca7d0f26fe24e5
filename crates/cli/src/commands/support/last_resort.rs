//! What an operator does, asks for, approves and cancels as a last resort.

use model::Secret;
use serde::Serialize;
use service::operator::SupportRequestView;

use crate::admin::{Request, SupportAnswer, ask};
use crate::arguments::{Because, Format};
use crate::commands::{print_json, print_table};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::{Style, note, print, print_line};

/// Does it, or says what it waits for.
pub async fn run(in_force: &InForce, request: &Request, format: Format) -> Result<(), Failure> {
    let answer: SupportAnswer = ask(&in_force.settings, request).await?.only().await?;
    if let SupportAnswer::Waits(request) = &answer {
        return Err(Failure::Failed(format!("not yet: {}", what_is_missing(request))));
    }
    match format {
        Format::Json => print_json(&answer),
        Format::Text => print(in_words(&answer).expose()),
    }
}

/// What became of it, for people. A password is printed wherever standard output leads: to hand it out is what was asked.
fn in_words(answer: &SupportAnswer) -> Secret<String> {
    Secret::new(match answer {
        SupportAnswer::MfaDeactivated { account_id, mfa_devices } => format!(
            "deactivated in account {account_id}, and ended the sessions:\n  {}\n",
            mfa_devices.join("\n  ")
        ),
        SupportAnswer::PasswordReset { account_id, root_email, root_password } => {
            let password = Secret::new(Style::of_stdout().precious(root_password.expose()));
            format!(
                "the root user of account {account_id}, {root_email}, signs in once with this password, which is shown this once:\n  {}\n",
                password.expose()
            )
        }
        SupportAnswer::Filed(request) => {
            format!("filed as {}; the owner is told. {}\n", request.request_id, what_is_missing(request))
        }
        SupportAnswer::Approved(request) | SupportAnswer::Waits(request) => {
            format!("approved {}. {}\n", request.request_id, what_is_missing(request))
        }
    })
}

/// What has to happen before it is done.
fn what_is_missing(request: &SupportRequestView) -> String {
    let SupportRequestView { request_id, due_at, expires_at, .. } = request;
    match (request.needs_second_operator, request.approved_by) {
        (true, None) => format!(
            "It can be done from {due_at} until {expires_at}, once another operator has approved it: bartizan support approve {request_id}"
        ),
        _ => format!(
            "It can be done from {due_at} until {expires_at}: run `bartizan support {}` again then",
            request.command
        ),
    }
}

/// Lets a request go.
pub async fn cancel(in_force: &InForce, request: &Request, format: Format) -> Result<(), Failure> {
    let cancelled: SupportRequestView = ask(&in_force.settings, request).await?.only().await?;
    match format {
        Format::Json => print_json(&cancelled),
        Format::Text => print_line(&format!(
            "cancelled {}: {} in account {}",
            cancelled.request_id, cancelled.command, cancelled.account_id
        )),
    }
}

/// Shows what waits.
pub async fn list(in_force: &InForce, format: Format) -> Result<(), Failure> {
    let mut answers = ask(&in_force.settings, &Request::ListSupport {}).await?;
    let mut waiting: Vec<SupportRequestView> = vec![];
    while let Some(request) = answers.next().await? {
        waiting.push(request);
    }
    match format {
        Format::Json => print_json(&waiting),
        Format::Text if waiting.is_empty() => {
            note("Nothing waits.");
            Ok(())
        }
        Format::Text => {
            let rows: Vec<_> = waiting.iter().map(row).collect();
            print_table(
                ["REQUEST", "ACCOUNT", "WHAT", "WHOSE", "ASKED BY", "DUE", "APPROVED", "REASON"],
                &rows,
            )
        }
    }
}

fn row(request: &SupportRequestView) -> [String; 8] {
    let who = |uid: u32| format!("uid:{uid}");
    let approved = match (request.needs_second_operator, request.approved_by) {
        (_, Some(uid)) => who(uid),
        (true, None) => "not yet".to_owned(),
        (false, None) => "not needed".to_owned(),
    };
    [
        request.request_id.clone(),
        request.account_id.to_string(),
        request.command.clone(),
        request.user_name.clone().unwrap_or_else(|| "root".to_owned()),
        who(request.requested_by),
        request.due_at.clone(),
        approved,
        request.reason.clone(),
    ]
}

/// What a program reads of a switch.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Switched {
    account_id: String,
    alternative_factors: &'static str,
    changed: bool,
}

/// Switches alternative factors.
pub async fn switch(in_force: &InForce, because: Because, on: bool, format: Format) -> Result<(), Failure> {
    let Because { account, reason } = because;
    let request = Request::AlternativeFactors { account, on, reason };
    let changed: bool = ask(&in_force.settings, &request).await?.only().await?;
    let word = if on { "on" } else { "off" };
    match (format, changed) {
        (Format::Json, _) => {
            print_json(&Switched { account_id: account.to_string(), alternative_factors: word, changed })
        }
        (Format::Text, false) => {
            print_line(&format!("alternative factors of account {account} are {word} already: nothing to do"))
        }
        (Format::Text, true) if on => {
            print_line(&format!("the root user of account {account} can recover by e-mail and phone again"))
        }
        (Format::Text, true) => print_line(&format!(
            "the root user of account {account} cannot recover by e-mail and phone any more; recoveries that ran have ended"
        )),
    }
}
