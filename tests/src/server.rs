//! A server in a process of its own.

use std::fs::{DirBuilder, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{Client, Figures, Keys, binary};

/// A server that is not ready after so long never will be.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is run.
#[derive(Debug, Default)]
pub struct Options {
    /// Where its data lies; a temporary directory, if nothing is said.
    pub data: Option<PathBuf>,
    /// Variables of its environment, such as `BARTIZAN_LIMITS_BODY_SECONDS`.
    pub environment: Vec<(&'static str, String)>,
    /// Whether it answers whoever watches over it.
    pub watched: bool,
}

/// A server with its data. It can be stopped, killed and started again, on the same data and port. What still runs when this
/// is dropped is killed, also while a test panics.
#[derive(Debug)]
pub struct Server {
    options: Options,
    directory: TempDir,
    address: SocketAddr,
    watch: Option<SocketAddr>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server that was started and may not be ready yet.
#[derive(Debug)]
pub struct Starting {
    running: Running,
    lines: Receiver<String>,
}

impl Server {
    /// Starts a server on an empty store.
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// Starts a server.
    pub fn with(options: Options) -> Self {
        let mut server = Self::stopped(options);
        server.restart();
        server
    }

    /// A server that does not run yet.
    pub fn stopped(options: Options) -> Self {
        let directory =
            tempfile::Builder::new().prefix("bartizan-test-").tempdir().expect("there is a place for files");
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { options, directory, address, watch: None, running: None }
    }

    /// Starts it again, after it was stopped or killed.
    pub fn restart(&mut self) {
        let starting = self.spawn();
        self.await_ready(starting);
    }

    /// Starts the process, and waits for nothing.
    pub fn spawn(&self) -> Starting {
        assert!(self.running.is_none(), "it runs");
        let mut child = self
            .program()
            .args(["serve", "--no-first-account", "--listen", &self.address.to_string(), "--data"])
            .arg(self.data())
            .stdout(Stdio::piped())
            .stderr(
                File::options()
                    .create(true)
                    .append(true)
                    .open(self.log_file())
                    .expect("the log can be written"),
            )
            .spawn()
            .expect("the binary can be run");
        let stdout = child.stdout.take().expect("it is piped");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Starting { running: Running(child), lines }
    }

    /// Waits until it is ready.
    pub fn await_ready(&mut self, starting: Starting) {
        match starting.wait(PATIENCE) {
            Ok(address) => {
                self.address = address;
                self.watch = self.options.watched.then(|| starting.watched(PATIENCE));
                self.running = Some(starting.running);
            }
            Err(error) => panic!("the server is not ready ({error}):\n{}", self.log()),
        }
    }

    /// Where it listens; the same after a restart.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From its next start on it answers whoever watches over it.
    pub const fn be_watched(&mut self) {
        self.options.watched = true;
    }

    /// Where it answers whoever watches over it.
    #[track_caller]
    pub fn watch(&self) -> SocketAddr {
        self.watch.expect("it was started to be watched")
    }

    /// Its figures.
    #[track_caller]
    pub fn figures(&self) -> Figures {
        Figures::at(self.watch())
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.options.data.clone().unwrap_or_else(|| self.directory.path().join("data"))
    }

    /// Everything that it logged, in all its lives.
    pub fn log(&self) -> String {
        std::fs::read(self.log_file())
            .map(|log| String::from_utf8_lossy(&log).into_owned())
            .unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("log.txt")
    }

    /// The id of its process.
    pub fn pid(&self) -> u32 {
        self.running.as_ref().expect("it runs").0.id()
    }

    /// Kills it: SIGKILL, so that it cannot do anything any more.
    pub fn kill(&mut self) {
        drop(self.running.take().expect("it runs"));
    }

    /// Asks it to stop (SIGTERM), waits until it has, and gives how it ended.
    pub fn stop(&mut self) -> ExitStatus {
        self.tell_to_stop();
        self.ended()
    }

    /// Asks it to stop (SIGTERM), and waits for nothing.
    pub fn tell_to_stop(&self) {
        let running = self.running.as_ref().expect("it runs");
        let pid = i32::try_from(running.0.id()).ok().and_then(Pid::from_raw).expect("a process has an id");
        kill_process(pid, Signal::TERM).expect("it runs");
    }

    /// Waits for its end after it was told to stop, and gives how it ended.
    pub fn ended(&mut self) -> ExitStatus {
        let mut running = self.running.take().expect("it runs");
        running.0.wait().expect("it can be waited for")
    }

    /// A client with these keys.
    pub const fn client(&self, keys: Keys) -> Client {
        Client::new(self.address, keys)
    }

    /// Runs an operator's command on its data, and gives what it printed.
    #[track_caller]
    pub fn command(&self, words: &[&str]) -> String {
        let done = self.run(words);
        let complaint = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "bartizan {words:?}: {complaint}\nthe server's log:\n{}", self.log());
        String::from_utf8(done.stdout).expect("it prints text")
    }

    /// Runs a command on its data, which may fail.
    pub fn run(&self, words: &[&str]) -> Output {
        self.program().args(words).arg("--data").arg(self.data()).output().expect("the binary can be run")
    }

    /// Gives its master key to a server that has no directory yet.
    pub fn give_key(&self, to: &Self) {
        let data = to.data();
        DirBuilder::new().mode(0o700).create(&data).expect("the directory is not there yet");
        std::fs::copy(self.data().join("master.key"), data.join("master.key")).expect("there is a key");
    }

    /// Starts it once, and gives what it says of why it does not start.
    pub fn complaint(&self) -> String {
        let ended = self.run(&["serve", "--no-first-account", "--listen", "127.0.0.1:0"]);
        assert!(!ended.status.success(), "it starts");
        String::from_utf8_lossy(&ended.stderr).into_owned()
    }

    /// The audit trail of an account, oldest first, an event in JSON a line.
    pub fn events(&self, account: &str, since: Option<&str>) -> String {
        let mut words = vec!["audit", "--account", account];
        words.extend(since.iter().flat_map(|since| ["--since", since]));
        self.command(&words)
    }

    fn program(&self) -> Command {
        let mut command = program();
        command.envs(self.options.environment.iter().map(|(name, value)| (name, value)));
        if self.options.watched {
            command.env("BARTIZAN_METRICS_LISTEN", "127.0.0.1:0");
        }
        command
    }

    /// How much memory it has resident, in KiB, now and at most so far.
    pub fn resident_kib(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(Path::new("/proc").join(self.pid().to_string()).join("status"));
        let status = status.unwrap_or_default();
        let kib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.split_whitespace().next())
                .and_then(|kib| kib.parse().ok())
                .unwrap_or_default()
        };
        (kib("VmRSS:"), kib("VmHWM:"))
    }
}

impl Starting {
    /// The address, once it is ready; or that it is not after so long, or has ended.
    fn wait(&self, patience: Duration) -> Result<SocketAddr, RecvTimeoutError> {
        loop {
            let line = self.lines.recv_timeout(patience)?;
            if let Some(address) = line.strip_prefix("listening on http://") {
                return Ok(address.parse().expect("it says where it listens"));
            }
        }
    }

    /// Where it answers whoever watches over it, which it says next.
    fn watched(&self, patience: Duration) -> SocketAddr {
        let line = self.lines.recv_timeout(patience).expect("it says where");
        let address = line.strip_prefix("metrics and health on http://").expect("it says where");
        address.parse().expect("an address")
    }

    /// Kills it after so long, ready or not.
    pub fn kill_after(self, patience: Duration) {
        let _ = self.wait(patience);
    }
}

/// Runs the binary on a data directory, and waits for its end.
pub fn run_on(data: &Path, words: &[&str]) -> Output {
    program().args(words).arg("--data").arg(data).output().expect("the binary can be run")
}

/// Begins to run the binary on a data directory. What it prints goes nowhere; who began it ends it.
pub fn begin_on(data: &Path, words: &[&str]) -> Child {
    let mut program = program();
    program.args(words).arg("--data").arg(data).stdout(Stdio::null()).stderr(Stdio::null());
    program.spawn().expect("the binary can be run")
}

/// The binary, with nothing in its environment that would configure it.
fn program() -> Command {
    let mut command = Command::new(binary::path());
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"BARTIZAN_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}
