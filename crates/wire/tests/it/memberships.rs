//! Who is a member of which group, what that gives, and that index, counters and users' documents agree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::estate::Estate;
use crate::races::{as_expected, at_once, tally};

const LIST_USERS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;

pub fn member<'a>(group: &'a str, user: &'a str) -> [(&'a str, &'a str); 2] {
    [("GroupName", group), ("UserName", user)]
}

/// An account with these users and the groups `Staff` and `crew`.
pub async fn estate(users: &[&str]) -> Estate {
    let estate = Estate::new().await;
    for user in users {
        estate.call("CreateUser", &[("UserName", user)]).await.ok();
    }
    for (group, path) in [("Staff", "/office/"), ("crew", "/")] {
        estate.call("CreateGroup", &[("GroupName", group), ("Path", path)]).await.ok();
    }
    estate
}

/// Whom each user is said to be with, by the users' documents, by the index, and by the counters: all the same.
pub async fn agree(estate: &Estate) -> BTreeMap<String, u64> {
    let groups: BTreeMap<_, _> = (estate.documents("group/").await.into_iter())
        .map(|(_, group)| {
            (group["id"].as_str().unwrap().to_owned(), group["name"].as_str().unwrap().to_owned())
        })
        .collect();
    let (mut said, mut sizes) = (BTreeSet::new(), BTreeMap::new());
    for (_, user) in estate.documents("user/").await {
        for group in user["groups"].as_array().unwrap() {
            let group = group.as_str().unwrap();
            said.insert(format!("member/{group}/{}/", user["id"].as_str().unwrap()));
            *sizes.entry(groups[group].clone()).or_insert(0) += 1;
        }
    }
    let index: BTreeSet<_> = estate.documents("member/").await.into_iter().map(|(key, _)| key).collect();
    assert_eq!(index, said);
    let counted: BTreeMap<_, _> = (estate.documents("count/member/").await.into_iter())
        .map(|(key, count)| (groups[key.split('/').nth(2).unwrap()].clone(), count.as_u64().unwrap()))
        .collect();
    assert_eq!(counted, sizes);
    let all = estate.documents("count/groups/").await.pop().map_or(0, |(_, count)| count.as_u64().unwrap());
    assert_eq!(all, groups.len() as u64);
    sizes
}

#[tokio::test]
async fn members_may_do_what_the_group_may_as_long_as_they_are_members() {
    let estate = estate(&[]).await;
    let admin = &estate.account.admin;
    let alice = estate.world.user(admin, "alice").await;
    let may_list = async || estate.world.iam(&alice, "ListUsers", &[]).await.status == 200;
    let policy = [("GroupName", "Staff"), ("PolicyName", "p"), ("PolicyDocument", LIST_USERS)];
    estate.call("PutGroupPolicy", &policy).await.ok();
    assert!(!may_list().await);
    estate.call("AddUserToGroup", &member("Staff", "alice")).await.ok();
    assert!(may_list().await);
    // Neither another name of the group nor one of the user changes that.
    let fields = [("GroupName", "Staff"), ("NewGroupName", "People"), ("NewPath", "/")];
    estate.call("UpdateGroup", &fields).await.ok();
    estate.call("UpdateUser", &[("UserName", "alice"), ("NewUserName", "carol")]).await.ok();
    assert!(may_list().await);
    let deny = LIST_USERS.replace("Allow", "Deny");
    let policy = [("GroupName", "crew"), ("PolicyName", "p"), ("PolicyDocument", deny.as_str())];
    estate.call("PutGroupPolicy", &policy).await.ok();
    estate.call("AddUserToGroup", &member("crew", "carol")).await.ok();
    assert!(!may_list().await, "what one group denies, no other allows");
    estate.call("RemoveUserFromGroup", &member("crew", "carol")).await.ok();
    assert!(may_list().await);
    estate.call("RemoveUserFromGroup", &member("people", "CAROL")).await.ok();
    assert!(!may_list().await);
    agree(&estate).await;
}

#[tokio::test]
async fn who_joins_twice_is_a_member_once_and_who_leaves_twice_is_gone() {
    let estate = estate(&["alice", "bob"]).await;
    for (action, user, size) in [
        ("RemoveUserFromGroup", "alice", 0),
        ("AddUserToGroup", "alice", 1),
        ("AddUserToGroup", "ALICE", 1),
        ("AddUserToGroup", "bob", 2),
        ("RemoveUserFromGroup", "Alice", 1),
        ("RemoveUserFromGroup", "alice", 1),
        ("AddUserToGroup", "alice", 2),
    ] {
        let done = estate.call(action, &member("sTAFF", user)).await.ok();
        assert!(!done.xml.contains("Result"), "{}", done.xml);
        let event = estate.world.events(&estate.account.id).await.pop().unwrap();
        assert_eq!(event["eventName"], action);
        assert_eq!(event["requestParameters"]["userName"], user);
        let sizes = agree(&estate).await;
        assert_eq!(sizes.get("Staff").copied().unwrap_or_default(), size, "{action} {user}");
    }
    let nobody = "404 NoSuchEntity The user with name nobody cannot be found.";
    let nothing = "404 NoSuchEntity The group with name nothing cannot be found.";
    for action in ["AddUserToGroup", "RemoveUserFromGroup"] {
        estate
            .answers(
                &estate.account.admin,
                &[
                    (action, &member("Staff", "nobody"), nobody),
                    (action, &member("nothing", "alice"), nothing),
                    (action, &member("nothing", "nobody"), nothing),
                ],
            )
            .await;
    }
    estate.answers(&estate.account.admin, &[("ListGroupsForUser", &[("UserName", "nobody")], nobody)]).await;
}

#[tokio::test]
async fn who_is_a_member_is_the_business_of_who_manages_the_group() {
    let estate = estate(&["bob"]).await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = estate.filled(
        r##"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:AddUserToGroup","iam:RemoveUserFromGroup"],"Resource":"arn:aws:iam::#:group/office/*"}}"##,
    );
    let policy = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    estate.call("PutUserPolicy", &policy).await.ok();
    for (action, group, allowed) in [
        ("AddUserToGroup", "staff", true),
        ("RemoveUserFromGroup", "staff", true),
        ("AddUserToGroup", "crew", false),
        ("RemoveUserFromGroup", "crew", false),
    ] {
        let answer = estate.world.iam(&alice, action, &member(group, "bob")).await;
        assert_eq!(answer.status == 200, allowed, "{action} {group}");
    }
}

#[tokio::test]
async fn a_user_is_in_ten_groups_at_most() {
    let estate = estate(&["alice"]).await;
    for n in 0..11 {
        estate.call("CreateGroup", &[("GroupName", &format!("g{n:02}"))]).await.ok();
    }
    for n in 0..10 {
        estate.call("AddUserToGroup", &member(&format!("g{n:02}"), "alice")).await.ok();
    }
    let full = "409 LimitExceeded Cannot exceed quota for GroupsPerUser: 10";
    estate
        .answers(
            &estate.account.admin,
            &[
                ("AddUserToGroup", &member("g10", "alice"), full),
                ("AddUserToGroup", &member("g09", "alice"), "200 OK"),
                ("RemoveUserFromGroup", &member("g03", "alice"), "200 OK"),
                ("AddUserToGroup", &member("g10", "alice"), "200 OK"),
            ],
        )
        .await;
    let (mut names, mut marker) = (Vec::new(), None::<String>);
    for size in [4, 4, 2] {
        let mut fields = vec![("UserName", "ALICE"), ("MaxItems", "4")];
        fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = estate.call("ListGroupsForUser", &fields).await.ok();
        assert_eq!(page.texts("GroupName").len(), size);
        names.extend(page.texts("GroupName"));
        marker = page.text("Marker");
    }
    assert_eq!(marker, None);
    assert_eq!(names.concat(), "g00g01g02g04g05g06g07g08g09g10");
    agree(&estate).await;
}

#[tokio::test]
async fn the_members_of_a_group_are_shown_page_by_page() {
    let names = ["alice", "bob", "carol", "dora", "eve"];
    let estate = estate(&names).await;
    for name in names {
        estate.call("AddUserToGroup", &member("Staff", name)).await.ok();
    }
    for size in [1, 2, 4, 5, 100] {
        let (mut found, mut marker) = (BTreeSet::new(), None::<String>);
        loop {
            let size = size.to_string();
            let mut fields = vec![("GroupName", "staff"), ("MaxItems", size.as_str())];
            fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
            let page = estate.call("GetGroup", &fields).await.ok();
            assert_eq!(page.text("GroupName").as_deref(), Some("Staff"), "each page shows the group");
            assert!(page.texts("UserName").len() <= size.parse().unwrap());
            found.extend(page.texts("UserName"));
            marker = page.text("Marker");
            let is_truncated = if marker.is_some() { "true" } else { "false" };
            assert_eq!(page.text("IsTruncated").as_deref(), Some(is_truncated));
            if marker.is_none() {
                break;
            }
        }
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), names, "pages of {size}");
    }
    let first = estate.call("GetGroup", &[("GroupName", "staff"), ("MaxItems", "2")]).await.ok();
    let marker = first.text("Marker").unwrap();
    let other = "400 ValidationError The marker is not one that this list returned.";
    let fields = [("GroupName", "crew"), ("Marker", marker.as_str())];
    estate.answers(&estate.account.admin, &[("GetGroup", &fields, other)]).await;
    // A marker goes on where it was, whoever left since.
    for name in first.texts("UserName") {
        estate.call("RemoveUserFromGroup", &member("Staff", &name)).await.ok();
    }
    let rest = estate.call("GetGroup", &[("GroupName", "staff"), ("Marker", &marker)]).await.ok();
    assert_eq!(rest.texts("UserName").len(), 3);
}

#[tokio::test]
async fn r2_a_new_group_of_an_old_name_has_no_members_and_what_it_may_nobody_inherits() {
    let estate = estate(&[]).await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    estate.call("AddUserToGroup", &member("Staff", "alice")).await.ok();
    // The old group goes on under another name, with its member.
    estate.call("UpdateGroup", &[("GroupName", "Staff"), ("NewGroupName", "former")]).await.ok();
    estate.call("CreateGroup", &[("GroupName", "Staff")]).await.ok();
    let policy = [("GroupName", "Staff"), ("PolicyName", "p"), ("PolicyDocument", LIST_USERS)];
    estate.call("PutGroupPolicy", &policy).await.ok();
    assert_eq!(estate.world.iam(&alice, "ListUsers", &[]).await.status, 403);
    let shown = estate.call("GetGroup", &[("GroupName", "Staff")]).await.ok();
    assert_eq!(shown.texts("UserName"), [""; 0]);
    // Nor does a new user of an old name inherit a membership.
    estate.call("AddUserToGroup", &member("Staff", "alice")).await.ok();
    estate.call("UpdateUser", &[("UserName", "alice"), ("NewUserName", "carol")]).await.ok();
    let other = estate.world.user(&estate.account.admin, "alice").await;
    assert_eq!(estate.world.iam(&other, "ListUsers", &[]).await.status, 403);
    assert_eq!(estate.world.iam(&alice, "ListUsers", &[]).await.status, 200);
    agree(&estate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_join_and_leave_at_once_those_are_members_who_are_said_to_be() {
    let estate = Arc::new(estate(&["alice", "bob"]).await);
    for n in 0..12 {
        estate.call("CreateGroup", &[("GroupName", &format!("g{n:02}"))]).await.ok();
    }
    let join = |(action, group, user): (&'static str, String, &'static str)| {
        let estate = Arc::clone(&estate);
        // As SDKs do: again, when others were faster all the time.
        async move {
            loop {
                let answer = estate.call(action, &member(&group, user)).await;
                if answer.text("Code").as_deref() != Some("ConcurrentModification") {
                    return answer;
                }
            }
        }
    };
    let all = (0..12).map(|n| ("AddUserToGroup", format!("g{n:02}"), "alice"));
    let answers = at_once(all, join).await;
    let full = "409 LimitExceeded Cannot exceed quota for GroupsPerUser: 10";
    assert_eq!(tally(&answers), as_expected(&[("200 OK", 10), (full, 2)]));
    assert_eq!(agree(&estate).await.len(), 10);
    // The same membership many times, against those who end it.
    let calls = (0..32).map(|n| {
        let action = if n % 3 == 0 { "RemoveUserFromGroup" } else { "AddUserToGroup" };
        (action, "staff".to_owned(), "bob")
    });
    at_once(calls, join).await;
    agree(&estate).await;
    // A group that is deleted meanwhile has no members afterwards, or is there with all of them.
    let calls = (0..32).map(|n| {
        let user = if n % 4 == 1 { "alice" } else { "bob" };
        let action = ["DeleteGroup", "AddUserToGroup", "RemoveUserFromGroup", "CreateGroup"][n % 4];
        (action, "crew".to_owned(), user)
    });
    at_once(calls, join).await;
    agree(&estate).await;
}
