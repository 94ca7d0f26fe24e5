//! `bartizan support`: what only the operator can do for an owner.

use model::{AccountId, Timestamp};

use crate::admin::{Request, ask};
use crate::arguments::SupportCommand;
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// Does what is asked.
pub async fn run(in_force: &InForce, command: SupportCommand) -> Result<(), Failure> {
    match command {
        SupportCommand::WaiveCoolingOff { account, reason } => waive(in_force, account, reason).await,
    }
}

async fn waive(in_force: &InForce, account: AccountId, reason: String) -> Result<(), Failure> {
    let request = Request::WaiveCoolingOff { account, reason };
    let _: Timestamp = ask(&in_force.settings, &request).await?.only().await?;
    print_line(&format!("the present e-mail and phone of account {account} recover it from now on"))
}
