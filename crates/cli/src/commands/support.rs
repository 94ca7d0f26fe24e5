//! `bartizan support`: what only the operator can do for an owner.

mod last_resort;

use std::fs::File;
use std::io::{BufRead, IsTerminal, Read, stdin};
use std::path::Path;

use reach::CallFile;
use service::operator::Waived;

use crate::admin::{CallAnswer, Request, Typed, ask};
use crate::arguments::{Because, SupportCommand};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::{note, print_line};

/// No file of a call, and no line with digits, is longer.
const LONGEST: u64 = 16 * 1_024;

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: SupportCommand) -> Result<(), Failure> {
    match command {
        SupportCommand::AnswerCall { file } => answer_call(in_force, &file).await,
        SupportCommand::WaiveCoolingOff { because: Because { account, reason }, email, phone } => {
            waive(in_force, Request::WaiveCoolingOff { account, email, phone, reason }).await
        }
        SupportCommand::AlternativeFactors { because, switch, output } => {
            last_resort::switch(in_force, because, switch.on, output.format).await
        }
        SupportCommand::DeactivateMfa { because: Because { account, reason }, principal, output } => {
            let (whose, _) = principal.named();
            let request = Request::DeactivateMfa { account, whose, reason };
            last_resort::run(in_force, &request, output.format).await
        }
        SupportCommand::ResetRootPassword { because: Because { account, reason }, output } => {
            let request = Request::ResetRootPassword { account, reason };
            last_resort::run(in_force, &request, output.format).await
        }
        SupportCommand::List { output } => last_resort::list(in_force, output.format).await,
        SupportCommand::Approve { request_id, output } => {
            last_resort::run(in_force, &Request::ApproveSupport { request_id }, output.format).await
        }
        SupportCommand::Cancel { request_id, reason, output } => {
            let request = Request::CancelSupport { request_id, reason };
            last_resort::cancel(in_force, &request, output.format).await
        }
    }
}

async fn answer_call(in_force: &InForce, path: &Path) -> Result<(), Failure> {
    let file = read(path)?;
    if stdin().is_terminal() {
        note("The six digits that the page shows:");
    }
    let digits = digits()?;
    let request = Request::AnswerCall {
        to: file.to,
        call_id: file.call_id,
        nonce: Typed(file.nonce.expose().clone()),
        digits: Typed(digits),
    };
    let heard: CallAnswer = ask(&in_force.settings, &request).await?.only().await?;
    match heard.is_right {
        true => print_line(&heard.text),
        false => Err(Failure::Failed(heard.text)),
    }
}

fn read(path: &Path) -> Result<CallFile, Failure> {
    let shown = path.display();
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    read.map_err(|error| Failure::of(format!("cannot read {shown}"), error))?;
    CallFile::read(&text).ok_or_else(|| {
        Failure::Failed(format!("{shown} is no call of the outbox: its files are named call-….txt"))
    })
}

fn digits() -> Result<String, Failure> {
    let mut line = String::new();
    let read = stdin().lock().take(LONGEST).read_line(&mut line);
    read.map_err(|error| Failure::of("cannot read the digits", error))?;
    let digits = line.trim();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits.to_owned());
    }
    Err(Failure::Failed("six digits are wanted, as the page shows them".to_owned()))
}

async fn waive(in_force: &InForce, request: Request) -> Result<(), Failure> {
    let waived: Waived = ask(&in_force.settings, &request).await?.only().await?;
    let email = waived.email.map(|email| format!("the e-mail {email}"));
    let phone = waived.phone.map(|phone| format!("the phone {phone}"));
    let named: Vec<_> = email.into_iter().chain(phone).collect();
    print_line(&format!("from now on the account is recovered with {}", named.join(" and ")))
}
