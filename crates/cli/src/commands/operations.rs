//! `bartizan operations`: what the API answers, from the one list of it.

use wire::{Row, table};

use super::{print_json, print_table};
use crate::arguments::Format;
use crate::failure::Failure;

/// Prints them, by service and name.
pub fn run(format: Format) -> Result<(), Failure> {
    let rows = table();
    match format {
        Format::Json => print_json(&rows),
        Format::Text => {
            let access = |row: &Row| if row.changes { "change" } else { "read" };
            let cells = |row: &Row| [row.service, row.name, access(row)].map(str::to_owned);
            print_table(["SERVICE", "OPERATION", "ACCESS"], &rows.iter().map(cells).collect::<Vec<_>>())
        }
    }
}
