//! Groups through their whole life.

use store::{Batch, Key};

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate};
use crate::memberships::{agree, estate, member};

const MEMBERS_FIRST: &str = "409 DeleteConflict Cannot delete entity, must remove users from group first.";

#[tokio::test]
async fn a_group_lives_from_creation_to_deletion() {
    let estate = Estate::new().await;
    let made = estate.call("CreateGroup", &[("GroupName", "Staff"), ("Path", "/office/")]).await.ok();
    let arn = estate.filled("arn:aws:iam::#:group/office/Staff");
    assert_eq!(made.text("Arn").unwrap(), arn);
    let id = made.text("GroupId").unwrap();
    assert!(id.starts_with("AGPA") && id.len() == 21, "{id}");
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert_eq!(event["responseElements"]["group"]["arn"], arn);
    assert_eq!(event["responseElements"]["group"]["groupId"], id);

    let shown = estate.call("GetGroup", &[("GroupName", "sTAFF")]).await.ok();
    let listed = estate.call("ListGroups", &[]).await.ok();
    for field in ["Path", "GroupName", "GroupId", "Arn", "CreateDate"] {
        assert_eq!(shown.text(field), made.text(field), "{field}");
        assert_eq!(listed.text(field), made.text(field), "{field}");
    }
    assert!(shown.xml.contains("<Users></Users><IsTruncated>false</IsTruncated>"), "{}", shown.xml);

    let taken = "409 EntityAlreadyExists Group with name Staff already exists.";
    let missing = "404 NoSuchEntity The group with name staff cannot be found.";
    estate
        .answers(
            &estate.account.admin,
            &[
                ("CreateGroup", &[("GroupName", "STAFF"), ("Path", "/elsewhere/")], taken),
                ("DeleteGroup", &[("GroupName", "staff")], "200 OK"),
                ("GetGroup", &[("GroupName", "staff")], missing),
                ("DeleteGroup", &[("GroupName", "staff")], missing),
                ("UpdateGroup", &[("GroupName", "staff")], missing),
                ("CreateGroup", &[("GroupName", "staff")], "200 OK"),
            ],
        )
        .await;
    agree(&estate).await;
}

#[tokio::test]
async fn an_account_has_300_groups_at_most() {
    let estate = Estate::new().await;
    let count = Key::account(estate.id().number(), "count/groups/");
    estate.world.store.commit(Batch::at(1).add(count, 299, u64::from(u32::MAX))).await.unwrap();
    let full = "409 LimitExceeded Cannot exceed quota for GroupsPerAccount: 300";
    estate
        .answers(
            &estate.account.admin,
            &[
                ("CreateGroup", &[("GroupName", "last")], "200 OK"),
                ("CreateGroup", &[("GroupName", "more")], full),
                ("DeleteGroup", &[("GroupName", "last")], "200 OK"),
                ("CreateGroup", &[("GroupName", "more")], "200 OK"),
            ],
        )
        .await;
}

#[tokio::test]
async fn groups_are_listed_by_name_below_a_path() {
    let estate = Estate::new().await;
    for (name, path) in [("dora", "/a/"), ("Bob", "/a/b/"), ("carol", "/c/"), ("alice", "/")] {
        estate.call("CreateGroup", &[("GroupName", name), ("Path", path)]).await.ok();
    }
    for (prefix, names) in [
        ("/", vec!["alice", "Bob", "carol", "dora"]),
        ("/a/", vec!["Bob", "dora"]),
        ("/a/b/", vec!["Bob"]),
        ("/b/", vec![]),
    ] {
        let page = estate.call("ListGroups", &[("PathPrefix", prefix)]).await.ok();
        assert_eq!(page.texts("GroupName"), names, "{prefix}");
    }
    let page = estate.call("ListGroups", &[("MaxItems", "3")]).await.ok();
    let marker = page.text("Marker").unwrap();
    let rest = estate.call("ListGroups", &[("Marker", &marker)]).await.ok();
    assert_eq!(rest.texts("GroupName"), ["dora"]);
    let empty = estate.call("ListGroups", &[("PathPrefix", "/none/")]).await.ok();
    assert!(empty.xml.contains("<Groups></Groups><IsTruncated>false</IsTruncated>"), "{}", empty.xml);
}

#[tokio::test]
async fn a_group_is_deleted_when_nothing_is_in_it_any_more() {
    let estate = estate(&["alice"]).await;
    let policy = [("GroupName", "Staff"), ("PolicyName", "p"), ("PolicyDocument", ALLOW_ALL)];
    let attached = [("GroupName", "Staff"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.call("PutGroupPolicy", &policy).await.ok();
    estate.call("AttachGroupPolicy", &attached).await.ok();
    estate.call("AddUserToGroup", &member("Staff", "alice")).await.ok();
    let staff: &[(&str, &str)] = &[("GroupName", "Staff")];
    estate
        .answers(
            &estate.account.admin,
            &[
                ("DeleteUser", &[("UserName", "alice")], MEMBERS_FIRST),
                (
                    "DeleteGroup",
                    staff,
                    "409 DeleteConflict Cannot delete entity, must detach all policies first.",
                ),
                ("DetachGroupPolicy", &attached, "200 OK"),
                (
                    "DeleteGroup",
                    staff,
                    "409 DeleteConflict Cannot delete entity, must delete policies first.",
                ),
                ("DeleteGroupPolicy", &policy[..2], "200 OK"),
                ("DeleteGroup", staff, MEMBERS_FIRST),
                ("RemoveUserFromGroup", &member("Staff", "alice"), "200 OK"),
                ("DeleteGroup", staff, "200 OK"),
                ("DeleteGroup", &[("GroupName", "crew")], "200 OK"),
                ("DeleteUser", &[("UserName", "alice")], "200 OK"),
            ],
        )
        .await;
    agree(&estate).await;
    let left: Vec<_> = estate.documents("").await.into_iter().map(|(key, _)| key).collect();
    assert!(!left.iter().any(|key| key.contains("AGPA") || key.contains("group")), "{left:?}");
}

#[tokio::test]
async fn a_renamed_group_keeps_everything_but_the_name() {
    let estate = estate(&["alice"]).await;
    estate.call("AddUserToGroup", &member("Staff", "alice")).await.ok();
    let id = estate.call("GetGroup", &[("GroupName", "Staff")]).await.ok().text("GroupId");
    for (from, change, arn) in [
        ("staff", vec![("NewGroupName", "STAFF")], "group/office/STAFF"),
        ("staff", vec![("NewGroupName", "people"), ("NewPath", "/")], "group/people"),
        ("people", vec![("NewPath", "/a/b/")], "group/a/b/people"),
        ("people", vec![], "group/a/b/people"),
    ] {
        let fields = [&[("GroupName", from)], change.as_slice()].concat();
        let done = estate.call("UpdateGroup", &fields).await.ok();
        assert!(!done.xml.contains("Result"), "{}", done.xml);
        let listed = estate.call("ListGroupsForUser", &[("UserName", "alice")]).await.ok();
        assert_eq!(listed.text("Arn").unwrap(), estate.filled(&format!("arn:aws:iam::#:{arn}")));
        assert_eq!(listed.text("GroupId"), id);
    }
    let taken = "409 EntityAlreadyExists Group with name crew already exists.";
    let missing = "404 NoSuchEntity The group with name staff cannot be found.";
    estate
        .answers(
            &estate.account.admin,
            &[
                ("UpdateGroup", &[("GroupName", "people"), ("NewGroupName", "CREW")], taken),
                ("GetGroup", &[("GroupName", "staff")], missing),
                ("CreateGroup", &[("GroupName", "staff")], "200 OK"),
            ],
        )
        .await;
    agree(&estate).await;
}

#[tokio::test]
async fn a_group_is_moved_by_who_may_both_from_and_to() {
    let estate = estate(&[]).await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = estate.filled(
        r##"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:UpdateGroup","Resource":"arn:aws:iam::#:group/office/*"}}"##,
    );
    let policy = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    estate.call("PutUserPolicy", &policy).await.ok();
    let refused = |resource: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:UpdateGroup on resource: \
             arn:aws:iam::#:{resource} because no identity-based policy allows the iam:UpdateGroup action"
        )
    };
    estate
        .answers(
            &alice,
            &[
                ("UpdateGroup", &[("GroupName", "crew"), ("NewPath", "/office/")], &refused("group/crew")),
                ("UpdateGroup", &[("GroupName", "Staff"), ("NewPath", "/")], &refused("group/Staff")),
                ("UpdateGroup", &[("GroupName", "Staff"), ("NewPath", "/office/b/")], "200 OK"),
                (
                    "UpdateGroup",
                    &[("GroupName", "Staff"), ("NewGroupName", "crew")],
                    "409 EntityAlreadyExists Group with name crew already exists.",
                ),
            ],
        )
        .await;
}
