//! "Additional verification required": with several devices, which one.

use askama::Template;
use model::SerialNumber;
use service::Error;
use service::signin::Stage;

use super::step::{Step, path_of, start_again};
use crate::devices;
use crate::page::Page;
use crate::reply::Reply;
use crate::speech::Speech;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/choose.html")]
struct Choose {
    page: Page,
    devices: Vec<Choice>,
    has_codes: bool,
}

/// A device to choose.
pub struct Choice {
    pub serial: String,
    pub name: String,
    pub kind: String,
}

impl Choice {
    pub fn of(serial: &SerialNumber, s: Speech) -> Self {
        let name = devices::name(serial).to_owned();
        Self { serial: serial.to_string(), name, kind: devices::kind(serial, s) }
    }
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::SecondFactor(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let devices = serials.iter().map(|serial| Choice::of(serial, visit.speech));
    let page = visit.page(visit.speech.say("choose-title"));
    let has_codes = step.has_codes(visit).await?;
    Reply::page(&Choose { page, devices: devices.collect(), has_codes })
}
