//! Standard output and standard error: the only place that writes to them.

use std::io::{self, ErrorKind, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;

/// Whether somebody looks at standard output: then, and only then, secrets of a first start are shown there (rule R8).
pub fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// Writes a text to standard output, at once.
///
/// # Errors
/// If it cannot be written; [`Failure::NobodyReads`] if the reader has gone.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::NobodyReads,
        _ => Failure::of("cannot write to standard output", error),
    })
}

/// Writes a line to standard output, at once.
///
/// # Errors
/// As of [`print`].
pub fn print_line(line: &str) -> Result<(), Failure> {
    print(&format!("{line}\n"))
}

/// Tells whoever watches standard error something that is not part of the output.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Shows how far something is, on standard error, where that is a terminal.
pub fn progress(length: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// How texts are set off on a terminal that can.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    colours: bool,
}

impl Style {
    /// No colours: for files.
    pub const PLAIN: Self = Self { colours: false };

    /// The style of standard output: colours on a terminal, unless `NO_COLOR` asks for none or the terminal has none.
    pub fn of_stdout() -> Self {
        Self { colours: is_watched() && wants_colours() }
    }

    /// What the eye should find first.
    pub fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// What is only an aside.
    pub fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// What is to be kept.
    pub fn precious(self, text: &str) -> String {
        self.wrap("36", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// What <https://no-color.org> asks for.
pub fn wants_colours() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// Rows as columns that stand below each other, two spaces apart. What people named cannot command the terminal: control
/// characters show as `?`.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> =
        rows.iter().map(|row| row.clone().map(|cell| cell.replace(char::is_control, "?"))).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
