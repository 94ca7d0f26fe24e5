//! `bartizan operations`: what of AWS is here, from the one list of it.

use std::fmt::Write as _;

use serde::Serialize;
use wire::{Row, RowSupport, areas, beside, table};

use super::{print_json, print_table};
use crate::arguments::TableFormat;
use crate::failure::Failure;
use crate::terminal;

/// An operation that the API does not have.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BesideRow {
    service: &'static str,
    name: &'static str,
    support: RowSupport,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'static str>,
}

/// A row of either sort.
#[derive(Serialize)]
#[serde(untagged)]
enum AnyRow {
    Api(Row),
    Beside(BesideRow),
}

/// Prints them, by service and name.
pub fn run(format: TableFormat) -> Result<(), Failure> {
    let others = beside()
        .into_iter()
        .map(|(service, name, support, remark)| BesideRow { service, name, support, remark })
        .collect::<Vec<_>>();
    match format {
        TableFormat::Json => {
            let api = table().into_iter().map(AnyRow::Api);
            print_json(&api.chain(others.into_iter().map(AnyRow::Beside)).collect::<Vec<_>>())
        }
        TableFormat::Markdown => terminal::print_line(markdown(&table(), &others).trim_end()),
        TableFormat::Text => {
            print_table(["SERVICE", "OPERATION", "ACCESS", "SUPPORT"], &cells(&table(), &others))
        }
    }
}

fn cells(rows: &[Row], others: &[BesideRow]) -> Vec<[String; 4]> {
    let api = rows.iter().map(|row| {
        let access = if row.changes { "change" } else { "read" };
        [row.service.to_owned(), row.name.to_owned(), access.to_owned(), said(row.support, row.remark)]
    });
    let beside = others.iter().map(|row| {
        [row.service.to_owned(), row.name.to_owned(), String::new(), said(row.support, row.remark)]
    });
    api.chain(beside).collect()
}

/// How far an operation is here, in words.
fn said(support: RowSupport, remark: Option<&str>) -> String {
    let remark = remark.unwrap_or_default();
    match support {
        RowSupport::Full => "yes".to_owned(),
        RowSupport::Refused => format!("refused: {remark}"),
        RowSupport::Console => "in the console".to_owned(),
        RowSupport::Path => format!("at {remark}"),
        RowSupport::None => format!("no: {remark}"),
    }
}

/// The table as documentation has it: a row for each area; then what is refused or not here, with the reason.
fn markdown(rows: &[Row], others: &[BesideRow]) -> String {
    let mut text = String::from("| | |\n|---|---|\n");
    for area in areas() {
        let of_area = |row: &&Row| row.area == area && row.support == RowSupport::Full;
        let names: Vec<_> = rows.iter().filter(of_area).map(|row| row.name).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "| {area} | {} |", names.join(", "));
        }
    }
    let mut otherwise: Vec<(String, Vec<String>)> = Vec::new();
    let refused = rows.iter().filter(|row| row.support != RowSupport::Full);
    let refused = refused.map(|row| (row.service, row.name, row.support, row.remark));
    let beside = others.iter().map(|row| (row.service, row.name, row.support, row.remark));
    for (service, name, support, remark) in refused.chain(beside) {
        let said = said(support, remark);
        let name = if service == "iam" { name.to_owned() } else { format!("{service}:{name}") };
        match otherwise.iter_mut().find(|(other, _)| *other == said) {
            Some((_, names)) => names.push(name),
            None => otherwise.push((said, vec![name])),
        }
    }
    text.push_str("\nNot as at AWS:\n\n| | |\n|---|---|\n");
    for (said, names) in otherwise {
        let _ = writeln!(text, "| {said} | {} |", names.join(", "));
    }
    text
}
