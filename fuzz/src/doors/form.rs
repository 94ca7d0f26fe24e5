//! What the targets about forms share.

use model::Form;
use model::input::{Rejected, ShowValues};
use service::{Operation, Registry, register};

/// Reads a form as the input of each operation, as the door does for the one that is named. The query is what comes before
/// the first line end.
pub fn read_form(request: &[u8]) {
    let (query, body) = match request.iter().position(|byte| *byte == b'\n') {
        Some(end) => (str::from_utf8(&request[..end]).unwrap_or_default(), &request[end + 1..]),
        None => ("", request),
    };
    if let Ok(form) = model::input::decode(query, body) {
        read_as_any_input(&form);
    }
}

/// Reads it as the input of each operation.
pub fn read_as_any_input(form: &Form<'_>) {
    register(&mut Readers { form });
}

struct Readers<'a> {
    form: &'a Form<'a>,
}

impl Registry for Readers<'_> {
    fn add<O: Operation>(&mut self) {
        match O::from_form(self.form) {
            Ok(input) => drop(input.audit()),
            Err(Rejected::Invalid(faults)) => {
                assert!(!faults.is_empty());
                let shown = faults.message(ShowValues::Yes);
                assert!(shown.len() < 32 * 1024, "{shown}");
                assert!(!faults.message(ShowValues::No).is_empty());
            }
            Err(Rejected::Malformed) => {}
        }
    }
}
