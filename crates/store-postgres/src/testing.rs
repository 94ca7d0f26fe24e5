//! PostgreSQL servers of one's own, for tests: in a directory that goes away, on a socket in it, stopped when dropped, also by a
//! panic.
//!
//! ```no_run
//! # use bartizan_store_postgres::{Options, testing::Server};
//! let server = Server::start();
//! let options = Options::new(server.url("postgres"));
//! ```
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code, in no release build")]

mod process;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use process::Postmaster;

/// How to stop a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Transactions are ended, everything is written.
    Fast,
    /// As if it had crashed; its processes are asked to.
    Immediate,
    /// Killed.
    Kill,
}

/// A PostgreSQL server that this process started.
pub struct Server {
    directory: TempDir,
    programs: PathBuf,
    port: u16,
    postmaster: Option<Postmaster>,
}

impl Server {
    /// A new, empty server, in memory where that is possible: what it syncs survives its processes, which is all that tests take
    /// from it.
    ///
    /// # Panics
    /// There is no PostgreSQL on this machine, or it does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::with("")
    }

    /// The same on a disk.
    ///
    /// # Panics
    /// As above.
    #[must_use]
    pub fn on_disk() -> Self {
        Self::on_disk_in(&std::env::temp_dir(), "")
    }

    /// The same in this directory, which whoever runs it must be able to enter, with lines of its own in `postgresql.conf`.
    ///
    /// # Panics
    /// As above.
    #[must_use]
    pub fn on_disk_in(parent: &Path, settings: &str) -> Self {
        Self::empty_in(parent, settings)
    }

    /// The same with lines of its own in `postgresql.conf`.
    ///
    /// # Panics
    /// As above.
    #[must_use]
    pub fn with(settings: &str) -> Self {
        Self::empty_in(&in_memory(), settings)
    }

    fn empty_in(parent: &Path, settings: &str) -> Self {
        let mut server = Self::nowhere(parent);
        // What is made here need not survive a power cut; syncing counts from the first start.
        let words = ["--no-sync", "--wal-segsize=1", "--auth=trust", "--encoding=UTF8", "--locale=C"];
        server.run("initdb", &[&words[..], &["--no-instructions", "--username=postgres"]].concat());
        server.configure(&format!("{BASE}\n{settings}\n"));
        server.restart();
        server
    }

    /// A standby that follows this server, under a name for `synchronous_standby_names`.
    ///
    /// # Panics
    /// As above.
    #[must_use]
    pub fn standby(&self, name: &str) -> Self {
        let mut standby = Self::nowhere(self.directory.path().parent().unwrap());
        let primary =
            format!("host={} user=postgres application_name={name}", self.directory.path().display());
        standby.run(
            "pg_basebackup",
            &["--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--dbname", &primary],
        );
        standby.configure(&format!("primary_conninfo = '{primary}'\n"));
        standby.restart();
        standby
    }

    fn nowhere(parent: &Path) -> Self {
        // Short, since the path of a socket has 107 bytes at most.
        let directory = tempfile::Builder::new().prefix("btz-pg").tempdir_in(parent).unwrap();
        if let Some((user, group)) = process::unprivileged() {
            chown(directory.path(), Some(user), Some(group)).unwrap();
        }
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
        Self { directory, programs: programs(), port: 5432, postmaster: None }
    }

    /// Its URL, for a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.host())
    }

    /// Its place in a list of hosts.
    #[must_use]
    pub fn host(&self) -> String {
        self.directory.path().to_str().unwrap().replace('/', "%2F")
    }

    /// The directory of its socket and its data.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// An empty place for a store, a schema of its own; its URL.
    ///
    /// # Panics
    /// The server refuses.
    #[must_use]
    pub fn place(&self, name: &str) -> String {
        self.sql("postgres", &format!("create schema \"{name}\""));
        format!("{}?options=-csearch_path%3D{name}", self.url("postgres"))
    }

    /// What a statement answers, in columns separated by `|`.
    ///
    /// # Panics
    /// The server refuses.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let output = self.psql(database, statement);
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn psql(&self, database: &str, statement: &str) -> Output {
        let words = ["--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--set=ON_ERROR_STOP=1"];
        let mut psql = self.program("psql");
        psql.args(words).args(["--dbname", database, "--command", statement]).output().unwrap()
    }

    /// The port that it will have from the next start, as configured; the socket's name holds it, too.
    pub const fn set_port(&mut self, port: u16) {
        self.port = port;
    }

    /// Starts it anew with TLS on the loopback, where it asks for passwords. Certificate and key are PEM. Gives its port.
    ///
    /// # Panics
    /// It does not start.
    pub fn listen_with_tls(&mut self, certificate: &str, key: &str) -> u16 {
        let (certificate, key) = (self.file("server.pem", certificate), self.file("server.key", key));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        self.configure(&format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nssl = on\nssl_cert_file = '{}'\nssl_key_file = '{}'\n",
            certificate.display(),
            key.display()
        ));
        let who = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(self.data().join("pg_hba.conf"), who).unwrap();
        // Stopped while it is still reached as before.
        self.stop(Stop::Fast);
        self.port = port;
        self.restart();
        port
    }

    /// A file that is the server's alone.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.directory.path().join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        if let Some((user, group)) = process::unprivileged() {
            chown(&file, Some(user), Some(group)).unwrap();
        }
        file
    }

    /// Another program of PostgreSQL's, pointed at this server.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command
            .args(["--username=postgres", &format!("--port={}", self.port), "--host"])
            .arg(self.directory.path());
        command
    }

    /// Adds lines to `postgresql.conf`; they count from the next start, or reload.
    ///
    /// # Panics
    /// The file cannot be written.
    pub fn configure(&self, lines: &str) {
        let file = self.data().join("postgresql.conf");
        let before = fs::read_to_string(&file).unwrap();
        fs::write(file, before + lines).unwrap();
    }

    /// Reads `postgresql.conf` again.
    pub fn reload(&self) {
        self.sql("postgres", "select pg_reload_conf()");
    }

    /// Stops it, if it runs.
    pub fn stop(&mut self, how: Stop) {
        if let Some(postmaster) = self.postmaster.take() {
            postmaster.stop(how);
        }
    }

    /// Starts it, after stopping it if it runs, and waits until it takes connections.
    ///
    /// # Panics
    /// It does not.
    pub fn restart(&mut self) {
        self.stop(Stop::Fast);
        // What was killed leaves memory behind for a moment, and refuses to start meanwhile.
        for _ in 0..50 {
            let postmaster = Postmaster::start(&self.programs.join("postgres"), self.directory.path());
            if self.answers(&postmaster) {
                self.postmaster = Some(postmaster);
                return;
            }
            postmaster.stop(Stop::Kill);
        }
        panic!(
            "PostgreSQL does not start: {}",
            fs::read_to_string(self.directory.path().join("log")).unwrap()
        );
    }

    fn answers(&self, postmaster: &Postmaster) -> bool {
        for _ in 0..300 {
            if postmaster.has_ended() {
                return false;
            }
            // A standby takes connections too, once it has read enough.
            if self.psql("postgres", "select 1").status.success() {
                return true;
            }
            process::a_moment();
        }
        false
    }

    /// Stops all its processes where they are, until it is thawed.
    pub fn freeze(&self) {
        self.postmaster.iter().for_each(Postmaster::freeze);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.postmaster.iter().for_each(Postmaster::thaw);
    }

    /// Processor time that its processes took so far, in ticks of the kernel's: a hundredth of a second each.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.postmaster.as_ref().map_or(0, Postmaster::ticks)
    }

    /// Stops one backend where it is.
    ///
    /// # Panics
    /// `pid` is no number.
    pub fn freeze_backend(&self, pid: &str) {
        process::freeze(pid.parse().unwrap());
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// As above.
    pub fn thaw_backend(&self, pid: &str) {
        process::thaw(pid.parse().unwrap());
    }

    /// Makes a standby a server that takes writes.
    ///
    /// # Panics
    /// It does not become one.
    pub fn promote(&self) {
        // It was copied with the settings of a primary that waits for it.
        self.configure("synchronous_standby_names = ''\n");
        self.reload();
        assert_eq!(self.sql("postgres", "select pg_promote()"), "t");
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn run(&self, program: &str, words: &[&str]) {
        let mut command = process::as_unprivileged(&self.programs.join(program));
        command.args(words).arg("--pgdata").arg(self.data());
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.thaw();
        self.stop(Stop::Immediate);
    }
}

/// The socket in a directory that is its owner's, no network; small, since several run side by side. Syncing stays on: tests
/// kill it.
const BASE: &str = "
listen_addresses = ''
shared_buffers = 32MB
max_wal_size = 256MB
max_connections = 200
log_min_messages = fatal
autovacuum_naptime = 5s
";

fn in_memory() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if tempfile::tempdir_in(&shared).is_ok() { shared } else { std::env::temp_dir() }
}

/// Where Debian and others put PostgreSQL's programs.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|programs| programs.join("postgres").exists())
        .collect();
    versions.sort();
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let found = versions
        .into_iter()
        .next_back()
        .or_else(|| on_path.into_iter().find(|place| place.join("postgres").exists()));
    found.expect("these tests need PostgreSQL: install the Debian package \"postgresql\" (scripts/test does)")
}
