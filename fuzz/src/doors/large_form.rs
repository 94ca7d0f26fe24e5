//! No form takes longer to read than its size explains: a small one is made as large as a request may be.

use crate::form::read_form;
use model::Form;
use rustix::time::{ClockId, clock_gettime};

/// The longest body that a server takes.
const BODY: usize = 256 * 1024;
/// Far more than reading that much takes here, instrumented as it is, and far less than it would if it were quadratic.
const SECONDS: i64 = 5;

pub fn run(form: &[u8]) {
    let form = grown(form);
    let start = seconds();
    read_form(&form);
    let taken = seconds() - start;
    assert!(taken < SECONDS, "{} bytes took {taken} s", form.len());
}

/// The fields again and again, with every `1` in a name counting up: lists with many elements, many lists, many fields.
fn grown(form: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let fields: Vec<_> = form.split(|byte| *byte == b'&').filter(|field| !field.is_empty()).collect();
    let rounds = Form::MOST_FIELDS.checked_div(fields.len()).unwrap_or_default();
    for number in 1..=rounds {
        for field in &fields {
            write(field, &number.to_string(), &mut body);
        }
        if body.len() > BODY {
            break;
        }
    }
    body.truncate(BODY);
    body
}

fn write(field: &[u8], number: &str, body: &mut Vec<u8>) {
    let end = field.iter().position(|byte| *byte == b'=').unwrap_or(field.len());
    let (name, value) = field.split_at(end);
    for byte in name {
        match byte {
            b'1' => body.extend_from_slice(number.as_bytes()),
            other => body.push(*other),
        }
    }
    body.extend_from_slice(value);
    body.push(b'&');
}

/// The processor's time of this thread: what else the machine does is no fault of the reader.
fn seconds() -> i64 {
    clock_gettime(ClockId::ThreadCPUTime).tv_sec
}
