//! What is refused, with which status, code and text: the tables of facts A5, C4, D2, D3 and F7. Nothing is written.

use crate::world::{Account, Answer, Keys, Phone, World, data};

pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// An account in which there is something of everything.
pub struct Office {
    pub world: World,
    pub account: Account,
    pub alice: Keys,
}

impl Office {
    pub async fn new() -> Self {
        let world = World::new().await;
        let account = world.account().await;
        let admin = &account.admin;
        let alice = world.user(admin, "alice").await;
        world.key_of(admin, "alice").await;
        world.iam(admin, "CreateUser", &[("UserName", "Bob"), ("Path", "/staff/")]).await.ok();
        world.user(admin, "carol").await;
        world.enabled(admin, "alice", "phone").await;
        world.device(admin, "spare").await;
        Self { world, account, alice }
    }

    pub async fn call(&self, keys: &Keys, action: &str, fields: Fields<'_>) -> Answer {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, self.filled(value))).collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if ["GetSessionToken", "GetCallerIdentity", "GetAccessKeyInfo"].contains(&action) {
            self.world.sts(keys, action, &fields).await
        } else {
            self.world.iam(keys, action, &fields).await
        }
    }

    /// `#` stands for the account, `KEY` for alice's key.
    fn filled(&self, text: &str) -> String {
        text.replace('#', &self.account.id).replace("KEY", &self.alice.id)
    }

    /// Calls that the administrator makes, and what is said to each of them. Nothing is written.
    pub async fn refuses(&self, cases: &[(&str, Fields<'_>, &str)]) {
        self.refuses_to(&self.account.admin, cases).await;
    }

    async fn refuses_to(&self, keys: &Keys, cases: &[(&str, Fields<'_>, &str)]) {
        let before = self.world.documents().await;
        for (action, fields, verdict) in cases {
            let answer = self.call(keys, action, fields).await;
            assert_eq!(answer.verdict(), self.filled(verdict), "{action} {fields:?}");
            let kind = if answer.status < 500 { "Sender" } else { "Receiver" };
            assert_eq!(answer.text("Type").as_deref(), Some(kind));
        }
        assert!(self.world.documents().await == before, "a refusal changed a document");
    }
}

pub const ALICE: (&str, &str) = ("UserName", "alice");
const BOB: (&str, &str) = ("UserName", "bob");
const NOBODY: (&str, &str) = ("UserName", "nobody");
pub const PHONE: (&str, &str) = ("SerialNumber", "arn:aws:iam::#:mfa/phone");
const SPARE: (&str, &str) = ("SerialNumber", "arn:aws:iam::#:mfa/spare");
const NONE: (&str, &str) = ("SerialNumber", "arn:aws:iam::#:mfa/none");
const CODE1: (&str, &str) = ("AuthenticationCode1", "123456");
const CODE2: (&str, &str) = ("AuthenticationCode2", "654321");
const TAG: (&str, &str) = ("Tags.member.1.Key", "Team");
const VALUE: (&str, &str) = ("Tags.member.1.Value", "red");

#[tokio::test]
async fn what_is_not_there_cannot_be_found() {
    const NO_USER: &str = "404 NoSuchEntity The user with name nobody cannot be found.";
    const NO_DEVICE: &str =
        "404 NoSuchEntity VirtualMFADevice with serial number arn:aws:iam::#:mfa/none doesn't exist.";
    const NOT_OF_USER: &str = "404 NoSuchEntity MFA Device invalid for user.";
    const NO_KEY: &str = "404 NoSuchEntity The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.";
    let key = ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE");
    let office = Office::new().await;
    office
        .refuses(&[
            ("GetUser", &[NOBODY], NO_USER),
            ("UpdateUser", &[NOBODY, ("NewUserName", "dora")], NO_USER),
            ("DeleteUser", &[NOBODY], NO_USER),
            ("TagUser", &[NOBODY, TAG, VALUE], NO_USER),
            ("UntagUser", &[NOBODY, ("TagKeys.member.1", "Team")], NO_USER),
            ("ListUserTags", &[NOBODY], NO_USER),
            ("CreateAccessKey", &[NOBODY], NO_USER),
            ("ListAccessKeys", &[NOBODY], NO_USER),
            ("UpdateAccessKey", &[NOBODY, key, ("Status", "Active")], NO_USER),
            ("DeleteAccessKey", &[NOBODY, key], NO_USER),
            ("ListMFADevices", &[NOBODY], NO_USER),
            ("GetMFADevice", &[NOBODY, PHONE], NO_USER),
            ("EnableMFADevice", &[NOBODY, SPARE, CODE1, CODE2], NO_USER),
            ("ResyncMFADevice", &[NOBODY, PHONE, CODE1, CODE2], NO_USER),
            ("DeactivateMFADevice", &[NOBODY, PHONE], NO_USER),
            ("EnableMFADevice", &[BOB, NONE, CODE1, CODE2], NO_DEVICE),
            ("DeleteVirtualMFADevice", &[NONE], NO_DEVICE),
            ("TagMFADevice", &[NONE, TAG, VALUE], NO_DEVICE),
            ("UntagMFADevice", &[NONE, ("TagKeys.member.1", "Team")], NO_DEVICE),
            ("ListMFADeviceTags", &[NONE], NO_DEVICE),
            ("DeleteVirtualMFADevice", &[NONE], NO_DEVICE),
            ("DeactivateMFADevice", &[ALICE, SPARE], NOT_OF_USER),
            ("DeactivateMFADevice", &[BOB, PHONE], NOT_OF_USER),
            ("DeactivateMFADevice", &[ALICE, NONE], NOT_OF_USER),
            ("ResyncMFADevice", &[ALICE, SPARE, CODE1, CODE2], NOT_OF_USER),
            ("ResyncMFADevice", &[BOB, PHONE, CODE1, CODE2], NOT_OF_USER),
            ("ResyncMFADevice", &[ALICE, NONE, CODE1, CODE2], NOT_OF_USER),
            ("GetMFADevice", &[ALICE, NONE], NOT_OF_USER),
            ("UpdateAccessKey", &[ALICE, key, ("Status", "Active")], NO_KEY),
            ("DeleteAccessKey", &[ALICE, key], NO_KEY),
            (
                "DeleteAccessKey",
                &[BOB, ("AccessKeyId", "KEY")],
                "404 NoSuchEntity The Access Key with id KEY cannot be found.",
            ),
            (
                "CreateUser",
                &[NOBODY, ("PermissionsBoundary", "arn:aws:iam::#:policy/boundary")],
                "404 NoSuchEntity Scope ARN: arn:aws:iam::#:policy/boundary does not exist or is not attachable.",
            ),
            (
                "GetAccessKeyLastUsed",
                &[key],
                "403 AccessDenied User: arn:aws:iam::#:user/admin is not authorized to perform: \
                 iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE",
            ),
        ])
        .await;
}

#[tokio::test]
async fn what_is_there_already_or_still_in_use_stays_as_it_is() {
    let office = Office::new().await;
    office
        .refuses(&[
            ("CreateUser", &[ALICE], "409 EntityAlreadyExists User with name alice already exists."),
            ("CreateUser", &[("UserName", "ALICE")], "409 EntityAlreadyExists User with name alice already exists."),
            (
                "CreateUser",
                &[ALICE, ("Path", "/elsewhere/")],
                "409 EntityAlreadyExists User with name alice already exists.",
            ),
            ("CreateUser", &[BOB], "409 EntityAlreadyExists User with name Bob already exists."),
            (
                "UpdateUser",
                &[ALICE, ("NewUserName", "BOB")],
                "409 EntityAlreadyExists User with name Bob already exists.",
            ),
            (
                "CreateVirtualMFADevice",
                &[("VirtualMFADeviceName", "Phone")],
                "409 EntityAlreadyExists MFA device already exists.",
            ),
            (
                "EnableMFADevice",
                &[ALICE, PHONE, CODE1, CODE2],
                "409 EntityAlreadyExists MFA Device for user alice already exists.",
            ),
            ("EnableMFADevice", &[BOB, PHONE, CODE1, CODE2], "409 EntityAlreadyExists MFA Device is already in use."),
            ("DeleteVirtualMFADevice", &[PHONE], "409 DeleteConflict MFA VirtualDevice in use. Must deactivate first."),
            ("DeleteUser", &[ALICE], "409 DeleteConflict Cannot delete entity, must delete access keys first."),
            ("CreateAccessKey", &[ALICE], "409 LimitExceeded Cannot exceed quota for AccessKeysPerUser: 2"),
            (
                "GetMFADevice",
                &[ALICE, PHONE],
                "400 ValidationError The MFA device serial number sent in the request is invalid or not supported by this \
                 API. Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.",
            ),
            (
                "UpdateAccessKey",
                &[ALICE, ("AccessKeyId", "KEY"), ("Status", "Expired")],
                "400 InvalidInput The status of an access key can be set to Active or Inactive only.",
            ),
        ])
        .await;
    let admin = &office.account.admin;
    for key in office.call(admin, "ListAccessKeys", &[ALICE]).await.ok().texts("AccessKeyId") {
        office.call(admin, "DeleteAccessKey", &[ALICE, ("AccessKeyId", &key)]).await.ok();
    }
    let tokens = "409 DeleteConflict Cannot delete entity, must remove tokens from principal first.";
    office.refuses(&[("DeleteUser", &[ALICE], tokens)]).await;
    office.call(admin, "DeactivateMFADevice", &[ALICE, PHONE]).await.ok();
    office.call(admin, "DeleteUser", &[ALICE]).await.ok();
}

#[tokio::test]
async fn no_account_and_no_user_has_more_than_its_quota() {
    let office = Office::new().await;
    let Office { world, account, .. } = &office;
    let counter = store::Key::account(account.id.parse().unwrap(), "count/mfa-devices/");
    world.store.commit(store::Batch::at(1).add(counter, 10_000, u64::from(u32::MAX))).await.unwrap();
    office
        .refuses(&[(
            "CreateVirtualMFADevice",
            &[("VirtualMFADeviceName", "one-more")],
            "409 LimitExceeded Cannot exceed quota for VirtualMFADevicesPerAccount: 10002",
        )])
        .await;
    office.call(&account.admin, "DeleteVirtualMFADevice", &[SPARE]).await.ok();
    office.call(&account.admin, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", "one-more")]).await.ok();
}

#[tokio::test]
async fn the_root_users_devices_are_not_managed_through_the_api() {
    const CONSOLE: &str = "403 AccessDenied The MFA devices of the root user cannot be managed through the API. Sign in to \
                           the console as the root user to manage them.";
    let office = Office::new().await;
    let Office { world, account, .. } = &office;
    // The console will do this one day.
    let number = account.id.parse().unwrap();
    let key = store::Key::account(number, "mfa/spare/");
    let found = world.store.get(std::slice::from_ref(&key)).await.unwrap().pop().flatten().unwrap();
    let mut device: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
    device["assignment"] = serde_json::json!({ "Enabled": { "owner": "Root", "at": device["created"] } });
    world.store.commit(store::Batch::at(1).put(key, device.to_string())).await.unwrap();
    let world = world.restarted().await; // what was in memory is not what is stored now
    let office = Office { world, account: account.clone(), alice: office.alice.clone() };

    let cases: [(&str, Fields<'_>, &str); 4] = [
        ("EnableMFADevice", &[ALICE, SPARE, CODE1, CODE2], CONSOLE),
        ("ResyncMFADevice", &[ALICE, SPARE, CODE1, CODE2], CONSOLE),
        ("DeactivateMFADevice", &[ALICE, SPARE], CONSOLE),
        ("DeleteVirtualMFADevice", &[SPARE], CONSOLE),
    ];
    for keys in [&office.account.root, &office.account.admin] {
        office.refuses_to(keys, &cases).await;
    }
    office.refuses_to(&office.account.root, &[("DeactivateMFADevice", &[SPARE], CONSOLE)]).await;
    let list = office
        .call(&office.account.admin, "ListVirtualMFADevices", &[("AssignmentStatus", "Assigned")])
        .await
        .ok();
    assert_eq!(list.texts("Arn").last().unwrap(), &format!("arn:aws:iam::{}:root", office.account.id));
    assert_eq!(list.texts("UserName"), ["alice"], "the root user has no name");
}

#[tokio::test]
async fn no_device_is_made_whose_serial_number_no_operation_takes() {
    let office = Office::new().await;
    let long = format!("/{}/", "p".repeat(225));
    for path in ["/a!b/", "/100%/", "/~/", "/a*b/", "/<b>/", &long] {
        let fields = [("VirtualMFADeviceName", "new"), ("Path", path)];
        let verdict = "400 ValidationError The path and the name of the virtual MFA device make no serial number: it has at \
                       most 256 characters, letters, digits and _+=/:,.@-";
        office.refuses(&[("CreateVirtualMFADevice", &fields, verdict)]).await;
    }
    for path in ["/a:b/", "/a//b/", "/_+=,.@-/"] {
        let fields = [("VirtualMFADeviceName", "new"), ("Path", path)];
        let made = office.call(&office.account.admin, "CreateVirtualMFADevice", &fields).await.ok();
        let serial = made.text("SerialNumber").unwrap();
        let phone = Phone::new(&String::from_utf8(data(&made.text("Base32StringSeed").unwrap())).unwrap());
        office.world.enable(&office.account.admin, "carol", &serial, &phone).await.ok();
        let of_carol = [("UserName", "carol"), ("SerialNumber", serial.as_str())];
        office.call(&office.account.admin, "DeactivateMFADevice", &of_carol).await.ok();
        office.call(&office.account.admin, "DeleteVirtualMFADevice", &of_carol[1..]).await.ok();
    }
}

#[tokio::test]
async fn the_root_user_has_no_name_to_leave_out() {
    let office = Office::new().await;
    let root = office.account.root.clone();
    let me = office.call(&root, "GetUser", &[]).await.ok();
    assert_eq!(me.text("Arn").unwrap(), office.filled("arn:aws:iam::#:root"));
    assert_eq!(
        (me.text("UserId"), me.text("UserName"), me.text("Path")),
        (Some(office.account.id.clone()), None, None)
    );
    for (action, fields) in [("ListMFADevices", &[][..]), ("ListAccessKeys", &[])] {
        let answer = office.call(&root, action, fields).await.ok();
        assert_eq!(answer.text("UserName"), None, "{action}");
    }
}
