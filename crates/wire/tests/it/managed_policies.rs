//! Managed policies of the account and their versions: what is kept, what holds, what cannot be deleted or changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use store::{Batch, Key};

use crate::attachments::agree;
use crate::estate::{ALLOW_ALL, Estate, Fields};
use crate::races::{as_expected, at_once, tally};
use crate::world::{Answer, Keys};

const DENY_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;
const RULES: &str = "arn:aws:iam::#:policy/Rules";
const IN_USE: &str = "409 DeleteConflict Cannot delete a policy attached to entities.";
const FULL: &str = "409 LimitExceeded A managed policy can have up to 5 versions. Before you create a new version, you must \
                    delete an existing version.";

/// An account with the policy `Rules`, which allows everything.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    make(&estate, "Rules", "/").await;
    estate
}

async fn make(estate: &Estate, name: &str, path: &str) -> String {
    let fields = [("PolicyName", name), ("Path", path), ("PolicyDocument", ALLOW_ALL)];
    estate.call("CreatePolicy", &fields).await.ok().text("Arn").unwrap()
}

/// A request about the policy `Rules`.
async fn rules(estate: &Estate, action: &str, fields: Fields<'_>) -> Answer {
    let arn = estate.filled(RULES);
    let mut asked = vec![("PolicyArn", arn.as_str())];
    asked.extend_from_slice(fields);
    estate.call(action, &asked).await
}

async fn versions(estate: &Estate) -> Vec<String> {
    rules(estate, "ListPolicyVersions", &[]).await.ok().texts("VersionId")
}

// --- Versions

#[tokio::test]
async fn the_number_of_a_version_is_never_given_again() {
    let estate = estate().await;
    let make = async || {
        let made = rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", ALLOW_ALL)]).await.ok();
        made.text("VersionId").unwrap()
    };
    let delete = async |version| rules(&estate, "DeletePolicyVersion", &[("VersionId", version)]).await;
    assert_eq!((make().await, make().await), ("v2".into(), "v3".into()));
    for version in ["v3", "v2"] {
        delete(version).await.ok();
        assert_eq!(
            delete(version).await.verdict(),
            estate.filled(&format!(
                "404 NoSuchEntity Policy {RULES} version {version} does not exist or is not attachable."
            ))
        );
    }
    assert_eq!((make().await, make().await), ("v4".into(), "v5".into()));
    assert_eq!(versions(&estate).await, ["v5", "v4", "v1"]);
}

#[tokio::test]
async fn a_policy_was_updated_when_its_newest_version_was_made() {
    let estate = estate().await;
    let shown = async || {
        let shown = rules(&estate, "GetPolicy", &[]).await.ok();
        ["CreateDate", "UpdateDate"].map(|date| shown.text(date).unwrap()[11..19].to_owned())
    };
    // (what is done a minute after the step before, when the policy was updated then)
    for (action, field, updated) in [
        ("TagPolicy", ("Tags.member.1.Key", "a"), "08:00:00"),
        ("CreatePolicyVersion", ("PolicyDocument", DENY_ALL), "08:02:00"),
        ("CreatePolicyVersion", ("PolicyDocument", ALLOW_ALL), "08:03:00"),
        ("SetDefaultPolicyVersion", ("VersionId", "v2"), "08:03:00"),
        ("DeletePolicyVersion", ("VersionId", "v1"), "08:03:00"),
    ] {
        estate.world.wait(60);
        rules(&estate, action, &[field, ("Tags.member.1.Value", "")]).await.ok();
        assert_eq!(shown().await, ["08:00:00", updated], "after {action}");
    }
}

#[tokio::test]
async fn a_policy_has_five_versions_at_most_and_one_less_makes_room() {
    let estate = estate().await;
    let deny = [("PolicyDocument", DENY_ALL), ("SetAsDefault", "true")];
    for _ in 0..4 {
        rules(&estate, "CreatePolicyVersion", &deny).await.ok();
    }
    let before = estate.world.documents().await;
    assert_eq!(rules(&estate, "CreatePolicyVersion", &deny).await.verdict(), FULL);
    assert!(estate.world.documents().await == before);
    rules(&estate, "DeletePolicyVersion", &[("VersionId", "v2")]).await.ok();
    let made = rules(&estate, "CreatePolicyVersion", &deny).await.ok();
    assert_eq!(
        (made.text("VersionId"), made.text("IsDefaultVersion")),
        (Some("v6".into()), Some("true".into()))
    );
    assert!(!made.xml.contains("<Document>"), "{}", made.xml);
    assert_eq!(versions(&estate).await, ["v6", "v5", "v4", "v3", "v1"]);
}

/// As callers do who are told that others were at it: again.
async fn persistently(estate: &Estate, action: &str, fields: Fields<'_>) -> Answer {
    loop {
        let answer = rules(estate, action, fields).await;
        if answer.text("Code").as_deref() != Some("ConcurrentModification") {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_versions_made_at_once_four_fit_and_each_has_a_number_of_its_own() {
    let estate = Arc::new(estate().await);
    let answers = at_once(0..16, |_| {
        let estate = Arc::clone(&estate);
        async move { persistently(&estate, "CreatePolicyVersion", &[("PolicyDocument", ALLOW_ALL)]).await }
    })
    .await;
    assert_eq!(tally(&answers), as_expected(&[("200 OK", 4), (FULL, 12)]));
    let given: BTreeSet<_> = answers.iter().filter_map(|answer| answer.text("VersionId")).collect();
    assert_eq!(given, ["v2", "v3", "v4", "v5"].map(String::from).into());
    assert_eq!(versions(&estate).await, ["v5", "v4", "v3", "v2", "v1"]);
}

#[tokio::test]
async fn the_version_that_holds_cannot_be_deleted_whichever_it_is() {
    let estate = estate().await;
    rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", DENY_ALL)]).await.ok();
    for (holds, other) in [("v2", "v1"), ("v1", "v2")] {
        rules(&estate, "SetDefaultPolicyVersion", &[("VersionId", holds)]).await.ok();
        assert_eq!(
            rules(&estate, "DeletePolicyVersion", &[("VersionId", holds)]).await.verdict(),
            "409 DeleteConflict Cannot delete the default version of a policy."
        );
        let listed = rules(&estate, "ListPolicyVersions", &[]).await.ok();
        let default = listed.texts("VersionId").iter().position(|version| version == holds);
        assert_eq!(listed.texts("IsDefaultVersion").iter().position(|flag| flag == "true"), default);
        let shown = rules(&estate, "GetPolicy", &[]).await.ok();
        assert_eq!(shown.text("DefaultVersionId").as_deref(), Some(holds));
        let shown = rules(&estate, "GetPolicyVersion", &[("VersionId", other)]).await.ok();
        assert_eq!(shown.text("IsDefaultVersion").as_deref(), Some("false"));
    }
    for version in ["v3", "v01", "v1.1", "v10000000000"] {
        for action in ["SetDefaultPolicyVersion", "DeletePolicyVersion", "GetPolicyVersion"] {
            let answer = rules(&estate, action, &[("VersionId", version)]).await;
            assert!([400, 404].contains(&answer.status), "{action} {version}: {}", answer.verdict());
        }
    }
    assert_eq!(versions(&estate).await, ["v2", "v1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_version_that_is_deleted_while_it_is_made_to_hold_is_not_gone_and_holding() {
    for _ in 0..16 {
        let estate = Arc::new(estate().await);
        rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", ALLOW_ALL)]).await.ok();
        let answers = at_once(["SetDefaultPolicyVersion", "DeletePolicyVersion"], |action| {
            let estate = Arc::clone(&estate);
            async move { persistently(&estate, action, &[("VersionId", "v2")]).await }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{:?}", tally(&answers));
        let holds = rules(&estate, "GetPolicy", &[]).await.ok().text("DefaultVersionId").unwrap();
        assert!(versions(&estate).await.contains(&holds));
    }
}

#[tokio::test]
async fn which_version_holds_counts_from_the_very_next_request_on() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", DENY_ALL)]).await.ok();
    rules(&estate, "AttachUserPolicy", &[("UserName", "alice")]).await.ok();
    let denied = "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:ListUsers on \
                  resource: arn:aws:iam::#:user/ with an explicit deny in an identity-based policy: \
                  arn:aws:iam::#:policy/Rules";
    for _ in 0..3 {
        estate.answers(&alice, &[("ListUsers", &[], "200 OK")]).await;
        rules(&estate, "SetDefaultPolicyVersion", &[("VersionId", "v2")]).await.ok();
        estate.answers(&alice, &[("ListUsers", &[], denied)]).await;
        rules(&estate, "SetDefaultPolicyVersion", &[("VersionId", "v1")]).await.ok();
    }
    estate.answers(&alice, &[("ListUsers", &[], "200 OK")]).await;

    // The same of a policy that bounds her.
    let fields = [("UserName", "alice"), ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")];
    estate.call("AttachUserPolicy", &fields).await.ok();
    rules(&estate, "DetachUserPolicy", &[("UserName", "alice")]).await.ok();
    let bounds = [("UserName", "alice"), ("PermissionsBoundary", &*estate.filled(RULES))];
    estate.call("PutUserPermissionsBoundary", &bounds).await.ok();
    estate.answers(&alice, &[("ListUsers", &[], "200 OK")]).await;
    let deny = [("PolicyDocument", DENY_ALL), ("SetAsDefault", "1")];
    rules(&estate, "CreatePolicyVersion", &deny).await.ok();
    let denied = "403 AccessDenied User: arn:aws:iam::#:user/alice is not authorized to perform: iam:ListUsers on \
                  resource: arn:aws:iam::#:user/ with an explicit deny in a permissions boundary: \
                  arn:aws:iam::#:policy/Rules";
    estate.answers(&alice, &[("ListUsers", &[], denied)]).await;
}

// --- Deleting

#[tokio::test]
async fn a_policy_that_somebody_uses_cannot_be_deleted() {
    let estate = estate().await;
    estate.call("CreateUser", &[("UserName", "Alpha")]).await.ok();
    estate.group("Alpha", "/").await;
    estate.role("Alpha", "/").await;
    let arn = estate.filled(RULES);
    for (field, put, take) in [
        ("UserName", "AttachUserPolicy", "DetachUserPolicy"),
        ("GroupName", "AttachGroupPolicy", "DetachGroupPolicy"),
        ("RoleName", "AttachRolePolicy", "DetachRolePolicy"),
        ("UserName", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"),
        ("RoleName", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"),
    ] {
        let fields = [(field, "Alpha"), ("PolicyArn", &*arn), ("PermissionsBoundary", &*arn)];
        estate.call(put, &fields).await.ok();
        assert_eq!(rules(&estate, "DeletePolicy", &[]).await.verdict(), IN_USE, "{put}");
        estate.call(take, &fields).await.ok();
    }
    rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", DENY_ALL)]).await.ok();
    assert_eq!(
        rules(&estate, "DeletePolicy", &[]).await.verdict(),
        "409 DeleteConflict This policy has more than one version. Before you delete a policy, you must delete the \
         policy's versions. The default version is deleted with the policy."
    );
    rules(&estate, "DeletePolicyVersion", &[("VersionId", "v2")]).await.ok();
    rules(&estate, "DeletePolicy", &[]).await.ok();
    let missing = estate.filled(&format!("404 NoSuchEntity Policy {RULES} was not found."));
    for action in
        ["DeletePolicy", "GetPolicy", "ListPolicyTags", "ListPolicyVersions", "ListEntitiesForPolicy"]
    {
        assert_eq!(rules(&estate, action, &[]).await.verdict(), missing, "{action}");
    }

    // Who takes the name gets another policy, with a first version.
    let id = |answer: Answer| answer.text("PolicyId").unwrap();
    make(&estate, "RULES", "/").await;
    assert_eq!(rules(&estate, "GetPolicy", &[]).await.verdict(), missing);
    let upper = estate.filled("arn:aws:iam::#:policy/RULES");
    let first = id(estate.call("GetPolicy", &[("PolicyArn", &upper)]).await.ok());
    estate.call("DeletePolicy", &[("PolicyArn", &upper)]).await.ok();
    make(&estate, "Rules", "/").await;
    assert_ne!(id(rules(&estate, "GetPolicy", &[]).await.ok()), first);
    assert_eq!(versions(&estate).await, ["v1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_is_deleted_while_it_is_attached_is_either_deleted_or_attached() {
    for _ in 0..12 {
        let estate = Arc::new(estate().await);
        estate.call("CreateUser", &[("UserName", "Alpha")]).await.ok();
        let arn = estate.filled(RULES);
        for action in ["AttachUserPolicy", "PutUserPermissionsBoundary"] {
            let answers = at_once([action, "DeletePolicy"], |action| {
                let (estate, arn) = (Arc::clone(&estate), arn.clone());
                async move {
                    persistently(&estate, action, &[("UserName", "Alpha"), ("PermissionsBoundary", &arn)])
                        .await
                }
            })
            .await;
            let statuses = [answers[0].status, answers[1].status];
            assert!([[200, 409], [404, 200]].contains(&statuses), "{action}: {:?}", tally(&answers));
            agree(&estate).await;
            let there = rules(&estate, "GetPolicy", &[]).await.status;
            assert_eq!(there, if statuses[0] == 200 { 200 } else { 404 });
            let used = estate.call("GetUser", &[("UserName", "Alpha")]).await.ok().xml.contains(&arn)
                || !estate
                    .call("ListAttachedUserPolicies", &[("UserName", "Alpha")])
                    .await
                    .ok()
                    .texts("PolicyArn")
                    .is_empty();
            assert_eq!(used, statuses[0] == 200, "{action}");
            if statuses[0] != 200 {
                make(&estate, "Rules", "/").await;
            } else if action == "AttachUserPolicy" {
                rules(&estate, "DetachUserPolicy", &[("UserName", "Alpha")]).await.ok();
            }
        }
    }
}

// --- Names and ARNs

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_make_a_policy_of_one_name_at_once_one_succeeds() {
    let estate = Arc::new(Estate::new().await);
    let answers = at_once(0..16, |n| {
        let estate = Arc::clone(&estate);
        let (name, path) = [("Rules", "/"), ("RULES", "/"), ("rules", "/p/"), ("Rules", "/q/")][n % 4];
        async move {
            let fields = [("PolicyName", name), ("Path", path), ("PolicyDocument", ALLOW_ALL)];
            estate.call("CreatePolicy", &fields).await
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{:?}", tally(&answers));
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 15, "{:?}", tally(&answers));
    let listed = estate.call("ListPolicies", &[("Scope", "Local")]).await.ok();
    assert_eq!(listed.texts("PolicyName").len(), 1);
}

#[tokio::test]
async fn an_account_has_1500_policies_at_most_and_one_less_makes_room() {
    let estate = estate().await;
    let count = Key::account(estate.id().number(), "count/policies/");
    estate.world.store.commit(Batch::at(1).add(count, 1_498, u64::from(u32::MAX))).await.unwrap();
    let last = [("PolicyName", "last"), ("PolicyDocument", ALLOW_ALL)];
    let more = [("PolicyName", "more"), ("PolicyDocument", ALLOW_ALL)];
    estate.call("CreatePolicy", &last).await.ok();
    let full = "409 LimitExceeded Cannot exceed quota for PoliciesPerAccount: 1500";
    estate.answers(&estate.account.admin, &[("CreatePolicy", &more, full)]).await;
    rules(&estate, "DeletePolicy", &[]).await.ok();
    estate.call("CreatePolicy", &more).await.ok();
    estate.answers(&estate.account.admin, &[("CreatePolicy", &[("PolicyName", "n"), last[1]], full)]).await;
}

/// Everything that is asked of one policy, with fields that fit.
const ABOUT: [(&str, Fields<'static>); 9] = [
    ("GetPolicy", &[]),
    ("ListPolicyTags", &[]),
    ("ListPolicyVersions", &[]),
    ("GetPolicyVersion", &[("VersionId", "v1")]),
    CHANGES[0],
    CHANGES[1],
    CHANGES[2],
    CHANGES[4],
    CHANGES[5],
];

/// Everything that changes one policy.
const CHANGES: [(&str, Fields<'static>); 6] = [
    ("SetDefaultPolicyVersion", &[("VersionId", "v1")]),
    ("TagPolicy", &[("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")]),
    ("UntagPolicy", &[("TagKeys.member.1", "a")]),
    ("DeletePolicyVersion", &[("VersionId", "v1")]),
    ("CreatePolicyVersion", &[("PolicyDocument", ALLOW_ALL)]),
    ("DeletePolicy", &[]),
];

/// What an ARN may be that is none of a policy of the account.
enum Is {
    Missing,
    Outside,
    Malformed,
    Abroad,
}

impl Is {
    fn verdict(&self, action: &str, arn: &str) -> String {
        let missing = || match action {
            // As it was recorded of AWS: where there is no policy, there is no version.
            "GetPolicyVersion" | "SetDefaultPolicyVersion" => {
                format!("404 NoSuchEntity Policy {arn} version v1 does not exist or is not attachable.")
            }
            _ => format!("404 NoSuchEntity Policy {arn} was not found."),
        };
        match self {
            Self::Missing => missing(),
            // Whether there is one or not, nobody can change it: so nobody learns whether there is.
            Self::Outside => outside(action).map_or_else(missing, str::to_owned),
            Self::Malformed => "400 ValidationError Invalid ARN:  Could not be parsed!".to_owned(),
            Self::Abroad => "400 ValidationError Invalid ARN partition".to_owned(),
        }
    }
}

/// What is said, as it was recorded of AWS, to who would change a policy that is none of the account's.
fn outside(action: &str) -> Option<&'static str> {
    Some(match action {
        "CreatePolicyVersion" => {
            "403 AccessDenied Cannot create versions for policies outside your own account."
        }
        "DeletePolicy" => "403 AccessDenied Cannot delete policies outside your own account.",
        "DeletePolicyVersion" => {
            "403 AccessDenied Cannot delete policy versions for policies outside your own account."
        }
        "SetDefaultPolicyVersion" => "403 AccessDenied Cannot update policies outside your own account.",
        "TagPolicy" | "UntagPolicy" => "400 InvalidInput Tags not supported for policies in this domain",
        _ => return None,
    })
}

#[tokio::test]
async fn an_arn_is_taken_to_the_letter_with_its_path() {
    let estate = Estate::new().await;
    make(&estate, "Rules", "/team/night/").await;
    let elsewhere = estate.world.account().await;
    let fields = [("PolicyName", "Rules"), ("PolicyDocument", ALLOW_ALL)];
    let foreign = estate.world.iam(&elsewhere.admin, "CreatePolicy", &fields).await.ok().text("Arn").unwrap();
    let before = estate.world.documents().await;
    for (arn, is) in [
        ("arn:aws:iam::#:policy/team/night/rules", Is::Missing),
        ("arn:aws:iam::#:policy/Team/night/Rules", Is::Missing),
        ("arn:aws:iam::#:policy/team/Rules", Is::Missing),
        ("arn:aws:iam::#:policy/Rules", Is::Missing),
        (&foreign, Is::Outside),
        ("arn:aws:iam::000000000000:policy/team/night/Rules", Is::Outside),
        ("arn:aws:iam::aws:policy/team/night/Rules", Is::Outside),
        ("arn:aws:iam::aws:policy/administratoraccess", Is::Outside),
        ("arn:aws:iam::#:policy/", Is::Malformed),
        ("arn:aws:iam::#:role/team/night/Rules", Is::Malformed),
        ("ARN:aws:iam::#:policy/team/night/Rules", Is::Malformed),
        ("arn:aws:iam:us-east-1:#:policy/team/night/Rules", Is::Malformed),
        ("arn:aws:iam::#:policy/team/night/Rules ", Is::Malformed),
        ("arn:aws-cn:iam::#:policy/team/night/Rules", Is::Abroad),
        ("arn:aws-us-gov:iam::aws:policy/AdministratorAccess", Is::Abroad),
    ] {
        let arn = estate.filled(arn);
        for (action, fields) in ABOUT {
            let mut asked = vec![("PolicyArn", arn.as_str())];
            asked.extend_from_slice(fields);
            assert_eq!(
                estate.call(action, &asked).await.verdict(),
                is.verdict(action, &arn),
                "{action} {arn}"
            );
        }
    }
    assert!(estate.world.documents().await == before);
    let arn = estate.filled("arn:aws:iam::#:policy/team/night/Rules");
    for (action, fields) in ABOUT {
        let mut asked = vec![("PolicyArn", arn.as_str())];
        asked.extend_from_slice(fields);
        // The last one is DeletePolicy, while there is a second version.
        let status = if action == "DeletePolicy" { 409 } else { 200 };
        assert_eq!(estate.call(action, &asked).await.status, status, "{action}");
    }
}

#[tokio::test]
async fn nobody_changes_a_policy_of_aws() {
    let estate = estate().await;
    let mallory = estate.world.user(&estate.account.admin, "mallory").await;
    let before = estate.world.documents().await;
    let callers: [(&Keys, &str, bool); 3] = [
        (&estate.account.admin, "user/admin", true),
        (&estate.account.root, "root", true),
        (&mallory, "user/mallory", false),
    ];
    for (keys, caller, may) in callers {
        for (action, fields) in CHANGES {
            let mut asked = vec![("PolicyArn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess")];
            asked.extend_from_slice(fields);
            let refused = format!(
                "403 AccessDenied User: arn:aws:iam::#:{caller} is not authorized to perform: iam:{action} on resource: \
                 arn:aws:iam::aws:policy/IAMReadOnlyAccess because no identity-based policy allows the iam:{action} action"
            );
            let verdict = if may { outside(action).unwrap().to_owned() } else { refused };
            estate.answers(keys, &[(action, &asked, &verdict)]).await;
        }
    }
    assert!(estate.world.documents().await == before);
    let shown =
        estate.call("GetPolicy", &[("PolicyArn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess")]).await.ok();
    assert!(shown.xml.contains("<Tags></Tags>"), "{}", shown.xml);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_is_deleted_while_somebody_is_made_within_it_is_either_deleted_or_a_boundary() {
    let trust = r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}}"#;
    for action in ["CreateUser", "CreateRole"] {
        for _ in 0..8 {
            let estate = Arc::new(estate().await);
            let arn = estate.filled(RULES);
            let answers = at_once([action, "DeletePolicy"], |action| {
                let (estate, arn) = (Arc::clone(&estate), arn.clone());
                async move {
                    let fields = [
                        ("UserName", "beta"),
                        ("RoleName", "beta"),
                        ("AssumeRolePolicyDocument", trust),
                        ("PermissionsBoundary", &arn),
                    ];
                    persistently(&estate, action, &fields).await
                }
            })
            .await;
            let statuses = [answers[0].status, answers[1].status];
            assert!([[200, 409], [404, 200]].contains(&statuses), "{action}: {:?}", tally(&answers));
            agree(&estate).await;
            let there = rules(&estate, "GetPolicy", &[]).await.status;
            assert_eq!(there, if statuses[0] == 200 { 200 } else { 404 });
        }
    }
}

// --- Tags, and what permissions can rest on

#[tokio::test]
async fn permissions_can_rest_on_the_tags_of_a_policy_and_on_where_it_stands() {
    let estate = Estate::new().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    for (name, path, team) in [("Mine", "/", "blue"), ("Theirs", "/", "red"), ("Below", "/own/", "red")] {
        make(&estate, name, path).await;
        let arn = estate.filled(&format!("arn:aws:iam::#:policy{path}{name}"));
        let tag = [("PolicyArn", &*arn), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", team)];
        estate.call("TagPolicy", &tag).await.ok();
    }
    let own = estate.filled(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::#:policy/own/*"},
        {"Effect":"Allow","Action":"iam:*Policy*","Resource":"arn:aws:iam::#:policy/*",
         "Condition":{"StringEquals":{"aws:ResourceTag/team":"blue"}}},
        {"Effect":"Deny","Action":["iam:TagPolicy","iam:UntagPolicy"],"Resource":"*",
         "Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}}]}"#,
    );
    let fields = [("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", own.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();
    for (policy, status) in [
        ("policy/Mine", 200),
        ("policy/own/Below", 200),
        ("policy/Theirs", 403),
        ("policy/None", 403),
        ("policy/own/None", 404),
        // Judged as it was written, found as it is stored: names in another case are nobody's.
        ("policy/own/Mine", 404),
        ("policy/own/below", 404),
        ("policy/mine", 403),
    ] {
        let arn = estate.filled(&format!("arn:aws:iam::#:{policy}"));
        for (action, fields) in ABOUT {
            // The one before DeletePolicy made a second version.
            let status = if (action, status) == ("DeletePolicy", 200) { 409 } else { status };
            let mut asked = vec![("PolicyArn", arn.as_str())];
            asked.extend_from_slice(fields);
            let answer = estate.world.iam(&alice, action, &asked).await;
            assert_eq!(answer.status, status, "{action} {policy}: {}", answer.verdict());
        }
    }
    // The tag that makes it hers is not for her to set, nor what is not tagged yet for her to make.
    let mine = estate.filled("arn:aws:iam::#:policy/Mine");
    let tag = [("PolicyArn", &*mine), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
    assert_eq!(estate.world.iam(&alice, "TagPolicy", &tag).await.status, 403);
    let untag = [("PolicyArn", &*mine), ("TagKeys.member.1", "team")];
    assert_eq!(estate.world.iam(&alice, "UntagPolicy", &untag).await.status, 403);
    let new = [("PolicyName", "New"), ("PolicyDocument", ALLOW_ALL), tag[1], ("Tags.member.1.Value", "blue")];
    assert_eq!(estate.world.iam(&alice, "CreatePolicy", &new).await.status, 403);
}

#[tokio::test]
async fn tags_of_policies_differ_by_case_and_are_fifty_at_most() {
    let estate = estate().await;
    let tags = |keys: &[&str]| -> Vec<(String, String)> {
        let tag = |(number, key): (usize, &&str)| {
            [("Key", *key), ("Value", "v")]
                .map(|(part, text)| (format!("Tags.member.{}.{part}", number + 1), text.to_owned()))
        };
        keys.iter().enumerate().flat_map(tag).collect()
    };
    let tag = async |keys: &[&str]| {
        let fields = tags(keys);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        rules(&estate, "TagPolicy", &fields).await.verdict()
    };
    assert_eq!(tag(&["Team", "team", "TEAM"]).await, "200 OK");
    assert_eq!(tag(&["team"]).await, "200 OK");
    assert_eq!(rules(&estate, "ListPolicyTags", &[]).await.ok().texts("Key"), ["TEAM", "Team", "team"]);
    let before = estate.world.documents().await;
    for (keys, verdict) in [
        (vec!["a", "a"], "400 InvalidInput Duplicate tag keys found."),
        (vec!["a", "aws:a"], "400 InvalidInput Tag keys beginning with aws: are reserved for system use."),
        (vec!["a", "AWS:a"], "400 InvalidInput Tag keys beginning with aws: are reserved for system use."),
    ] {
        assert_eq!(tag(&keys).await, verdict);
    }
    assert!(estate.world.documents().await == before);
    let keys: Vec<_> = (0..48).map(|number| format!("key{number}")).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    assert_eq!(tag(&keys[..47]).await, "200 OK");
    let full = "409 LimitExceeded Cannot exceed quota for TagsPerResource: 50";
    assert_eq!(tag(&["key0", keys[47]]).await, full);
    assert_eq!(tag(&["Key0"]).await, full);
    assert_eq!(tag(&["key0", "team"]).await, "200 OK");
    rules(&estate, "UntagPolicy", &[("TagKeys.member.1", "TEAM"), ("TagKeys.member.2", "KEY0")]).await.ok();
    let left = rules(&estate, "ListPolicyTags", &[]).await.ok().texts("Key");
    assert!(left.len() == 49 && left.contains(&"Team".into()) && left.contains(&"key0".into()), "{left:?}");
}

#[tokio::test]
async fn the_trail_tells_which_policy_was_made_and_not_what_it_says_in_the_answer() {
    let estate = estate().await;
    rules(&estate, "CreatePolicyVersion", &[("PolicyDocument", DENY_ALL)]).await.ok();
    let events = estate.world.events(&estate.account.id).await;
    let event = |name: &str| events.iter().rfind(|event| event["eventName"] == name).unwrap();
    let made = event("CreatePolicy");
    assert_eq!(made["responseElements"]["policy"]["arn"], estate.filled(RULES));
    assert_eq!(made["requestParameters"]["policyName"], "Rules");
    assert_eq!(made["requestParameters"]["policyDocument"], ALLOW_ALL);
    let version = &event("CreatePolicyVersion")["responseElements"]["policyVersion"];
    assert_eq!((&version["versionId"], &version["isDefaultVersion"]), (&"v2".into(), &false.into()));
}
