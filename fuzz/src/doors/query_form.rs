//! Any form is read as the input of any operation, or is refused.

use crate::form::read_form;

pub fn run(request: &[u8]) {
    read_form(request);
}
