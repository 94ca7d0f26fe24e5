//! What a browser brings back from a security key.

use model::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// An answer, as JSON that nobody has looked at yet.
#[derive(Clone, Debug)]
pub struct KeyAnswer(pub(crate) String);

impl Field for KeyAnswer {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        if text.len() > fido::LONGEST_RESPONSE {
            faults.add_hidden(place, Constraint::MaxLength(fido::LONGEST_RESPONSE));
            return Ok(None);
        }
        Ok(Some(Self(text.to_owned())))
    }

    // It is no secret, and of no use to whoever reads the trail: what was found in it is told apart from it.
    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}
