//! Authorize: what other services are answered about requests to them, and what they are not (rule R29). The clock is in the test's hand.

mod answers;
mod refusals;

use model::{AccountId, RegisteredServiceName};
use serde_json::{Value, json};
use service::operator::{Operator, RegisterService};
use service::records::ServedAccounts;
use sigv4::sign::{ContentHash, Signer};
use sigv4::{BodyHash, Head, PathForm};

use crate::world::{Account, Answer, Keys, World};

const HOST: &str = "store.example.com:9000";
const OBJECT: &str = "arn:aws:s3:::photos/cat.jpg";
const READS: &str = r#"{"Statement":{"Sid":"Reads","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*"}}"#;

/// An object store in an account, with credentials of its own, and a user who may read.
struct Store {
    world: World,
    account: Account,
    keys: Keys,
    alice: Keys,
}

impl Store {
    async fn open() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        let keys = world.user(&account.admin, "gateway").await;
        let alice = world.user(&account.admin, "alice").await;
        let store = Self { world, account, keys, alice };
        store.allow("gateway", r#"{"Statement":{"Effect":"Allow","Action":"bartizan:Authorize","Resource":"arn:aws:bartizan::*:service/store"}}"#).await;
        store.allow("alice", READS).await;
        store.register(|_| {}).await;
        store
    }

    async fn allow(&self, user: &str, policy: &str) {
        let fields = [("UserName", user), ("PolicyName", "may"), ("PolicyDocument", policy)];
        self.world.iam(&self.account.admin, "PutUserPolicy", &fields).await.ok();
    }

    async fn register(&self, change: impl FnOnce(&mut RegisterService)) {
        let mut wanted = registration(&self.account.id, "store", HOST);
        change(&mut wanted);
        self.world.service.register_service(Operator { uid: 0 }, &wanted, self.world.tick()).await.unwrap();
    }

    /// A request that somebody signs, as the store describes it.
    fn signed(&self, by: &Keys, change: impl FnOnce(&mut Request)) -> Value {
        let mut request = Request::default();
        change(&mut request);
        request.described(&self.world, by)
    }

    async fn ask(&self, about: Value) -> Value {
        self.asked_with(json!({ "SignedRequest": about })).await.ok().json()
    }

    async fn asked_with(&self, more: Value) -> Answer {
        let mut body = json!({ "Service": "store", "Action": "s3:GetObject", "Resource": OBJECT });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(&self.keys, &body.to_string()).await
    }

    async fn post(&self, keys: &Keys, body: &str) -> Answer {
        let headers = self.world.signed_json_for(keys, "bartizan", "/authorize", body);
        self.world.json_raw("POST", "/authorize", &headers, body.as_bytes()).await
    }
}

fn registration(account: &str, name: &str, host: &str) -> RegisterService {
    RegisterService {
        account: account.parse::<AccountId>().unwrap(),
        name: name.parse::<RegisteredServiceName>().unwrap(),
        hosts: vec![host.parse().unwrap()],
        signing_services: vec!["s3".to_owned()],
        accounts: ServedAccounts::Own,
        unsigned_bodies: false,
        vouches: false,
    }
}

/// A request of a client of the store, before it is signed.
struct Request {
    service: &'static str,
    host: &'static str,
    method: &'static str,
    path: &'static str,
    query: &'static str,
    body: &'static [u8],
    headers: Vec<(&'static str, &'static str)>,
    presigned: bool,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            service: "s3",
            host: HOST,
            method: "GET",
            path: "/photos/cat.jpg",
            query: "",
            body: b"",
            headers: vec![("user-agent", "a client")],
            presigned: false,
        }
    }
}

impl Request {
    fn described(&self, world: &World, by: &Keys) -> Value {
        let mut signer = Signer::new(&by.id, &by.secret, "us-east-1", self.service);
        signer.session_token = by.token.as_deref();
        signer.path = if self.service == "s3" { PathForm::AsSent } else { PathForm::Normalized };
        signer.content_hash = if self.presigned { ContentHash::Implied } else { ContentHash::Sent };
        let mut headers = vec![("host", self.host)];
        headers.extend(&self.headers);
        let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let head = Head { method: self.method, path: self.path, query: self.query, headers: &plain };
        let hash = BodyHash::of(self.body);
        let mut named: Vec<_> = headers.iter().map(|(name, value)| header(name, value)).collect();
        let mut query = self.query.to_owned();
        if self.presigned {
            let life = std::time::Duration::from_secs(300);
            query = signer.presigned_query(&head, &hash, world.now(), life).unwrap();
        } else {
            let added = signer.headers(&head, &hash, world.now()).unwrap();
            named.extend(added.iter().map(|(name, value)| header(name, value)));
        }
        json!({
            "Method": self.method, "Path": self.path, "Query": query, "Headers": named, "BodySha256": hash.hex(),
        })
    }
}

fn header(name: &str, value: &str) -> Value {
    json!({ "Name": name, "Value": value })
}

/// Another value for a header of a described request.
fn replace(described: &mut Value, name: &str, change: impl Fn(&str) -> String) {
    for header in described["Headers"].as_array_mut().unwrap() {
        if header["Name"] == name {
            header["Value"] = json!(change(header["Value"].as_str().unwrap()));
        }
    }
}
