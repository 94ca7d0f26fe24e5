//! moto's server, which answers the same calls for tests: it checks neither signatures nor codes here, as it comes.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;

use crate::client::{Client, Keys};
use crate::process::{Server, pinned, wait_for};
use crate::{Result, clock};

/// Starts it, and gives keys to call it with.
pub fn server(program: &Path) -> Result<(Server, SocketAddr, Keys)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = pinned(program);
    command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
    let server = Server::silent(command)?;
    wait_for("moto", || TcpStream::connect(address).is_ok())?;
    Ok((server, address, Keys { id: "AKIAIOSFODNN7EXAMPLE".to_owned(), secret: "secret".to_owned() }))
}

/// From its start to its first answer, in seconds.
pub async fn first_answer(server: &Server, address: SocketAddr, keys: &Keys) -> Result<f64> {
    Client::to(address).sts(keys, "GetCallerIdentity", &[]).await?;
    let start = clock::start();
    Ok(start.duration_since(server.started).as_secs_f64())
}
