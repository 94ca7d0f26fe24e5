//! Bartizan, as its operator starts it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::client::Keys;
use crate::process::{Server, pinned};

/// A program and a data directory.
pub struct Bartizan {
    program: PathBuf,
    data: PathBuf,
}

impl Bartizan {
    /// A store that is empty yet.
    pub fn new(program: &Path, data: PathBuf) -> Self {
        Self { program: program.to_owned(), data }
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
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

    /// Starts the server.
    pub fn serve(&self) -> Result<(Server, SocketAddr)> {
        let mut command = pinned(&self.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--no-first-account", "--data"]).arg(&self.data);
        Server::speaking(command)
    }

    /// Makes an account, and gives its administrator's keys.
    pub fn account(&self, number: usize) -> Result<Keys> {
        let mut command = Command::new(&self.program);
        command.args(["account", "create", "--format", "json", "--email"]);
        let made = command.arg(format!("root{number}@example.com")).arg("--data").arg(&self.data).output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
        let made: serde_json::Value = serde_json::from_slice(&made.stdout)?;
        let text =
            |name: &str| made["Administrator"][name].as_str().map(str::to_owned).ok_or("no administrator");
        Ok(Keys { id: text("AccessKeyId")?, secret: text("SecretAccessKey")? })
    }
}
