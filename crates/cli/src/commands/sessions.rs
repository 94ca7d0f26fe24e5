//! `bartizan sessions`: ends sessions before they end by themselves.

use model::Timestamp;

use crate::admin::{Request, ask};
use crate::arguments::{PrincipalArguments, SessionsCommand};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// Does what is wanted.
pub async fn run(in_force: &InForce, SessionsCommand::End(wanted): SessionsCommand) -> Result<(), Failure> {
    let PrincipalArguments { account, principal } = wanted;
    let (whose, shown) = principal.named();
    let request = Request::EndSessions { account, whose };
    let until: Timestamp = ask(&in_force.settings, &request).await?.only().await?;
    print_line(&format!("ended all sessions of {shown} in account {account} that were issued until {until}"))
}
