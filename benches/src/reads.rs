//! Reads: signed once, replayed by `wrk`, over a few kept-alive connections.

use std::net::SocketAddr;

use crate::client::{Client, Keys, Service, run};
use crate::figures::median_of;
use crate::process::Server;
use crate::wrk::{Load, Target, replay};
use crate::{Result, clock};

/// The reads, and a write that moto treats as one.
#[derive(Clone, Copy)]
pub enum Read {
    /// The devices of a user who has one.
    ListMfaDevices,
    /// A user.
    GetUser,
    /// Who am I?
    GetCallerIdentity,
    /// A session without a code.
    GetSessionToken,
}

impl Read {
    const fn name(self) -> &'static str {
        match self {
            Self::ListMfaDevices => "ListMFADevices",
            Self::GetUser => "GetUser",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::GetSessionToken => "GetSessionToken",
        }
    }

    const fn service(self) -> Service {
        match self {
            Self::ListMfaDevices | Self::GetUser => Service::Iam,
            Self::GetCallerIdentity | Self::GetSessionToken => Service::Sts,
        }
    }
}

/// The user that is read.
pub const READER: &str = "reader";

/// Makes a user with a device, and gives the answer of ListMFADevices.
pub fn prepare(address: SocketAddr, keys: &Keys) -> Result<String> {
    run(async {
        let mut client = Client::to(address);
        client.iam(keys, "CreateUser", &[("UserName", READER)]).await?;
        let (serial, totp) = client.device(keys, "phone").await?;
        client.enable(keys, READER, (&serial, &totp), clock::step()).await?;
        Ok(client.iam(keys, "ListMFADevices", &[("UserName", READER)]).await?.body)
    })
}

/// One round of one read.
pub fn round(server: &Server, address: SocketAddr, keys: &Keys, read: Read, seconds: u64) -> Result<Load> {
    round_of(Target { server, address, core: None }, keys, (read, READER), seconds)
}

/// The same of another user, or with a generator that has its core.
pub fn round_of(target: Target<'_>, keys: &Keys, (read, user): (Read, &str), seconds: u64) -> Result<Load> {
    let of_user = [("UserName", user)];
    let fields: &[_] = if matches!(read, Read::ListMfaDevices | Read::GetUser) { &of_user } else { &[] };
    let request = keys.sign(target.address, read.service(), read.name(), fields)?;
    replay(target, &request, seconds)
}

/// The medians of many rounds.
pub fn medians(rounds: &[Load]) -> Load {
    Load {
        rate: median_of(rounds, |load| load.rate),
        p50: median_of(rounds, |load| load.p50),
        p99: median_of(rounds, |load| load.p99),
        cpu: median_of(rounds, |load| load.cpu),
    }
}
