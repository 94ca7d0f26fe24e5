//! Running the binary.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// The binary, in an environment of which only the test knows.
pub fn bartizan(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bartizan"));
    command.env_clear().stdin(Stdio::null()).arg("--data").arg(data).args(words);
    command
}

/// What a command said.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// It worked, and this is what it printed.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    /// It ended so, and its complaint holds this.
    #[track_caller]
    pub fn refused(&self, code: i32, complaint: &str) {
        assert!(self.err.contains(complaint), "{:?} is not in {:?}", complaint, self.err);
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{}", self.err);
    }
}

/// Runs a command to its end.
pub fn run(data: &Path, words: &[&str]) -> Said {
    finish(&mut bartizan(data, words))
}

/// Runs a prepared command to its end.
pub fn finish(command: &mut Command) -> Said {
    Said::of(command.output().unwrap())
}

/// A running command whose lines are read.
pub struct Running {
    child: Child,
    out: Option<BufReader<ChildStdout>>,
    err: BufReader<ChildStderr>,
}

impl Running {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        Self::start_on(command, Stdio::piped())
    }

    /// Starts it with an output of its own.
    pub fn start_on(command: &mut Command, out: impl Into<Stdio>) -> Self {
        let mut child = command.stdout(out).stderr(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().map(BufReader::new);
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// The next line of its output, without the newline; empty at the end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.as_mut().unwrap().read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Waits for a line of its log that holds this.
    #[track_caller]
    pub fn logged(&mut self, part: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.err.read_line(&mut line).unwrap(), 0, "{part:?} was not logged: {all}");
            if line.contains(part) {
                return line;
            }
            all.push_str(&line);
        }
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Nobody reads its output any more.
    pub fn stop_reading(&mut self) {
        self.out = None;
    }

    /// Waits for its end: how it ended, and what was left of its output and its log.
    pub fn end(mut self) -> Said {
        let (mut out, mut err) = (String::new(), String::new());
        if let Some(reader) = &mut self.out {
            reader.read_to_string(&mut out).unwrap();
        }
        self.err.read_to_string(&mut err).unwrap();
        Said { code: self.child.wait().unwrap().code(), out, err }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that listens.
pub struct Serving {
    pub running: Running,
    /// What it said after "listening on ".
    pub url: String,
}

impl Serving {
    /// Starts a server on any port and waits until it listens.
    #[track_caller]
    pub fn start(data: &Path, words: &[&str]) -> Self {
        let mut command = bartizan(data, words);
        if !words.contains(&"--listen") {
            command.args(["--listen", "localhost:0"]);
        }
        let mut running = Running::start(&mut command);
        let line = running.line();
        match line.strip_prefix("listening on ") {
            Some(url) => Self { url: url.to_owned(), running },
            None => panic!("not listening: {line:?} {}", running.end().err),
        }
    }

    /// Where to connect to.
    pub fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// Stops it in the ordinary way.
    #[track_caller]
    pub fn stop(self) -> Said {
        self.running.signal(Signal::TERM);
        let said = self.running.end();
        assert_eq!(said.code, Some(0), "{}", said.err);
        said
    }

    /// Kills it.
    pub fn kill(mut self) -> ExitStatus {
        self.running.child.kill().unwrap();
        self.running.child.wait().unwrap()
    }
}

/// A directory for data, which is not there yet.
pub struct Place(TempDir);

impl Place {
    /// A new one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The data directory.
    pub fn data(&self) -> std::path::PathBuf {
        self.0.path().join("data")
    }

    /// A place beside it.
    pub fn beside(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }
}
