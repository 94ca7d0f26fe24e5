//! `bartizan policy`: the policies that are ready for use, and installing them.

use service::operator::{AttachTo, Attachment, InstalledPolicy, PolicyChange, ReadyPolicy};

use super::{print_json, print_table};
use crate::admin::{Request, ask};
use crate::arguments::{Format, InstallArguments};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::{print, print_line};

/// Prints them, by name.
pub fn list(format: Format) -> Result<(), Failure> {
    let all = ReadyPolicy::all();
    match format {
        Format::Json => print_json(&all),
        Format::Text => {
            let cells = |policy: &ReadyPolicy| [policy.name, policy.description].map(str::to_owned);
            print_table(["POLICY", "WHAT IT IS FOR"], &all.iter().map(cells).collect::<Vec<_>>())
        }
    }
}

/// Prints the text of one.
pub fn show(name: &str) -> Result<(), Failure> {
    ReadyPolicy::find(name).map_or(Ok(()), |policy| print(policy.text))
}

/// Installs one.
pub async fn install(in_force: &InForce, wanted: InstallArguments) -> Result<(), Failure> {
    let InstallArguments { name, account, whom, replace, output } = wanted;
    let attach_to = whom.attach_to();
    let request = Request::InstallPolicy { account, name, replace, attach_to: attach_to.clone() };
    let installed: InstalledPolicy = ask(&in_force.settings, &request).await?.only().await?;
    match output.format {
        Format::Json => print_json(&installed),
        Format::Text => print_line(&in_words(&installed, attach_to.as_ref())),
    }
}

fn in_words(installed: &InstalledPolicy, whom: Option<&AttachTo>) -> String {
    let InstalledPolicy { arn, version_id, change, attachment } = installed;
    let policy = match change {
        PolicyChange::Created => format!("installed the policy {arn}"),
        PolicyChange::Replaced => format!("the policy {arn} has a new default, version {version_id}"),
        PolicyChange::Unchanged => format!("the policy {arn} is there already, and says the same"),
    };
    let whom = match whom {
        Some(AttachTo::Group(name)) => format!("the group {name}"),
        Some(AttachTo::User(name)) => format!("the user {name}"),
        None => return policy,
    };
    match attachment {
        Some(Attachment::Attached) => format!("{policy}; attached it to {whom}"),
        Some(Attachment::Unchanged) | None => format!("{policy}; it is attached to {whom} already"),
    }
}
