//! Inline policies: what one user, group or role alone may do.

use crate::estate::{ALLOW_ALL, Estate};

/// A kind: its word in names of operations, its field, its word in messages, and how long its policies are together.
const KINDS: [(&str, &str, &str, usize); 3] = [
    ("User", "UserName", "user", 2_048),
    ("Group", "GroupName", "group", 5_120),
    ("Role", "RoleName", "role", 10_240),
];

const DENY_ALL: &str = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

/// A user, a group and a role, all called `Alpha`.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "Alpha")]).await.ok();
    estate.group("Alpha", "/").await;
    estate.role("Alpha", "/").await;
    estate
}

/// A policy of so many characters, white space not counted.
fn policy_of(size: usize) -> String {
    let around = r#"{"Statement":{"Effect":"Allow","Action":"","Resource":"*"}}"#.len();
    let action = format!("iam:{}", "A".repeat(size - around - 4));
    format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#)
}

#[tokio::test]
async fn a_policy_is_found_in_any_case_and_keeps_its_first_name_and_its_place() {
    let estate = estate().await;
    for (kind, field, ..) in KINDS {
        let on = |name| [(field, "aLPHA"), ("PolicyName", name)];
        let put = |name, text| [(field, "Alpha"), ("PolicyName", name), ("PolicyDocument", text)];
        let [put_policy, get_policy, delete_policy] =
            ["Put", "Get", "Delete"].map(|action| format!("{action}{kind}Policy"));
        let list = format!("List{kind}Policies");

        let done = estate.call(&put_policy, &put("MixedName", ALLOW_ALL)).await.ok();
        assert!(!done.xml.contains("Result"), "{}", done.xml);
        let event = estate.world.events(&estate.account.id).await.pop().unwrap();
        assert_eq!(event["requestParameters"]["policyDocument"], ALLOW_ALL);
        estate.call(&put_policy, &put("another", DENY_ALL)).await.ok();
        estate.call(&put_policy, &put("mixedname", DENY_ALL)).await.ok();
        let names = estate.call(&list, &[(field, "Alpha")]).await.ok();
        let names: Vec<_> = names.texts("member");
        assert_eq!(names, ["another", "MixedName"], "by name, and as it was written first");

        // AWS was recorded to answer with the name as it was asked for.
        let shown = estate.call(&get_policy, &on("MIXEDNAME")).await.ok();
        assert_eq!(
            (shown.text(field).as_deref(), shown.text("PolicyName").as_deref()),
            (Some("Alpha"), Some("MIXEDNAME"))
        );
        assert_eq!(
            shown.text("PolicyDocument").as_deref(),
            Some(
                "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Deny%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D"
            )
        );

        estate.call(&delete_policy, &on("mixedNAME")).await.ok();
        let names = estate.call(&list, &[(field, "Alpha")]).await.ok();
        assert_eq!(names.texts("member"), ["another"]);
        estate.call(&delete_policy, &on("another")).await.ok();
        let names = estate.call(&list, &[(field, "Alpha")]).await.ok();
        assert!(
            names.xml.contains("<PolicyNames></PolicyNames><IsTruncated>false</IsTruncated>"),
            "{}",
            names.xml
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let estate = estate().await;
    for (kind, field, word, _) in KINDS {
        let nobody = format!("404 NoSuchEntity The {word} with name nobody cannot be found.");
        let no_policy = format!("404 NoSuchEntity The {word} policy with name none cannot be found.");
        let named = |holder| [(field, holder), ("PolicyName", "none"), ("PolicyDocument", ALLOW_ALL)];
        let admin = &estate.account.admin;
        for action in ["Get", "Delete"] {
            let action = format!("{action}{kind}Policy");
            let cases =
                [(&action[..], &named("Alpha")[..], &no_policy[..]), (&action, &named("nobody"), &nobody)];
            estate.answers(admin, &cases).await;
        }
        let (put, list) = (format!("Put{kind}Policy"), format!("List{kind}Policies"));
        estate
            .answers(admin, &[(&put, &named("nobody"), &nobody), (&list, &[(field, "nobody")], &nobody)])
            .await;
    }
}

#[tokio::test]
async fn a_text_that_is_no_policy_changes_nothing() {
    let estate = estate().await;
    for (kind, field, ..) in KINDS {
        let put = format!("Put{kind}Policy");
        for (text, verdict) in [
            ("{", "400 MalformedPolicyDocument Syntax errors in policy."),
            ("[]", "400 MalformedPolicyDocument Syntax errors in policy."),
            (
                r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}"#,
                "400 MalformedPolicyDocument Policy document should not specify a principal.",
            ),
            (
                r#"{"Statement":{"Effect":"Allow","Action":"*"}}"#,
                "400 MalformedPolicyDocument Policy statement must contain resources.",
            ),
            (
                "\u{7}",
                "400 ValidationError 1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
            ),
        ] {
            let fields = [(field, "Alpha"), ("PolicyName", "p"), ("PolicyDocument", text)];
            estate.answers(&estate.account.admin, &[(&put, &fields, verdict)]).await;
        }
        let names = estate.call(&format!("List{kind}Policies"), &[(field, "Alpha")]).await.ok();
        assert_eq!(names.texts("member"), [""; 0]);
    }
}

#[tokio::test]
async fn the_policies_of_one_holder_have_a_size_together_white_space_not_counted() {
    let estate = estate().await;
    for (kind, field, word, limit) in KINDS {
        let put = format!("Put{kind}Policy");
        let full =
            format!("409 LimitExceeded Maximum policy size of {limit} bytes exceeded for {word} Alpha");
        let half = policy_of(limit / 2).replace(": ", ":\n\t      ");
        let (too_long, smallest) = (policy_of(limit / 2 + 1), policy_of(64));
        let fields = |name, text| [(field, "Alpha"), ("PolicyName", name), ("PolicyDocument", text)];
        estate
            .answers(
                &estate.account.admin,
                &[
                    (&put, &fields("one", &half), "200 OK"),
                    (&put, &fields("two", &too_long), &full),
                    (&put, &fields("two", &half), "200 OK"),
                    (&put, &fields("three", &smallest), &full),
                    // What is replaced makes room for what replaces it.
                    (&put, &fields("TWO", &half), "200 OK"),
                    (&put, &fields("TWO", &too_long), &full),
                    (&put, &fields("two", &smallest), "200 OK"),
                    (&put, &fields("three", &smallest), "200 OK"),
                ],
            )
            .await;
    }
}

#[tokio::test]
async fn white_space_is_not_kept_without_end() {
    let estate = estate().await;
    let (kept, much) = (" ".repeat(65_000), " ".repeat(67_000));
    for (kind, field, word, limit) in KINDS {
        let put = format!("Put{kind}Policy");
        let full =
            format!("409 LimitExceeded Maximum policy size of {limit} bytes exceeded for {word} Alpha");
        let (kept, much) = (format!("{kept}{ALLOW_ALL}"), format!("{much}{ALLOW_ALL}"));
        let fields = |name, text| [(field, "Alpha"), ("PolicyName", name), ("PolicyDocument", text)];
        let cases = [
            (&put[..], &fields("one", &kept)[..], "200 OK"),
            (&put, &fields("two", &much), &full),
            (&put, &fields("two", &kept), "200 OK"),
        ];
        estate.answers(&estate.account.admin, &cases).await;
    }
}

#[tokio::test]
async fn names_are_listed_page_by_page() {
    let estate = estate().await;
    for (kind, field, ..) in KINDS {
        for name in ["delta", "Bravo", "alpha", "charlie"] {
            let fields = [(field, "Alpha"), ("PolicyName", name), ("PolicyDocument", DENY_ALL)];
            estate.call(&format!("Put{kind}Policy"), &fields).await.ok();
        }
        let list = format!("List{kind}Policies");
        let page = estate.call(&list, &[(field, "Alpha"), ("MaxItems", "3")]).await.ok();
        assert_eq!(page.texts("member"), ["alpha", "Bravo", "charlie"]);
        assert_eq!(page.text("IsTruncated").as_deref(), Some("true"));
        let rest =
            estate.call(&list, &[(field, "Alpha"), ("Marker", &page.text("Marker").unwrap())]).await.ok();
        assert_eq!((rest.texts("member"), rest.text("Marker")), (vec!["delta".to_owned()], None));
    }
}

#[tokio::test]
async fn what_is_written_holds_from_the_very_next_request_on() {
    let mut estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let group = estate.group("staff", "/").await;
    estate.join("alice", &group).await;
    let status = async |estate: &Estate| estate.world.iam(&alice, "ListUsers", &[]).await.status;
    let fields = |field, holder, text| [(field, holder), ("PolicyName", "p"), ("PolicyDocument", text)];

    assert_eq!(status(&estate).await, 403);
    estate.call("PutUserPolicy", &fields("UserName", "alice", ALLOW_ALL)).await.ok();
    assert_eq!(status(&estate).await, 200);
    estate.call("PutGroupPolicy", &fields("GroupName", "staff", DENY_ALL)).await.ok();
    assert_eq!(status(&estate).await, 403, "a denial to the group is one to its members");
    estate.call("PutGroupPolicy", &fields("GroupName", "staff", ALLOW_ALL)).await.ok();
    assert_eq!(status(&estate).await, 200);
    estate.call("DeleteUserPolicy", &fields("UserName", "alice", "")[..2]).await.ok();
    assert_eq!(status(&estate).await, 200, "the group still allows it");
    estate.call("DeleteGroupPolicy", &fields("GroupName", "staff", "")[..2]).await.ok();
    assert_eq!(status(&estate).await, 403);
}

#[tokio::test]
async fn a_holder_of_inline_policies_is_not_deleted() {
    let estate = estate().await;
    let fields = [("UserName", "Alpha"), ("PolicyName", "p"), ("PolicyDocument", ALLOW_ALL)];
    estate.call("PutUserPolicy", &fields).await.ok();
    let conflict = "409 DeleteConflict Cannot delete entity, must delete policies first.";
    estate.answers(&estate.account.admin, &[("DeleteUser", &fields[..1], conflict)]).await;
    estate.call("DeleteUserPolicy", &fields[..2]).await.ok();
    estate.call("DeleteUser", &fields[..1]).await.ok();
}
