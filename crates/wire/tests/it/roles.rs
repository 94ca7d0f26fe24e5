//! Roles through their whole life. Whom they trust is in `trust`, who assumes them in `assume_role`.

use std::sync::Arc;

use service::records::keys;
use store::{Batch, Key};

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate};
use crate::races::at_once;
use crate::world::Keys;

const ANYBODY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}"#;

/// Fields of CreateRole.
fn new<'a>(name: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("RoleName", name), ("AssumeRolePolicyDocument", ANYBODY)], more].concat()
}

#[tokio::test]
async fn a_role_lives_from_creation_to_deletion() {
    let estate = Estate::new().await;
    let described = [("Path", "/team/"), ("Description", "reads, é"), ("MaxSessionDuration", "7200")];
    let tagged = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    let made = estate.call("CreateRole", &new("Reader", &[&described[..], &tagged].concat())).await.ok();
    let arn = estate.filled("arn:aws:iam::#:role/team/Reader");
    assert_eq!(made.text("Arn").unwrap(), arn);
    let id = made.text("RoleId").unwrap();
    assert!(id.starts_with("AROA") && id.len() == 21, "{id}");
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert_eq!(event["responseElements"]["role"]["arn"], arn);
    assert_eq!(event["requestParameters"]["assumeRolePolicyDocument"], ANYBODY);

    let shown = estate.call("GetRole", &[("RoleName", "rEADER")]).await.ok();
    let listed = estate.call("ListRoles", &[]).await.ok();
    // (a field, who made the role sees it, so does who looks at it, and at the list)
    for (field, in_made, in_shown, in_listed) in [
        ("Path", true, true, true),
        ("RoleName", true, true, true),
        ("RoleId", true, true, true),
        ("CreateDate", true, true, true),
        ("AssumeRolePolicyDocument", true, true, true),
        ("Description", true, true, true),
        ("MaxSessionDuration", false, true, true),
        ("Tags", true, true, false),
        ("RoleLastUsed", false, true, false),
    ] {
        for (answer, is_there) in [(&made, in_made), (&shown, in_shown), (&listed, in_listed)] {
            assert_eq!(answer.xml.contains(&format!("<{field}>")), is_there, "{field}: {}", answer.xml);
            if is_there {
                assert_eq!(answer.text(field).is_some(), shown.text(field).is_some());
            }
        }
    }
    assert_eq!(shown.text("MaxSessionDuration").as_deref(), Some("7200"));
    assert_eq!(shown.text("Description").as_deref(), Some("reads, é"));
    assert!(shown.xml.contains("<RoleLastUsed></RoleLastUsed>"), "{}", shown.xml);

    let taken = "409 EntityAlreadyExists Role with name Reader already exists.";
    let missing = "404 NoSuchEntity The role with name reader cannot be found.";
    let reader: &[(&str, &str)] = &[("RoleName", "reader")];
    estate
        .answers(
            &estate.account.admin,
            &[
                ("CreateRole", &new("READER", &[]), taken),
                ("DeleteRole", reader, "200 OK"),
                ("GetRole", reader, missing),
                ("DeleteRole", reader, missing),
                ("UpdateRole", reader, missing),
                ("UpdateRoleDescription", &[reader[0], ("Description", "")], missing),
                ("ListRoleTags", reader, missing),
                ("CreateRole", &new("reader", &[]), "200 OK"),
            ],
        )
        .await;
    let shown = estate.call("GetRole", reader).await.ok();
    assert_ne!(shown.text("RoleId").unwrap(), id);
    for field in ["Tags", "Description", "PermissionsBoundary"] {
        assert_eq!(shown.text(field), None, "{field}");
    }
}

// That AWS answers a session that is too short with another code, `ParamValidation`, is how its command line reports what it
// did not send at all.
#[tokio::test]
async fn sessions_last_from_one_to_twelve_hours() {
    let estate = Estate::new().await;
    let bound = |text: &str| {
        format!(
            "400 ValidationError 1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: \
             Member must have value {text}"
        )
    };
    let (short, long) = (bound("greater than or equal to 3600"), bound("less than or equal to 43200"));
    for (seconds, verdict) in
        [("3599", &short[..]), ("3600", "200 OK"), ("43200", "200 OK"), ("43201", &long)]
    {
        let answer = estate.call("CreateRole", &new(seconds, &[("MaxSessionDuration", seconds)])).await;
        assert_eq!(answer.verdict(), verdict);
        estate.call("CreateRole", &new("reader", &[])).await;
        let fields = [("RoleName", "reader"), ("MaxSessionDuration", seconds)];
        assert_eq!(estate.call("UpdateRole", &fields).await.verdict(), verdict);
    }
    estate.call("CreateRole", &new("plain", &[])).await.ok();
    let shown = estate.call("GetRole", &[("RoleName", "plain")]).await.ok();
    assert_eq!(shown.text("MaxSessionDuration").as_deref(), Some("3600"), "an hour, where nothing is said");
}

#[tokio::test]
async fn what_is_not_said_stays_as_it_is() {
    let estate = Estate::new().await;
    estate.call("CreateRole", &new("reader", &[("Description", "reads")])).await.ok();
    for (action, fields, description, seconds) in [
        ("UpdateRole", vec![("MaxSessionDuration", "7200")], "reads", "7200"),
        ("UpdateRole", vec![("Description", "writes")], "writes", "7200"),
        ("UpdateRole", vec![], "writes", "7200"),
        ("UpdateRole", vec![("Description", ""), ("MaxSessionDuration", "3600")], "", "3600"),
        ("UpdateRoleDescription", vec![("Description", "reads again")], "reads again", "3600"),
        ("UpdateRoleDescription", vec![("Description", "")], "", "3600"),
    ] {
        let fields = [&[("RoleName", "READER")], fields.as_slice()].concat();
        let updated = estate.call(action, &fields).await.ok();
        assert!(updated.xml.contains(&format!("<{action}Result>")), "{}", updated.xml);
        let shown = estate.call("GetRole", &[("RoleName", "reader")]).await.ok();
        let answers = if action == "UpdateRole" { vec![&shown] } else { vec![&shown, &updated] };
        for answer in answers {
            assert_eq!(answer.text("Description").as_deref(), Some(description), "{action} {fields:?}");
            assert_eq!(answer.text("MaxSessionDuration").as_deref(), Some(seconds), "{action} {fields:?}");
        }
    }
    let long = "x".repeat(1_001);
    let verdict = "400 ValidationError 1 validation error detected: Value at 'description' failed to satisfy constraint: \
                   Member must have length less than or equal to 1000";
    let fields = [("RoleName", "reader"), ("Description", long.as_str())];
    for action in ["UpdateRole", "UpdateRoleDescription"] {
        assert_eq!(estate.call(action, &fields).await.verdict(), verdict);
    }
    assert_eq!(estate.call("CreateRole", &new("other", &fields[1..])).await.verdict(), verdict);
}

#[tokio::test]
async fn a_role_is_made_within_its_boundary_and_frees_it_when_it_goes() {
    let estate = Estate::new().await;
    let rules = estate.policy("Rules", "/", ALLOW_ALL).await;
    let nothing = estate.filled("arn:aws:iam::#:policy/nothing");
    let verdict =
        estate.call("CreateRole", &new("reader", &[("PermissionsBoundary", &nothing)])).await.verdict();
    assert!(verdict.starts_with("404 NoSuchEntity ") && verdict.contains(&nothing), "{verdict}");
    let made = estate.call("CreateRole", &new("reader", &[("PermissionsBoundary", &rules)])).await.ok();
    let shown = estate.call("GetRole", &[("RoleName", "reader")]).await.ok();
    for answer in [&made, &shown] {
        assert_eq!(answer.text("PermissionsBoundaryArn").as_deref(), Some(rules.as_str()));
    }
    assert!(!estate.call("ListRoles", &[]).await.ok().xml.contains("PermissionsBoundary"));
    assert!(!estate.delete_policy("Rules").await, "a policy that bounds a role stays");
    estate.call("DeleteRole", &[("RoleName", "reader")]).await.ok();
    assert!(estate.documents("boundary/").await.is_empty());
    assert!(estate.documents("count/boundary/").await.is_empty());
    assert!(estate.delete_policy("Rules").await);
}

#[tokio::test]
async fn who_may_make_roles_within_a_boundary_makes_no_others() {
    let estate = Estate::new().await;
    let rules = estate.policy("Rules", "/", ALLOW_ALL).await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:CreateRole","Resource":"arn:aws:iam::*:role/team/*","Condition":{{"StringEquals":{{"iam:PermissionsBoundary":"{rules}","aws:RequestTag/team":"blue"}}}}}}}}"#
    );
    let policy = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    estate.call("PutUserPolicy", &policy).await.ok();
    let (path, bound) = (("Path", "/team/"), ("PermissionsBoundary", rules.as_str()));
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    for (more, allowed) in [
        (vec![path, bound, tag[0], tag[1]], true),
        (vec![path, bound], false),
        (vec![path, tag[0], tag[1]], false),
        (vec![path, ("PermissionsBoundary", ADMINISTRATOR_ACCESS), tag[0], tag[1]], false),
        (vec![bound, tag[0], tag[1]], false),
    ] {
        let answer = estate.world.iam(&alice, "CreateRole", &new("reader", &more)).await;
        assert_eq!(answer.status == 200, allowed, "{more:?}: {}", answer.xml);
    }
}

#[tokio::test]
async fn a_role_is_deleted_when_it_holds_no_policy_any_more() {
    let estate = Estate::new().await;
    let made = estate.call("CreateRole", &new("reader", &[])).await.ok();
    let policy = [("RoleName", "reader"), ("PolicyName", "p"), ("PolicyDocument", ALLOW_ALL)];
    let attached = [("RoleName", "reader"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    let reader = &policy[..1];
    estate
        .answers(
            &estate.account.admin,
            &[
                ("PutRolePolicy", &policy, "200 OK"),
                ("AttachRolePolicy", &attached, "200 OK"),
                (
                    "DeleteRole",
                    reader,
                    "409 DeleteConflict Cannot delete entity, must detach all policies first.",
                ),
                ("DetachRolePolicy", &attached, "200 OK"),
                (
                    "DeleteRole",
                    reader,
                    "409 DeleteConflict Cannot delete entity, must delete policies first.",
                ),
                ("DeleteRolePolicy", &policy[..2], "200 OK"),
            ],
        )
        .await;
    let arn = made.text("Arn").unwrap();
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let assumed = [("RoleArn", arn.as_str()), ("RoleSessionName", "work")];
    let session = Keys::of_session(&estate.world.sts(&alice, "AssumeRole", &assumed).await.ok());
    estate.world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    estate.world.service.every_minute(estate.world.now()).await.unwrap();
    assert_eq!(estate.documents("used/AROA").await.len(), 1);
    estate.world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    estate.call("DeleteRole", reader).await.ok();
    estate.world.service.every_minute(estate.world.now()).await.unwrap();
    let left: Vec<_> = estate.documents("").await.into_iter().map(|(key, _)| key).collect();
    assert!(!left.iter().any(|key| key.contains("AROA") || key.contains("role")), "{left:?}");
}

#[tokio::test]
async fn when_a_role_was_used_last_is_shown_and_survives_a_restart() {
    let estate = Estate::new().await;
    let arn = estate.call("CreateRole", &new("reader", &[])).await.ok().text("Arn").unwrap();
    let mut alice = estate.world.user(&estate.account.admin, "alice").await;
    let used = async |estate: &Estate| {
        let shown = estate.call("GetRole", &[("RoleName", "reader")]).await.ok();
        ["LastUsedDate", "Region"].map(|field| shown.text(field))
    };
    let assumed = [("RoleArn", arn.as_str()), ("RoleSessionName", "work")];
    let session = Keys::of_session(&estate.world.sts(&alice, "AssumeRole", &assumed).await.ok());
    assert_eq!(used(&estate).await, [None, None], "what is issued is not used yet");
    estate.world.wait(90);
    // Also a request that is refused is a use, and one whose signature is wrong is none.
    assert_eq!(estate.world.iam(&session, "ListUsers", &[]).await.status, 403);
    estate.world.wait(30);
    let then = ["2027-01-15T08:01:30Z", "eu-west-1"].map(|text| Some(text.to_owned()));
    alice.token.clone_from(&session.token);
    alice.id.clone_from(&session.id);
    assert_eq!(estate.world.iam(&alice, "ListUsers", &[]).await.status, 403);
    assert_eq!(used(&estate).await, then);
    estate.world.service.every_minute(estate.world.now()).await.unwrap();
    let estate = Estate { world: estate.world.restarted().await, ..estate };
    assert_eq!(used(&estate).await, then);
    assert!(!estate.call("ListRoles", &[]).await.ok().xml.contains("RoleLastUsed"));
    estate.call("DeleteRole", &[("RoleName", "reader")]).await.ok();
    estate.call("CreateRole", &new("reader", &[])).await.ok();
    assert_eq!(used(&estate).await, [None, None], "another role of the name was never used");
}

#[tokio::test]
async fn roles_are_listed_by_name_below_a_path() {
    let estate = Estate::new().await;
    for (name, path) in [("dora", "/a/"), ("Bob", "/a/b/"), ("carol", "/c/"), ("alice", "/")] {
        estate.call("CreateRole", &new(name, &[("Path", path)])).await.ok();
    }
    for (prefix, names) in [
        ("/", vec!["alice", "Bob", "carol", "dora"]),
        ("/a/", vec!["Bob", "dora"]),
        ("/a/b/", vec!["Bob"]),
        ("/b/", vec![]),
    ] {
        let page = estate.call("ListRoles", &[("PathPrefix", prefix)]).await.ok();
        assert_eq!(page.texts("RoleName"), names, "{prefix}");
    }
    let page = estate.call("ListRoles", &[("MaxItems", "3")]).await.ok();
    let marker = page.text("Marker").unwrap();
    let rest = estate.call("ListRoles", &[("Marker", &marker)]).await.ok();
    assert_eq!(rest.texts("RoleName"), ["dora"]);
    let empty = estate.call("ListRoles", &[("PathPrefix", "/none/")]).await.ok();
    assert!(empty.xml.contains("<Roles></Roles><IsTruncated>false</IsTruncated>"), "{}", empty.xml);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_has_1000_roles_at_most_and_one_of_a_name() {
    let estate = Arc::new(Estate::new().await);
    let count = Key::account(estate.id().number(), "count/roles/");
    estate.world.store.commit(Batch::at(1).add(count.clone(), 997, u64::from(u32::MAX))).await.unwrap();
    let answers = at_once(0..32, |n| {
        let estate = Arc::clone(&estate);
        async move { estate.call("CreateRole", &new(["reader", "READER"][n % 2], &[])).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 31);
    let answers = at_once(0..8, |n| {
        let estate = Arc::clone(&estate);
        async move { estate.call("CreateRole", &new(&format!("role{n}"), &[])).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    let full = "409 LimitExceeded Cannot exceed quota for RolesPerAccount: 1000";
    estate.answers(&estate.account.admin, &[("CreateRole", &new("more", &[]), full)]).await;
    estate.call("DeleteRole", &[("RoleName", "reader")]).await.ok();
    estate.call("CreateRole", &new("more", &[])).await.ok();
    assert_eq!(estate.document(&keys::role_count(estate.id())).await.unwrap().as_u64(), Some(1_000));
}
