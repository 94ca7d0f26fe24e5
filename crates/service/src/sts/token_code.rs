//! The code in a call to STS.

use model::AuthenticationCode;
use model::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// The six digits that a device shows. They are IAM's [`AuthenticationCode`], but STS's service model has a pattern of its own
/// for them, which answers name.
#[derive(Clone, Copy, Debug)]
pub struct TokenCode(pub AuthenticationCode);

const DIGITS: usize = 6;

impl Field for TokenCode {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let code = text.parse().map(Self).ok();
        if code.is_none() {
            // The value is a secret even when it is wrong by one key: only the broken rules are named.
            let length = text.chars().count();
            if length < DIGITS {
                faults.add_hidden(place, Constraint::MinLength(DIGITS));
            }
            if length > DIGITS {
                faults.add_hidden(place, Constraint::MaxLength(DIGITS));
            }
            if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.add_hidden(place, Constraint::Pattern(r"[\d]*"));
            }
        }
        Ok(code)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}
