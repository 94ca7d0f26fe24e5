//! Settings of servers that forget.

use std::path::PathBuf;

use model::{AccessKeyId, AccessKeyKind, AccountId, Secret, Timestamp};

use super::values::Value;
use super::{InForce, Origin, Settings, Source, TABLE};
use crate::failure::Failure;

/// The number of an account.
#[derive(Clone, Copy, Debug)]
pub struct AccountNumber(pub AccountId);

impl Value for AccountNumber {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| "must be twelve digits, as 123456789012".to_owned())
    }
}

/// The id of a long-term access key.
#[derive(Clone, Copy, Debug)]
pub struct KeyId(pub AccessKeyId);

impl Value for KeyId {
    fn read(text: &str) -> Result<Self, String> {
        let id = text.parse().ok().filter(|id: &AccessKeyId| id.kind() == AccessKeyKind::LongTerm);
        id.map(Self).ok_or_else(|| MALFORMED_KEY.to_owned())
    }
}

/// What is wrong with an id that names no account.
pub const MALFORMED_KEY: &str = "must be AKIA and sixteen letters and digits that name an account, as AKIARZPUZDIKCERDGRCV does 123456789012";

/// A secret that somebody made up for a test.
#[derive(Clone, Debug)]
pub struct GivenSecret(pub Secret<String>);

impl Value for GivenSecret {
    const IS_SECRET: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        match is_secret(text) {
            true => Ok(Self(Secret::new(text.to_owned()))),
            false => Err(MALFORMED_SECRET.to_owned()),
        }
    }
}

/// Whether SDKs and shells take a text as the secret of a key.
pub fn is_secret(text: &str) -> bool {
    (8..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\'')
}

/// What is wrong with others.
pub const MALFORMED_SECRET: &str =
    "must be 8 to 128 letters, digits and signs without spaces and quotation marks";

/// Where a seed file is.
#[derive(Clone, Debug)]
pub enum SeedFile {
    /// Standard input.
    StandardInput,
    /// A file.
    File(PathBuf),
}

impl Value for SeedFile {
    const IS_PATH: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "-" => Ok(Self::StandardInput),
            text => PathBuf::read(text).map(Self::File),
        }
    }
}

/// How a server prints where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintedAs {
    /// Lines for a shell.
    Env,
    /// An object on a line.
    Json,
}

impl Value for PrintedAs {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "env" => Ok(Self::Env),
            "json" => Ok(Self::Json),
            _ => Err("must be env or json".to_owned()),
        }
    }
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Value for Moment {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| "must be a time like 2026-11-30T12:00:00Z".to_owned())
    }
}

/// What says nothing to a server that keeps what it has.
const OF_EPHEMERAL: [&str; 7] = [
    "ephemeral.account_id",
    "ephemeral.access_key_id",
    "ephemeral.secret_access_key",
    "ephemeral.seed",
    "ephemeral.format",
    "ephemeral.clock",
    "ephemeral.clock_stopped",
];
/// What says nothing to one that keeps nothing.
const OF_LASTING: [&str; 2] = ["data", "store.url"];
/// What a seed file says instead.
const OF_SEEDS: [&str; 4] =
    ["ephemeral.account_id", "ephemeral.access_key_id", "ephemeral.secret_access_key", "root_email"];

impl InForce {
    /// What no setting of these can know by itself. It is asked by who serves: other commands find the same variables around them.
    ///
    /// # Errors
    /// Names what makes no sense with or without the others.
    pub fn check_ephemeral(&self) -> Result<(), Failure> {
        // A file may say what is so in any case: `config show` prints one that does.
        let default = |key: &str| TABLE.iter().find(|row| row.key == key).map_or("", |row| row.default);
        let given = |keys: &[&'static str], counts: fn(&Source) -> bool| {
            let found = keys.iter().filter_map(|key| Some((*key, self.origins.get(key)?)));
            let is_asked_for = |(key, Origin { text, source }): &(&str, &Origin)| {
                counts(source) && (matches!(source, Source::CommandLine(_)) || text != default(key))
            };
            let mut found = found.filter(is_asked_for);
            found.next().map(|(key, origin)| (key, origin.source.clone()))
        };
        let refuse = |(key, source): (&str, Source), why: &str| {
            Err(Failure::Usage(format!("{key} is set (from {source}), and {why}")))
        };
        if !self.settings.ephemeral {
            return match given(&OF_EPHEMERAL, |_| true) {
                Some(found) => refuse(found, "is for `bartizan serve --ephemeral` alone"),
                None => Ok(()),
            };
        }
        // What an image, or the server before, put around us as a variable says nothing to this one.
        if let Some(found) = given(&OF_LASTING, |source| matches!(source, Source::CommandLine(_))) {
            return refuse(found, "an ephemeral server keeps everything in memory: leave one of the two out");
        }
        if let (Some(_), Some(found)) = (&self.settings.ephemeral_seed, given(&OF_SEEDS, |_| true)) {
            return refuse(found, "the seed file says that: leave one of the two out");
        }
        self.settings.check_given_key()
    }
}

impl Settings {
    fn check_given_key(&self) -> Result<(), Failure> {
        let wrong = match (self.ephemeral_access_key_id, &self.ephemeral_secret_access_key) {
            (Some(_), None) => {
                "ephemeral.access_key_id is set and ephemeral.secret_access_key is not".to_owned()
            }
            (None, Some(_)) => {
                "ephemeral.secret_access_key is set and ephemeral.access_key_id is not".to_owned()
            }
            (Some(KeyId(id)), Some(_)) => match self.ephemeral_account_id {
                Some(AccountNumber(account)) if account != id.account() => of_another_account(&id, account),
                _ => return Ok(()),
            },
            (None, None) => return Ok(()),
        };
        Err(Failure::Usage(wrong))
    }
}

/// Why a key cannot be an account's, and one that could.
pub fn of_another_account(id: &AccessKeyId, account: AccountId) -> String {
    let example = AccessKeyId::generate(AccessKeyKind::LongTerm, account, [b'e', b'x', b'a', b'm', b'p']);
    format!(
        "the access key id {id} names the account {} in its letters, as every id does: an id of the account {account} is {example}",
        id.account()
    )
}

#[cfg(test)]
mod tests {
    use super::super::Given;
    use crate::failure::Failure;

    fn complaint(options: &[(&'static str, &str)], environment: &[(&str, &str)]) -> Option<String> {
        let option = |(key, value): &(&'static str, &str)| ("--option", *key, (*value).to_owned());
        let variable = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let given = Given {
            overrides: options.iter().map(option).collect(),
            config: None,
            environment: environment.iter().map(variable).collect(),
        };
        match given.read().and_then(|in_force| in_force.check_ephemeral()) {
            Err(Failure::Usage(message)) => Some(message),
            Err(other) => panic!("{other:?}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn what_makes_no_sense_with_or_without_ephemeral_is_refused() {
        const ON: (&str, &str) = ("ephemeral.on", "true");
        const KEY: &str = "AKIARZPUZDIKCERDGRCV";
        for (options, environment, refused) in [
            (&[ON][..], &[][..], None),
            (&[ON, ("data", "here")], &[], Some("data is set")),
            (&[ON, ("store.url", "postgres://iam@db/iam")], &[], Some("store.url is set")),
            (&[ON], &[("BARTIZAN_DATA", "/run/x"), ("BARTIZAN_STORE_URL", "postgres://db/iam")], None),
            (&[("ephemeral.seed", "x.toml")], &[], Some("is for `bartizan serve --ephemeral` alone")),
            (&[("ephemeral.clock_stopped", "true")], &[], Some("alone")),
            (&[ON, ("ephemeral.clock", "tomorrow")], &[], Some("must be a time like")),
            (
                &[ON, ("ephemeral.seed", "x.toml"), ("root_email", "a@example.com")],
                &[],
                Some("the seed file says that"),
            ),
            (&[ON, ("ephemeral.account_id", "12345")], &[], Some("twelve digits")),
            (&[ON, ("ephemeral.access_key_id", KEY)], &[], Some("ephemeral.secret_access_key is not")),
            (
                &[ON],
                &[("BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY", "somethinglong")],
                Some("ephemeral.access_key_id is not"),
            ),
            (
                &[ON, ("ephemeral.access_key_id", KEY)],
                &[("BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY", "somethinglong")],
                None,
            ),
            (
                &[ON, ("ephemeral.access_key_id", KEY), ("ephemeral.account_id", "000000000007")],
                &[("BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY", "somethinglong")],
                Some("names the account 123456789012"),
            ),
        ] {
            let found = complaint(options, environment);
            match refused {
                None => assert_eq!(found, None, "{options:?} {environment:?}"),
                Some(words) => assert!(found.as_ref().is_some_and(|said| said.contains(words)), "{found:?}"),
            }
        }
    }

    #[test]
    fn r7_a_secret_that_is_none_is_not_quoted() {
        let found =
            complaint(&[("ephemeral.on", "true")], &[("BARTIZAN_EPHEMERAL_SECRET_ACCESS_KEY", "short 1")]);
        assert!(found.is_some_and(|said| said.contains("must be 8 to 128") && !said.contains("short 1")));
    }
}
