//! Which managed policies there are: AWS's own and the account's, page by page, and how many use them.

use std::collections::BTreeMap;

use crate::estate::{ALLOW_ALL, Estate, Fields};
use crate::lists::all;

const OF_AWS: [&str; 6] = [
    "AdministratorAccess",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "ReadOnlyAccess",
    "SecurityAudit",
];

/// Policies `delta` `/`, `Bravo` `/team/`, `alpha` `/team/night/` and `charlie` `/tea/`; Bravo is attached to a user and a
/// role, charlie bounds a user, alpha does both.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "Alpha")]).await.ok();
    let trust = r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}"#;
    estate.call("CreateRole", &[("RoleName", "Alpha"), ("AssumeRolePolicyDocument", trust)]).await.ok();
    for (name, path) in [("delta", "/"), ("Bravo", "/team/"), ("alpha", "/team/night/"), ("charlie", "/tea/")]
    {
        let fields =
            [("PolicyName", name), ("Path", path), ("PolicyDocument", ALLOW_ALL), ("Description", "x")];
        estate.call("CreatePolicy", &fields).await.ok();
    }
    for (action, holder, field, policy) in [
        ("AttachUserPolicy", "UserName", "PolicyArn", "team/Bravo"),
        ("AttachRolePolicy", "RoleName", "PolicyArn", "team/Bravo"),
        ("AttachUserPolicy", "UserName", "PolicyArn", "team/night/alpha"),
        ("PutRolePermissionsBoundary", "RoleName", "PermissionsBoundary", "team/night/alpha"),
        ("PutUserPermissionsBoundary", "UserName", "PermissionsBoundary", "tea/charlie"),
    ] {
        let arn = estate.filled(&format!("arn:aws:iam::#:policy/{policy}"));
        estate.call(action, &[(holder, "Alpha"), (field, &arn)]).await.ok();
    }
    estate
}

#[tokio::test]
async fn policies_are_listed_page_by_page_as_they_were_asked_for() {
    let estate = estate().await;
    let with_aws = |own: &[&'static str]| [&OF_AWS[..], own].concat();
    let attached = ("OnlyAttached", "true");
    let cases: [(Fields<'_>, Vec<&str>); 17] = [
        (&[], with_aws(&["alpha", "Bravo", "charlie", "delta"])),
        (&[("Scope", "All")], with_aws(&["alpha", "Bravo", "charlie", "delta"])),
        (&[("Scope", "AWS")], with_aws(&[])),
        (&[("Scope", "Local")], vec!["alpha", "Bravo", "charlie", "delta"]),
        (&[("PathPrefix", "/")], with_aws(&["alpha", "Bravo", "charlie", "delta"])),
        (&[("PathPrefix", "/team/")], vec!["alpha", "Bravo"]),
        (&[("PathPrefix", "/team/night/"), ("Scope", "Local")], vec!["alpha"]),
        (&[("PathPrefix", "/team/"), ("Scope", "AWS")], vec![]),
        (&[("PathPrefix", "/night/")], vec![]),
        (&[("OnlyAttached", "false"), ("Scope", "Local")], vec!["alpha", "Bravo", "charlie", "delta"]),
        // AWS's reference speaks of what is attached; a boundary is a use too, and the usage filter tells them apart.
        (&[attached], vec!["AdministratorAccess", "alpha", "Bravo", "charlie"]),
        (&[attached, ("Scope", "AWS")], vec!["AdministratorAccess"]),
        (
            &[attached, ("PolicyUsageFilter", "PermissionsPolicy")],
            vec!["AdministratorAccess", "alpha", "Bravo"],
        ),
        (&[attached, ("PolicyUsageFilter", "PermissionsBoundary")], vec!["alpha", "charlie"]),
        (&[attached, ("PolicyUsageFilter", "PermissionsBoundary"), ("PathPrefix", "/team/")], vec!["alpha"]),
        // As was recorded of AWS: without OnlyAttached the usage filter does nothing.
        (
            &[("PolicyUsageFilter", "PermissionsBoundary"), ("Scope", "Local")],
            vec!["alpha", "Bravo", "charlie", "delta"],
        ),
        (
            &[("PolicyUsageFilter", "PermissionsBoundary"), ("OnlyAttached", "0"), ("Scope", "AWS")],
            with_aws(&[]),
        ),
    ];
    for (fields, names) in cases {
        for size in [1, 2, 3, 5, 6, 7, 10, 1_000] {
            let (found, _) =
                all(&estate.world, &estate.account.admin, "ListPolicies", fields, size, "PolicyName").await;
            assert_eq!(found, names, "{fields:?}, {size} a page");
        }
    }
}

#[tokio::test]
async fn a_marker_is_of_one_list_and_stays_where_it_is() {
    let estate = estate().await;
    let no_marker = "400 ValidationError The marker is not one that this list returned.";
    for size in ["3", "6", "8"] {
        let first = estate.call("ListPolicies", &[("MaxItems", size)]).await.ok();
        let marker = first.text("Marker").unwrap();
        for other in
            [("Scope", "AWS"), ("Scope", "Local"), ("OnlyAttached", "true"), ("PathPrefix", "/team/")]
        {
            let answer = estate.call("ListPolicies", &[("Marker", &marker), other]).await;
            assert_eq!(answer.verdict(), no_marker, "{other:?}");
        }
        let elsewhere = estate.world.account().await;
        let answer = estate.world.iam(&elsewhere.admin, "ListPolicies", &[("Marker", &marker)]).await;
        assert_eq!(answer.verdict(), no_marker, "of another account");
        assert_eq!(estate.call("ListUsers", &[("Marker", &marker)]).await.verdict(), no_marker);
        // What is written the same is the same list.
        let rest = estate.call("ListPolicies", &[("Marker", &marker), ("Scope", "All")]).await.ok();
        let names = [first.texts("PolicyName"), rest.texts("PolicyName")].concat();
        assert_eq!(names[..6], OF_AWS.map(String::from));
        assert_eq!(names[6..], ["alpha", "Bravo", "charlie", "delta"].map(String::from));
    }

    // What is made behind the page is on a later one, what is deleted is not.
    let first = estate.call("ListPolicies", &[("MaxItems", "2"), ("Scope", "Local")]).await.ok();
    assert_eq!(first.texts("PolicyName"), ["alpha", "Bravo"]);
    estate.call("CreatePolicy", &[("PolicyName", "echo"), ("PolicyDocument", ALLOW_ALL)]).await.ok();
    estate.call("CreatePolicy", &[("PolicyName", "aaa"), ("PolicyDocument", ALLOW_ALL)]).await.ok();
    let delta = estate.filled("arn:aws:iam::#:policy/delta");
    estate.call("DeletePolicy", &[("PolicyArn", &delta)]).await.ok();
    let rest = [("Marker", &*first.text("Marker").unwrap()), ("Scope", "Local")];
    assert_eq!(estate.call("ListPolicies", &rest).await.ok().texts("PolicyName"), ["charlie", "echo"]);
}

#[tokio::test]
async fn a_list_shows_neither_description_nor_tags_nor_text() {
    let estate = estate().await;
    let arn = estate.filled("arn:aws:iam::#:policy/delta");
    let tag = [("PolicyArn", &*arn), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
    estate.call("TagPolicy", &tag).await.ok();
    let listed = estate.call("ListPolicies", &[("MaxItems", "1000")]).await.ok();
    for element in ["Description", "Tags", "Document"] {
        assert!(!listed.xml.contains(&format!("<{element}>")), "{element}");
    }
    let shown = estate.call("GetPolicy", &[("PolicyArn", &arn)]).await.ok();
    assert_eq!((shown.text("Description"), shown.text("Key")), (Some("x".into()), Some("team".into())));
}

#[tokio::test]
async fn what_policies_count_is_what_their_users_are() {
    let estate = estate().await;
    let listed = estate.call("ListPolicies", &[]).await.ok();
    let counts: BTreeMap<_, _> = listed
        .texts("Arn")
        .into_iter()
        .zip(listed.texts("AttachmentCount").into_iter().zip(listed.texts("PermissionsBoundaryUsageCount")))
        .collect();
    for (policy, attached, bounds) in [
        ("arn:aws:iam::aws:policy/AdministratorAccess", 1, 0),
        ("arn:aws:iam::aws:policy/IAMFullAccess", 0, 0),
        ("arn:aws:iam::#:policy/team/Bravo", 2, 0),
        ("arn:aws:iam::#:policy/team/night/alpha", 1, 1),
        ("arn:aws:iam::#:policy/tea/charlie", 0, 1),
        ("arn:aws:iam::#:policy/delta", 0, 0),
    ] {
        let arn = estate.filled(policy);
        assert_eq!(counts[&arn], (attached.to_string(), bounds.to_string()), "{policy}");
        let shown = estate.call("GetPolicy", &[("PolicyArn", &arn)]).await.ok();
        assert_eq!(shown.text("AttachmentCount"), Some(attached.to_string()), "{policy}");
        assert_eq!(shown.text("PermissionsBoundaryUsageCount"), Some(bounds.to_string()), "{policy}");
        for (usage, count) in [("PermissionsPolicy", attached), ("PermissionsBoundary", bounds)] {
            let users = [("PolicyArn", arn.as_str()), ("PolicyUsageFilter", usage)];
            let users = estate.call("ListEntitiesForPolicy", &users).await.ok();
            let named = ["UserName", "GroupName", "RoleName"].map(|name| users.texts(name).len());
            assert_eq!(named.iter().sum::<usize>(), count, "{policy} {usage}");
        }
    }

    // Who is deleted uses nothing any more.
    for (policy, action, field) in [
        ("team/Bravo", "DetachUserPolicy", "UserName"),
        ("team/night/alpha", "DetachUserPolicy", "UserName"),
        ("team/Bravo", "DetachRolePolicy", "RoleName"),
    ] {
        let arn = estate.filled(&format!("arn:aws:iam::#:policy/{policy}"));
        estate.call(action, &[(field, "Alpha"), ("PolicyArn", &arn)]).await.ok();
    }
    estate.call("DeleteUser", &[("UserName", "Alpha")]).await.ok();
    estate.call("DeleteRole", &[("RoleName", "Alpha")]).await.ok();
    let left = estate.call("ListPolicies", &[("OnlyAttached", "true")]).await.ok();
    assert_eq!(left.texts("PolicyName"), ["AdministratorAccess"]);
}
