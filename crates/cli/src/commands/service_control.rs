//! `bartizan service-control`: bounds what everybody in an account may do, its root user too.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use model::{AccountId, PolicyName};
use service::operator::{ServiceControlChange, ServiceControlChanged, ServiceControlView};

use super::{print_json, print_table};
use crate::admin::{Request, ask};
use crate::arguments::{Format, ServiceControlCommand};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{note, print, print_line};

/// A request is a line of 64 KiB at most, in which quotes and line ends take two bytes each.
const TEXT_BYTES: u64 = 30 * 1024;

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: ServiceControlCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    match command {
        ServiceControlCommand::Set { account, name, file, output } => {
            let text = read(&file)?;
            change(settings, account, &Request::SetServiceControl { account, name, text }, output.format)
                .await
        }
        ServiceControlCommand::Show { account, name, output } => {
            show(settings, account, name.as_ref(), output.format).await
        }
        ServiceControlCommand::Remove { account, name, output } => {
            change(settings, account, &Request::RemoveServiceControl { account, name }, output.format).await
        }
    }
}

/// The text of a policy. The server opens no path that a client names: who asks reads it (rule R15).
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
            "{shown} is longer than a service control policy can be: {TEXT_BYTES} bytes, white space included"
        ))),
        Ok(_) => Ok(text),
    }
}

async fn change(
    settings: &Settings,
    account: AccountId,
    request: &Request,
    format: Format,
) -> Result<(), Failure> {
    let changed: ServiceControlChanged = ask(settings, request).await?.only().await?;
    if changed.allows_nothing {
        note(&format!(
            "No service control policy of account {account} allows anything: everybody in it is refused everything, its root \
             user too, until you set one that allows. See `bartizan service-control set --help`."
        ));
    }
    match format {
        Format::Json => print_json(&changed),
        Format::Text => print_line(&in_words(account, &changed)),
    }
}

fn in_words(account: AccountId, changed: &ServiceControlChanged) -> String {
    let policy = format!("the service control policy {}", changed.policy_name);
    match changed.change {
        ServiceControlChange::Added => format!("added {policy} to account {account}"),
        ServiceControlChange::Replaced => format!("replaced {policy} of account {account}"),
        ServiceControlChange::Unchanged => {
            format!("{policy} of account {account} says that already: nothing to do")
        }
        ServiceControlChange::Removed if changed.policies == 0 => {
            format!("removed {policy} from account {account}, which nothing bounds any more")
        }
        ServiceControlChange::Removed => format!("removed {policy} from account {account}"),
    }
}

async fn show(
    settings: &Settings,
    account: AccountId,
    name: Option<&PolicyName>,
    format: Format,
) -> Result<(), Failure> {
    let mut answers = ask(settings, &Request::ListServiceControl { account }).await?;
    let mut policies: Vec<ServiceControlView> = vec![];
    while let Some(policy) = answers.next().await? {
        policies.push(policy);
    }
    if let Some(name) = name {
        policies.retain(|policy| policy.policy_name.eq_ignore_ascii_case(&name.to_string()));
        if policies.is_empty() {
            return Err(Failure::Failed(format!("account {account} has no service control policy {name}")));
        }
    }
    match format {
        Format::Json => print_json(&policies),
        Format::Text if name.is_some() => {
            policies.iter().try_for_each(|policy| print(&format!("{}\n", policy.policy_document.trim_end())))
        }
        Format::Text if policies.is_empty() => {
            note(&format!("Account {account} has no service control policies: nothing bounds it."));
            Ok(())
        }
        Format::Text => {
            let row = |policy: &ServiceControlView| {
                [policy.policy_name.clone(), on_one_line(&policy.policy_document)]
            };
            print_table(["POLICY", "TEXT"], &policies.iter().map(row).collect::<Vec<_>>())
        }
    }
}

/// A text in a table; whole with `--name`.
fn on_one_line(text: &str) -> String {
    const WIDTH: usize = 100;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
