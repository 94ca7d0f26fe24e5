//! What is fuzzed: each file here is a target, and says what must hold whatever it is given.

mod arn;
mod attestation_object;
mod authorization_header;
mod authorize_body;
mod backup_file;
mod client_data_authenticator_data;
mod dpop_proof;
mod large_form;
mod metadata_blob;
mod otpauth;
mod policy_evaluator;
mod policy_parser;
mod pskc;
mod query_form;
mod seed_csv;
mod signed_request;

/// What looks at one input, and panics where something does not hold.
pub type Target = fn(&[u8]);

/// The target of this name.
pub fn named(name: &str) -> Option<Target> {
    Some(match name {
        "arn" => |bytes| text(bytes, arn::run),
        "attestation_object" => attestation_object::run,
        "authorization_header" => |bytes| text(bytes, authorization_header::run),
        "authorize_body" => authorize_body::run,
        "backup_file" => backup_file::run,
        "client_data_authenticator_data" => client_data_authenticator_data::run,
        "dpop_proof" => |bytes| text(bytes, dpop_proof::run),
        "large_form" => large_form::run,
        "metadata_blob" => metadata_blob::run,
        "otpauth" => |bytes| text(bytes, otpauth::run),
        "policy_evaluator" => |bytes| text(bytes, policy_evaluator::run),
        "policy_parser" => |bytes| text(bytes, policy_parser::run),
        "pskc" => pskc::run,
        "query_form" => query_form::run,
        "seed_csv" => seed_csv::run,
        "signed_request" => signed_request::run,
        _ => return None,
    })
}

/// For what takes texts: other bytes never reach it.
fn text(bytes: &[u8], target: fn(&str)) {
    if let Ok(text) = str::from_utf8(bytes) {
        target(text);
    }
}
