//! Roles that are linked to a service: nobody here changes what the service alone may.

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate};
use crate::store_checks::findings;

const SERVICE: (&str, &str) = ("AWSServiceName", "autoscaling.amazonaws.com");
const ROLE: (&str, &str) = ("RoleName", "AWSServiceRoleForAutoScaling");
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}"#;

#[tokio::test]
async fn a_linked_role_is_made_shown_and_deleted() {
    let estate = Estate::new().await;
    let made = estate.call("CreateServiceLinkedRole", &[SERVICE, ("Description", "scales")]).await.ok();
    let arn = estate.filled(
        "arn:aws:iam::#:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    );
    assert_eq!(made.text("Arn").unwrap(), arn);
    let shown = estate.call("GetRole", &[ROLE]).await.ok();
    for (field, expected) in [
        ("Path", "/aws-service-role/autoscaling.amazonaws.com/"),
        ("Description", "scales"),
        ("MaxSessionDuration", "3600"),
    ] {
        assert_eq!(shown.text(field).as_deref(), Some(expected), "{field}");
    }
    let trust = shown.text("AssumeRolePolicyDocument").unwrap();
    assert!(trust.contains("%22Service%22%3A%22autoscaling.amazonaws.com%22"), "{trust}");
    assert_eq!(findings(&estate.world).await, []);

    let web = [SERVICE, ("CustomSuffix", "web")];
    let taken = "400 InvalidInput Service role name AWSServiceRoleForAutoScaling has been taken in this account, please try a \
                 different suffix.";
    let batch = ("AWSServiceName", "batch.amazonaws.com");
    estate
        .answers(
            &estate.account.admin,
            &[
                ("CreateServiceLinkedRole", &[SERVICE], taken),
                ("CreateServiceLinkedRole", &web, "200 OK"),
                ("GetRole", &[("RoleName", "AWSServiceRoleForAutoScaling_web")], "200 OK"),
                (
                    "CreateServiceLinkedRole",
                    &[batch, web[1]],
                    "400 InvalidInput Custom suffix is not allowed for batch.amazonaws.com",
                ),
                (
                    "CreateServiceLinkedRole",
                    &[("AWSServiceName", "example.com")],
                    "400 InvalidInput example.com is not the name of a service, as in elasticbeanstalk.amazonaws.com.",
                ),
            ],
        )
        .await;
    let deleted = estate.call("DeleteServiceLinkedRole", &[ROLE]).await.ok();
    let task = deleted.text("DeletionTaskId").unwrap();
    assert!(
        task.starts_with("task/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling/")
    );
    assert_eq!(estate.call("GetRole", &[ROLE]).await.status, 404);
    assert_eq!(findings(&estate.world).await, []);

    let status =
        async |id: &str| estate.call("GetServiceLinkedRoleDeletionStatus", &[("DeletionTaskId", id)]).await;
    assert_eq!(status(&task).await.ok().text("Status").as_deref(), Some("SUCCEEDED"));
    // Only what was deleted here is known, and only in its account.
    let (rest, proof) = task.rsplit_once('/').unwrap();
    for forged in [
        format!("{rest}/{}", proof.to_ascii_uppercase()),
        task.replace("AutoScaling/", "AutoScaling_web/"),
        format!("{rest}/5e3b6f24-3b0c-4b5b-9c3b-2f1d6c1f7a10"),
    ] {
        let missing = format!("404 NoSuchEntity The deletion task with id {forged} cannot be found.");
        assert_eq!(status(&forged).await.verdict(), missing);
    }
    let elsewhere = estate.world.account().await;
    let fields = [("DeletionTaskId", &*task)];
    let answer = estate.world.iam(&elsewhere.admin, "GetServiceLinkedRoleDeletionStatus", &fields).await;
    assert_eq!(answer.status, 404);
    assert!(status("nonsense").await.verdict().starts_with("400 InvalidInput "));
}

#[tokio::test]
async fn what_its_service_alone_may_change_nobody_else_does() {
    let estate = Estate::new().await;
    estate.call("CreateServiceLinkedRole", &[SERVICE]).await.ok();
    estate.call("CreateInstanceProfile", &[("InstanceProfileName", "web")]).await.ok();
    let own = ("PolicyName", "own");
    let arn = ("PolicyArn", ADMINISTRATOR_ACCESS);
    let boundary = ("PermissionsBoundary", ADMINISTRATOR_ACCESS);
    let refused = "400 UnmodifiableEntity Cannot perform the operation on the protected role 'AWSServiceRoleForAutoScaling' - \
                   this role is only modifiable by AWS";
    let before = estate.documents("role/").await;
    for (action, more) in [
        ("DeleteRole", &[][..]),
        ("AttachRolePolicy", &[arn]),
        ("DetachRolePolicy", &[arn]),
        ("PutRolePolicy", &[own, ("PolicyDocument", ALLOW_ALL)]),
        ("DeleteRolePolicy", &[own]),
        ("PutRolePermissionsBoundary", &[boundary]),
        ("DeleteRolePermissionsBoundary", &[]),
        ("UpdateAssumeRolePolicy", &[("PolicyDocument", TRUST)]),
        ("UpdateRole", &[("MaxSessionDuration", "7200")]),
        ("AddRoleToInstanceProfile", &[("InstanceProfileName", "web")]),
    ] {
        let fields = [&[ROLE], more].concat();
        estate.answers(&estate.account.admin, &[(action, &fields, refused)]).await;
    }
    assert_eq!(estate.documents("role/").await, before);
    // What it is for, and what is said of it, is the account's to say.
    for (action, more) in [
        ("UpdateRole", &[("Description", "scales")][..]),
        ("UpdateRoleDescription", &[("Description", "scales more")]),
        ("TagRole", &[("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")]),
        ("UntagRole", &[("TagKeys.member.1", "team")]),
    ] {
        estate.call(action, &[&[ROLE], more].concat()).await.ok();
    }
    // A role of the account's own is no linked one, wherever it stands.
    let path = ("Path", "/aws-service-role/autoscaling.amazonaws.com/");
    let plain = [("RoleName", "plain"), ("AssumeRolePolicyDocument", TRUST), path];
    estate.call("CreateRole", &plain).await.ok();
    let missing = "404 NoSuchEntity The role with name plain cannot be found.";
    estate.answers(&estate.account.admin, &[("DeleteServiceLinkedRole", &plain[..1], missing)]).await;
    estate.call("DeleteRole", &plain[..1]).await.ok();
}

#[tokio::test]
async fn policies_ask_for_which_service_a_role_is() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"arn:aws:iam::*:role/aws-service-role/*","Condition":{"StringLike":{"iam:AWSServiceName":"autoscaling.amazonaws.com"}}}}"#;
    let own = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", policy)];
    estate.call("PutUserPolicy", &own).await.ok();
    let denied = |place: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:CreateServiceLinkedRole on \
             resource: arn:aws:iam::#:role/aws-service-role/{place} because no identity-based policy allows the \
             iam:CreateServiceLinkedRole action"
        )
    };
    let ecs = ("AWSServiceName", "ecs.amazonaws.com");
    estate
        .answers(
            &alice,
            &[
                ("CreateServiceLinkedRole", &[ecs], &denied("ecs.amazonaws.com/AWSServiceRoleForECS")),
                // Who may not does not learn what a service allows.
                ("CreateServiceLinkedRole", &[ecs, ("CustomSuffix", "x")], &denied("")),
                ("CreateServiceLinkedRole", &[SERVICE], "200 OK"),
            ],
        )
        .await;
}
