//! Processes of a PostgreSQL server: started without privileges, told apart by their parent.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::Stop;

/// PostgreSQL refuses to be root. Who is root runs it as the user that Debian made for it.
pub(super) fn unprivileged() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let of_postgres = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let mut fields = of_postgres
        .expect("root needs a user \"postgres\": install the Debian package \"postgresql\"")
        .split(':');
    let mut number = || fields.next().and_then(|field| field.parse().ok());
    number();
    Some((number().unwrap(), number().unwrap()))
}

/// `setpriv` also sees to it that what is started ends with this process, however that ends.
pub(super) fn as_unprivileged(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some((user, group)) = unprivileged() {
        command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
    }
    command.arg("--pdeathsig=QUIT").arg("--").arg(program).current_dir("/");
    command
}

pub(super) struct Postmaster {
    child: Mutex<Child>,
    pid: Pid,
}

impl Postmaster {
    pub(super) fn start(program: &Path, directory: &Path) -> Self {
        let log = fs::File::options().create(true).append(true).open(directory.join("log")).unwrap();
        let mut command = as_unprivileged(program);
        command.arg("-D").arg(directory.join("data")).arg("-k").arg(directory);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let pid = Pid::from_child(&child);
        Self { child: Mutex::new(child), pid }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.child.lock().unwrap().try_wait().unwrap().is_some()
    }

    pub(super) fn stop(self, how: Stop) {
        match how {
            Stop::Fast => self.signal(Signal::INT),
            Stop::Immediate => self.signal(Signal::QUIT),
            Stop::Kill => self.kill(),
        }
        for _ in 0..500 {
            if self.has_ended() {
                return;
            }
            a_moment();
        }
        self.kill();
        self.child.lock().unwrap().wait().unwrap();
    }

    /// The postmaster first, so that it starts none anew.
    fn kill(&self) {
        let children = self.children();
        self.signal(Signal::KILL);
        for child in children {
            // It may have ended by itself.
            let _ = kill_process(child, Signal::KILL);
        }
    }

    pub(super) fn freeze(&self) {
        self.signal(Signal::STOP);
        for child in self.children() {
            let _ = kill_process(child, Signal::STOP);
        }
    }

    pub(super) fn thaw(&self) {
        for child in self.children() {
            let _ = kill_process(child, Signal::CONT);
        }
        self.signal(Signal::CONT);
    }

    /// Those that ended count with the one that waited for them.
    pub(super) fn ticks(&self) -> u64 {
        let taken = |pid: &Pid, fields: usize| {
            let line = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
            let after_name = line.rsplit(')').next().unwrap_or_default();
            let numbers = after_name.split_whitespace().skip(11).take(fields);
            numbers.map(|number| number.parse::<u64>().unwrap_or(0)).sum::<u64>()
        };
        taken(&self.pid, 4) + self.children().iter().map(|child| taken(child, 2)).sum::<u64>()
    }

    fn signal(&self, signal: Signal) {
        if !self.has_ended() {
            let _ = kill_process(self.pid, signal);
        }
    }

    /// Each is a session of its own, so no group holds them together.
    fn children(&self) -> Vec<Pid> {
        let parent = self.pid.as_raw_nonzero().get();
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let numbers = processes.filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
        let is_child = |number: &i32| {
            let Ok(line) = fs::read_to_string(format!("/proc/{number}/stat")) else { return false };
            // The name, in parentheses, may hold anything; state and parent follow it.
            let after_name = line.rsplit(')').next().unwrap_or_default();
            after_name.split_whitespace().nth(1).and_then(|field| field.parse().ok()) == Some(parent)
        };
        numbers.filter(is_child).filter_map(Pid::from_raw).collect()
    }
}

pub(super) fn freeze(backend: i32) {
    kill_process(Pid::from_raw(backend).unwrap(), Signal::STOP).unwrap();
}

pub(super) fn thaw(backend: i32) {
    kill_process(Pid::from_raw(backend).unwrap(), Signal::CONT).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "test code: another process starts or ends meanwhile")]
pub(super) fn a_moment() {
    std::thread::sleep(Duration::from_millis(20));
}
