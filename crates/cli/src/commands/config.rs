//! `bartizan config show`: the settings in force, as a file that would set them, with where each came from.

use crate::failure::Failure;
use crate::settings::{InForce, Origin, Row, TABLE};
use crate::terminal::{Style, columns, print};

/// Prints them.
pub fn show(in_force: &InForce) -> Result<(), Failure> {
    let origins: Vec<(&Row, &Origin)> =
        TABLE.iter().filter_map(|row| Some((row, in_force.origins.get(row.key)?))).collect();
    let settings: Vec<[String; 2]> = origins.iter().map(|(row, origin)| setting(row, origin)).collect();
    let style = Style::of_stdout();
    let aligned = columns(&settings);
    let lines = origins.iter().zip(aligned.lines()).map(|((row, _), line)| {
        let help = style.faint(&format!("# {}", row.help));
        format!("{help}\n{}\n", with_faint_source(style, line))
    });
    print(&lines.collect::<Vec<_>>().join("\n"))
}

fn setting(row: &Row, origin: &Origin) -> [String; 2] {
    let setting = match origin.text.as_str() {
        "" => format!("# {} is not set", row.key),
        // The file that this prints could not hold it either.
        _ if row.is_secret => format!("# {} is set, and not shown", row.key),
        text => format!("{} = {}", row.key, written(text)),
    };
    [setting, format!("# {}", origin.source)]
}

/// A value as TOML has it: numbers and truths as they are, all else as a text.
fn written(text: &str) -> String {
    // Not the number of an account that begins with zeros.
    let is_number = text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    if is_number || matches!(text, "true" | "false") {
        text.to_owned()
    } else {
        toml::Value::from(text).to_string()
    }
}

fn with_faint_source(style: Style, line: &str) -> String {
    match line.rsplit_once("  # ") {
        Some((setting, source)) => format!("{setting}  {}", style.faint(&format!("# {source}"))),
        None => line.to_owned(),
    }
}
