//! Any form is read as the input of any operation, or is refused.
#![no_main]

use bartizan_fuzz::read_form;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|request: &[u8]| read_form(request));
