//! A service with its door and a store of its own, callers with keys, and phones.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bartizan_wire::{JsonDoor, QueryDoor, Request};
use bytes::Bytes;
use model::{Secret, Timestamp};
use service::figures::{MfaResult, MfaWay};
use service::operator::{CreateAccount, Operator};
use service::{Service, Settings, SystemEntropy, Transport};
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head};
use store::{Direction, Key, Partition, ScanRange, Store, Versioned};
use store_sqlite::SqliteStore;
use vault::Keyring;

pub use crate::phone::Phone;

/// A whole service in memory.
pub struct World {
    pub service: Arc<Service>,
    pub door: QueryDoor,
    pub json_door: JsonDoor,
    pub store: Arc<dyn Store>,
    now: AtomicU64,
}

/// A header of a request.
pub type Header = (&'static str, String);

/// What a caller signs with.
#[derive(Clone, Debug)]
pub struct Keys {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
}

/// An account with its first administrator.
#[derive(Clone)]
pub struct Account {
    pub id: String,
    pub admin: Keys,
    pub root: Keys,
    pub email: String,
    pub root_password: String,
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub xml: String,
    /// Why policies refused, sealed.
    pub explanation: Option<String>,
    /// What a pair showed of a device's clock.
    pub clock_offset: Option<i64>,
    /// The code of an error, where the body is JSON.
    pub error_type: Option<String>,
}

impl Answer {
    /// The text of the first element of this name.
    pub fn text(&self, name: &str) -> Option<String> {
        let start = self.xml.find(&format!("<{name}>"))? + name.len() + 2;
        let end = start + self.xml[start..].find(&format!("</{name}>"))?;
        Some(
            self.xml[start..end]
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    }

    /// The texts of all elements of this name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let open = format!("<{name}>");
        self.xml.split(&open).skip(1).filter_map(|rest| rest.split("</").next()).map(str::to_owned).collect()
    }

    /// Status, code and message of an error, or `200 OK`.
    pub fn verdict(&self) -> String {
        if let Some(code) = &self.error_type {
            return format!("{} {code} {}", self.status, self.json()["message"].as_str().unwrap());
        }
        match self.text("Code") {
            Some(code) => format!("{} {code} {}", self.status, self.text("Message").unwrap()),
            None => format!("{} OK", self.status),
        }
    }

    /// The body, where it is JSON; null, if there is none.
    pub fn json(&self) -> serde_json::Value {
        if self.xml.is_empty() { serde_json::Value::Null } else { serde_json::from_str(&self.xml).unwrap() }
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.xml);
        self
    }
}

impl World {
    /// How many second factors of this way had this result, as figures count them.
    pub fn checks(&self, way: MfaWay, result: MfaResult) -> u64 {
        let counted = self.service.figures().mfa.all().filter(|(w, r, _)| (*w, *r) == (way, result));
        counted.map(|(_, _, count)| count).sum()
    }

    pub async fn new() -> Self {
        Self::over(Arc::new(SqliteStore::in_memory().unwrap())).await
    }

    pub async fn over(store: Arc<dyn Store>) -> Self {
        Self::configured(store, Settings::default())
    }

    pub fn configured(store: Arc<dyn Store>, settings: Settings) -> Self {
        let keyring = Keyring::first([7; 32]);
        let service = Service::new(Arc::clone(&store), keyring, Box::new(SystemEntropy), settings);
        Self::of_service(service, store)
    }

    /// A world around a service over that store.
    pub fn of_service(service: Service, store: Arc<dyn Store>) -> Self {
        let service = Arc::new(service);
        let door = QueryDoor::new(Arc::clone(&service));
        let json_door = JsonDoor::new(Arc::clone(&service));
        Self {
            service,
            door,
            json_door,
            store,
            now: AtomicU64::new(Timestamp::from_secs(1_800_000_000).micros()),
        }
    }

    /// Another service over the same store, at the same moment: what a restart leaves.
    pub async fn restarted(&self) -> Self {
        let world = Self::over(Arc::clone(&self.store)).await;
        world.now.store(self.now().micros(), Ordering::SeqCst);
        world
    }

    /// Every document there is, and the state it is in.
    pub async fn documents(&self) -> Vec<(Key, Versioned)> {
        let accounts = self.store.accounts(None, 1_000).await.unwrap();
        let mut documents = Vec::new();
        for partition in
            std::iter::once(Partition::Global).chain(accounts.into_iter().map(Partition::Account))
        {
            let range = ScanRange::all(partition);
            documents.extend(self.store.scan(&range, Direction::Forward, 1_000).await.unwrap());
        }
        documents
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.now.load(Ordering::SeqCst))
    }

    /// The moment of one thing: a microsecond after the one before, so that the trail has them in order.
    pub fn tick(&self) -> Timestamp {
        Timestamp::from_micros(self.now.fetch_add(1, Ordering::SeqCst))
    }

    /// Lets time pass.
    pub fn wait(&self, secs: u64) {
        self.now.fetch_add(secs * 1_000_000, Ordering::SeqCst);
    }

    pub async fn account(&self) -> Account {
        let email = format!("root{}@example.com", self.service.request_id());
        let request = CreateAccount { email, name: None, root_access_key: true };
        let account = self.service.create_account(Operator { uid: 0 }, &request, self.tick()).await.unwrap();
        let (root_id, root_secret) = account.root_access_key.unwrap();
        let admin = account.administrator;
        Account {
            id: account.id.to_string(),
            admin: Keys::new(admin.access_key_id.as_str(), &admin.secret_access_key),
            root: Keys::new(root_id.as_str(), &root_secret),
            email: account.email,
            root_password: account.root_password.expose().clone(),
        }
    }

    /// Makes a user with an access key.
    pub async fn user(&self, admin: &Keys, name: &str) -> Keys {
        self.iam(admin, "CreateUser", &[("UserName", name)]).await.ok();
        self.key_of(admin, name).await
    }

    pub async fn key_of(&self, admin: &Keys, name: &str) -> Keys {
        let key = self.iam(admin, "CreateAccessKey", &[("UserName", name)]).await.ok();
        Keys {
            id: key.text("AccessKeyId").unwrap(),
            secret: key.text("SecretAccessKey").unwrap(),
            token: None,
        }
    }

    /// Makes a virtual device, and a phone that has scanned it.
    pub async fn device(&self, keys: &Keys, name: &str) -> (String, Phone) {
        let device = self.iam(keys, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]).await.ok();
        let seed = data(&device.text("Base32StringSeed").unwrap());
        let phone = Phone::new(&String::from_utf8(seed).unwrap());
        (device.text("SerialNumber").unwrap(), phone)
    }

    /// Makes a device and enables it for a user; the phone's next code is fresh afterwards.
    pub async fn enabled(&self, admin: &Keys, user: &str, device: &str) -> (String, Phone) {
        let (serial, phone) = self.device(admin, device).await;
        self.enable(admin, user, &serial, &phone).await.ok();
        self.wait(60);
        (serial, phone)
    }

    pub async fn enable(&self, keys: &Keys, user: &str, serial: &str, phone: &Phone) -> Answer {
        let [one, two] = phone.pair(self.now());
        self.pair("EnableMFADevice", keys, user, serial, [&one, &two]).await
    }

    pub async fn pair(
        &self,
        action: &str,
        keys: &Keys,
        user: &str,
        serial: &str,
        codes: [&str; 2],
    ) -> Answer {
        let fields = [
            ("UserName", user),
            ("SerialNumber", serial),
            ("AuthenticationCode1", codes[0]),
            ("AuthenticationCode2", codes[1]),
        ];
        self.iam(keys, action, &fields).await
    }

    pub async fn session(&self, keys: &Keys, serial: &str, code: &str) -> Answer {
        self.sts(keys, "GetSessionToken", &[("SerialNumber", serial), ("TokenCode", code)]).await
    }

    pub async fn iam(&self, keys: &Keys, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(keys, "iam", "2010-05-08", action, fields).await
    }

    pub async fn sts(&self, keys: &Keys, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(keys, "sts", "2011-06-15", action, fields).await
    }

    async fn call(
        &self,
        keys: &Keys,
        service: &str,
        version: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut body = format!("Action={action}&Version={version}");
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", encode(name), encode(value)));
        }
        self.send(keys, service, &body).await
    }

    /// Signs and sends a body.
    pub async fn send(&self, keys: &Keys, service: &str, body: &str) -> Answer {
        let headers = self.signed(keys, service, body, &[]);
        self.raw("POST", "/", &headers, body.as_bytes()).await
    }

    /// The headers of a signed request with this body, some more among them.
    pub fn signed(&self, keys: &Keys, service: &str, body: &str, more: &[Header]) -> Vec<Header> {
        let mut headers = vec![
            ("host", "localhost:7800".to_owned()),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ];
        headers.extend_from_slice(more);
        let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let head = Head { method: "POST", path: "/", query: "", headers: &plain };
        let mut signer = Signer::new(&keys.id, &keys.secret, "eu-west-1", service);
        signer.session_token = keys.token.as_deref();
        let signed = signer.headers(&head, &BodyHash::of(body.as_bytes()), self.now()).unwrap();
        headers.extend(signed);
        headers
    }

    /// A presigned query of these fields.
    pub fn presigned(&self, keys: &Keys, service: &str, fields: &str, lifetime: u64) -> String {
        let headers = [("host", b"localhost:7800".as_slice())];
        let head = Head { method: "GET", path: "/", query: fields, headers: &headers };
        let mut signer = Signer::new(&keys.id, &keys.secret, "eu-west-1", service);
        signer.session_token = keys.token.as_deref();
        signer.presigned_query(&head, &BodyHash::of(b""), self.now(), Duration::from_secs(lifetime)).unwrap()
    }

    /// Sends a presigned query.
    pub async fn get(&self, query: &str) -> Answer {
        self.raw("GET", &format!("/?{query}"), &[("host", "localhost:7800".to_owned())], b"").await
    }

    /// Sends a request as it stands.
    pub async fn raw(&self, method: &str, uri: &str, headers: &[(&str, String)], body: &[u8]) -> Answer {
        self.raw_from(IpAddr::V4(Ipv4Addr::LOCALHOST), method, uri, headers, body).await
    }

    /// Sends a request as it stands, from an address.
    pub async fn raw_from(
        &self,
        address: IpAddr,
        method: &str,
        uri: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Answer {
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let request = Request {
            parts: &parts,
            body: &Bytes::copy_from_slice(body),
            address,
            transport: Transport::Plain,
            now: self.tick(),
        };
        let response = self.door.answer(request).await;
        let xml = String::from_utf8(response.body().to_vec()).unwrap();
        assert_eq!(response.headers()["x-amzn-requestid"].to_str().ok(), request_id(&xml).as_deref());
        let explanation = response.headers().get("x-bartizan-authorization-message");
        let explanation = explanation.map(|value| value.to_str().unwrap().to_owned());
        let clock_offset = response.headers().get("x-bartizan-clock-offset-seconds");
        let clock_offset = clock_offset.map(|value| value.to_str().unwrap().parse().unwrap());
        Answer { status: response.status().as_u16(), xml, explanation, clock_offset, error_type: None }
    }

    /// Calls an operation of the `account` service: `A.B` is the member B of the object A.
    pub async fn account_api(&self, keys: &Keys, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.json_api(keys, "account", name, fields).await
    }

    /// The same of any service that speaks JSON.
    pub async fn json_api(&self, keys: &Keys, service: &str, name: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = serde_json::Map::new();
        for (name, value) in fields {
            match name.split_once('.') {
                Some((of, name)) => {
                    body.entry(of).or_insert_with(|| serde_json::json!({}))[name] = (*value).into();
                }
                None => drop(body.insert((*name).to_owned(), (*value).into())),
            }
        }
        let path = format!("/{}{}", name[..1].to_lowercase(), &name[1..]);
        let body = serde_json::Value::Object(body).to_string();
        let headers = self.signed_json_for(keys, service, &path, &body);
        self.json_raw("POST", &path, &headers, body.as_bytes()).await
    }

    /// Calls an operation of a service that speaks JSON 1.1, with this body.
    pub async fn targeted(&self, keys: &Keys, (service, target): (&str, &str), body: &str) -> Answer {
        let more = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
        let headers = self.signed_with(keys, service, ("/", body), &more);
        self.json_raw("POST", "/", &headers, body.as_bytes()).await
    }

    /// The headers of a signed request of JSON to the account service.
    pub fn signed_json(&self, keys: &Keys, path: &str, body: &str) -> Vec<Header> {
        self.signed_json_for(keys, "account", path, body)
    }

    /// The same to any service that speaks JSON.
    pub fn signed_json_for(&self, keys: &Keys, service: &str, path: &str, body: &str) -> Vec<Header> {
        self.signed_with(keys, service, (path, body), &[("content-type", "application/json")])
    }

    fn signed_with(
        &self,
        keys: &Keys,
        service: &str,
        (path, body): (&str, &str),
        more: &[(&'static str, &str)],
    ) -> Vec<Header> {
        let mut headers = vec![("host", "localhost:7800".to_owned())];
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let head = Head { method: "POST", path, query, headers: &plain };
        let mut signer = Signer::new(&keys.id, &keys.secret, "eu-west-1", service);
        signer.session_token = keys.token.as_deref();
        headers.extend(signer.headers(&head, &BodyHash::of(body.as_bytes()), self.now()).unwrap());
        headers
    }

    /// Sends a request of JSON as it stands.
    pub async fn json_raw(&self, method: &str, uri: &str, headers: &[(&str, String)], body: &[u8]) -> Answer {
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let request = Request {
            parts: &parts,
            body: &Bytes::copy_from_slice(body),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            transport: Transport::Plain,
            now: self.tick(),
        };
        let response = self.json_door.answer(request).await;
        let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert!(header("x-amzn-requestid").is_some());
        let is_targeted = headers.iter().any(|(name, _)| *name == "x-amz-target");
        let json = if is_targeted { "application/x-amz-json-1.1" } else { "application/json" };
        assert_eq!(header("content-type").as_deref(), Some(json));
        let explanation = header("x-bartizan-authorization-message");
        let xml = String::from_utf8(response.body().to_vec()).unwrap();
        Answer {
            status: response.status().as_u16(),
            xml,
            explanation,
            clock_offset: None,
            error_type: header("x-amzn-errortype"),
        }
    }

    /// All events of an account, oldest first.
    pub async fn events(&self, account: &str) -> Vec<serde_json::Value> {
        let (mut events, mut after) = (Vec::new(), None);
        loop {
            let filter = service::EventFilter {
                account: account.parse().unwrap(),
                since: Timestamp::default(),
                after,
            };
            let page = self.service.events(filter).await.unwrap();
            if page.events.is_empty() {
                return events;
            }
            after = page.after;
            events.extend(page.events.iter().map(|event| serde_json::from_str(event).unwrap()));
        }
    }
}

fn request_id(xml: &str) -> Option<String> {
    xml.split("<RequestId>").nth(1)?.split('<').next().map(str::to_owned)
}

impl Keys {
    fn new(id: &str, secret: &Secret<String>) -> Self {
        Self { id: id.to_owned(), secret: secret.expose().clone(), token: None }
    }

    /// The credentials in an answer of GetSessionToken.
    #[track_caller]
    pub fn of_session(answer: &Answer) -> Self {
        Self {
            id: answer.text("AccessKeyId").unwrap_or_else(|| panic!("{}", answer.xml)),
            secret: answer.text("SecretAccessKey").unwrap(),
            token: answer.text("SessionToken"),
        }
    }
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Base64, decoded.
pub fn data(text: &str) -> Vec<u8> {
    data_encoding::BASE64.decode(text.as_bytes()).unwrap()
}
