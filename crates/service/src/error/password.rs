//! What is wrong with a new password.

/// Why a new password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// It is shorter than this.
    TooShort(u32),
    /// It has no uppercase letter.
    NoUppercase,
    /// It has no lowercase letter.
    NoLowercase,
    /// It has no digit.
    NoNumber,
    /// It has none of the symbols that count.
    NoSymbol,
    /// It has fewer than three of: uppercase and lowercase letters, digits, symbols.
    TooPlain,
    /// It is the account's name, number or e-mail address.
    NameOfAccount,
    /// Its owner had it before.
    Reused,
}

/// All that is wrong with a new password, at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordFaults(pub Vec<PasswordFault>);

impl PasswordFaults {
    /// AWS's text names what is missing where a policy asks for it, and else says no more than that something is. That a
    /// password was used before is nobody's business but its owner's.
    pub(super) fn message(&self) -> String {
        let missing: Option<Vec<_>> = self.0.iter().map(|fault| fault.missing()).collect();
        match missing {
            Some(missing) if !missing.is_empty() => format!("Password should have {}", missing.join(", ")),
            _ => "Password does not conform to the account password policy.".to_owned(),
        }
    }
}

impl PasswordFault {
    fn missing(self) -> Option<String> {
        let text = match self {
            Self::TooShort(least) => return Some(format!("a minimum length of {least}")),
            Self::NoUppercase => "at least one uppercase letter",
            Self::NoLowercase => "at least one lowercase letter",
            Self::NoNumber => "at least one number",
            Self::NoSymbol => "at least one symbol",
            Self::TooPlain | Self::NameOfAccount | Self::Reused => return None,
        };
        Some(text.to_owned())
    }
}
