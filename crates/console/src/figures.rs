//! Pages, by kind: figures for whoever watches over an installation.

use std::time::Duration;

use http::StatusCode;
use service::figures::{Answers, Outcome};

/// The kinds of pages. Every path belongs to one, those that lead nowhere too: a stranger can make no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// Who somebody is, and the password.
    SignIn,
    /// What comes after the password: codes, keys, new passwords, enrolment.
    SecondFactor,
    /// Recovery by alternative factors and recovery codes, and the links of letters.
    Recovery,
    /// The first page inside.
    Dashboard,
    /// The account: contacts, aliases, password policy.
    Account,
    /// The audit trail.
    Audit,
    /// One's own credentials.
    Credentials,
    /// Users, groups and devices, for administrators.
    Users,
    /// Proving a factor again.
    Prove,
    /// Signing in with temporary credentials.
    Federation,
    /// Signing in at terminals: the page, and what programs ask.
    Terminal,
    /// Style, script, pictures.
    Static,
    /// All else.
    Other,
}

impl PageKind {
    /// All of them, in order.
    pub const ALL: [Self; 13] = [
        Self::SignIn,
        Self::SecondFactor,
        Self::Recovery,
        Self::Dashboard,
        Self::Account,
        Self::Audit,
        Self::Credentials,
        Self::Users,
        Self::Prove,
        Self::Federation,
        Self::Terminal,
        Self::Static,
        Self::Other,
    ];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SecondFactor => "second_factor",
            Self::Recovery => "recovery",
            Self::Dashboard => "dashboard",
            Self::Account => "account",
            Self::Audit => "audit",
            Self::Credentials => "credentials",
            Self::Users => "users",
            Self::Prove => "prove",
            Self::Federation => "federation",
            Self::Terminal => "terminal",
            Self::Static => "static",
            Self::Other => "other",
        }
    }

    /// Of a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let mut segments = path.trim_matches('/').split('/');
        let mut next = || segments.next().unwrap_or_default();
        match (next(), next(), next()) {
            ("signin", "step", "alternative" | "recovery-code") | ("signin", "recovery" | "contact", _) => {
                Self::Recovery
            }
            ("signin", "step", _) => Self::SecondFactor,
            ("signin", ..) => Self::SignIn,
            ("console", "", _) => Self::Dashboard,
            ("console", "account", _) => Self::Account,
            ("console", "audit", _) => Self::Audit,
            ("console", "credentials", _) => Self::Credentials,
            ("console", "users" | "groups" | "mfa-devices", _) => Self::Users,
            ("console", "prove", _) => Self::Prove,
            ("federation", ..) => Self::Federation,
            ("v1", "authorize" | "token" | "revoke", _) => Self::Terminal,
            ("static", ..) => Self::Static,
            _ => Self::Other,
        }
    }
}

/// What was answered to browsers.
#[derive(Debug, Default)]
pub struct Pages([Answers; PageKind::ALL.len()]);

impl Pages {
    pub(crate) fn add(&self, kind: PageKind, status: StatusCode, took: Duration) {
        if let Some(answers) = self.0.get(kind as usize) {
            answers.add(Outcome::of_status(status.as_u16()), took);
        }
    }

    /// All kinds.
    pub fn all(&self) -> impl Iterator<Item = (PageKind, &Answers)> {
        PageKind::ALL.into_iter().zip(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PageKind;

    #[test]
    fn every_path_is_a_page_of_some_kind() {
        for (path, kind) in [
            ("/signin", PageKind::SignIn),
            ("/signin/root/password", PageKind::SignIn),
            ("/signin/123456789012", PageKind::SignIn),
            ("/signin/step/code", PageKind::SecondFactor),
            ("/signin/step/recovery-code", PageKind::Recovery),
            ("/signin/step/alternative/mail", PageKind::Recovery),
            ("/signin/contact/undo", PageKind::Recovery),
            ("/console", PageKind::Dashboard),
            ("/console/", PageKind::Dashboard),
            ("/console/users/anna/mfa/assign", PageKind::Users),
            ("/console/mfa-devices", PageKind::Users),
            ("/console/invented", PageKind::Other),
            ("/v1/token", PageKind::Terminal),
            ("/static/style.css", PageKind::Static),
            ("/federation", PageKind::Federation),
            ("/", PageKind::Other),
            ("", PageKind::Other),
        ] {
            assert_eq!(PageKind::of(path), kind, "{path}");
        }
        for (place, kind) in PageKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place, "{}", kind.name());
        }
    }
}
