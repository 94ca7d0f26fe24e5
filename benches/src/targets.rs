//! What a figure should be, and the tables that hold one against the other.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::Result;
use crate::figures::shown;

/// A line of a table.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What came out.
    pub measured: f64,
    /// What was wanted.
    pub target: Target,
}

/// What a figure should be, and in what it is measured.
pub enum Target {
    /// As much as this, or more.
    Least(f64, &'static str),
    /// As much as this, or less.
    Most(f64, &'static str),
    /// Whatever it is.
    None(&'static str),
}

/// A line.
pub fn row(what: impl Into<String>, measured: f64, target: Target) -> Row {
    Row { what: what.into(), measured, target }
}

/// The table of these lines.
pub fn table(rows: &[Row]) -> Result<String> {
    let mut text = "| what | measured | target |\n|---|--:|--:|\n".to_owned();
    for Row { what, measured, target } in rows {
        let verdict = if target.is_met(*measured) { "" } else { " (missed)" };
        writeln!(text, "| {what} | {}{}{verdict} | {} |", shown(*measured), target.unit(), target.text())?;
    }
    Ok(text)
}

/// The load that the machine was under at the end: whoever reads a table wants to know what else went on.
pub fn load_average() -> Result<String> {
    let load = std::fs::read_to_string("/proc/loadavg")?;
    Ok(load.split(' ').next().unwrap_or_default().to_owned())
}

/// Shows a report, and keeps it in a file if one is asked for.
pub fn publish(text: &str, out: Option<&Path>) -> Result<()> {
    if let Some(out) = out {
        std::fs::write(out, text)?;
    }
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

impl Target {
    const fn unit(&self) -> &'static str {
        match self {
            Self::Least(_, unit) | Self::Most(_, unit) | Self::None(unit) => unit,
        }
    }

    /// What could not be measured meets nothing.
    fn is_met(&self, figure: f64) -> bool {
        match self {
            Self::Least(least, _) => figure >= *least,
            Self::Most(most, _) => figure <= *most,
            Self::None(_) => true,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Least(least, unit) => format!("at least {least}{unit}"),
            Self::Most(most, unit) => format!("at most {most}{unit}"),
            Self::None(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, row, table};

    #[test]
    fn what_misses_its_target_says_so() {
        let rows = [
            row("fast", 71.0, Target::Least(70.0, " %")),
            row("slow", 69.0, Target::Least(70.0, " %")),
            row("large", 25.0, Target::Most(24.0, " MiB")),
            row("unknown", f64::NAN, Target::Most(24.0, " MiB")),
            row("whatever", 1.0, Target::None("")),
        ];
        let text = table(&rows).unwrap();
        let missed: Vec<_> = text.lines().map(|line| line.contains("(missed)")).skip(2).collect();
        assert_eq!(missed, [false, true, true, true, false], "{text}");
    }
}
