//! Layers of values: each key is taken from the highest layer that has it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Source;
use super::table::{Row, TABLE};
use super::values::Value;
use crate::failure::Failure;

const PREFIX: &str = "BARTIZAN_";
/// The variable that names the configuration file. No setting: a file that names another would be a riddle.
const CONFIG: &str = "BARTIZAN_CONFIG";

/// A value as it was written.
#[derive(Clone, Debug)]
pub struct Text {
    pub text: String,
    pub source: Source,
}

/// What was given, by key and by rank.
#[derive(Debug, Default)]
pub struct Layers {
    given: BTreeMap<&'static str, Vec<Text>>,
}

impl Layers {
    /// A value of a key.
    pub fn set(&mut self, key: &'static str, text: String, source: Source) {
        let texts = self.given.entry(key).or_default();
        texts.push(Text { text, source });
        texts.sort_by_key(|text| rank(&text.source));
    }

    /// What every `BARTIZAN_` variable says, and the configuration file that one of them may name.
    pub fn add_environment(&mut self, environment: &[(String, String)]) -> Result<Option<PathBuf>, Failure> {
        let mut config = None;
        for (variable, value) in environment.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
            if variable == CONFIG {
                config = (!value.is_empty()).then(|| PathBuf::from(value));
                continue;
            }
            let row = TABLE.iter().find(|row| variable_of(row.key) == *variable).ok_or_else(|| {
                let names = TABLE.iter().map(|row| variable_of(row.key)).chain([CONFIG.to_owned()]);
                unknown(&format!("unknown environment variable {variable}"), variable, names)
            })?;
            self.set(row.key, value.clone(), Source::Environment(variable.clone()));
        }
        Ok(config)
    }

    /// What a configuration file says.
    pub fn add_file(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Failure::Usage(format!("{} is not TOML: {}", path.display(), error.to_string().trim_end()))
        })?;
        self.add_table(path, "", &table)
    }

    fn add_table(&mut self, path: &Path, prefix: &str, table: &toml::Table) -> Result<(), Failure> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            let row = TABLE.iter().find(|row| row.key == key);
            match (row, value) {
                (Some(row), _) if row.is_secret => return Err(misplaced(path, row)),
                (Some(row), value) => {
                    let text = text_of(row, value, path).ok_or_else(|| {
                        Failure::Usage(format!(
                            "{}: {key} must be a text, a number, true or false",
                            path.display()
                        ))
                    })?;
                    self.set(row.key, text, Source::File(path.to_owned()));
                }
                (None, toml::Value::Table(inner)) if is_table(&key) => {
                    self.add_table(path, &format!("{key}."), inner)?;
                }
                (None, _) => {
                    let known = TABLE.iter().map(|row| row.key.to_owned());
                    return Err(unknown(&format!("{}: unknown key {key}", path.display()), &key, known));
                }
            }
        }
        Ok(())
    }

    /// Refuses a key in a file in which it makes no sense.
    pub fn refuse_from(&self, path: &Path, key: &'static str, why: &str) -> Result<(), Failure> {
        let source = Source::File(path.to_owned());
        match self.given.get(key).is_some_and(|texts| texts.iter().any(|text| text.source == source)) {
            true => {
                Err(Failure::Usage(format!("{}: {key} cannot be set in this file: {why}", path.display())))
            }
            false => Ok(()),
        }
    }

    /// The text in force.
    pub fn find(&self, key: &'static str) -> Text {
        let default = || {
            let text = TABLE.iter().find(|row| row.key == key).map_or("", |row| row.default);
            Text { text: text.to_owned(), source: Source::Default }
        };
        self.given.get(key).and_then(|texts| texts.first()).cloned().unwrap_or_else(default)
    }

    /// The value in force.
    pub fn read<T: Value>(&self, key: &'static str) -> Result<T, Failure> {
        let Text { text, source } = self.find(key);
        let shown = T::shown(&text);
        T::read(&text).map_err(|wanted| Failure::Usage(format!("{key} = {shown} (from {source}): {wanted}")))
    }
}

/// A secret in a file that people copy, show and keep versions of.
fn misplaced(path: &Path, row: &Row) -> Failure {
    let (file, key, variable) = (path.display(), row.key, variable_of(row.key));
    Failure::Usage(format!(
        "{file}: {key} is a secret: put it into a file of its own, which {key}_file names, or into the variable {variable}"
    ))
}

/// The command line goes before the environment, that before the file.
const fn rank(source: &Source) -> u8 {
    match source {
        Source::CommandLine(_) => 0,
        Source::Environment(_) => 1,
        Source::File(_) => 2,
        Source::Default => 3,
    }
}

/// The environment variable of a key.
pub fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

fn is_table(key: &str) -> bool {
    TABLE.iter().any(|row| row.key.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
}

fn text_of(row: &Row, value: &toml::Value, file: &Path) -> Option<String> {
    match value {
        // What is relative in a file is relative to that file: a service has no working directory that anybody thinks of.
        toml::Value::String(text) if row.is_path && !matches!(text.as_str(), "" | "-") => {
            let beside = file.parent().unwrap_or(Path::new("")).join(text);
            Some(beside.to_string_lossy().into_owned())
        }
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn unknown(what: &str, written: &str, known: impl Iterator<Item = String>) -> Failure {
    let nearest = known.map(|name| (distance(written, &name), name)).min();
    let meant = match nearest {
        Some((distance, name)) if distance <= 1 + written.len() / 4 => format!("; did you mean {name}?"),
        _ => "; `bartizan config show` lists what there is".to_owned(),
    };
    Failure::Usage(format!("{what}{meant}"))
}

/// How many characters must change to make one text the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}
