//! Settings of where documents are kept.

use std::time::Duration;

use super::Settings;
use super::values::Value;
use crate::failure::Failure;

/// Which engine keeps the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// SQLite, in the data directory.
    Sqlite,
    /// A PostgreSQL database that any number of nodes share. INVARIANT: without a password.
    Postgres(String),
}

impl Value for StoreUrl {
    fn read(text: &str) -> Result<Self, String> {
        if text == "sqlite" {
            return Ok(Self::Sqlite);
        }
        let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))
        else {
            return Err("must be sqlite, or postgres://USER@HOST/DATABASE, with several hosts as HOST,HOST"
                .to_owned());
        };
        // Whoever lists processes reads command lines, and configuration files are copied and shown (rule R8).
        if holds_password(rest) {
            return Err(
                "must not hold a password: put it into a file that store.password_file names, or into BARTIZAN_STORE_PASSWORD"
                    .to_owned(),
            );
        }
        Ok(Self::Postgres(text.to_owned()))
    }

    fn shown(text: &str) -> String {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        if holds_password(rest) { "(not shown)".to_owned() } else { format!("{text:?}") }
    }
}

impl std::fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite"),
            Self::Postgres(url) => f.write_str(url),
        }
    }
}

fn holds_password(rest: &str) -> bool {
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or(place);
    let of_user = authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    of_user || parameters.split('&').any(|parameter| parameter.starts_with("password="))
}

/// How long a document may serve that another node may have changed, in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staleness(pub Duration);

impl Value for Staleness {
    fn read(text: &str) -> Result<Self, String> {
        let millis = text.parse().ok().filter(|millis| *millis <= 60_000);
        let millis = millis.ok_or_else(|| "must be a whole number from 0 to 60000".to_owned())?;
        Ok(Self(Duration::from_millis(millis)))
    }
}

impl Settings {
    /// What no setting of these can know by itself.
    pub(super) fn check_storing(&self) -> Result<(), Failure> {
        let passwords = [self.store_password.is_some(), self.store_password_file.is_some()];
        let wrong = match (&self.store_url, passwords) {
            (StoreUrl::Postgres(_), [true, true]) => {
                "store.password and store.password_file are both set: leave one of them out"
            }
            (StoreUrl::Sqlite, [true, _] | [_, true]) => {
                "a password for the store is set, and store.url is sqlite, which has none: say which database it is for"
            }
            _ => return Ok(()),
        };
        Err(Failure::Usage(wrong.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{StoreUrl, Value};

    #[test]
    fn r8_a_store_is_named_without_its_password() {
        for text in [
            "postgres://db/bartizan",
            "postgresql://iam@db1:5432,db2:5432/bartizan?sslmode=require&target_session_attrs=read-write",
            "postgres://iam@%2Frun%2Fpostgresql/bartizan",
            "postgres:///bartizan?host=/run/postgresql",
        ] {
            assert_eq!(StoreUrl::read(text), Ok(StoreUrl::Postgres(text.to_owned())), "{text}");
        }
        assert_eq!(StoreUrl::read("sqlite").ok(), Some(StoreUrl::Sqlite));
        for text in [
            "",
            "mysql://db/x",
            "SQLITE",
            "sqlite:/x",
            "postgres://iam:secret@db/x",
            "postgres://db/x?password=secret",
        ] {
            let wanted = StoreUrl::read(text).unwrap_err();
            assert!(wanted.starts_with("must"), "{text}: {wanted}");
            assert!(!wanted.contains("secret") && !StoreUrl::shown(text).contains("secret"), "{text}");
        }
    }
}
