//! The first line: which column is where.

use model::Secret;

use super::super::Reason;
use super::super::refusal::shown;
use super::encoding::Encoding;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Serial,
    Seed,
    Algorithm,
    Digits,
    Period,
    Counter,
}

/// The columns in their order.
pub struct Header {
    pub columns: Vec<Column>,
    /// The form of the seeds, if the name of their column says it.
    pub encoding: Option<Encoding>,
}

impl Header {
    pub fn read(names: &[Secret<String>]) -> Result<Self, Reason> {
        let mut header = Self { columns: Vec::with_capacity(names.len()), encoding: None };
        for name in names {
            let name = name.expose().to_ascii_lowercase();
            let (column, encoding) = match name.as_str() {
                "serial" => (Column::Serial, None),
                "seed" => (Column::Seed, None),
                "seed_hex" => (Column::Seed, Some(Encoding::Hex)),
                "seed_base32" => (Column::Seed, Some(Encoding::Base32)),
                "algorithm" => (Column::Algorithm, None),
                "digits" => (Column::Digits, None),
                "period" => (Column::Period, None),
                "counter" => (Column::Counter, None),
                _ if name.contains(';') => {
                    return Err(wrong("columns are divided by commas, not semicolons"));
                }
                // What stands here in a file without a header may be a seed, which has 16 characters at least.
                _ if names.len() < 2 || name.len() > 15 => return Err(wrong("this one does not")),
                _ => return Err(Reason::Header(format!("it has a column {}", shown(&name)))),
            };
            if header.position(column).is_some() {
                return Err(Reason::Header(format!("it has a column {name} twice")));
            }
            header.columns.push(column);
            header.encoding = header.encoding.or(encoding);
        }
        match (header.position(Column::Serial), header.position(Column::Seed)) {
            (Some(_), Some(_)) => Ok(header),
            (None, _) => Err(wrong("it has no column serial")),
            (_, None) => Err(wrong("it has no column seed")),
        }
    }

    /// Which column of a line it is.
    pub fn position(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|column| *column == wanted)
    }
}

fn wrong(how: &str) -> Reason {
    Reason::Header(how.to_owned())
}
