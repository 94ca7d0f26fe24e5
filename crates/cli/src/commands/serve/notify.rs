//! Telling whoever started the process how far it is: one datagram each, as systemd reads them (sd_notify(3)).

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Requests are answered from now on.
pub fn ready() {
    tell("READY=1\nSTATUS=serving");
}

/// It was told to stop, and finishes what it began.
pub fn stopping() {
    tell("STOPPING=1\nSTATUS=finishing what was begun");
}

fn tell(state: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return };
    if let Err(error) = send(&socket, state) {
        tracing::warn!(%error, "the service manager could not be told: {}", state.replace('\n', ", "));
    }
}

fn send(socket: &OsStr, state: &str) -> io::Result<()> {
    let address = match socket.as_bytes() {
        // The abstract namespace, written so because no environment holds a zero byte.
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address).map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    use super::send;

    #[test]
    fn a_manager_is_told_at_a_path_and_at_an_abstract_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notify");
        let name = format!("bartizan-test-{}", std::process::id());
        let listening = [
            (path.clone().into_os_string(), UnixDatagram::bind(&path).unwrap()),
            (
                format!("@{name}").into(),
                UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap(),
            ),
        ];
        for (socket, manager) in listening {
            send(&socket, "READY=1").unwrap();
            let mut heard = [0; 16];
            let length = manager.recv(&mut heard).unwrap();
            assert_eq!(&heard[..length], b"READY=1", "{socket:?}");
        }
        assert!(send(OsStr::new("/nobody/listens/here"), "READY=1").is_err());
    }
}
