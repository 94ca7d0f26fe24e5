//! Accounts, and what an administrator makes in them.

use data_encoding::BASE64;
use serde_json::Value;

use crate::{Answer, Client, Keys, Phone, Server};

/// An account with its administrator and its root user.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its number.
    pub id: String,
    /// The administrator's keys.
    pub admin: Keys,
    /// The root user's keys.
    pub root: Keys,
}

/// A user with an access key and an enabled device.
pub struct User {
    /// The name.
    pub name: String,
    /// The access key.
    pub keys: Keys,
    /// The serial number of the device.
    pub serial: String,
    /// The phone that shows its codes.
    pub phone: Phone,
}

impl Account {
    /// Makes an account.
    #[track_caller]
    pub fn create(server: &Server, email: &str) -> Self {
        let words = ["account", "create", "--email", email, "--root-access-key", "--format", "json"];
        let created: Value = serde_json::from_str(&server.command(&words)).expect("it prints JSON");
        let text =
            |value: &Value, name| value[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned();
        let keys = |name| {
            let owner = &created[name];
            Keys { id: text(owner, "AccessKeyId"), secret: text(owner, "SecretAccessKey"), token: None }
        };
        Self { id: text(&created, "AccountId"), admin: keys("Administrator"), root: keys("RootAccessKey") }
    }

    /// A client of the administrator.
    pub fn administrator(&self, server: &Server) -> Client {
        server.client(self.admin.clone())
    }

    /// The serial number of a virtual device.
    pub fn serial(&self, device: &str) -> String {
        format!("arn:aws:iam::{}:mfa/{device}", self.id)
    }

    /// Makes a user, an access key and a device of the same name, and enables it.
    #[track_caller]
    pub fn user(&self, server: &Server, name: &str) -> User {
        let mut admin = self.administrator(server);
        let _ = admin.iam("CreateUser", &[("UserName", name)]).ok();
        let keys = Keys::of(&admin.iam("CreateAccessKey", &[("UserName", name)]).ok());
        let device = admin.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]).ok();
        let mut phone = phone_of(&device);
        let serial = self.serial(name);
        let _ = enable(&mut admin, name, &serial, &mut phone).ok();
        User { name: name.to_owned(), keys, serial, phone }
    }
}

impl User {
    /// Asks for a session with the next code.
    pub fn session(&mut self, server: &Server) -> Answer {
        let code = self.phone.code();
        self.session_with(server, &code)
    }

    /// Asks for a session with this code.
    pub fn session_with(&self, server: &Server, code: &str) -> Answer {
        let fields = [("SerialNumber", self.serial.as_str()), ("TokenCode", code)];
        server.client(self.keys.clone()).sts("GetSessionToken", &fields)
    }
}

/// A phone that scans the answer of CreateVirtualMFADevice.
#[track_caller]
pub fn phone_of(answer: &Answer) -> Phone {
    let seed = answer.text("Base32StringSeed").unwrap_or_else(|| panic!("no seed: {}", answer.body));
    let seed = BASE64.decode(seed.as_bytes()).expect("it is base64");
    Phone::new(&String::from_utf8(seed).expect("it is base32"), 0)
}

/// Enables a device for a user with the phone's next two codes.
pub fn enable(client: &mut Client, user: &str, serial: &str, phone: &mut Phone) -> Answer {
    let [one, two] = phone.pair();
    let fields = [
        ("UserName", user),
        ("SerialNumber", serial),
        ("AuthenticationCode1", one.as_str()),
        ("AuthenticationCode2", two.as_str()),
    ];
    client.iam("EnableMFADevice", &fields)
}
