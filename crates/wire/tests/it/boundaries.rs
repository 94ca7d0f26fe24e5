//! Permissions boundaries: what a user or a role may do at most.

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate};

const KINDS: [(&str, &str, &str); 2] = [("User", "UserName", "user"), ("Role", "RoleName", "role")];

const LIST_USERS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;

/// A user and a role, both called `Alpha`.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "Alpha")]).await.ok();
    estate.role("Alpha", "/").await;
    estate
}

#[tokio::test]
async fn a_boundary_is_drawn_replaced_and_taken_away() {
    let estate = estate().await;
    let rules = estate.policy("Rules", "/team/", LIST_USERS).await;
    for (kind, field, word) in KINDS {
        let [put, delete] = ["Put", "Delete"].map(|action| format!("{action}{kind}PermissionsBoundary"));
        let none = format!("404 NoSuchEntity The {word} with name aLPHA has no permissions boundary.");
        let on = |arn| [(field, "aLPHA"), ("PermissionsBoundary", arn)];
        let admin = &estate.account.admin;
        estate.answers(admin, &[(&delete, &on("")[..1], &none)]).await;
        for arn in [&rules, &rules, ADMINISTRATOR_ACCESS, &rules] {
            let done = estate.call(&put, &on(arn)).await.ok();
            assert!(!done.xml.contains("Result"), "{}", done.xml);
            let filters =
                [("PolicyArn", arn), ("PolicyUsageFilter", "PermissionsBoundary"), ("EntityFilter", kind)];
            let users = estate.call("ListEntitiesForPolicy", &filters).await.ok();
            assert_eq!(users.texts(field), ["Alpha"]);
        }
        let usage = [("PolicyArn", ADMINISTRATOR_ACCESS), ("PolicyUsageFilter", "PermissionsBoundary")];
        let users = estate.call("ListEntitiesForPolicy", &usage).await.ok();
        assert_eq!(users.texts(field), [""; 0], "what was replaced bounds nobody");
        estate.call(&delete, &on("")[..1]).await.ok();
        estate.answers(admin, &[(&delete, &on("")[..1], &none)]).await;
        assert!(estate.documents("boundary/").await.is_empty());
        assert!(estate.documents("count/boundary/").await.is_empty());
    }
}

#[tokio::test]
async fn a_boundary_is_shown_with_its_user_and_not_in_lists() {
    let estate = estate().await;
    let rules = estate.policy("Rules", "/", LIST_USERS).await;
    let made = estate.call("CreateUser", &[("UserName", "bob"), ("PermissionsBoundary", &rules)]).await.ok();
    let shown = estate.call("GetUser", &[("UserName", "bob")]).await.ok();
    for answer in [&made, &shown] {
        assert_eq!(answer.text("PermissionsBoundaryArn").as_deref(), Some(rules.as_str()));
        assert_eq!(answer.text("PermissionsBoundaryType").as_deref(), Some("Policy"));
    }
    assert!(!estate.call("ListUsers", &[]).await.ok().xml.contains("PermissionsBoundary"));
    assert!(!estate.call("GetUser", &[("UserName", "Alpha")]).await.ok().xml.contains("PermissionsBoundary"));
}

#[tokio::test]
async fn what_is_no_managed_policy_is_no_boundary() {
    let estate = estate().await;
    estate.policy("Rules", "/", LIST_USERS).await;
    let scope = |arn| format!("404 NoSuchEntity Scope ARN: {arn} does not exist or is not attachable.");
    let malformed = "400 ValidationError Invalid ARN:  Could not be parsed!".to_owned();
    for (arn, verdict) in [
        ("arn:aws:iam::#:policy/None", scope("arn:aws:iam::#:policy/None")),
        ("arn:aws:iam::#:policy/rules", scope("arn:aws:iam::#:policy/rules")),
        ("arn:aws:iam::210987654321:policy/Rules", scope("arn:aws:iam::210987654321:policy/Rules")),
        ("arn:aws:iam::aws:policy/NoSuchPolicy", scope("arn:aws:iam::aws:policy/NoSuchPolicy")),
        ("arn:aws:iam::#:role/Alpha-the-role", malformed.clone()),
    ] {
        for (kind, field, word) in KINDS {
            let nobody = format!("404 NoSuchEntity The {word} with name nobody cannot be found.");
            let put = format!("Put{kind}PermissionsBoundary");
            let on = |name| [(field, name), ("PermissionsBoundary", arn)];
            let cases = [(&put[..], &on("Alpha")[..], &verdict[..]), (&put, &on("nobody"), &nobody)];
            estate.answers(&estate.account.admin, &cases).await;
        }
        let fields = [("UserName", "new"), ("PermissionsBoundary", arn)];
        estate.answers(&estate.account.admin, &[("CreateUser", &fields, &verdict)]).await;
    }
    let none = "404 NoSuchEntity The user with name nobody cannot be found.";
    let fields = [("UserName", "nobody")];
    estate.answers(&estate.account.admin, &[("DeleteUserPermissionsBoundary", &fields, none)]).await;
}

#[tokio::test]
async fn within_a_boundary_only_what_both_allow_is_allowed() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let rules = estate.policy("Rules", "/", LIST_USERS).await;
    let because = |action: &str, suffix: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:{action}{suffix}"
        )
    };
    let no_policy = because(
        "ListUsers",
        " on resource: arn:aws:iam::#:user/ because no identity-based policy allows the iam:ListUsers action",
    );
    let no_boundary = because(
        "ListVirtualMFADevices",
        " on resource: arn:aws:iam::#:mfa/ because no permissions boundary allows the iam:ListVirtualMFADevices action",
    );
    let boundary = [("UserName", "alice"), ("PermissionsBoundary", rules.as_str())];
    let access = [("UserName", "alice"), ("PolicyArn", ADMINISTRATOR_ACCESS)];

    estate.call("PutUserPermissionsBoundary", &boundary).await.ok();
    estate.answers(&alice, &[("ListUsers", &[], &no_policy)]).await;
    estate.call("AttachUserPolicy", &access).await.ok();
    estate
        .answers(&alice, &[("ListUsers", &[], "200 OK"), ("ListVirtualMFADevices", &[], &no_boundary)])
        .await;
    // Whom a boundary holds cannot take it away, or draw a wider one.
    let own = [("DeleteUserPermissionsBoundary", &boundary[..1]), ("PutUserPermissionsBoundary", &boundary)];
    for (action, fields) in own {
        assert_eq!(estate.world.iam(&alice, action, fields).await.status, 403, "{action}");
    }
    estate.call("DeleteUserPermissionsBoundary", &boundary[..1]).await.ok();
    estate.answers(&alice, &[("ListVirtualMFADevices", &[], "200 OK")]).await;
}

#[tokio::test]
async fn a_delegate_gives_rights_only_within_the_boundary_that_is_asked_for() {
    let estate = estate().await;
    let delegate = estate.world.user(&estate.account.admin, "delegate").await;
    let inner = estate.policy("Inner", "/", LIST_USERS).await;
    let outer = estate.policy("Outer", "/", ALLOW_ALL).await;
    let text = estate.filled(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*","Action":[
        "iam:CreateUser","iam:PutUserPermissionsBoundary","iam:PutUserPolicy","iam:AttachUserPolicy","iam:DeleteUserPolicy"],
        "Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::#:policy/Inner"}}}}"#,
    );
    let fields = [("UserName", "delegate"), ("PolicyName", "p"), ("PolicyDocument", text.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();

    let bounded = |name, arn| [("UserName", name), ("PermissionsBoundary", arn)];
    let inline = |name| [("UserName", name), ("PolicyName", "p"), ("PolicyDocument", ALLOW_ALL)];
    let attached = |name| [("UserName", name), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    for (who_may, action, fields, status) in [
        ("make a user without", "CreateUser", &bounded("bob", "")[..1], 403),
        ("make a user within another", "CreateUser", &bounded("bob", &outer), 403),
        ("make a user within it", "CreateUser", &bounded("bob", &inner), 200),
        ("give such a user an inline policy", "PutUserPolicy", &inline("bob"), 200),
        ("take it away", "DeleteUserPolicy", &inline("bob")[..2], 200),
        ("attach a policy to such a user", "AttachUserPolicy", &attached("bob"), 200),
        ("widen the boundary", "PutUserPermissionsBoundary", &bounded("bob", &outer), 403),
        ("give others an inline policy", "PutUserPolicy", &inline("Alpha"), 403),
        ("attach a policy to others", "AttachUserPolicy", &attached("Alpha"), 403),
        // The key says which boundary is to be, whatever there was: so they can be drawn into it.
        ("bound others", "PutUserPermissionsBoundary", &bounded("Alpha", &inner), 200),
    ] {
        let answer = estate.world.iam(&delegate, action, fields).await;
        assert_eq!(answer.status, status, "a delegate may {who_may}: {}", answer.verdict());
    }
}

#[tokio::test]
async fn a_user_who_is_deleted_is_bounded_no_more() {
    let estate = estate().await;
    let rules = estate.policy("Rules", "/", LIST_USERS).await;
    let fields = [("UserName", "Alpha"), ("PermissionsBoundary", rules.as_str())];
    estate.call("PutUserPermissionsBoundary", &fields).await.ok();
    assert!(!estate.delete_policy("Rules").await, "it bounds somebody");
    estate.call("DeleteUser", &fields[..1]).await.ok();
    assert!(estate.delete_policy("Rules").await);
    assert!(estate.documents("boundary/").await.is_empty());
}
