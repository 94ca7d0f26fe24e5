//! All targets in one program, as nearly all of it is the same for each: FUZZ_TARGET says which one runs (`scripts/fuzz`).
#![no_main]

mod fido;
mod form;
mod targets;
mod tokens;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use targets::Target;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    targets::named(&name).unwrap_or_else(|| {
        eprintln!("FUZZ_TARGET must be the name of a file in fuzz/src/targets, and is {name:?}");
        std::process::exit(2)
    })
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
