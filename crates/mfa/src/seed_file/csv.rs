//! Seed files as tables: a line of names, then a line for each token.
//!
//! Columns are `serial` and `seed` and, in any order, `algorithm` (SHA1 if nothing is said), `digits` (6), `period` (30) and `counter`:
//! a token with a counter is event-based. Fields are divided by commas and may be quoted (RFC 4180), on one line; a byte order mark and
//! `\r\n` are fine.
//!
//! # The seed: hexadecimal or base32
//!
//! Some texts are both (`ABCDEF23…`), so all seeds of a file have one form, and the file shows which: one seed that can only be
//! hexadecimal (a digit 0, 1, 8 or 9 in it) or only base32 (a letter from G to Z) decides for all. A file with seeds of both sorts
//! is refused, and so is one in which nothing decides, unless its column says so itself, as `seed_hex` or `seed_base32`.

mod encoding;
mod header;
mod line;

use std::io::BufRead;

use model::{Secret, SerialNumber};

use self::encoding::{Decider, Encoding};
use self::header::{Column, Header};
use super::refusal::Refusal;
use super::source::Source;
use super::{Found, Reason, TokenSeed, fields};
use crate::{Algorithm, TokenParameters};

/// Reads a table.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(source: impl BufRead) -> Result<Vec<TokenSeed>, Refusal> {
    let mut source = Source::new(source);
    let header = header(&mut source)?;
    let (mut rows, mut found) = (Vec::new(), Found::default());
    let mut decider = Decider::new(header.encoding);
    while let Some((number, line)) = line::next(&mut source)? {
        let refused = |reason| Refusal::at(number, reason);
        let fields = line::fields(&line).map_err(refused)?;
        let row =
            Row::read(&header, &fields).map_err(|(serial, reason)| refused(reason).about(serial.as_ref()))?;
        let about = |reason| refused(reason).about(Some(&row.serial));
        found.claim(&row.serial).map_err(about)?;
        decider.see(number, row.seed.expose()).map_err(about)?;
        rows.push((number, row));
    }
    let encoding = match rows.first() {
        Some((number, _)) => decider.decide().map_err(|reason| Refusal::at(*number, reason))?,
        None => return Err(Refusal::at(source.line(), Reason::NoTokens)),
    };
    let token = |(number, row): (u64, Row)| {
        row.token(encoding).map_err(|(serial, reason)| Refusal::at(number, reason).about(Some(&serial)))
    };
    rows.into_iter().map(token).collect()
}

fn header<R: BufRead>(source: &mut Source<R>) -> Result<Header, Refusal> {
    let Some((number, line)) = line::next(source)? else {
        return Err(Refusal::at(1, Reason::NoTokens));
    };
    line::fields(&line).and_then(|names| Header::read(&names)).map_err(|reason| Refusal::at(number, reason))
}

/// A line, its seed not decoded yet.
struct Row {
    serial: SerialNumber,
    seed: Secret<String>,
    parameters: TokenParameters,
}

impl Row {
    fn read(header: &Header, fields: &[Secret<String>]) -> Result<Self, (Option<SerialNumber>, Reason)> {
        let columns = header.columns.len();
        if fields.len() != columns {
            return Err((None, Reason::Fields { columns, fields: fields.len() }));
        }
        let field = |column| header.position(column).map_or("", |at| fields[at].expose().as_str());
        let serial = fields::serial(field(Column::Serial)).map_err(|reason| (None, reason))?;
        let parameters = match parameters(field) {
            Ok(parameters) => parameters,
            Err(reason) => return Err((Some(serial), reason)),
        };
        Ok(Self { serial, seed: encoding::letters(field(Column::Seed)), parameters })
    }

    fn token(self, encoding: Encoding) -> Result<TokenSeed, (SerialNumber, Reason)> {
        match encoding.decode(self.seed.expose()).and_then(|bytes| fields::seed(bytes.expose())) {
            Ok(seed) => Ok(TokenSeed { serial: self.serial, seed, parameters: self.parameters }),
            Err(reason) => Err((self.serial, reason)),
        }
    }
}

/// How a token makes codes, by what its line says and, where it is silent, by what most tokens do.
fn parameters<'a>(field: impl Fn(Column) -> &'a str) -> Result<TokenParameters, Reason> {
    let said = |column| Some(field(column)).filter(|text| !text.is_empty());
    let algorithm = said(Column::Algorithm).map_or(Ok(Algorithm::Sha1), fields::algorithm)?;
    let digits = said(Column::Digits).map_or(Ok(6), fields::digits)?;
    match (said(Column::Period), said(Column::Counter)) {
        (Some(_), Some(_)) => Err(Reason::PeriodAndCounter),
        (None, Some(counter)) => fields::hotp(algorithm, digits, fields::counter(counter)?),
        (period, None) => fields::totp(algorithm, digits, period.map_or(Ok(30), fields::period)?),
    }
}
