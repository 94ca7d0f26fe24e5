//! How an operation's input is read from a form.
//!
//! AWS reports every broken constraint of a request in one message, each with its path, and a malformed primitive as
//! another error. So reading walks the whole form, stops at a malformed primitive, collects every broken constraint, and
//! builds the input only if there is none. `#[derive(Input)]` writes that walk.

mod audit;
mod faults;
mod form;
mod list;
mod urlencoded;

pub use audit::AuditValue;
pub use faults::{Constraint, Faults, ShowValues};
pub use form::{Form, FormError, Place, Scope};
pub use list::List;
pub use urlencoded::{MalformedForm, decode};

/// A primitive that is not one: a number with letters, a list index of zero. AWS answers `MalformedInput`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number, a flag or a list index could not be read")]
pub struct Malformed;

/// Why an input was not built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// A primitive could not be read.
    Malformed,
    /// Constraints are broken: all of them.
    Invalid(Faults),
}

/// What an operation is asked. Derived.
pub trait Input: Sized {
    /// Reads the fields of this structure. `None` if a constraint is broken, which is then among `faults`.
    ///
    /// # Errors
    /// At the first malformed primitive.
    fn read_fields(scope: &Scope<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed>;

    /// What the audit trail may keep.
    fn audit(&self) -> AuditValue;

    /// Reads a whole input.
    ///
    /// # Errors
    /// If a primitive is malformed, or with everything that is wrong.
    fn from_form(form: &Form<'_>) -> Result<Self, Rejected> {
        let mut faults = Faults::default();
        match Self::read_fields(&Scope::whole(form), &mut faults) {
            Err(Malformed) => Err(Rejected::Malformed),
            Ok(Some(input)) if faults.is_empty() => Ok(input),
            Ok(_) => Err(Rejected::Invalid(faults)),
        }
    }
}

/// A part of an input.
pub trait Field: Sized {
    /// Reads the value at a place. `None` if a constraint is broken, which is then among `faults`.
    ///
    /// # Errors
    /// If a primitive is malformed.
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed>;

    /// What the audit trail may keep of the value; a secret is [`AuditValue::Hidden`].
    fn audit(&self) -> AuditValue;
}

impl<T: Field> Field for Option<T> {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        if !place.is_present() {
            return Ok(Some(None));
        }
        T::read(place, faults).map(|value| value.map(Some))
    }

    fn audit(&self) -> AuditValue {
        self.as_ref().map_or(AuditValue::Absent, Field::audit)
    }
}

#[cfg(test)]
mod tests;
