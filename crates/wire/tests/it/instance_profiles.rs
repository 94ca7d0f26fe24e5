//! Instance profiles through their whole life, and the roles in them.

use std::sync::Arc;

use crate::estate::Estate;
use crate::races::at_once;
use crate::store_checks::findings;

const PROFILE: (&str, &str) = ("InstanceProfileName", "Web");
const READER: (&str, &str) = ("RoleName", "reader");

async fn role(estate: &Estate, name: &str, path: &str) {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}}"#;
    let fields = [("RoleName", name), ("Path", path), ("AssumeRolePolicyDocument", trust)];
    estate.call("CreateRole", &fields).await.ok();
}

#[tokio::test]
async fn a_profile_lives_from_creation_to_deletion() {
    let estate = Estate::new().await;
    role(&estate, "Reader", "/team/").await;
    let tagged = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    let made =
        estate.call("CreateInstanceProfile", &[&[PROFILE, ("Path", "/p/")], &tagged[..]].concat()).await.ok();
    let arn = estate.filled("arn:aws:iam::#:instance-profile/p/Web");
    assert_eq!(made.text("Arn").unwrap(), arn);
    let id = made.text("InstanceProfileId").unwrap();
    assert!(id.starts_with("AIPA") && id.len() == 21, "{id}");
    assert!(made.xml.contains("<Roles></Roles>"), "{}", made.xml);
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert_eq!(event["responseElements"]["instanceProfile"]["arn"], arn);

    estate.call("AddRoleToInstanceProfile", &[("InstanceProfileName", "wEB"), READER]).await.ok();
    let shown = estate.call("GetInstanceProfile", &[PROFILE]).await.ok();
    let listed = estate.call("ListInstanceProfiles", &[]).await.ok();
    let of_role = estate.call("ListInstanceProfilesForRole", &[READER]).await.ok();
    for answer in [&shown, &listed, &of_role] {
        assert_eq!(answer.text("InstanceProfileId").as_deref(), Some(&*id), "{}", answer.xml);
        assert_eq!(answer.text("RoleName").as_deref(), Some("Reader"));
        // What AWS leaves out of the role in a profile (facts F8).
        for field in ["Description", "MaxSessionDuration", "PermissionsBoundary", "RoleLastUsed"] {
            assert_eq!(answer.text(field), None, "{field}: {}", answer.xml);
        }
    }
    assert_eq!(shown.text("Key").as_deref(), Some("Team"));
    assert_eq!(listed.text("Key"), None, "lists leave tags out: {}", listed.xml);
    let details = estate.call("GetAccountAuthorizationDetails", &[]).await.ok();
    assert!(details.xml.contains(&format!("<InstanceProfileId>{id}</InstanceProfileId>")), "{}", details.xml);
    let counted = "<key>InstanceProfiles</key><value>1</value>";
    assert!(estate.call("GetAccountSummary", &[]).await.ok().xml.contains(counted));
    assert_eq!(findings(&estate.world).await, []);

    let conflict = "409 DeleteConflict Cannot delete entity, must remove roles from instance profile first.";
    let missing = "404 NoSuchEntity Instance Profile web cannot be found.";
    let web: (&str, &str) = ("InstanceProfileName", "web");
    estate
        .answers(
            &estate.account.admin,
            &[
                (
                    "CreateInstanceProfile",
                    &[("InstanceProfileName", "WEB")],
                    "409 EntityAlreadyExists Instance Profile Web already exists.",
                ),
                (
                    "AddRoleToInstanceProfile",
                    &[PROFILE, READER],
                    "409 LimitExceeded Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
                ),
                ("DeleteInstanceProfile", &[PROFILE], conflict),
                ("DeleteRole", &[READER], conflict),
                ("RemoveRoleFromInstanceProfile", &[web, READER], "200 OK"),
                (
                    "RemoveRoleFromInstanceProfile",
                    &[web, READER],
                    "404 NoSuchEntity The role with name reader cannot be found.",
                ),
                ("DeleteInstanceProfile", &[web], "200 OK"),
                ("DeleteInstanceProfile", &[web], missing),
                ("GetInstanceProfile", &[web], missing),
                ("AddRoleToInstanceProfile", &[web, READER], missing),
                ("CreateInstanceProfile", &[web], "200 OK"),
                (
                    "AddRoleToInstanceProfile",
                    &[web, ("RoleName", "nobody")],
                    "404 NoSuchEntity The role with name nobody cannot be found.",
                ),
                ("DeleteRole", &[READER], "200 OK"),
            ],
        )
        .await;
    let shown = estate.call("GetInstanceProfile", &[web]).await.ok();
    assert_ne!(shown.text("InstanceProfileId").unwrap(), id);
    assert_eq!(shown.text("Key"), None, "a new profile of that name inherits nothing");
    assert_eq!(findings(&estate.world).await, []);
}

// Whoever puts a role into a profile lets machines act as it.
#[tokio::test]
async fn a_role_is_put_into_a_profile_by_who_may_pass_it_on() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    role(&estate, "reader", "/team/").await;
    role(&estate, "admin", "/").await;
    estate.call("CreateInstanceProfile", &[PROFILE]).await.ok();
    let allow = |statements: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"iam:AddRoleToInstanceProfile","Resource":"*"}}{statements}]}}"#
        )
    };
    let passing = |resource: &str, service: &str| {
        allow(&format!(
            r#",{{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::{}:role/{resource}","Condition":{{"StringEquals":{{"iam:PassedToService":"{service}"}}}}}}"#,
            estate.account.id
        ))
    };
    let denied = |role: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:PassRole on resource: \
             arn:aws:iam::#:role/{role} because no identity-based policy allows the iam:PassRole action"
        )
    };
    // (the policy, the role, the answer)
    for (policy, role, verdict) in [
        (allow(""), "reader", denied("reader")),
        // Who may not pass roles on does not learn which there are.
        (allow(""), "nobody", denied("nobody")),
        (passing("team/*", "lambda.amazonaws.com"), "reader", denied("reader")),
        (passing("team/*", "ec2.amazonaws.com"), "admin", denied("admin")),
        (passing("team/*", "ec2.amazonaws.com"), "reader", "200 OK".to_owned()),
    ] {
        let own = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", policy.as_str())];
        estate.call("PutUserPolicy", &own).await.ok();
        let fields: &[(&str, &str)] = &[PROFILE, ("RoleName", role)];
        estate.answers(&alice, &[("AddRoleToInstanceProfile", fields, &verdict)]).await;
    }
}

#[tokio::test]
async fn lists_of_profiles_go_on_page_by_page() {
    let estate = Estate::new().await;
    role(&estate, "reader", "/").await;
    let names = ["b", "A", "c"];
    for name in names {
        let path = if name == "c" { "/deep/" } else { "/" };
        let profile = ("InstanceProfileName", name);
        estate.call("CreateInstanceProfile", &[profile, ("Path", path)]).await.ok();
        estate.call("AddRoleToInstanceProfile", &[profile, READER]).await.ok();
    }
    for (action, fields) in [("ListInstanceProfiles", &[][..]), ("ListInstanceProfilesForRole", &[READER])] {
        let (mut found, mut marker) = (Vec::new(), None::<String>);
        for _ in 0..4 {
            let mut fields = [fields, &[("MaxItems", "1")]].concat();
            fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
            let page = estate.call(action, &fields).await.ok();
            found.extend(page.texts("InstanceProfileName"));
            marker = page.text("Marker");
            if marker.is_none() {
                break;
            }
        }
        assert_eq!(found, ["A", "b", "c"], "{action}");
    }
    let deep = estate.call("ListInstanceProfiles", &[("PathPrefix", "/deep/")]).await.ok();
    assert_eq!(deep.texts("InstanceProfileName"), ["c"]);
}

#[tokio::test]
async fn a_role_that_is_deleted_at_the_same_moment_is_in_no_profile() {
    for _ in 0..8 {
        let estate = Arc::new(Estate::new().await);
        role(&estate, "reader", "/").await;
        estate.call("CreateInstanceProfile", &[PROFILE]).await.ok();
        let calls = [("AddRoleToInstanceProfile", &[PROFILE, READER][..]), ("DeleteRole", &[READER])];
        let answers = at_once(calls, |(action, fields)| {
            let estate = Arc::clone(&estate);
            async move { estate.call(action, fields).await }
        })
        .await;
        let [added, deleted] = [0, 1].map(|at| answers[at].status);
        assert!(matches!((added, deleted), (200, 409) | (404, 200)), "{added} {deleted}");
        assert_eq!(findings(&estate.world).await, []);
    }
}

#[tokio::test]
async fn an_account_has_a_thousand_profiles_at_most() {
    let estate = Estate::new().await;
    let counter = store::Key::account(estate.id().number(), "count/instance-profiles/");
    estate.world.store.commit(store::Batch::at(1).add(counter, 1_000, 1_000)).await.unwrap();
    let refused = estate.call("CreateInstanceProfile", &[PROFILE]).await;
    let verdict = "409 LimitExceeded Cannot exceed quota for InstanceProfilesPerAccount: 1000";
    assert_eq!(refused.verdict(), verdict);
}

// Keys of tags of profiles differ by case, as those of policies do (facts F8).
#[tokio::test]
async fn tags_of_profiles_differ_by_case_and_say_who_may() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    estate.call("CreateInstanceProfile", &[PROFILE]).await.ok();
    let tags = [
        PROFILE,
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "blue"),
        ("Tags.member.2.Key", "Team"),
        ("Tags.member.2.Value", "red"),
    ];
    estate.call("TagInstanceProfile", &tags).await.ok();
    let listed = estate.call("ListInstanceProfileTags", &[PROFILE]).await.ok();
    assert_eq!(listed.texts("Key"), ["Team", "team"]);
    estate.call("UntagInstanceProfile", &[PROFILE, ("TagKeys.member.1", "Team")]).await.ok();
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"blue"}}}}"#;
    let own = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", policy)];
    estate.call("PutUserPolicy", &own).await.ok();
    assert_eq!(estate.world.iam(&alice, "GetInstanceProfile", &[PROFILE]).await.status, 200);
    estate.call("UntagInstanceProfile", &[PROFILE, ("TagKeys.member.1", "team")]).await.ok();
    assert_eq!(estate.world.iam(&alice, "GetInstanceProfile", &[PROFILE]).await.status, 403);
}
