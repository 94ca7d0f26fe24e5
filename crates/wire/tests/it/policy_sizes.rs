//! Policies with all the white space that they may have: what is stored stays bounded, and so does what a list reads.

use crate::estate::{ALLOW_ALL, Estate};
use crate::lists::all;
use crate::world::encode;

/// As long a text as a policy may be. A line end takes two bytes where it is stored.
fn longest() -> String {
    format!("{}{ALLOW_ALL}", "\n".repeat(131_072 - ALLOW_ALL.len()))
}

#[tokio::test]
async fn what_would_be_too_large_to_store_is_a_limit_and_no_failure() {
    const TOO_LARGE: &str = "409 LimitExceeded Policies and tags of one user, group, role or policy take up at most 1 MiB \
                             together, white space included.";
    let estate = Estate::new().await;
    let text = longest();
    let body = |action: &str| {
        format!(
            "Action={action}&Version=2010-05-08&PolicyName=Rules&PolicyArn={}&PolicyDocument={text}",
            encode(&estate.filled("arn:aws:iam::#:policy/Rules")),
            // Line ends as they are: encoded, the body would be longer than the server takes.
            text = text.replace('{', "%7B").replace('}', "%7D").replace('"', "%22"),
        )
    };
    let send =
        async |action: &str| estate.world.send(&estate.account.admin, "iam", &body(action)).await.verdict();
    assert_eq!(send("CreatePolicy").await, "200 OK");
    for verdict in ["200 OK", "200 OK", TOO_LARGE] {
        assert_eq!(send("CreatePolicyVersion").await, verdict);
    }
    let arn = estate.filled("arn:aws:iam::#:policy/Rules");
    let of_policy = [("PolicyArn", &*arn)];
    let versions = estate.call("ListPolicyVersions", &of_policy).await.ok().texts("VersionId");
    assert_eq!(versions, ["v3", "v2", "v1"]);
    let version = [of_policy[0], ("VersionId", "v2")];
    let shown = estate.call("GetPolicyVersion", &version).await.ok().text("Document").unwrap();
    assert_eq!(
        shown.replace("%0A", "\n").len(),
        encode(ALLOW_ALL).replace("%2D", "-").len() + text.len() - ALLOW_ALL.len()
    );
    estate.call("DeletePolicyVersion", &version).await.ok();
    assert_eq!(send("CreatePolicyVersion").await, "200 OK");
}

#[tokio::test]
async fn a_list_of_large_documents_has_short_pages_and_shows_each_of_them_once() {
    let estate = Estate::new().await;
    let (large, small) = (longest(), ALLOW_ALL.to_owned());
    let mut names = Vec::new();
    for number in 0..300 {
        let name = format!("policy{number:03}");
        // Large ones in between, so that a page that began with small ones meets them.
        let text = if number % 100 < 30 { &small } else { &large };
        estate.policy(&name, "/", text).await;
        names.push(name);
    }
    let admin = &estate.account.admin;
    let (found, pages) =
        all(&estate.world, admin, "ListPolicies", &[("Scope", "Local")], 1_000, "PolicyName").await;
    assert_eq!(found, names);
    assert!((2..=10).contains(&pages), "{pages} pages");
}

#[tokio::test]
async fn hundreds_of_policies_as_they_are_written_fit_on_a_page() {
    let estate = Estate::new().await;
    let text = ALLOW_ALL.replace(r#""Effect""#, &format!(r#""Sid":"{}","Effect""#, "x".repeat(5_000)));
    for number in 0..900 {
        estate.policy(&format!("policy{number:03}"), "/", &text).await;
    }
    let page = estate.call("ListPolicies", &[("Scope", "Local"), ("MaxItems", "1000")]).await.ok();
    assert_eq!((page.texts("PolicyName").len(), page.text("Marker")), (900, None));
}
