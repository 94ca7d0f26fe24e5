//! `bartizan device`: one's own MFA devices, over the public API with one's own credentials.

mod add;
mod diagnosis;
mod own;
mod pair;
mod picture;
mod remove;
mod resync;
mod words;

use own::Own;

use super::{print_json, print_table};
use crate::arguments::{ConnectionArguments, DeviceCommand, Format};
use crate::failure::Failure;
use crate::mfa_session::CodeSource;
use crate::terminal::note;

/// Does what is wanted.
pub async fn run(command: DeviceCommand) -> Result<(), Failure> {
    match command {
        DeviceCommand::List { output, connection } => list(&connection, output.format).await,
        DeviceCommand::Add(arguments) => add::run(&arguments).await,
        DeviceCommand::Resync { device, codes, output, connection } => {
            let own = Own::find(&connection)?;
            resync::run(&own, device.as_deref(), &CodeSource::of(&codes), output.format).await
        }
        DeviceCommand::Remove { device, yes, codes, output, connection } => {
            let own = Own::find(&connection)?;
            remove::run(own, device.as_deref(), yes, &CodeSource::of(&codes), output.format).await
        }
    }
}

async fn list(connection: &ConnectionArguments, format: Format) -> Result<(), Failure> {
    let devices = Own::find(connection)?.devices().await?;
    if format == Format::Json {
        return print_json(&devices);
    }
    if devices.is_empty() {
        note("You have no MFA device; `bartizan device add` sets one up.");
        return Ok(());
    }
    let rows: Vec<_> = devices
        .iter()
        .map(|device| {
            let (kind, name) = (device.kind.to_owned(), device.name().to_owned());
            [name, kind, device.serial.clone(), device.enable_date.clone()]
        })
        .collect();
    print_table(["NAME", "KIND", "SERIAL NUMBER", "SINCE"], &rows)
}
