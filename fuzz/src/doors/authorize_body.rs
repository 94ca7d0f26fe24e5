//! Any body is read as the JSON of an operation's input, or is refused in words that do not quote it.

use wire::{Shape, decode_json};

use crate::form::read_as_any_input;

pub fn run(body: &[u8]) {
    for shape in [Shape::Objects, Shape::ObjectsAndLists, Shape::All] {
        match decode_json(body, shape) {
            Ok(form) => read_as_any_input(&form),
            Err(refused) => assert!(refused.to_string().len() < 200, "{refused}"),
        }
    }
}
