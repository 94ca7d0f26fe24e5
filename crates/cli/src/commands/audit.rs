//! `bartizan audit`: the audit trail, one JSON object a line.

mod verify;

use server::{Clock, MonotonicClock};

use crate::admin::{Request, ask};
use crate::arguments::{AuditArguments, AuditCommand};
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// Prints it, or looks whether it is whole.
pub async fn run(in_force: &InForce, wanted: &AuditArguments) -> Result<(), Failure> {
    if let Some(AuditCommand::Verify(wanted)) = &wanted.command {
        return verify::run(&in_force.settings, wanted).await;
    }
    let now = MonotonicClock::new().now();
    let request = Request::Audit {
        account: wanted.account,
        since_micros: wanted.since.map_or(0, |since| since.moment(now).micros()),
        follow: wanted.follow,
    };
    let mut answers = ask(&in_force.settings, &request).await?;
    while let Some(event) = answers.next_raw().await? {
        print_line(event.get())?;
    }
    Ok(())
}
