//! Bartizan, as its operator starts it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::client::Keys;
use crate::process::{CORE, Server, pinned_to};
use crate::progress::Progress;

/// A program and a data directory.
pub struct Bartizan {
    program: PathBuf,
    data: PathBuf,
    settings: Vec<(&'static str, String)>,
    cores: &'static str,
}

impl Bartizan {
    /// A store that is empty yet.
    pub fn new(program: &Path, data: PathBuf) -> Self {
        Self { program: program.to_owned(), data, settings: Vec::new(), cores: CORE }
    }

    /// The same with a setting, by the name of its variable.
    pub fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((variable, value.into()));
        self
    }

    /// The same with its server on other cores.
    pub fn on(mut self, cores: &'static str) -> Self {
        self.cores = cores;
        self
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where its documents are.
    pub fn database(&self) -> Result<PathBuf> {
        let found = [self.data.join("bartizan.db"), self.data.join("store/bartizan.db")];
        found.into_iter().find(|file| file.exists()).ok_or_else(|| "no database".into())
    }

    /// Starts the server, on its cores.
    pub fn serve(&self) -> Result<(Server, SocketAddr)> {
        let mut command = pinned_to(self.cores, &self.program);
        self.complete(&mut command, &["serve", "--listen", "127.0.0.1:0", "--no-first-account"]);
        Server::speaking(command)
    }

    /// One of its commands, over its data directory, on the cores of this process.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        self.complete(&mut command, words);
        command
    }

    fn complete(&self, command: &mut Command, words: &[&str]) {
        command.args(words).arg("--data").arg(&self.data);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
    }

    /// Makes an account, and gives its administrator's keys.
    pub fn account(&self, number: usize) -> Result<Keys> {
        let email = format!("root{number}@example.com");
        let made = self.command(&["account", "create", "--format", "json", "--email", &email]).output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
        let made: serde_json::Value = serde_json::from_slice(&made.stdout)?;
        let text =
            |name: &str| made["Administrator"][name].as_str().map(str::to_owned).ok_or("no administrator");
        Ok(Keys { id: text("AccessKeyId")?, secret: text("SecretAccessKey")? })
    }

    /// Makes so many accounts.
    pub fn accounts(&self, count: usize) -> Result<Vec<Keys>> {
        let mut progress = Progress::new("accounts made", count);
        let made = (0..count).map(|number| {
            let keys = self.account(number);
            progress.step();
            keys
        });
        made.collect()
    }
}
