//! `bartizan operations`: what the API answers, from the one list of it.

use serde_json::json;
use service::{Operation, Registry, Sort};

use super::print_table;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::terminal;

#[derive(Default)]
struct Operations(Vec<Listed>);

struct Listed {
    service: &'static str,
    name: &'static str,
    changes: bool,
}

impl Registry for Operations {
    fn add<O: Operation>(&mut self) {
        self.0.push(Listed { service: O::API.name(), name: O::NAME, changes: O::SORT == Sort::Change });
    }
}

/// Prints them, by service and name.
pub fn run(format: Format) -> Result<(), Failure> {
    let mut operations = Operations::default();
    service::register(&mut operations);
    operations.0.sort_by_key(|operation| (operation.service, operation.name));
    match format {
        Format::Json => operations.0.iter().try_for_each(|Listed { service, name, changes }| {
            terminal::print_line(
                &json!({ "Service": service, "Operation": name, "Access": access(*changes) }).to_string(),
            )
        }),
        Format::Text => {
            let row =
                |listed: &Listed| [listed.service, listed.name, access(listed.changes)].map(str::to_owned);
            print_table(["SERVICE", "OPERATION", "ACCESS"], &operations.0.iter().map(row).collect::<Vec<_>>())
        }
    }
}

const fn access(changes: bool) -> &'static str {
    if changes { "change" } else { "read" }
}
