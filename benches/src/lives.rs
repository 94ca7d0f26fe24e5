//! MFA lives: create a device, enable it with two codes, list it, deactivate it, delete it. A client that computes codes
//! is needed, as nothing can be replayed to a server that checks them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::client::{Client, Keys, run};
use crate::process::Server;
use crate::wrk::CONNECTIONS;
use crate::{Result, clock};

/// What a round of lives gave.
pub struct Lives {
    /// Lives a second.
    pub rate: f64,
    /// Processor time of the server, in microseconds a life.
    pub cpu: f64,
}

fn owner(client: u32) -> String {
    format!("owner{client}")
}

/// Makes a user for each client.
pub fn prepare(address: SocketAddr, keys: &Keys) -> Result<()> {
    run(async {
        let mut client = Client::to(address);
        for number in 0..CONNECTIONS {
            client.iam(keys, "CreateUser", &[("UserName", &owner(number))]).await?;
        }
        Ok(())
    })
}

/// Lives, as many as there is time for.
pub fn round(server: &Server, address: SocketAddr, keys: &Keys, seconds: u64) -> Result<Lives> {
    let before = server.cpu_micros()?;
    let start = clock::start();
    let until = Duration::from_secs(seconds);
    let lived = Arc::new(AtomicU64::new(0));
    run(async {
        let mut clients = JoinSet::new();
        for number in 0..CONNECTIONS {
            let (keys, lived) = (keys.clone(), Arc::clone(&lived));
            clients.spawn(async move {
                let (mut client, user) = (Client::to(address), owner(number));
                while start.elapsed() < until {
                    live(&mut client, &keys, &user, &format!("{user}-{}", start.elapsed().as_micros()))
                        .await?;
                    lived.fetch_add(1, Ordering::Relaxed);
                }
                Result::Ok(())
            });
        }
        while let Some(client) = clients.join_next().await {
            client??;
        }
        Ok(())
    })?;
    let (time, lived) = (start.elapsed(), lived.load(Ordering::Relaxed));
    let rate = clock::rate(lived, time);
    Ok(Lives { rate, cpu: (server.cpu_micros()? - before) / (rate * time.as_secs_f64()) })
}

/// A life of a device of this name, which is a user's who has fewer than eight.
pub async fn live(client: &mut Client, keys: &Keys, user: &str, name: &str) -> Result<()> {
    let (serial, totp) = client.device(keys, name).await?;
    client.enable(keys, user, (&serial, &totp), clock::step()).await?;
    let listed = client.iam(keys, "ListMFADevices", &[("UserName", user)]).await?;
    if listed.text("SerialNumber")? != serial {
        return Err("another device is listed".into());
    }
    let device = [("UserName", user), ("SerialNumber", serial.as_str())];
    client.iam(keys, "DeactivateMFADevice", &device).await?;
    client.iam(keys, "DeleteVirtualMFADevice", &device[1..]).await.map(drop)
}
