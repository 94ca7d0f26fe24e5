//! A screen of codes that goes on.

use std::time::Duration;

use server::{Clock, MonotonicClock};

use super::{ShownCode, shown};
use crate::authenticator::Devices;
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::{self, Style};

/// The other screen, without a cursor; and back to what was there before.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";
/// The last seconds of a code, in which nobody types it in time.
const LATE: u64 = 5;
/// How wide the bar of a whole period is.
const BAR: u64 = 15;

/// Shows the codes until Ctrl-C, which is how this ends well.
pub async fn run(mut devices: Devices, skew: Option<i64>) -> Result<(), Failure> {
    if !terminal::is_watched() {
        return Err(Failure::Usage("--watch needs a terminal to draw on".to_owned()));
    }
    let mut person = Person::at_standard_input()?;
    let screen = Screen::enter()?;
    let (clock, style) = (MonotonicClock::new(), Style::of_stdout());
    loop {
        let now = clock.now();
        let rows = shown(devices.all_mut(), now, skew);
        // Most screens have no more; what is further down would scroll the rest away.
        let room = person.size().map_or(20, |(_, rows)| rows.saturating_sub(3));
        terminal::print(&page(&rows, room, style))?;
        let rest = 1_000_000 - now.micros() % 1_000_000;
        if person.wait(Duration::from_micros(rest)).await.is_err() {
            drop(screen);
            return Ok(());
        }
    }
}

/// The other screen, for as long as this lives.
struct Screen;

impl Screen {
    fn enter() -> Result<Self, Failure> {
        terminal::print(ENTER)?;
        Ok(Self)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = terminal::print(LEAVE);
    }
}

/// From the upper left corner; what was longer before is wiped.
fn page(rows: &[ShownCode], room: usize, style: Style) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut page = "\x1b[H".to_owned();
    let mut line = |text: &str| {
        page.push_str(text);
        page.push_str("\x1b[K\r\n");
    };
    for row in rows.iter().take(room) {
        line(&in_words(row, width, style));
    }
    if rows.len() > room {
        line(&style.faint(&format!("and {} more: make the window taller", rows.len() - room)));
    }
    if rows.is_empty() {
        line("The authenticator has no devices.");
    }
    line("");
    page.push_str(&style.faint("Ctrl-C ends this."));
    page.push_str("\x1b[K\x1b[J");
    page
}

fn in_words(row: &ShownCode, width: usize, style: Style) -> String {
    let name = format!("{:<width$}", row.name);
    let (Some(code), Some(left)) = (&row.code, row.seconds_left) else {
        return format!(
            "{name}  {}",
            style.faint(&format!("press it: bartizan authenticator code {}", row.name))
        );
    };
    let code = grouped(code);
    let code = if left <= LATE { style.faint(&code) } else { style.strong(&code) };
    let full = usize::try_from((left.min(30) * BAR).div_ceil(30)).unwrap_or(0);
    format!("{name}  {code}  {}{} {left:>2} s", "█".repeat(full), "░".repeat(15 - full.min(15)))
}

/// In halves, as people read them.
fn grouped(code: &str) -> String {
    let (one, other) = code.split_at_checked(code.len() / 2).unwrap_or((code, ""));
    format!("{one} {other}")
}

#[cfg(test)]
mod tests {
    use super::{ShownCode, page};
    use crate::terminal::Style;

    #[test]
    fn a_page_has_a_line_for_each_device_that_fits() {
        let row = |name: &str, code: Option<&str>, left| ShownCode {
            name: name.to_owned(),
            code: code.map(str::to_owned),
            seconds_left: left,
        };
        let rows = [
            row("a", Some("123456"), Some(30)),
            row("long", Some("12345678"), Some(2)),
            row("button", None, None),
        ];
        let text = page(&rows, 10, Style::PLAIN);
        assert!(text.contains("a       123 456  ███████████████ 30 s\x1b[K"), "{text:?}");
        assert!(text.contains("long    1234 5678  █░░░░░░░░░░░░░░  2 s"), "{text:?}");
        assert!(text.contains("button  press it: bartizan authenticator code button"), "{text:?}");
        let text = page(&rows, 1, Style::PLAIN);
        assert!(text.contains("and 2 more") && !text.contains("button"), "{text:?}");
    }
}
