//! `bartizan device remove`: a device is taken from oneself, and a virtual one deleted.

use serde_json::json;

use super::own::{Own, explained};
use crate::arguments::Format;
use crate::commands::print_json;
use crate::failure::Failure;
use crate::mfa_session::{CodeSource, EnabledDevice, forget};
use crate::person::Person;
use crate::terminal::{note, print_line};

/// Removes a device.
pub async fn run(
    own: Own,
    named: Option<&str>,
    yes: bool,
    codes: &CodeSource,
    format: Format,
) -> Result<(), Failure> {
    let mut person = Person::at_standard_input()?;
    let devices = own.devices().await?;
    let is_last = devices.len() == 1;
    let device = own.device(named, devices, &mut person, "Which device?").await?;
    if !yes {
        if !person.is_there() {
            return Err(Failure::Usage("nobody is there to confirm it: say --yes".to_owned()));
        }
        let last = if is_last { " It is your only device: without one you have no MFA." } else { "" };
        let question = format!("Remove the {} {}?{last}", device.kind, device.name());
        if !person.agrees(&question).await? {
            return Err(Failure::GivenUp("nothing was removed".to_owned()));
        }
    }
    let before = own.aws.clone();
    let own = own.for_changes(true, codes, &person).await?;
    let of_user = [("UserName", device.user_name.as_str()), ("SerialNumber", device.serial.as_str())];
    own.iam("DeactivateMFADevice", &of_user).await.map_err(explained)?;
    if before.source.keys.are_long_term() {
        // The sessions that its codes opened hold until they end, but nobody is given them any more.
        forget(&before, &device.serial)?;
    }
    let deleted = device.is_virtual() && delete(&own, &device, format).await?;
    match format {
        Format::Json => print_json(&json!({ "SerialNumber": device.serial, "Deleted": deleted })),
        Format::Text => {
            let last = if is_last {
                " You have no MFA device any more: bartizan device add sets one up."
            } else {
                ""
            };
            print_line(&format!("{} is removed.{last}", device.name()))
        }
    }
}

/// Deletes a virtual device that is nobody's any more. Whether that was allowed: what counts is done by then.
async fn delete(own: &Own, device: &EnabledDevice, format: Format) -> Result<bool, Failure> {
    match own.iam("DeleteVirtualMFADevice", &[("SerialNumber", &device.serial)]).await {
        Ok(_) => Ok(true),
        Err(refusal) if refusal.is("AccessDenied") => {
            if format == Format::Text {
                note(
                    "It is deactivated. You may not delete devices, so its name stays in use until an administrator deletes it.",
                );
            }
            Ok(false)
        }
        Err(refusal) => {
            let why = Failure::from(refusal).into_words();
            Err(Failure::Failed(format!(
                "{} is yours no more, but could not be deleted: {why}",
                device.name()
            )))
        }
    }
}
