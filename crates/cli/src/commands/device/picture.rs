//! A QR code on a terminal.

use mfa::qr;

use crate::arguments::Background;
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::wants_colours;

/// White on black, by numbers that no theme changes.
const COLOURS: &str = "\x1b[38;5;231;48;5;16m";
const PLAIN: &str = "\x1b[0m";

/// How a code is drawn so that it is black on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// With colours of its own: right on every terminal that has them.
    Coloured,
    /// With the terminal's own two, light on dark.
    OnDark,
    /// With the terminal's own two, dark on light.
    OnLight,
}

impl Look {
    /// What somebody said, or what the terminal says of itself.
    pub fn of(said: Option<Background>) -> Self {
        match said {
            Some(Background::Dark) => Self::OnDark,
            Some(Background::Light) => Self::OnLight,
            None if wants_colours() => Self::Coloured,
            None => Self::of_variable(&std::env::var("COLORFGBG").unwrap_or_default()),
        }
    }

    /// `15;0` or `0;default;15`: the last is the background, of sixteen colours.
    fn of_variable(colours: &str) -> Self {
        let background = colours.rsplit(';').next().and_then(|number| number.parse::<u8>().ok());
        if matches!(background, Some(7 | 9..=15)) { Self::OnLight } else { Self::OnDark }
    }

    /// Lines of half blocks.
    fn lines(self, text: &str) -> Result<Vec<String>, Failure> {
        let picture = qr::terminal(text).map_err(|error| Failure::of("cannot draw the QR code", error))?;
        let line = |line: &str| match self {
            Self::Coloured => format!("{COLOURS}{line}{PLAIN}"),
            Self::OnDark => line.to_owned(),
            Self::OnLight => line.chars().map(inverse).collect(),
        };
        Ok(picture.lines().map(line).collect())
    }
}

const fn inverse(block: char) -> char {
    match block {
        '█' => ' ',
        '▀' => '▄',
        '▄' => '▀',
        _ => '█',
    }
}

/// Shows the code, or says what it needs. Whether it could be shown.
///
/// # Errors
/// If it cannot be drawn.
pub fn show(person: &Person, look: Look, text: &str) -> Result<bool, Failure> {
    let lines = look.lines(text)?;
    let needed =
        qr::terminal(text).map_or(0, |picture| picture.lines().next().map_or(0, |line| line.chars().count()));
    let (columns, rows) = person.size().unwrap_or((80, 24));
    if columns < needed {
        person.explain(&format!(
            "This window has {columns} columns, and the QR code needs {needed}: make it wider and start again, or type the seed into the app."
        ));
        return Ok(false);
    }
    for line in &lines {
        person.say(line);
    }
    if rows < lines.len() + 2 {
        person.explain(&format!(
            "The whole code has {} lines: make the window taller if the app does not find it, and press Enter to see it again.",
            lines.len()
        ));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn the_background_is_what_the_terminal_says() {
        for (colours, look) in [
            ("15;0", Look::OnDark),
            ("0;15", Look::OnLight),
            ("0;default;15", Look::OnLight),
            ("12;8", Look::OnDark),
            ("0;7", Look::OnLight),
            ("default;default", Look::OnDark),
            ("", Look::OnDark),
        ] {
            assert_eq!(Look::of_variable(colours), look, "{colours}");
        }
    }

    #[test]
    fn on_a_light_terminal_what_is_drawn_is_the_black() {
        let [dark, light] = [Look::OnDark, Look::OnLight].map(|look| look.lines("x").unwrap());
        assert!(dark[0].chars().all(|block| block == '█') && light[0].chars().all(|block| block == ' '));
        for (dark, light) in dark.iter().zip(&light) {
            for pair in dark.chars().zip(light.chars()) {
                assert!(matches!(pair, ('█', ' ') | (' ', '█') | ('▀', '▄') | ('▄', '▀')), "{pair:?}");
            }
        }
        let coloured = Look::Coloured.lines("x").unwrap();
        assert!(
            coloured
                .iter()
                .all(|line| line.starts_with("\x1b[38;5;231;48;5;16m") && line.ends_with("\x1b[0m"))
        );
    }
}
