//! Providers of OpenID Connect: who may be trusted to say who somebody is.

use crate::estate::Estate;

const ARN: &str = "arn:aws:iam::#:oidc-provider/login.example.com/tenant";
const URL: &str = "https://login.example.com/tenant";
const PRINT: &str = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

async fn estate() -> Estate {
    let estate = Estate::new().await;
    let fields = [
        ("Url", URL),
        ("ClientIDList.member.1", "one"),
        ("ClientIDList.member.2", "two"),
        ("ClientIDList.member.3", "one"),
        ("ThumbprintList.member.1", PRINT),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
    ];
    let answer = estate.call("CreateOpenIDConnectProvider", &fields).await.ok();
    assert_eq!(answer.text("OpenIDConnectProviderArn").unwrap(), estate.filled(ARN));
    estate
}

async fn call(estate: &Estate, action: &str, more: &[(&str, &str)]) -> crate::world::Answer {
    let arn = estate.filled(ARN);
    let mut fields = vec![("OpenIDConnectProviderArn", arn.as_str())];
    fields.extend_from_slice(more);
    estate.call(action, &fields).await
}

/// The texts of the members of a list in an answer.
fn members(answer: &crate::world::Answer, list: &str) -> Vec<String> {
    let open = format!("<{list}>");
    let Some(start) = answer.xml.find(&open) else { return Vec::new() };
    let rest = &answer.xml[start + open.len()..];
    let inside = &rest[..rest.find(&format!("</{list}>")).unwrap()];
    inside.split("<member>").skip(1).map(|rest| rest.split("</").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_provider_is_made_shown_listed_changed_and_deleted() {
    let estate = estate().await;
    let shown = call(&estate, "GetOpenIDConnectProvider", &[]).await.ok();
    assert_eq!(shown.text("Url").unwrap(), "login.example.com/tenant");
    assert_eq!(members(&shown, "ClientIDList"), ["one", "two"]);
    assert_eq!(members(&shown, "ThumbprintList"), [PRINT]);
    assert_eq!(shown.text("Key").unwrap(), "team");
    let listed = estate.call("ListOpenIDConnectProviders", &[]).await.ok();
    assert_eq!(listed.texts("Arn"), [estate.filled(ARN)]);
    let summary = estate.call("GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains("<key>Providers</key><value>1</value>"), "{}", summary.xml);

    // What is there already, or is not there any more, is no error.
    for client in ["three", "three"] {
        call(&estate, "AddClientIDToOpenIDConnectProvider", &[("ClientID", client)]).await.ok();
    }
    for client in ["one", "one", "nobody"] {
        call(&estate, "RemoveClientIDFromOpenIDConnectProvider", &[("ClientID", client)]).await.ok();
    }
    let other = PRINT.replace('9', "A");
    let prints = [("ThumbprintList.member.1", other.as_str())];
    call(&estate, "UpdateOpenIDConnectProviderThumbprint", &prints).await.ok();
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    call(&estate, "TagOpenIDConnectProvider", &tag).await.ok();
    call(&estate, "UntagOpenIDConnectProvider", &[("TagKeys.member.1", "team")]).await.ok();
    let tags = call(&estate, "ListOpenIDConnectProviderTags", &[]).await.ok();
    assert_eq!((tags.texts("Key"), tags.texts("Value")), (vec!["Team".to_owned()], vec!["blue".to_owned()]));
    let shown = call(&estate, "GetOpenIDConnectProvider", &[]).await.ok();
    assert_eq!(members(&shown, "ClientIDList"), ["two", "three"]);
    assert_eq!(members(&shown, "ThumbprintList"), [other]);

    for _ in 0..2 {
        call(&estate, "DeleteOpenIDConnectProvider", &[]).await.ok();
    }
    let gone = estate.filled(&format!("404 NoSuchEntity OpenIDConnect Provider not found for arn {ARN}"));
    assert_eq!(call(&estate, "GetOpenIDConnectProvider", &[]).await.verdict(), gone);
    let summary = estate.call("GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains("<key>Providers</key><value>0</value>"), "{}", summary.xml);
}

#[tokio::test]
async fn a_provider_is_another_ones_by_any_letter_of_its_arn() {
    let estate = estate().await;
    let taken = format!("409 EntityAlreadyExists Provider with url {URL} already exists.");
    for url in [URL, "https://login.example.com/TENANT", "https://LOGIN.example.com/tenant"] {
        let verdict = estate.call("CreateOpenIDConnectProvider", &[("Url", url)]).await.verdict();
        assert_eq!(verdict, taken, "{url}");
    }
    let elsewhere = estate.world.account().await;
    for arn in [
        "arn:aws:iam::#:oidc-provider/login.example.com/TENANT",
        "arn:aws:iam::#:oidc-provider/login.example.com/tenant/",
        "arn:aws:iam::#:oidc-provider/login.example.com",
        &format!("arn:aws:iam::{}:oidc-provider/login.example.com/tenant", elsewhere.id),
    ] {
        let arn = estate.filled(arn);
        let fields = [("OpenIDConnectProviderArn", arn.as_str())];
        let verdict = estate.call("GetOpenIDConnectProvider", &fields).await.verdict();
        assert_eq!(verdict, format!("404 NoSuchEntity OpenIDConnect Provider not found for arn {arn}"));
    }
    // Another account may know the same provider.
    estate.world.iam(&elsewhere.admin, "CreateOpenIDConnectProvider", &[("Url", URL)]).await.ok();
}

#[tokio::test]
async fn what_is_no_provider_and_what_is_too_much_is_refused() {
    let estate = estate().await;
    const NO_URL: &str = "400 InvalidInput Invalid Open ID Connect Provider URL: it is https://HOST or https://HOST/PATH, \
                          without query and fragment.";
    for url in
        ["http://login.example.com", "login.example.com", "https://login.example.com?a", "https://*.com"]
    {
        let verdict = estate.call("CreateOpenIDConnectProvider", &[("Url", url)]).await.verdict();
        assert_eq!(verdict, NO_URL, "{url}");
    }
    let names: Vec<_> =
        (1..=101).map(|n| (format!("ClientIDList.member.{n}"), format!("client-{n}"))).collect();
    let many = |count: usize| {
        let mut fields = vec![("Url", "https://many.example.com")];
        fields.extend(names[..count].iter().map(|(name, value)| (name.as_str(), value.as_str())));
        fields
    };
    let over = "409 LimitExceeded Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    assert_eq!(estate.call("CreateOpenIDConnectProvider", &many(101)).await.verdict(), over);
    estate.call("CreateOpenIDConnectProvider", &many(100)).await.ok();
    let arn = estate.filled("arn:aws:iam::#:oidc-provider/many.example.com");
    let one_more = [("OpenIDConnectProviderArn", arn.as_str()), ("ClientID", "one-more")];
    assert_eq!(estate.call("AddClientIDToOpenIDConnectProvider", &one_more).await.verdict(), over);

    let prints: Vec<_> = (1..=6).map(|n| (format!("ThumbprintList.member.{n}"), PRINT)).collect();
    let prints: Vec<_> = prints.iter().map(|(name, print)| (name.as_str(), *print)).collect();
    assert_eq!(
        call(&estate, "UpdateOpenIDConnectProviderThumbprint", &prints).await.verdict(),
        "400 InvalidInput Thumbprint list must contain fewer than 5 entries."
    );
    call(&estate, "UpdateOpenIDConnectProviderThumbprint", &prints[..5]).await.ok();
    let short =
        call(&estate, "UpdateOpenIDConnectProviderThumbprint", &[("ThumbprintList.member.1", "ab")]).await;
    assert!(short.verdict().starts_with("400 ValidationError "), "{}", short.verdict());
    let arn = [("OpenIDConnectProviderArn", "arn:aws:iam::aws:something/else")];
    assert_eq!(
        estate.call("GetOpenIDConnectProvider", &arn).await.verdict(),
        "400 ValidationError Invalid ARN:  Could not be parsed!"
    );

    // Two are there.
    for number in 2..100 {
        let url = format!("https://p{number}.example.com");
        estate.call("CreateOpenIDConnectProvider", &[("Url", &url)]).await.ok();
    }
    let refused = estate.call("CreateOpenIDConnectProvider", &[("Url", "https://last.example.com")]).await;
    assert_eq!(
        refused.verdict(),
        "409 LimitExceeded Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100"
    );
    assert_eq!(estate.call("ListOpenIDConnectProviders", &[]).await.ok().texts("Arn").len(), 100);
}

#[tokio::test]
async fn policies_judge_the_provider_and_its_tags() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = r##"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::#:oidc-provider/*",
         "Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}},
        {"Effect":"Allow","Action":"iam:CreateOpenIDConnectProvider","Resource":"*",
         "Condition":{"StringEquals":{"aws:RequestTag/team":"red"}}}]}"##;
    let policy = estate.filled(policy);
    let fields = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();
    let arn = estate.filled(ARN);
    let fields = [("OpenIDConnectProviderArn", arn.as_str())];
    let get = || estate.world.iam(&alice, "GetOpenIDConnectProvider", &fields);
    get().await.ok();
    let tagged = |url, value| {
        let fields = [("Url", url), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", value)];
        let (world, alice) = (&estate.world, &alice);
        async move { world.iam(alice, "CreateOpenIDConnectProvider", &fields).await.status }
    };
    assert_eq!(tagged("https://red.example.com", "red").await, 200);
    assert_eq!(tagged("https://blue.example.com", "blue").await, 403);
    call(&estate, "UntagOpenIDConnectProvider", &[("TagKeys.member.1", "team")]).await.ok();
    assert_eq!(get().await.status, 403);
}
