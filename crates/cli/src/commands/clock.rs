//! `bartizan clock`: what time it is for an ephemeral server, and setting it forward.

use serde::Serialize;

use super::print_json;
use crate::admin::{ClockView, Request, ask};
use crate::arguments::{ClockCommand, Format};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// As it is printed for programs.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Shown {
    now: String,
    /// Whole seconds since 1970, for authenticators.
    seconds: u64,
    runs: bool,
}

/// Asks, and prints what time it is then.
pub async fn run(in_force: &InForce, command: ClockCommand) -> Result<(), Failure> {
    let (what, output) = command.request();
    let view: ClockView = ask(&in_force.settings, &Request::Clock { what }).await?.only().await?;
    match output.format {
        Format::Text => print_line(&view.now.extended()),
        Format::Json => {
            print_json(&Shown { now: view.now.extended(), seconds: view.now.secs(), runs: view.runs })
        }
    }
}
