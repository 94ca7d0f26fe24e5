//! `bartizan operations`: what the API answers, from the one list of it.

use wire::{Row, table};

use super::print_table;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::terminal;

/// Prints them, by service and name.
pub fn run(format: Format) -> Result<(), Failure> {
    let rows = table();
    match format {
        Format::Json => match serde_json::to_string_pretty(&rows) {
            Ok(json) => terminal::print_line(&json),
            Err(error) => Err(Failure::of("cannot write the list", error)),
        },
        Format::Text => {
            let access = |row: &Row| if row.changes { "change" } else { "read" };
            let cells = |row: &Row| [row.service, row.name, access(row)].map(str::to_owned);
            print_table(["SERVICE", "OPERATION", "ACCESS"], &rows.iter().map(cells).collect::<Vec<_>>())
        }
    }
}
