//! `bartizan config show`: the settings in force, as a file that would set them, with where each came from.

use crate::failure::Failure;
use crate::settings::{InForce, TABLE};
use crate::terminal::{Style, columns, print};

/// Prints them.
pub fn show(in_force: &InForce) -> Result<(), Failure> {
    let mut rows = vec![];
    for row in TABLE {
        let Some(origin) = in_force.origins.get(row.key) else { continue };
        let setting = match origin.text.as_str() {
            "" => format!("# {} is not set", row.key),
            text => format!("{} = {}", row.key, written(text)),
        };
        rows.push([setting, format!("# {}", origin.source), format!("# {}", row.help)]);
    }
    let style = Style::of_stdout();
    let lines: String =
        columns(&rows).lines().map(|line| format!("{}\n", faint_comments(style, line))).collect();
    print(&lines)
}

/// A value as TOML has it: numbers and truths as they are, all else as a text.
fn written(text: &str) -> String {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<i64>().is_ok();
    if is_number || matches!(text, "true" | "false") {
        text.to_owned()
    } else {
        toml::Value::from(text).to_string()
    }
}

fn faint_comments(style: Style, line: &str) -> String {
    match line.split_once("  # ") {
        Some((setting, comment)) => format!("{setting}  {}", style.faint(&format!("# {comment}"))),
        None => line.to_owned(),
    }
}
