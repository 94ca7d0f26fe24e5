//! Lists, page by page.

use crate::world::{Account, Keys, World};

const NO_MARKER: &str = "400 ValidationError The marker is not one that this list returned.";

type Fields<'a> = &'a [(&'a str, &'a str)];

/// Everything in a list, asked for in pages of a size; and how many pages it took.
pub async fn all(
    world: &World,
    keys: &Keys,
    action: &str,
    fields: Fields<'_>,
    size: u32,
    of: &str,
) -> (Vec<String>, usize) {
    let (mut entries, mut pages, mut marker) = (Vec::new(), 0, None::<String>);
    loop {
        let size = size.to_string();
        let mut asked = fields.to_vec();
        asked.push(("MaxItems", &size));
        if let Some(marker) = &marker {
            asked.push(("Marker", marker));
        }
        let page = world.iam(keys, action, &asked).await.ok();
        let found = page.texts(of);
        assert!(found.len() <= size.parse().unwrap());
        entries.extend(found);
        pages += 1;
        marker = page.text("Marker");
        let is_truncated = if marker.is_some() { "true" } else { "false" };
        assert_eq!(page.text("IsTruncated").as_deref(), Some(is_truncated));
        if marker.is_none() {
            return (entries, pages);
        }
        assert!(marker.as_ref().unwrap().len() <= 320);
    }
}

async fn office() -> (World, Account) {
    let world = World::new().await;
    let account = world.account().await;
    for (name, path) in [("dora", "/staff/"), ("Bob", "/staff/night/"), ("carol", "/guests/"), ("eve", "/")] {
        world.iam(&account.admin, "CreateUser", &[("UserName", name), ("Path", path)]).await.ok();
    }
    (world, account)
}

#[tokio::test]
async fn users_are_listed_by_name_however_long_the_pages_are() {
    let (world, account) = office().await;
    for (size, pages) in [(1, 5), (2, 3), (4, 2), (5, 1), (1_000, 1)] {
        let (names, took) = all(&world, &account.admin, "ListUsers", &[], size, "UserName").await;
        assert_eq!(
            (names.as_slice(), took),
            (&["admin", "Bob", "carol", "dora", "eve"].map(String::from)[..], pages)
        );
    }
    for (prefix, names) in
        [("/", 5), ("/staff/", 2), ("/staff/night/", 1), ("/st", 2), ("/Staff/", 0), ("/none/", 0)]
    {
        let fields = [("PathPrefix", prefix)];
        let (found, _) = all(&world, &account.admin, "ListUsers", &fields, 1, "UserName").await;
        assert_eq!(found.len(), names, "{prefix}: {found:?}");
    }
    let empty = world.iam(&account.admin, "ListUsers", &[("PathPrefix", "/none/")]).await.ok();
    assert!(empty.xml.contains("<Users></Users><IsTruncated>false</IsTruncated>"), "{}", empty.xml);
}

#[tokio::test]
async fn a_list_goes_on_where_it_was_when_what_was_there_is_gone() {
    let (world, account) = office().await;
    let admin = &account.admin;
    let page = world.iam(admin, "ListUsers", &[("MaxItems", "2")]).await.ok();
    world.iam(admin, "DeleteUser", &[("UserName", "bob")]).await.ok();
    world.iam(admin, "CreateUser", &[("UserName", "alice")]).await.ok();
    let rest = world.iam(admin, "ListUsers", &[("Marker", &page.text("Marker").unwrap())]).await.ok();
    assert_eq!(rest.texts("UserName"), ["carol", "dora", "eve"]);
}

#[tokio::test]
async fn a_marker_is_good_for_the_list_that_returned_it() {
    let (world, account) = office().await;
    let other = world.account().await;
    world.user(&other.admin, "bob").await;
    let admin = &account.admin;
    for name in ["one", "two"] {
        world.device(admin, name).await;
    }
    let tags = [
        ("Tags.member.1.Key", "a"),
        ("Tags.member.1.Value", ""),
        ("Tags.member.2.Key", "b"),
        ("Tags.member.2.Value", ""),
    ];
    for name in ["eve", "dora"] {
        let fields: Vec<_> = tags.into_iter().chain([("UserName", name)]).collect();
        world.iam(admin, "TagUser", &fields).await.ok();
    }
    let marker = async |action: &str, fields: Fields<'_>| {
        let mut fields = fields.to_vec();
        fields.push(("MaxItems", "1"));
        world.iam(admin, action, &fields).await.ok().text("Marker").unwrap()
    };
    let users = marker("ListUsers", &[]).await;
    let staff = marker("ListUsers", &[("PathPrefix", "/staff/")]).await;
    let devices = marker("ListVirtualMFADevices", &[]).await;
    let of_eve = marker("ListUserTags", &[("UserName", "eve")]).await;
    let changed = format!("{}X", &users[..users.len() - 1]);

    for (marker, of, keys, action, fields) in [
        (&users, "another account", &other.admin, "ListUsers", vec![]),
        (&users, "another list", admin, "ListVirtualMFADevices", vec![]),
        (&users, "all users", admin, "ListUsers", vec![("PathPrefix", "/staff/")]),
        (&staff, "some users", admin, "ListUsers", vec![]),
        (&devices, "all devices", admin, "ListVirtualMFADevices", vec![("AssignmentStatus", "Unassigned")]),
        (&of_eve, "another user", admin, "ListUserTags", vec![("UserName", "dora")]),
        (&changed, "nobody, it was changed", admin, "ListUsers", vec![]),
        (&"garbage".to_owned(), "nobody", admin, "ListUsers", vec![]),
        (&"é".to_owned(), "nobody", admin, "ListUsers", vec![]),
        (&"puser/admin/".to_owned(), "nobody", admin, "ListAccessKeys", vec![]),
    ] {
        let mut fields = fields;
        fields.push(("Marker", marker.as_str()));
        assert_eq!(world.iam(keys, action, &fields).await.verdict(), NO_MARKER, "{action}, a marker of {of}");
    }
    // Any is as good as all, and the size of pages may change.
    let fields = [("AssignmentStatus", "Any"), ("Marker", devices.as_str()), ("MaxItems", "7")];
    world.iam(admin, "ListVirtualMFADevices", &fields).await.ok();
}

#[tokio::test]
async fn devices_keys_and_tags_come_in_pages_too() {
    let (world, account) = office().await;
    let admin = &account.admin;
    for n in 0..4 {
        let (serial, phone) = world.device(admin, &format!("phone{n}")).await;
        if n < 3 {
            world.enable(admin, "eve", &serial, &phone).await.ok();
        }
    }
    for _ in 0..2 {
        world.key_of(admin, "eve").await;
    }
    let tags: Vec<_> = (1..=5)
        .flat_map(|n| {
            [
                (format!("Tags.member.{n}.Key"), format!("k{n}")),
                (format!("Tags.member.{n}.Value"), String::new()),
            ]
        })
        .collect();
    let mut fields: Vec<_> = tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("UserName", "eve"));
    world.iam(admin, "TagUser", &fields).await.ok();

    let eve: Fields<'_> = &[("UserName", "eve")];
    for (action, fields, of, count) in [
        ("ListMFADevices", eve, "SerialNumber", 3),
        ("ListAccessKeys", eve, "AccessKeyId", 2),
        ("ListUserTags", eve, "Key", 5),
        ("ListVirtualMFADevices", &[], "SerialNumber", 4),
        ("ListVirtualMFADevices", &[("AssignmentStatus", "Any")], "SerialNumber", 4),
        ("ListVirtualMFADevices", &[("AssignmentStatus", "Assigned")], "SerialNumber", 3),
        ("ListVirtualMFADevices", &[("AssignmentStatus", "Unassigned")], "SerialNumber", 1),
    ] {
        let (mut found, pages) = all(&world, admin, action, fields, 1, of).await;
        assert_eq!((found.len(), pages), (count, count), "{action} {fields:?}");
        found.dedup();
        assert_eq!(found.len(), count);
    }
}

#[tokio::test]
async fn the_longest_names_fit_into_markers() {
    let world = World::new().await;
    let account = world.account().await;
    // A serial number has 256 characters, of which path and name may take 226 (`arn:aws:iam::123456789012:mfa` is 29).
    let path = format!("/{}/", "P".repeat(120));
    for name in ["n".repeat(105), format!("{}m", "n".repeat(104))] {
        let fields = [("VirtualMFADeviceName", name.as_str()), ("Path", &path)];
        let made = world.iam(&account.admin, "CreateVirtualMFADevice", &fields).await.ok();
        assert_eq!(made.text("SerialNumber").unwrap().len(), 256);
    }
    let (found, _) = all(&world, &account.admin, "ListVirtualMFADevices", &[], 1, "SerialNumber").await;
    assert_eq!(found.len(), 2);
    let fields = [("VirtualMFADeviceName", &*"n".repeat(106)), ("Path", &path)];
    let answer = world.iam(&account.admin, "CreateVirtualMFADevice", &fields).await;
    assert_eq!(answer.text("Code").as_deref(), Some("ValidationError"));
}

#[tokio::test]
async fn a_list_looks_at_a_thousand_documents_a_call() {
    let world = World::new().await;
    let account = world.account().await;
    for n in 0..1_001 {
        world.iam(&account.admin, "CreateUser", &[("UserName", &format!("user{n:04}"))]).await.ok();
    }
    world.iam(&account.admin, "CreateUser", &[("UserName", "zoe"), ("Path", "/far/")]).await.ok();
    let far = [("PathPrefix", "/far/")];
    let first = world.iam(&account.admin, "ListUsers", &far).await.ok();
    assert_eq!(first.text("IsTruncated").as_deref(), Some("true"), "a short page, as AWS gives");
    let (found, pages) = all(&world, &account.admin, "ListUsers", &far, 100, "UserName").await;
    assert_eq!((found.as_slice(), pages), (&["zoe".to_owned()][..], 2));
    let (found, _) = all(&world, &account.admin, "ListUsers", &[], 1_000, "UserName").await;
    assert_eq!(found.len(), 1_003);
}
