//! Providers of SAML: who is known to vouch for people in assertions.

use crate::estate::Estate;
use crate::store_checks::findings;
use crate::world::Answer;

const ARN: &str = "arn:aws:iam::#:saml-provider/Corp";
const METADATA: &str = include_str!("../../../service/fixtures/saml/metadata.xml");
const DOCUMENT: (&str, &str) = ("SAMLMetadataDocument", METADATA);

async fn estate() -> Estate {
    let estate = Estate::new().await;
    let fields = [("Name", "Corp"), DOCUMENT, ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
    let answer = estate.call("CreateSAMLProvider", &fields).await.ok();
    assert_eq!(answer.text("SAMLProviderArn").unwrap(), estate.filled(ARN));
    assert_eq!(answer.text("Key").unwrap(), "team");
    estate
}

async fn call(estate: &Estate, action: &str, more: &[(&str, &str)]) -> Answer {
    let arn = estate.filled(ARN);
    let mut fields = vec![("SAMLProviderArn", arn.as_str())];
    fields.extend_from_slice(more);
    estate.call(action, &fields).await
}

async fn providers(estate: &Estate) -> String {
    let summary = estate.call("GetAccountSummary", &[]).await.ok();
    let (_, rest) = summary.xml.split_once("<key>Providers</key><value>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_provider_is_made_shown_listed_changed_and_deleted() {
    let estate = estate().await;
    let shown = call(&estate, "GetSAMLProvider", &[]).await.ok();
    assert_eq!(shown.text("SAMLMetadataDocument").unwrap(), METADATA);
    let id = shown.text("SAMLProviderUUID").unwrap();
    assert!(
        id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        "{id}"
    );
    assert_eq!(shown.text("Key").unwrap(), "team");
    let (created, until) = (shown.text("CreateDate").unwrap(), shown.text("ValidUntil").unwrap());
    let year = |moment: &str| moment[..4].parse::<u32>().unwrap();
    assert_eq!(year(&until) - year(&created), 100, "{created} {until}");
    let listed = estate.call("ListSAMLProviders", &[]).await.ok();
    assert_eq!(listed.texts("Arn"), [estate.filled(ARN)]);
    assert_eq!((listed.text("CreateDate"), listed.text("ValidUntil")), (Some(created.clone()), Some(until)));
    // Providers of both kinds are counted as one.
    estate.call("CreateOpenIDConnectProvider", &[("Url", "https://login.example.com")]).await.ok();
    assert_eq!(providers(&estate).await, "2");

    let text = METADATA
        .replace("WantAuthnRequestsSigned", "validUntil=\"2040-05-06T07:08:09Z\" WantAuthnRequestsSigned");
    let updated = call(&estate, "UpdateSAMLProvider", &[("SAMLMetadataDocument", &text)]).await.ok();
    assert_eq!(updated.text("SAMLProviderArn").unwrap(), estate.filled(ARN));
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    call(&estate, "TagSAMLProvider", &tag).await.ok();
    call(&estate, "UntagSAMLProvider", &[("TagKeys.member.1", "team")]).await.ok();
    let tags = call(&estate, "ListSAMLProviderTags", &[]).await.ok();
    assert_eq!((tags.texts("Key"), tags.texts("Value")), (vec!["Team".to_owned()], vec!["blue".to_owned()]));
    let shown = call(&estate, "GetSAMLProvider", &[]).await.ok();
    assert_eq!(shown.text("SAMLMetadataDocument").unwrap(), text);
    assert_eq!(shown.text("ValidUntil").unwrap(), "2040-05-06T07:08:09Z");
    assert_eq!((shown.text("SAMLProviderUUID"), shown.text("CreateDate")), (Some(id.clone()), Some(created)));
    assert_eq!(findings(&estate.world).await, []);

    call(&estate, "DeleteSAMLProvider", &[]).await.ok();
    let gone = estate.filled(&format!("404 NoSuchEntity Manifest not found for arn {ARN}"));
    for action in ["GetSAMLProvider", "DeleteSAMLProvider"] {
        assert_eq!(call(&estate, action, &[]).await.verdict(), gone);
    }
    assert_eq!(providers(&estate).await, "1");
    assert_eq!(findings(&estate.world).await, []);
    // Of the same name, and another.
    estate.call("CreateSAMLProvider", &[("Name", "Corp"), DOCUMENT]).await.ok();
    assert_ne!(call(&estate, "GetSAMLProvider", &[]).await.ok().text("SAMLProviderUUID").unwrap(), id);
}

#[tokio::test]
async fn a_provider_is_another_ones_by_any_letter_of_its_arn() {
    let estate = estate().await;
    for name in ["Corp", "CORP", "corp"] {
        let verdict = estate.call("CreateSAMLProvider", &[("Name", name), DOCUMENT]).await.verdict();
        assert_eq!(verdict, "409 EntityAlreadyExists Provider with name Corp already exists.", "{name}");
    }
    let elsewhere = estate.world.account().await;
    for arn in [
        "arn:aws:iam::#:saml-provider/corp",
        "arn:aws:iam::#:saml-provider/Corps",
        &format!("arn:aws:iam::{}:saml-provider/Corp", elsewhere.id),
    ] {
        let arn = estate.filled(arn);
        for action in ["GetSAMLProvider", "DeleteSAMLProvider", "ListSAMLProviderTags"] {
            let verdict = estate.call(action, &[("SAMLProviderArn", arn.as_str())]).await.verdict();
            assert_eq!(verdict, format!("404 NoSuchEntity Manifest not found for arn {arn}"));
        }
    }
    let invalid = "400 ValidationError Invalid ARN:  Could not be parsed!";
    for arn in [
        "arn:aws:iam::#:saml-provider/a/Corp",
        "arn:aws:iam::#:oidc-provider/Corp.example.com",
        "arn:aws:iam::#:user/Corp",
    ] {
        let arn = estate.filled(arn);
        let verdict = estate.call("DeleteSAMLProvider", &[("SAMLProviderArn", arn.as_str())]).await.verdict();
        assert_eq!(verdict, invalid, "{arn}");
    }
    // Another account may know the same provider.
    estate.world.iam(&elsewhere.admin, "CreateSAMLProvider", &[("Name", "Corp"), DOCUMENT]).await.ok();
}

#[tokio::test]
async fn what_is_no_provider_and_what_is_too_much_is_refused() {
    let estate = estate().await;
    let doctype = METADATA.replacen("?>\n", "?>\n<!DOCTYPE a SYSTEM \"http://169.254.169.254/\">", 1);
    for (text, why) in [
        (METADATA.replace("IDPSSODescriptor", "SPSSODescriptor"), "it has no IDPSSODescriptor for SAML 2.0"),
        (METADATA.replace("signing", "encryption"), "it has no certificate for signing"),
        (doctype, "it has a document type (DOCTYPE)"),
        ("x".repeat(1_000), "it is not XML"),
    ] {
        let said = format!("400 InvalidInput Could not parse metadata: {why}.");
        let document = ("SAMLMetadataDocument", text.as_str());
        assert_eq!(estate.call("CreateSAMLProvider", &[("Name", "new"), document]).await.verdict(), said);
        assert_eq!(call(&estate, "UpdateSAMLProvider", &[document]).await.verdict(), said);
    }
    // Nothing here decrypts, so nobody may believe that it did. The key is nowhere.
    let said = "400 InvalidInput This server does not decrypt assertions: AssertionEncryptionMode, AddPrivateKey and \
                RemovePrivateKey cannot be set.";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----";
    let allowed = ("AssertionEncryptionMode", "Allowed");
    for more in [allowed, ("AssertionEncryptionMode", "Required"), ("AddPrivateKey", KEY)] {
        let fields = [("Name", "new"), DOCUMENT, more];
        assert_eq!(estate.call("CreateSAMLProvider", &fields).await.verdict(), said);
        assert_eq!(call(&estate, "UpdateSAMLProvider", &[DOCUMENT, more]).await.verdict(), said);
        let event = estate.world.events(&estate.account.id).await.pop().unwrap();
        assert!(!event.to_string().contains(KEY), "{event}");
    }
    let removed = ("RemovePrivateKey", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    assert_eq!(call(&estate, "UpdateSAMLProvider", &[removed]).await.verdict(), said);
    assert_eq!(
        call(&estate, "UpdateSAMLProvider", &[]).await.verdict(),
        "400 InvalidInput There is nothing to update: give a SAMLMetadataDocument."
    );
    for name in ["a b", "a/b", "a@b", "ä", ""] {
        let verdict = estate.call("CreateSAMLProvider", &[("Name", name), DOCUMENT]).await.verdict();
        assert!(verdict.starts_with("400 ValidationError "), "{name}: {verdict}");
    }

    // One is there.
    for number in 1..100 {
        estate.call("CreateSAMLProvider", &[("Name", &format!("p{number}")), DOCUMENT]).await.ok();
    }
    let refused = estate.call("CreateSAMLProvider", &[("Name", "last"), DOCUMENT]).await;
    assert_eq!(refused.verdict(), "409 LimitExceeded Cannot exceed quota for SAMLProvidersPerAccount: 100");
    assert_eq!(estate.call("ListSAMLProviders", &[]).await.ok().texts("Arn").len(), 100);
}

#[tokio::test]
async fn policies_judge_the_provider_and_its_tags() {
    let estate = estate().await;
    let alice = estate.world.user(&estate.account.admin, "alice").await;
    let policy = r##"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::#:saml-provider/*",
         "Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}},
        {"Effect":"Allow","Action":"iam:CreateSAMLProvider","Resource":"*",
         "Condition":{"StringEquals":{"aws:RequestTag/team":"red"}}}]}"##;
    let policy = estate.filled(policy);
    let fields = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    estate.call("PutUserPolicy", &fields).await.ok();
    let arn = estate.filled(ARN);
    let fields = [("SAMLProviderArn", arn.as_str())];
    let get = || estate.world.iam(&alice, "GetSAMLProvider", &fields);
    get().await.ok();
    let tagged = |name, value| {
        let fields =
            [("Name", name), DOCUMENT, ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", value)];
        let (world, alice) = (&estate.world, &alice);
        async move { world.iam(alice, "CreateSAMLProvider", &fields).await.status }
    };
    assert_eq!(tagged("red", "red").await, 200);
    assert_eq!(tagged("blue", "blue").await, 403);
    call(&estate, "UntagSAMLProvider", &[("TagKeys.member.1", "team")]).await.ok();
    assert_eq!(get().await.status, 403);
}

#[tokio::test]
async fn a_role_can_name_a_provider_and_still_takes_no_assertion() {
    let estate = estate().await;
    let trust = estate.filled(
        r##"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML",
            "Principal":{"Federated":"arn:aws:iam::#:saml-provider/Corp"},
            "Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}}"##,
    );
    let fields = [("RoleName", "federated"), ("AssumeRolePolicyDocument", trust.as_str())];
    estate.call("CreateRole", &fields).await.ok();
    let (role, provider) = (estate.filled("arn:aws:iam::#:role/federated"), estate.filled(ARN));
    let fields =
        [("RoleArn", role.as_str()), ("PrincipalArn", provider.as_str()), ("SAMLAssertion", "PHNhbWw+")];
    let verdict = estate.world.sts(&estate.account.admin, "AssumeRoleWithSAML", &fields).await.verdict();
    assert_eq!(
        verdict,
        "400 InvalidIdentityToken This service does not verify SAML assertions. Use AssumeRoleWithWebIdentity or AssumeRole."
    );
    // Roles that name it do not keep it.
    call(&estate, "DeleteSAMLProvider", &[]).await.ok();
}
