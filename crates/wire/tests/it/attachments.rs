//! Managed policies that are attached to users, groups and roles: what that gives, and who is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::estate::{ADMINISTRATOR_ACCESS, ALLOW_ALL, Estate, Fields};
use crate::races::Dice;
use crate::world::Keys;

/// A kind: its word in names of operations, its field, and what the denial calls it.
const KINDS: [(&str, &str, &str); 3] =
    [("User", "UserName", "user"), ("Group", "GroupName", "group"), ("Role", "RoleName", "role")];

/// A user, a group and a role, all called `Alpha`, below `/staff/`.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "Alpha"), ("Path", "/staff/")]).await.ok();
    estate.group("Alpha", "/staff/").await;
    estate.role("Alpha", "/staff/").await;
    estate
}

#[tokio::test]
async fn a_policy_is_attached_once_and_detached_once_whoever_holds_it() {
    let estate = estate().await;
    let rules = estate.policy("Rules", "/team/", ALLOW_ALL).await;
    for (kind, field, _) in KINDS {
        let (attach, detach) = (format!("Attach{kind}Policy"), format!("Detach{kind}Policy"));
        let list = format!("ListAttached{kind}Policies");
        for arn in [ADMINISTRATOR_ACCESS, &rules] {
            let fields = [(field, "aLPHA"), ("PolicyArn", arn)];
            let missing = format!("404 NoSuchEntity Policy {arn} was not found.");
            estate.answers(&estate.account.admin, &[(&detach, &fields, &missing)]).await;
            for _ in 0..2 {
                let attached = estate.call(&attach, &fields).await.ok();
                assert!(!attached.xml.contains("Result"), "{}", attached.xml);
                let event = estate.world.events(&estate.account.id).await.pop().unwrap();
                assert_eq!(
                    (&event["eventName"], &event["responseElements"]),
                    (&attach[..].into(), &Value::Null)
                );
                assert_eq!(event["requestParameters"]["policyArn"], arn);
            }
        }
        let page = estate.call(&list, &[(field, "Alpha")]).await.ok();
        assert_eq!(page.texts("PolicyName"), ["AdministratorAccess", "Rules"]);
        assert_eq!(page.texts("PolicyArn"), [ADMINISTRATOR_ACCESS, &rules]);
        assert_eq!(page.text("IsTruncated").as_deref(), Some("false"));
        for arn in [ADMINISTRATOR_ACCESS, &rules] {
            estate.call(&detach, &[(field, "ALPHA"), ("PolicyArn", arn)]).await.ok();
        }
        let page = estate.call(&list, &[(field, "Alpha")]).await.ok();
        assert!(page.xml.contains("<AttachedPolicies></AttachedPolicies>"), "{}", page.xml);
    }
    agree(&estate).await;
}

#[tokio::test]
async fn what_cannot_be_attached_is_told_apart() {
    let estate = estate().await;
    estate.policy("Rules", "/team/", ALLOW_ALL).await;
    let elsewhere = estate.world.account().await;
    let elsewhere = format!("arn:aws:iam::{}:policy/Rules", elsewhere.id);
    let not_attachable =
        |arn: &str| format!("404 NoSuchEntity Policy {arn} does not exist or is not attachable.");
    let malformed = "400 ValidationError Invalid ARN:  Could not be parsed!".to_owned();
    for (arn, verdict) in [
        // Names are the same in any case, ARNs are not: what a condition on them judged is what is attached.
        ("arn:aws:iam::#:policy/team/rules", not_attachable("arn:aws:iam::#:policy/team/rules")),
        ("arn:aws:iam::#:policy/Team/Rules", not_attachable("arn:aws:iam::#:policy/Team/Rules")),
        ("arn:aws:iam::#:policy/Rules", not_attachable("arn:aws:iam::#:policy/Rules")),
        (&elsewhere, not_attachable(&elsewhere)),
        ("arn:aws:iam::aws:policy/administratoraccess", not_attachable("arn:aws:iam::aws:policy/administratoraccess")),
        ("arn:aws:iam::aws:policy/NoSuchPolicyAnywhere", not_attachable("arn:aws:iam::aws:policy/NoSuchPolicyAnywhere")),
        ("arn:aws:iam::#:user/staff/Alpha", malformed.clone()),
        ("just a text that is long enough", malformed.clone()),
        ("short", "400 ValidationError 1 validation error detected: Value at 'policyArn' failed to satisfy constraint: \
                   Member must have length greater than or equal to 20".to_owned()),
    ] {
        for (kind, field, _) in KINDS {
            let fields = [(field, "Alpha"), ("PolicyArn", arn)];
            estate.answers(&estate.account.admin, &[(&format!("Attach{kind}Policy"), &fields, &verdict)]).await;
            let verdict = match verdict.split_once(" does not exist") {
                Some((policy, _)) => format!("{policy} was not found."),
                None => verdict.clone(),
            };
            estate.answers(&estate.account.admin, &[(&format!("Detach{kind}Policy"), &fields, &verdict)]).await;
        }
    }
    for (kind, field, word) in KINDS {
        let verdict = format!("404 NoSuchEntity The {word} with name nobody cannot be found.");
        for action in ["Attach", "Detach"] {
            let fields = [(field, "nobody"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
            estate
                .answers(&estate.account.admin, &[(&format!("{action}{kind}Policy"), &fields, &verdict)])
                .await;
        }
        let list = format!("ListAttached{kind}Policies");
        estate.answers(&estate.account.admin, &[(&list, &[(field, "nobody")], &verdict)]).await;
    }
}

#[tokio::test]
async fn ten_policies_are_attached_at_most_and_the_tenth_may_be_attached_again() {
    let estate = estate().await;
    let mut arns = Vec::new();
    for n in 0..11 {
        arns.push(estate.policy(&format!("p{n:02}"), "/", ALLOW_ALL).await);
    }
    for (kind, field, _) in KINDS {
        let attach = format!("Attach{kind}Policy");
        for arn in &arns[..10] {
            estate.call(&attach, &[(field, "Alpha"), ("PolicyArn", arn)]).await.ok();
        }
        estate.call(&attach, &[(field, "Alpha"), ("PolicyArn", &arns[9])]).await.ok();
        let verdict = format!("409 LimitExceeded Cannot exceed quota for PoliciesPer{kind}: 10");
        let fields = [(field, "Alpha"), ("PolicyArn", arns[10].as_str())];
        estate.answers(&estate.account.admin, &[(&attach, &fields, &verdict)]).await;
        estate.call(&format!("Detach{kind}Policy"), &[(field, "Alpha"), ("PolicyArn", &arns[4])]).await.ok();
        estate.call(&attach, &fields).await.ok();
    }
    agree(&estate).await;
}

#[tokio::test]
async fn attached_policies_are_listed_by_name_below_a_path_page_by_page() {
    let estate = estate().await;
    for (name, path) in [("delta", "/"), ("Bravo", "/team/"), ("alpha", "/team/night/"), ("charlie", "/tea/")]
    {
        let arn = estate.policy(name, path, ALLOW_ALL).await;
        for (kind, field, _) in KINDS {
            estate.call(&format!("Attach{kind}Policy"), &[(field, "Alpha"), ("PolicyArn", &arn)]).await.ok();
        }
    }
    for (kind, field, _) in KINDS {
        let list = format!("ListAttached{kind}Policies");
        for (prefix, names) in [
            ("/", vec!["alpha", "Bravo", "charlie", "delta"]),
            ("/team/", vec!["alpha", "Bravo"]),
            ("/team/night/", vec!["alpha"]),
            ("/night/", vec![]),
        ] {
            let page = estate.call(&list, &[(field, "Alpha"), ("PathPrefix", prefix)]).await.ok();
            assert_eq!(page.texts("PolicyName"), names, "{kind} below {prefix}");
        }
        let first = estate.call(&list, &[(field, "Alpha"), ("MaxItems", "3")]).await.ok();
        assert_eq!(first.texts("PolicyName"), ["alpha", "Bravo", "charlie"]);
        let marker = first.text("Marker").unwrap();
        let rest = estate.call(&list, &[(field, "alpha"), ("Marker", &marker)]).await.ok();
        assert_eq!((rest.texts("PolicyName"), rest.text("Marker")), (vec!["delta".to_owned()], None));
        let other = [(field, "Alpha"), ("Marker", &marker), ("PathPrefix", "/team/")];
        assert_eq!(estate.call(&list, &other).await.status, 400, "a marker is of one list");
        let broken = [(field, "Alpha"), ("PathPrefix", "/team")];
        assert_eq!(
            estate.call(&list, &broken).await.verdict(),
            "400 ValidationError 1 validation error detected: Value at 'pathPrefix' failed to satisfy constraint: Member \
             must satisfy regular expression pattern: ((/[A-Za-z0-9\\.,\\+@=_-]+)*)/"
        );
    }
}

#[tokio::test]
async fn a_right_holds_from_the_very_next_request_on_and_no_longer_than_it_is_attached() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let denied = "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:ListUsers on \
                  resource: arn:aws:iam::#:user/ because no identity-based policy allows the iam:ListUsers action";
    for _ in 0..3 {
        estate.answers(&alice, &[("ListUsers", &[], denied)]).await;
        let fields = [("UserName", "alice"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
        estate.call("AttachUserPolicy", &fields).await.ok();
        estate.answers(&alice, &[("ListUsers", &[], "200 OK")]).await;
        estate.call("DetachUserPolicy", &fields).await.ok();
    }
    estate.answers(&alice, &[("ListUsers", &[], denied)]).await;
}

#[tokio::test]
async fn what_is_attached_to_a_group_counts_for_its_members() {
    let mut estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let group = estate.group("admins", "/").await;
    estate.join("alice", &group).await;
    assert_eq!(estate.world.iam(&alice, "ListUsers", &[]).await.status, 403);
    let fields = [("GroupName", "admins"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.call("AttachGroupPolicy", &fields).await.ok();
    estate.world.iam(&alice, "ListUsers", &[]).await.ok();

    // Who detaches what makes it an administrator is one no longer.
    estate.world.iam(&alice, "DetachGroupPolicy", &fields).await.ok();
    assert_eq!(estate.world.iam(&alice, "AttachGroupPolicy", &fields).await.status, 403);
}

#[tokio::test]
async fn r10_a_condition_on_the_policy_holds_whatever_way_its_arn_is_written() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    estate.policy("Full", "/", ALLOW_ALL).await;
    estate.policy("Harmless", "/", ALLOW_ALL).await;
    let but_full = estate.filled(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},
        {"Effect":"Deny","Action":["iam:AttachUserPolicy","iam:DetachUserPolicy"],"Resource":"*",
         "Condition":{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::#:policy/Full"}}}]}"#,
    );
    let fields = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", but_full.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();
    let denied = |action: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:{action} on resource: \
             arn:aws:iam::#:user/alice with an explicit deny in an identity-based policy"
        )
    };
    let on = |arn| [("UserName", "alice"), ("PolicyArn", arn)];
    let missing = "404 NoSuchEntity Policy arn:aws:iam::#:policy/full does not exist or is not attachable.";
    estate
        .answers(
            &alice,
            &[
                ("AttachUserPolicy", &on("arn:aws:iam::#:policy/Full"), &denied("AttachUserPolicy")),
                ("DetachUserPolicy", &on("arn:aws:iam::#:policy/Full"), &denied("DetachUserPolicy")),
                ("AttachUserPolicy", &on("arn:aws:iam::#:policy/full"), missing),
                ("AttachUserPolicy", &on("arn:aws:iam::#:policy/Harmless"), "200 OK"),
                ("DetachUserPolicy", &on("arn:aws:iam::#:policy/Harmless"), "200 OK"),
            ],
        )
        .await;
}

#[tokio::test]
async fn who_may_not_is_told_so_before_anything_is_looked_at() {
    let estate = estate().await;
    let mallory = estate.world.user(&estate.account.admin, "mallory").await;
    for (kind, field, word) in KINDS {
        for (there, fields) in [("Alpha", vec![]), ("Nobody", vec![("PolicyArn", "no policy's ARN at all")])]
        {
            let action = format!("Attach{kind}Policy");
            let mut asked = vec![(field, there), ("PolicyArn", ADMINISTRATOR_ACCESS)];
            for field in fields {
                asked[1] = field;
            }
            let verdict = format!(
                "403 AccessDenied User: arn:aws:iam::#:user/mallory is not authorized to perform: iam:{action} on \
                 resource: arn:aws:iam::#:{word}/{there} because no identity-based policy allows the iam:{action} action"
            );
            estate.answers(&mallory, &[(&action, &asked, &verdict)]).await;
        }
    }
}

#[tokio::test]
async fn a_role_may_be_named_in_a_policy_by_the_path_where_it_stands() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let below_staff = estate.filled(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachRolePolicy",
        "Resource":"arn:aws:iam::#:role/staff/Alpha"}}"#,
    );
    let fields = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", below_staff.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();
    let fields = [("RoleName", "alpha"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.world.iam(&alice, "AttachRolePolicy", &fields).await.ok();
}

// --- ListEntitiesForPolicy

#[tokio::test]
async fn everybody_who_uses_a_policy_is_listed_once() {
    let estate = estate().await;
    let policy = estate.policy("Rules", "/", ALLOW_ALL).await;
    estate.call("CreateUser", &[("UserName", "beta"), ("PermissionsBoundary", &policy)]).await.ok();
    for (kind, field, _) in KINDS {
        let fields = [(field, "Alpha"), ("PolicyArn", policy.as_str())];
        estate.call(&format!("Attach{kind}Policy"), &fields).await.ok();
    }
    let fields = [("RoleName", "Alpha"), ("PermissionsBoundary", policy.as_str())];
    estate.call("PutRolePermissionsBoundary", &fields).await.ok();

    // (filters, users, groups, roles), as they were recorded of AWS
    type Names = &'static [&'static str];
    let cases: [(Fields<'_>, Names, Names, Names); 9] = [
        (&[], &["Alpha", "beta"], &["Alpha"], &["Alpha"]),
        (&[("PolicyUsageFilter", "PermissionsPolicy")], &["Alpha"], &["Alpha"], &["Alpha"]),
        (&[("PolicyUsageFilter", "PermissionsBoundary")], &["beta"], &[], &["Alpha"]),
        (&[("EntityFilter", "User")], &["Alpha", "beta"], &[], &[]),
        (&[("EntityFilter", "Group")], &[], &["Alpha"], &[]),
        (&[("EntityFilter", "Group"), ("PolicyUsageFilter", "PermissionsBoundary")], &[], &[], &[]),
        (&[("EntityFilter", "LocalManagedPolicy")], &[], &[], &[]),
        (&[("EntityFilter", "AWSManagedPolicy")], &[], &[], &[]),
        (&[("PathPrefix", "/staff/")], &["Alpha"], &["Alpha"], &["Alpha"]),
    ];
    for (filters, users, groups, roles) in cases {
        for size in ["1", "2", "100"] {
            let found = entities(&estate, &policy, filters, size).await;
            let expected =
                [users, groups, roles].map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(found, expected, "{filters:?}, {size} a page");
        }
    }
    let administrators = entities(&estate, ADMINISTRATOR_ACCESS, &[], "100").await;
    assert_eq!(administrators[0], BTreeSet::from(["admin".to_owned()]));
    let page =
        estate.call("ListEntitiesForPolicy", &[("PolicyArn", &policy), ("EntityFilter", "Role")]).await.ok();
    assert!(page.xml.contains("<PolicyGroups></PolicyGroups><PolicyUsers></PolicyUsers>"), "{}", page.xml);
    assert!(page.text("RoleId").unwrap().starts_with("AROA"));
    assert_eq!(page.text("IsTruncated").as_deref(), Some("false"));
}

/// Users, groups and roles in all pages.
async fn entities(estate: &Estate, policy: &str, filters: Fields<'_>, size: &str) -> [BTreeSet<String>; 3] {
    let mut found: [BTreeSet<String>; 3] = Default::default();
    let mut marker = None::<String>;
    loop {
        let mut fields = filters.to_vec();
        fields.extend([("PolicyArn", policy), ("MaxItems", size)]);
        fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = estate.call("ListEntitiesForPolicy", &fields).await.ok();
        for (names, element) in found.iter_mut().zip(["UserName", "GroupName", "RoleName"]) {
            for name in page.texts(element) {
                assert!(names.insert(name.clone()), "{element} {name} is listed twice");
            }
        }
        marker = page.text("Marker");
        if marker.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn the_users_of_a_policy_are_shown_to_who_may_see_it_and_by_their_names_of_now() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = estate.policy("Rules", "/team/", ALLOW_ALL).await;
    estate.call("AttachUserPolicy", &[("UserName", "Alpha"), ("PolicyArn", &policy)]).await.ok();
    estate
        .call("UpdateUser", &[("UserName", "Alpha"), ("NewUserName", "Omega"), ("NewPath", "/")])
        .await
        .ok();
    let [users, ..] = entities(&estate, &policy, &[], "100").await;
    assert_eq!(users, BTreeSet::from(["Omega".to_owned()]));
    let [users, ..] = entities(&estate, &policy, &[("PathPrefix", "/staff/")], "100").await;
    assert_eq!(users, BTreeSet::new());

    let on = |arn| [("PolicyArn", arn)];
    for arn in ["arn:aws:iam::#:policy/team/Rules", "arn:aws:iam::#:policy/team/Rulez", ADMINISTRATOR_ACCESS]
    {
        let verdict = format!(
            "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:ListEntitiesForPolicy on \
             resource: {arn} because no identity-based policy allows the iam:ListEntitiesForPolicy action"
        );
        estate.answers(&alice, &[("ListEntitiesForPolicy", &on(arn), &verdict)]).await;
    }
    let missing = |arn: &str| format!("404 NoSuchEntity Policy {arn} was not found.");
    for arn in [
        "arn:aws:iam::#:policy/team/rules",
        "arn:aws:iam::#:policy/Rules",
        "arn:aws:iam::aws:policy/NoSuchPolicy",
    ] {
        estate.answers(&estate.account.admin, &[("ListEntitiesForPolicy", &on(arn), &missing(arn))]).await;
    }
    let malformed = "400 ValidationError Invalid ARN:  Could not be parsed!";
    estate
        .answers(
            &estate.account.admin,
            &[("ListEntitiesForPolicy", &on("arn:aws:iam::#:user/alice"), malformed)],
        )
        .await;
}

// --- Races, and whether the index tells the truth

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_is_deleted_while_it_is_attached_is_either_gone_or_held() {
    let estate = Arc::new(Estate::new().await);
    estate.call("CreateUser", &[("UserName", "alice")]).await.ok();
    for round in 0..32 {
        let name = format!("p{round}");
        let arn = estate.policy(&name, "/", ALLOW_ALL).await;
        // The service has seen it, so it may be wrong about it.
        estate.call("ListEntitiesForPolicy", &[("PolicyArn", &arn)]).await.ok();
        let (there, arn_there) = (Arc::clone(&estate), arn.clone());
        let attach = tokio::spawn(async move {
            there.call("AttachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &arn_there)]).await
        });
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let is_deleted = estate.delete_policy(&name).await;
        let attached = attach.await.unwrap();
        assert_ne!(is_deleted, attached.status == 200, "{}", attached.verdict());
        if is_deleted {
            let gone = format!("404 NoSuchEntity Policy {arn} does not exist or is not attachable.");
            assert_eq!(attached.verdict(), gone);
        } else {
            estate.call("DetachUserPolicy", &[("UserName", "alice"), ("PolicyArn", &arn)]).await.ok();
            assert!(estate.delete_policy(&name).await, "nobody uses it any more");
        }
    }
    agree(&estate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_attach_and_detach_the_same_at_once_each_is_counted_once() {
    let estate = Arc::new(estate().await);
    let rules = estate.policy("Rules", "/", ALLOW_ALL).await;
    for _ in 0..4 {
        for action in ["AttachUserPolicy", "DetachUserPolicy"] {
            let running: Vec<_> = (0..8)
                .map(|_| {
                    let (estate, rules) = (Arc::clone(&estate), rules.clone());
                    tokio::spawn(async move {
                        estate.call(action, &[("UserName", "Alpha"), ("PolicyArn", &rules)]).await.status
                    })
                })
                .collect();
            let mut statuses = Vec::new();
            for status in running {
                statuses.push(status.await.unwrap());
            }
            assert!(statuses.contains(&200), "{statuses:?}");
            agree(&estate).await;
        }
    }
}

#[tokio::test]
async fn whatever_is_done_in_whatever_order_index_counters_and_documents_agree() {
    for seed in 1..=4 {
        let estate = estate().await;
        let mut policies = vec![ADMINISTRATOR_ACCESS.to_owned()];
        for name in ["one", "two", "three"] {
            policies.push(estate.policy(name, "/", ALLOW_ALL).await);
        }
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
        for _ in 0..96 {
            let (kind, field, _) = KINDS[dice.below(3)];
            let policy = policies[dice.below(4)].as_str();
            let (action, fields) = match (dice.below(6), kind) {
                (0..=2, _) => (format!("Attach{kind}Policy"), vec![(field, "Alpha"), ("PolicyArn", policy)]),
                (3, _) | (4.., "Group") => {
                    (format!("Detach{kind}Policy"), vec![(field, "Alpha"), ("PolicyArn", policy)])
                }
                (4, _) => (
                    format!("Put{kind}PermissionsBoundary"),
                    vec![(field, "Alpha"), ("PermissionsBoundary", policy)],
                ),
                _ => (format!("Delete{kind}PermissionsBoundary"), vec![(field, "Alpha")]),
            };
            let answer = estate.call(&action, &fields).await;
            assert!([200, 404].contains(&answer.status), "{action}: {}", answer.verdict());
        }
        agree(&estate).await;
        let user = estate.call("GetUser", &[("UserName", "Alpha")]).await.ok();
        if user.xml.contains("PermissionsBoundary") {
            estate.call("DeleteUserPermissionsBoundary", &[("UserName", "Alpha")]).await.ok();
        }
        let attached = estate.call("ListAttachedUserPolicies", &[("UserName", "Alpha")]).await.ok();
        for arn in attached.texts("PolicyArn") {
            estate.call("DetachUserPolicy", &[("UserName", "Alpha"), ("PolicyArn", &arn)]).await.ok();
        }
        estate.call("DeleteUser", &[("UserName", "Alpha")]).await.ok();
        agree(&estate).await;
    }
}

/// The index and the counters say what the documents of users, groups and roles say.
pub async fn agree(estate: &Estate) {
    let policies: BTreeMap<String, String> = estate
        .documents("policy/")
        .await
        .into_iter()
        .map(|(_, policy)| {
            let [path, name, id] =
                ["path", "name", "id"].map(|field| policy[field].as_str().unwrap().to_owned());
            (format!("arn:aws:iam::{}:policy{path}{name}", estate.account.id), id)
        })
        .chain([(ADMINISTRATOR_ACCESS.to_owned(), "ANPAIWMBCKSKIEE64ZLYK".to_owned())])
        .collect();
    let (mut index, mut counts) = (BTreeSet::new(), BTreeMap::new());
    for kind in ["user", "group", "role"] {
        for (_, holder) in estate.documents(&format!("{kind}/")).await {
            let permissions = &holder["permissions"];
            let attached =
                permissions["attached"].as_array().into_iter().flatten().map(|arn| ("attached", arn));
            let bounds =
                Some(&permissions["boundary"]).filter(|arn| !arn.is_null()).map(|arn| ("boundary", arn));
            for (usage, arn) in attached.chain(bounds) {
                let policy = &policies[arn.as_str().unwrap()];
                assert!(index.insert(format!("{usage}/{policy}/{kind}/{}/", holder["id"].as_str().unwrap())));
                *counts.entry(format!("count/{usage}/{policy}/")).or_insert(0) += 1;
            }
        }
    }
    let (mut stored, mut counted) = (BTreeSet::new(), BTreeMap::new());
    for usage in ["attached", "boundary"] {
        stored.extend(estate.documents(&format!("{usage}/")).await.into_iter().map(|(key, _)| key));
        let counters = estate.documents(&format!("count/{usage}/")).await;
        counted.extend(counters.into_iter().map(|(key, count)| (key, count.as_u64().unwrap())));
    }
    assert_eq!(stored, index);
    assert_eq!(counted, counts);
}

/// That keys are not needed to be the administrator's.
#[tokio::test]
async fn the_root_user_attaches_and_detaches_too() {
    let estate = estate().await;
    let root: &Keys = &estate.account.root;
    for (kind, field, _) in KINDS {
        let fields = [(field, "Alpha"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
        estate.world.iam(root, &format!("Attach{kind}Policy"), &fields).await.ok();
        estate.world.iam(root, &format!("Detach{kind}Policy"), &fields).await.ok();
    }
    // The administrator is one no more, and the root user is not bound by that.
    let fields = [("UserName", "admin"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.world.iam(root, "DetachUserPolicy", &fields).await.ok();
    assert_eq!(estate.call("ListUsers", &[]).await.status, 403);
    estate.world.iam(root, "AttachUserPolicy", &fields).await.ok();
    estate.call("ListUsers", &[]).await.ok();
}
