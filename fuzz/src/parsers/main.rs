//! Parsers that strangers and operators reach. Each file that this names below is a target, and says what must hold whatever it is given.
#![no_main]

mod arn;
mod attestation_object;
mod authorization_header;
mod backup_file;
mod client_data_authenticator_data;
mod fido;
mod identity_token;
mod key_set;
mod metadata_blob;
mod otpauth;
mod policy_evaluator;
mod policy_parser;
mod pskc;
mod saml_metadata;
mod seed_csv;
mod signed_request;
mod tokens;

use std::sync::LazyLock;

use bartizan_fuzz::{Target, asked_for, text};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<Target> = LazyLock::new(|| asked_for(named));

fuzz_target!(|bytes: &[u8]| TARGET(bytes));

fn named(name: &str) -> Option<Target> {
    Some(match name {
        "arn" => |bytes| text(bytes, arn::run),
        "attestation_object" => attestation_object::run,
        "authorization_header" => |bytes| text(bytes, authorization_header::run),
        "backup_file" => backup_file::run,
        "client_data_authenticator_data" => client_data_authenticator_data::run,
        "identity_token" => |bytes| text(bytes, identity_token::run),
        "key_set" => key_set::run,
        "metadata_blob" => metadata_blob::run,
        "otpauth" => |bytes| text(bytes, otpauth::run),
        "policy_evaluator" => |bytes| text(bytes, policy_evaluator::run),
        "policy_parser" => |bytes| text(bytes, policy_parser::run),
        "pskc" => pskc::run,
        "saml_metadata" => |bytes| text(bytes, saml_metadata::run),
        "seed_csv" => seed_csv::run,
        "signed_request" => signed_request::run,
        _ => return None,
    })
}
