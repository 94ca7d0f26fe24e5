//! What forms of the console bring, so that nobody but the browser that was shown one sends it.

use crate::Service;

/// Every token says the same; what it is sealed to makes them differ.
const FORM: &str = "form";

impl Service {
    /// Random bytes, for who has no other source.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.entropy.array()
    }

    /// The token of forms that are shown in this context: a browser, and its session.
    pub fn form_token(&self, context: &str) -> String {
        // A position so short always fits.
        self.keyring.now().seal_marker(&in_form(context), FORM).unwrap_or_default()
    }

    /// Whether a token was made for this context.
    pub fn is_form_token(&self, context: &str, token: &str) -> bool {
        self.keyring.now().open_marker(&in_form(context), token).is_ok_and(|position| position == FORM)
    }
}

fn in_form(context: &str) -> String {
    ["form/", context].concat()
}
