//! Lines, and the fields of one (RFC 4180).

use std::io::BufRead;

use model::Secret;
use zeroize::Zeroizing;

use super::super::Reason;
use super::super::refusal::Refusal;
use super::super::source::Source;

/// How long a line is at most, in bytes.
const LONGEST: usize = 4_096;
/// How many fields it has at most.
const FIELDS: usize = 16;

/// The next line that is not empty, with its number and without its end.
pub fn next<R: BufRead>(source: &mut Source<R>) -> Result<Option<(u64, Secret<String>)>, Refusal> {
    loop {
        source.begin();
        let number = source.line();
        // Long enough from the start: a text that grew would leave copies of the seed behind.
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
        read(source, &mut line).map_err(|reason| Refusal::at(number, reason))?;
        if line.is_empty() {
            return Ok(None);
        }
        let text = std::str::from_utf8(&line).map_err(|_| Refusal::at(number, Reason::NotText))?;
        let text = if number == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            return Ok(Some((number, Secret::new(text.to_owned()))));
        }
    }
}

/// Reads up to the end of the line, which stays.
fn read<R: BufRead>(source: &mut Source<R>, line: &mut Vec<u8>) -> Result<(), Reason> {
    loop {
        let buffer = match source.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) => return Err(source.reason(&error)),
        };
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        if line.len() + taken > LONGEST {
            return Err(Reason::TooLong);
        }
        line.extend_from_slice(&buffer[..taken]);
        source.consume(taken);
        if end.is_some() || taken == 0 {
            return Ok(());
        }
    }
}

/// The fields of a line. White space around one does not count, unless it is quoted.
pub fn fields(line: &Secret<String>) -> Result<Vec<Secret<String>>, Reason> {
    let mut rest = line.expose().as_str();
    let mut fields = Vec::new();
    loop {
        if fields.len() == FIELDS {
            return Err(Reason::TooLong);
        }
        rest = rest.trim_start_matches([' ', '\t']);
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                if field.contains('"') {
                    return Err(Reason::Quotes);
                }
                (Secret::new(field.trim_end().to_owned()), after)
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok(fields),
        }
    }
}

/// A quoted field, and what follows it. Two quotes in it are one.
fn unquoted(text: &str) -> Result<(Secret<String>, &str), Reason> {
    let mut field = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"').ok_or(Reason::Quotes)?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => {
                let after = after.trim_start_matches([' ', '\t']);
                let is_end = after.is_empty() || after.starts_with(',');
                return if is_end {
                    Ok((Secret::new(field.to_string()), after))
                } else {
                    Err(Reason::Quotes)
                };
            }
        }
    }
}
