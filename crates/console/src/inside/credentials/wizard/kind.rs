//! The kinds of devices that the wizard gives.

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An authenticator app.
    Virtual,
    /// A security key or a passkey.
    Key,
    /// A hardware token, which was imported.
    Token,
}

impl Kind {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Virtual, Self::Key, Self::Token];

    /// The kind of a form or an address. The first, if none is said.
    pub fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|kind| Some(kind.word()) == word).unwrap_or(Self::Virtual)
    }

    /// What forms and addresses call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Virtual => "virtual",
            Self::Key => "key",
            Self::Token => "token",
        }
    }

    /// The text that names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Virtual => "kind-virtual",
            Self::Key => "kind-key",
            Self::Token => "kind-token",
        }
    }

    /// The text that says what it is.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Virtual => "kind-virtual-hint",
            Self::Key => "key-kind-hint",
            Self::Token => "kind-token-hint",
        }
    }
}
