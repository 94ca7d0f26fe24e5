//! What doors do with a request before anybody knows who sent it. Each file that this names below is a target, and says what must hold whatever it is given.
#![no_main]

mod authorize_body;
mod dpop_proof;
mod form;
mod large_form;
mod query_form;

use std::sync::LazyLock;

use bartizan_fuzz::{Target, asked_for, text};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<Target> = LazyLock::new(|| asked_for(named));

fuzz_target!(|bytes: &[u8]| TARGET(bytes));

fn named(name: &str) -> Option<Target> {
    Some(match name {
        "authorize_body" => authorize_body::run,
        "dpop_proof" => |bytes| text(bytes, dpop_proof::run),
        "large_form" => large_form::run,
        "query_form" => query_form::run,
        _ => return None,
    })
}
