//! Any form is read as the input of any operation, or is refused; no reading takes longer than its size explains.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::Form;
use model::input::{Rejected, ShowValues};
use rustix::time::{ClockId, clock_gettime};
use service::{Operation, Registry, register};

/// The longest body that a server takes.
const BODY: usize = 256 * 1024;
/// Far more than reading that much takes here, instrumented as it is, and far less than it would if it were quadratic.
const SECONDS: i64 = 5;

// What follows a `*` is made as large as a body may be, with every `1` in a name counting up: lists with many elements,
// many lists, many fields.
fuzz_target!(|data: &[u8]| match data.strip_prefix(b"*") {
    Some(small) => read(&grown(small)),
    None => read(data),
});

fn read(body: &[u8]) {
    let start = seconds();
    // The fuzzer chooses what is in the query: what comes before the first line end.
    let (query, body) = match body.iter().position(|byte| *byte == b'\n') {
        Some(end) => (str::from_utf8(&body[..end]).unwrap_or_default(), &body[end + 1..]),
        None => ("", body),
    };
    if let Ok(form) = wire::decode(query, body) {
        register(&mut Readers { form: &form });
    }
    assert!(seconds() - start < SECONDS, "{} bytes took {} s", body.len(), seconds() - start);
}

/// Reads a form as the input of each operation, as the door does for the one that is named.
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
                assert!(shown.len() < 32 * 1024 && !faults.message(ShowValues::No).is_empty());
            }
            Err(Rejected::Malformed) => {}
        }
    }
}

fn grown(form: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let fields: Vec<_> = form.split(|byte| *byte == b'&').filter(|field| !field.is_empty()).collect();
    if fields.is_empty() {
        return body;
    }
    for number in 1..=Form::MOST_FIELDS / fields.len() {
        for field in &fields {
            let (name, value) =
                field.split_at(field.iter().position(|byte| *byte == b'=').unwrap_or(field.len()));
            for byte in name {
                match byte {
                    b'1' => body.extend_from_slice(number.to_string().as_bytes()),
                    other => body.push(*other),
                }
            }
            body.extend_from_slice(value);
            body.push(b'&');
        }
        if body.len() > BODY {
            body.truncate(BODY);
            break;
        }
    }
    body
}

/// The processor's time of this thread: what else the machine does is no fault of the reader.
fn seconds() -> i64 {
    clock_gettime(ClockId::ThreadCPUTime).tv_sec
}
