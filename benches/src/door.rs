//! The door without a socket: from the head of a request to the bytes of its answer, on one thread. What a read takes
//! here is what Bartizan adds to a bare server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use model::Timestamp;
use service::operator::{CreateAccount, Operator};
use service::{Settings, SystemEntropy, Transport};
use store_sqlite::SqliteStore;
use tokio::runtime::Runtime;
use vault::Keyring;
use wire::{QueryDoor, Request};

use crate::client::{Keys, Service, Signed};
use crate::connection::Answer;
use crate::{Result, clock};

/// A door, and requests to it.
pub struct Door {
    door: QueryDoor,
    runtime: Runtime,
    keys: Keys,
    list: (Parts, Bytes),
    identity: (Parts, Bytes),
    now: Timestamp,
}

impl Door {
    /// A door to a store of its own in memory, with an administrator who calls.
    pub fn open() -> Result<Self> {
        Self::to(SqliteStore::in_memory()?)
    }

    /// A door to a store, with an administrator who calls.
    pub fn to(store: SqliteStore) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let store = Arc::new(store);
        let keyring = Keyring::first([7; 32]);
        let service = service::Service::new(store, keyring, Box::new(SystemEntropy), Settings::default());
        let (service, now) = (Arc::new(service), clock::now());
        let request =
            CreateAccount { email: "root@example.com".to_owned(), name: None, root_access_key: false };
        let account = runtime.block_on(service.create_account(Operator { uid: 0 }, &request, now))?;
        let admin = account.administrator;
        let keys =
            Keys { id: admin.access_key_id.to_string(), secret: admin.secret_access_key.expose().clone() };
        let list = signed(&keys, Service::Iam, "ListMFADevices", &[])?;
        let identity = signed(&keys, Service::Sts, "GetCallerIdentity", &[])?;
        Ok(Self { door: QueryDoor::new(service), runtime, keys, list, identity, now })
    }

    /// Answers ListMFADevices.
    pub fn list(&self) -> Result<()> {
        self.answer(&self.list)
    }

    /// Answers GetCallerIdentity.
    pub fn identity(&self) -> Result<()> {
        self.answer(&self.identity)
    }

    /// The administrator's keys.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Answers any call.
    pub fn call(
        &self,
        keys: &Keys,
        service: Service,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer> {
        self.body_of(&signed(keys, service, action, fields)?)
    }

    fn answer(&self, request: &(Parts, Bytes)) -> Result<()> {
        self.body_of(request).map(drop)
    }

    fn body_of(&self, (parts, body): &(Parts, Bytes)) -> Result<Answer> {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let request = Request { parts, body, address, transport: Transport::Plain, now: self.now };
        let answer = self.runtime.block_on(self.door.answer(request));
        let status = answer.status().as_u16();
        Answer { status, body: String::from_utf8_lossy(answer.body()).into_owned(), cookie: None }.ok()
    }
}

fn signed(keys: &Keys, service: Service, action: &str, fields: &[(&str, &str)]) -> Result<(Parts, Bytes)> {
    request_of(keys.sign(SocketAddr::from((Ipv4Addr::LOCALHOST, 7800)), service, action, fields)?)
}

fn request_of(signed: Signed) -> Result<(Parts, Bytes)> {
    let mut request = http::Request::builder().method("POST").uri("/");
    for (name, value) in &signed.headers {
        request = request.header(*name, value);
    }
    Ok((request.body(())?.into_parts().0, Bytes::from(signed.body)))
}
