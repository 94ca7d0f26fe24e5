//! "Additional verification required": with several devices, which one.

use askama::Template;
use model::{SerialNumber, Text};
use service::Error;
use service::signin::Stage;

use super::step::{Step, path_of, start_again};
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/choose.html")]
struct Choose {
    page: Page,
    devices: Vec<Choice>,
}

/// A device to choose.
pub struct Choice {
    pub serial: String,
    pub name: String,
}

impl Choice {
    pub fn of(serial: &SerialNumber) -> Self {
        Self { serial: serial.to_string(), name: name(serial) }
    }
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::Code(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let devices = serials.iter().map(Choice::of);
    let page = visit.page(visit.speech.say("choose-title"));
    Reply::page(&Choose { page, devices: devices.collect() })
}

/// What people call a device: the last part of its serial number.
pub fn name(serial: &SerialNumber) -> String {
    serial.as_str().rsplit('/').next().unwrap_or_default().to_owned()
}
