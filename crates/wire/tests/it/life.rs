//! A device's whole life, and what it leaves in the audit trail.

use crate::world::{Keys, World, data};

#[tokio::test]
async fn a_device_lives_from_its_creation_to_its_deletion() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;

    let (serial, phone) = world.device(&account.admin, "phone").await;
    assert_eq!(serial, format!("arn:aws:iam::{}:mfa/phone", account.id));
    world.enable(&account.admin, "alice", &serial, &phone).await.ok();

    let list = world.iam(&account.admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    assert_eq!(list.texts("SerialNumber"), [serial.as_str()]);
    assert_eq!(list.text("IsTruncated").as_deref(), Some("false"));
    let list = world.iam(&account.admin, "ListVirtualMFADevices", &[]).await.ok();
    assert_eq!(list.text("UserName").as_deref(), Some("alice"));

    world.wait(60);
    let session = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    let session = Keys::of_session(&session);
    let me = world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    assert_eq!(me.text("Arn").unwrap(), format!("arn:aws:iam::{}:user/alice", account.id));

    let serial_field = [("SerialNumber", serial.as_str())];
    let tags = [("Tags.member.1.Key", "Owner"), ("Tags.member.1.Value", "alice")];
    world.iam(&account.admin, "TagMFADevice", &[serial_field[0], tags[0], tags[1]]).await.ok();
    let shown = world.iam(&account.admin, "ListMFADeviceTags", &serial_field).await.ok();
    assert_eq!(
        (shown.text("Key").as_deref(), shown.text("Value").as_deref()),
        (Some("Owner"), Some("alice"))
    );
    world.iam(&account.admin, "UntagMFADevice", &[serial_field[0], ("TagKeys.member.1", "Owner")]).await.ok();

    let user_field = ("UserName", "alice");
    world.iam(&account.admin, "DeactivateMFADevice", &[user_field, serial_field[0]]).await.ok();
    let list =
        world.iam(&account.admin, "ListVirtualMFADevices", &[("AssignmentStatus", "Unassigned")]).await.ok();
    assert_eq!(list.texts("SerialNumber"), [serial.as_str()]);
    world.iam(&account.admin, "DeleteVirtualMFADevice", &serial_field).await.ok();
    let list = world.iam(&account.admin, "ListVirtualMFADevices", &[]).await.ok();
    assert!(list.xml.contains("<VirtualMFADevices></VirtualMFADevices>"), "{}", list.xml);

    let names: Vec<_> =
        world.events(&account.id).await.iter().map(|event| event["eventName"].to_string()).collect();
    for name in [
        "CreateAccount",
        "CreateUser",
        "CreateAccessKey",
        "CreateVirtualMFADevice",
        "EnableMFADevice",
        "GetSessionToken",
        "TagMFADevice",
        "UntagMFADevice",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
    ] {
        assert!(names.contains(&format!("\"{name}\"")), "{name} of {names:?}");
    }
}

#[tokio::test]
async fn the_seed_is_answered_once_as_a_key_and_as_a_picture() {
    let world = World::new().await;
    let account = world.account().await;
    let device =
        world.iam(&account.admin, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone")]).await.ok();
    let seed = String::from_utf8(data(&device.text("Base32StringSeed").unwrap())).unwrap();
    assert_eq!(seed.len(), 64);
    assert!(data(&device.text("QRCodePNG").unwrap()).starts_with(b"\x89PNG"));
    let list = world.iam(&account.admin, "ListVirtualMFADevices", &[]).await.ok();
    assert!(!list.xml.contains(&seed) && !list.xml.contains("Base32StringSeed"));
}

#[tokio::test]
async fn a_deactivated_device_keeps_its_seed() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    world.user(admin, "alice").await;
    let bob = world.user(admin, "bob").await;
    let (serial, mut phone) = world.enabled(admin, "alice", "phone").await;

    let deactivate = |user| [("UserName", user), ("SerialNumber", serial.as_str())];
    world.iam(admin, "DeactivateMFADevice", &deactivate("alice")).await.ok();
    world.enable(admin, "alice", &serial, &phone).await.ok(); // for the same user
    world.wait(60);
    world.iam(admin, "DeactivateMFADevice", &deactivate("alice")).await.ok();
    world.enable(admin, "bob", &serial, &phone).await.ok(); // for another
    world.wait(60);

    // A replacement phone has the seed and another clock: out of sync until it is resynchronized.
    phone.ahead = 3_600;
    let refused = world.session(&bob, &serial, &phone.code(world.now())).await;
    assert_eq!(refused.text("Code").as_deref(), Some("AccessDenied"));
    let [one, two] = phone.pair(world.now());
    world.pair("ResyncMFADevice", admin, "bob", &serial, [&one, &two]).await.ok();
    world.wait(60);
    world.session(&bob, &serial, &phone.code(world.now())).await.ok();
}

#[tokio::test]
async fn a_device_of_another_account_does_not_exist() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    world.user(&theirs.admin, "mallory").await;
    let (serial, phone) = world.device(&ours.admin, "phone").await;
    let refused = world.enable(&theirs.admin, "mallory", &serial, &phone).await;
    assert_eq!(
        refused.verdict(),
        format!("404 NoSuchEntity VirtualMFADevice with serial number {serial} doesn't exist.")
    );
}
