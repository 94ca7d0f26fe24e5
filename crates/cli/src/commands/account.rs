//! `bartizan account`: making accounts, and listing them.

use model::AccountId;
use serde::{Deserialize, Serialize};

use super::{first_account, print_json, print_table};
use crate::admin::{NewAccount, Request, ask};
use crate::arguments::{AccountCommand, Format};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::{self, Style, print_line};

/// Does what is asked of accounts.
pub async fn run(in_force: &InForce, command: AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Create { email, name, root_access_key, output } => {
            let request = Request::CreateAccount { email, name, root_access_key };
            create(in_force, &request, output.format).await
        }
        AccountCommand::ConfirmEmail { account } => confirm_email(in_force, account).await,
        AccountCommand::List { output } => list(in_force, output.format).await,
    }
}

/// Makes an account. Its secrets go to standard output wherever that leads: to hand them out is what this was asked to do, and
/// they exist nowhere else. (Rule R8 is about a first start, of which nobody may be thinking while a log collects its output.)
async fn create(in_force: &InForce, request: &Request, format: Format) -> Result<(), Failure> {
    let account: NewAccount = ask(&in_force.settings, request).await?.only().await?;
    match format {
        Format::Json => print_json(&account),
        Format::Text => {
            let text = first_account::in_words("Made an account", &account, Style::of_stdout());
            terminal::print(text.expose())
        }
    }
}

async fn confirm_email(in_force: &InForce, account: AccountId) -> Result<(), Failure> {
    let email: String = ask(&in_force.settings, &Request::ConfirmEmail { account }).await?.only().await?;
    print_line(&format!("the root user of account {account} signs in with {email} from now on"))
}

/// As the server lists them.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    account_id: String,
    name: String,
    root_email: String,
    create_date: String,
}

async fn list(in_force: &InForce, format: Format) -> Result<(), Failure> {
    let mut answers = ask(&in_force.settings, &Request::ListAccounts {}).await?;
    let mut accounts: Vec<Account> = vec![];
    while let Some(account) = answers.next().await? {
        accounts.push(account);
    }
    match format {
        Format::Json => print_json(&accounts),
        Format::Text if accounts.is_empty() => {
            terminal::note("There is no account yet; `bartizan account create` makes one.");
            Ok(())
        }
        Format::Text => {
            let row = |account: Account| {
                [account.account_id, account.name, account.root_email, account.create_date]
            };
            let rows: Vec<_> = accounts.into_iter().map(row).collect();
            print_table(["ACCOUNT", "NAME", "ROOT E-MAIL", "CREATED"], &rows)
        }
    }
}
