//! AssumeRoleWithWebIdentity: who is vouched for by a provider elsewhere, and with what.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use oidc::Algorithm;
use oidc::testing::Issuer;
use serde_json::{Value, json};
use service::operator::Operator;
use service::{FetchingKeys, KeyFetcher, KeysNotFetched, Settings};
use store_sqlite::SqliteStore;

use crate::world::{Account, Answer, Keys, World};

const URL: &str = "https://login.example.com/t";
const PROVIDER: &str = "login.example.com/t";
const DENIED: &str = "403 AccessDenied Not authorized to perform sts:AssumeRoleWithWebIdentity";
const NOT_A_TOKEN: &str = "400 InvalidIdentityToken The ID Token provided is not a valid JWT. (You may see this error if \
                           you sent an Access Token)";
const NO_KEY: &str = "400 InvalidIdentityToken Couldn't retrieve verification key from your identity provider, please \
                      reference AssumeRoleWithWebIdentity documentation for requirements";

struct Scene {
    world: World,
    account: Account,
    issuer: Issuer,
}

impl Scene {
    /// An account that knows a provider, whose keys the operator gave, and a role `ci` that trusts it.
    async fn new() -> Self {
        let scene = Self::without_keys(Settings::default()).await;
        scene.give_keys(Some(&scene.issuer.key_set())).await;
        scene.role("ci", &scene.trust("")).await;
        scene
    }

    async fn without_keys(settings: Settings) -> Self {
        let world = World::configured(Arc::new(SqliteStore::in_memory().unwrap()), settings);
        let account = world.account().await;
        let fields =
            [("Url", URL), ("ClientIDList.member.1", "sts.amazonaws.com"), ("ClientIDList.member.2", "cli")];
        world.iam(&account.admin, "CreateOpenIDConnectProvider", &fields).await.ok();
        Self { world, account, issuer: Issuer::curve(Algorithm::Es256, "k") }
    }

    async fn give_keys(&self, document: Option<&str>) {
        let provider = PROVIDER.parse().unwrap();
        let whose = (self.account.id.parse().unwrap(), &provider);
        let given = self.world.service.set_oidc_keys(Operator { uid: 0 }, whose, document, self.world.now());
        given.await.unwrap();
    }

    fn arn(&self, rest: &str) -> String {
        format!("arn:aws:iam::{}:{rest}", self.account.id)
    }

    fn provider(&self) -> String {
        self.arn(&format!("oidc-provider/{PROVIDER}"))
    }

    /// A trust policy that lets in whom the provider vouches for, under a condition.
    fn trust(&self, condition: &str) -> String {
        let condition =
            if condition.is_empty() { String::new() } else { format!(r#","Condition":{condition}"#) };
        self.statement(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":"{}"}},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity"]{condition}}}"#,
            self.provider()
        ))
    }

    fn statement(&self, statements: &str) -> String {
        format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
    }

    async fn role(&self, name: &str, trust: &str) {
        let fields = [("RoleName", name), ("AssumeRolePolicyDocument", trust)];
        self.world.iam(&self.account.admin, "CreateRole", &fields).await.ok();
    }

    fn claims(&self) -> Value {
        let now = self.world.now().secs();
        json!({ "iss": URL, "sub": "repo:x/y", "aud": "sts.amazonaws.com", "iat": now - 10, "exp": now + 600 })
    }

    fn with(&self, changes: &[(&str, Value)]) -> String {
        let mut claims = self.claims();
        for (name, value) in changes {
            claims[*name] = value.clone();
        }
        self.issuer.token(&claims)
    }

    async fn assume(&self, role: &str, token: &str, more: &[(&str, &str)]) -> Answer {
        let arn = self.arn(&format!("role/{role}"));
        assume(&self.world, [127, 0, 0, 1], &arn, token, more).await
    }
}

async fn assume(world: &World, address: [u8; 4], role: &str, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=work".to_owned();
    for (name, value) in [("RoleArn", role), ("WebIdentityToken", token)].iter().chain(more) {
        let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        body.push_str(&format!("&{name}={value}"));
    }
    let headers = [
        ("host", "localhost:7800".to_owned()),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ];
    world.raw_from(IpAddr::V4(Ipv4Addr::from(address)), "POST", "/", &headers, body.as_bytes()).await
}

#[tokio::test]
async fn whom_a_provider_vouches_for_is_the_role_for_a_while() {
    let scene = Scene::new().await;
    let policy =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListRoles","Resource":"*"}}"#;
    let fields = [("RoleName", "ci"), ("PolicyName", "p"), ("PolicyDocument", policy)];
    scene.world.iam(&scene.account.admin, "PutRolePolicy", &fields).await.ok();
    let answer = scene.assume("ci", &scene.with(&[]), &[("DurationSeconds", "900")]).await.ok();
    let session_arn = format!("arn:aws:sts::{}:assumed-role/ci/work", scene.account.id);
    for (element, text) in [
        ("SubjectFromWebIdentityToken", "repo:x/y"),
        ("Audience", "sts.amazonaws.com"),
        ("Provider", &scene.provider()),
        ("Arn", &session_arn),
    ] {
        assert_eq!(answer.text(element).as_deref(), Some(text), "{}", answer.xml);
    }
    assert_eq!((answer.text("PackedPolicySize"), answer.text("SourceIdentity")), (None, None));

    let event = scene.world.events(&scene.account.id).await.pop().unwrap();
    assert_eq!(
        event["userIdentity"],
        json!({
            "type": "WebIdentityUser",
            "principalId": format!("{}:sts.amazonaws.com:repo:x/y", scene.provider()),
            "userName": "repo:x/y",
            "identityProvider": scene.provider(),
            "accountId": scene.account.id,
        })
    );
    assert!(event["requestParameters"]["webIdentityToken"].is_null());
    assert!(!event.to_string().contains("eyJ"), "no part of the token is in the trail");
    assert_eq!(event["responseElements"]["subjectFromWebIdentityToken"], "repo:x/y");

    let session = Keys::of_session(&answer);
    let identity = scene.world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    assert_eq!(identity.text("Arn").unwrap(), session_arn);
    scene.world.iam(&session, "ListRoles", &[]).await.ok();
    assert_eq!(scene.world.iam(&session, "ListUsers", &[]).await.status, 403);
    // The session has no MFA, whatever the token says of how somebody signed in.
    let last = scene.world.events(&scene.account.id).await.pop().unwrap();
    assert_eq!(last["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"], "false");
    // The same token is good for another session: SDKs read their file again and again.
    scene.assume("ci", &scene.with(&[]), &[]).await.ok();
    scene.world.wait(900);
    assert_eq!(scene.world.iam(&session, "ListRoles", &[]).await.status, 403);
}

#[tokio::test]
async fn a_token_that_proves_nothing_opens_nothing() {
    let scene = Scene::new().await;
    let now = scene.world.now().secs();
    let stranger = Issuer::curve(Algorithm::Es256, "k");
    let signature =
        "400 InvalidIdentityToken The signature of the token is not one of your identity provider";
    let missing = |claim: &str| format!("400 InvalidIdentityToken Missing a required claim: {claim}");
    let issuer = scene.issuer.sign(r#"{"alg":"none"}"#, &scene.claims().to_string());
    let before = scene.world.documents().await;
    for (token, verdict) in [
        ("abcd".to_owned(), NOT_A_TOKEN.to_owned()),
        (issuer, NOT_A_TOKEN.to_owned()),
        (scene.issuer.sign(r#"{"alg":"HS256","kid":"k"}"#, &scene.claims().to_string()), NOT_A_TOKEN.to_owned()),
        (
            scene.issuer.sign(
                r#"{"alg":"ES256","kid":"k"}"#,
                &scene.claims().to_string().replacen('{', r#"{"sub":"admin","#, 1),
            ),
            NOT_A_TOKEN.to_owned(),
        ),
        (stranger.token(&scene.claims()), signature.to_owned()),
        (
            scene.issuer.sign(r#"{"alg":"ES256","kid":"other"}"#, &scene.claims().to_string()),
            NO_KEY.to_owned(),
        ),
        (
            scene.with(&[("iss", json!("https://other.example.com"))]),
            "400 InvalidIdentityToken No OpenIDConnect provider found in your account for https://other.example.com"
                .to_owned(),
        ),
        (
            scene.with(&[("iss", json!("https://login.example.com/T"))]),
            "400 InvalidIdentityToken No OpenIDConnect provider found in your account for https://login.example.com/T"
                .to_owned(),
        ),
        (
            scene.with(&[("iss", json!("http://login.example.com/t"))]),
            "400 InvalidIdentityToken Issuer must be a valid URL that begins with https://".to_owned(),
        ),
        (scene.with(&[("iss", json!(7))]), missing("iss")),
        (
            scene.with(&[("aud", json!("somebody"))]),
            "400 InvalidIdentityToken Incorrect token audience".to_owned(),
        ),
        (scene.with(&[("aud", Value::Null)]), missing("aud")),
        (scene.with(&[("sub", Value::Null)]), missing("sub")),
        (scene.with(&[("exp", Value::Null)]), missing("exp")),
        (
            scene.with(&[("iat", json!(now + 400))]),
            "400 InvalidIdentityToken The token is not valid yet".to_owned(),
        ),
        (
            scene.with(&[("https://aws.amazon.com/tags", json!("team"))]),
            "400 InvalidIdentityToken The claim https://aws.amazon.com/tags is not what it has to be".to_owned(),
        ),
    ] {
        assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), verdict);
    }
    let expired = scene.assume("ci", &scene.with(&[("exp", json!(now - 300))]), &[]).await.verdict();
    assert_eq!(
        expired,
        format!(
            "400 ExpiredTokenException Token expired: current date/time {now} must be before the expiration date/time {}",
            now - 300
        )
    );
    // Nothing of it was written, and the trail has one count of each reason later (rule R17).
    assert_eq!(scene.world.documents().await, before);
    let counts = |events: Vec<Value>| {
        events.iter().filter(|event| event["eventName"] == "FailedAuthentications").count()
    };
    assert_eq!(counts(scene.world.events(&scene.account.id).await), 0);
    scene.world.service.every_minute(scene.world.tick()).await.unwrap();
    // `InvalidIdentityToken` and `ExpiredTokenException`.
    assert_eq!(counts(scene.world.events(&scene.account.id).await), 2);
    scene.assume("ci", &scene.with(&[]), &[]).await.ok();
}

#[tokio::test]
async fn what_the_trust_policy_does_not_allow_has_one_answer() {
    let scene = Scene::new().await;
    let token = scene.with(&[]);
    let federated = |principal: &str| {
        scene.statement(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRoleWithWebIdentity"}}"#
        ))
    };
    let deny = |principal: &str, condition: &str| {
        let allow = scene.trust("");
        let deny = format!(
            r#",{{"Effect":"Deny","Principal":{principal},"Action":"sts:AssumeRoleWithWebIdentity"{condition}}}]}}"#
        );
        allow.strip_suffix("]}").unwrap().to_owned() + &deny
    };
    let other = scene.arn("oidc-provider/other.example.com");
    let elsewhere = r#","Condition":{"StringNotEquals":{"login.example.com/t:sub":"repo:x/y"}}"#;
    for (name, trust, is_trusted) in [
        ("everybody", federated(r#""*""#), false),
        ("all-principals", federated(r#"{"AWS":"*"}"#), false),
        ("account", federated(&format!(r#"{{"AWS":"{}"}}"#, scene.account.id)), false),
        ("other-provider", federated(&format!(r#"{{"Federated":"{other}"}}"#)), false),
        ("denied", deny(r#""*""#, ""), false),
        ("denied-to-all-but", deny(r#""*""#, elsewhere), true),
        ("this-subject", scene.trust(r#"{"StringEquals":{"login.example.com/t:sub":"repo:x/y"}}"#), true),
        (
            "any-case-of-the-key",
            scene.trust(r#"{"StringEquals":{"LOGIN.example.com/t:SUB":"repo:x/y"}}"#),
            true,
        ),
        ("other-subject", scene.trust(r#"{"StringEquals":{"login.example.com/t:sub":"repo:x/z"}}"#), false),
        ("pattern", scene.trust(r#"{"StringLike":{"login.example.com/t:sub":"repo:x/*"}}"#), true),
        (
            "audience",
            scene.trust(r#"{"StringEquals":{"login.example.com/t:aud":"sts.amazonaws.com"}}"#),
            true,
        ),
        ("other-audience", scene.trust(r#"{"StringEquals":{"login.example.com/t:aud":"cli"}}"#), false),
        ("claim-of-another", scene.trust(r#"{"StringEquals":{"other.example.com:sub":"repo:x/y"}}"#), false),
        (
            "provider",
            scene.trust(&format!(r#"{{"StringEquals":{{"aws:FederatedProvider":"{}"}}}}"#, scene.provider())),
            true,
        ),
        ("session", scene.trust(r#"{"StringEquals":{"sts:RoleSessionName":"work"}}"#), true),
        ("other-session", scene.trust(r#"{"StringEquals":{"sts:RoleSessionName":"play"}}"#), false),
        ("mfa", scene.trust(r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#), false),
        ("no-mfa", scene.trust(r#"{"Null":{"aws:MultiFactorAuthPresent":"true"}}"#), true),
        ("no-principal", scene.trust(r#"{"Null":{"aws:PrincipalArn":"true"}}"#), true),
    ] {
        scene.role(name, &trust).await;
        scene.world.wait(61);
        let verdict = scene.assume(name, &scene.with(&[]), &[]).await.verdict();
        assert_eq!(verdict, if is_trusted { "200 OK" } else { DENIED }, "{name}");
        if !is_trusted {
            let event = scene.world.events(&scene.account.id).await.pop().unwrap();
            assert_eq!(event["errorCode"], "AccessDenied", "{name}");
            assert_eq!(event["userIdentity"]["userName"], "repo:x/y");
        }
    }
    // There is no such role, or it stands elsewhere.
    for role in ["nobody", "deep/ci", "CI"] {
        assert_eq!(scene.assume(role, &scene.with(&[]), &[]).await.verdict(), DENIED, "{role}");
    }
    // A role of an account that does not know the provider.
    let elsewhere = scene.world.account().await;
    let arn = format!("arn:aws:iam::{}:role/ci", elsewhere.id);
    let verdict = assume(&scene.world, [127, 0, 0, 1], &arn, &token, &[]).await.verdict();
    let unknown =
        format!("400 InvalidIdentityToken No OpenIDConnect provider found in your account for {URL}");
    assert_eq!(verdict, unknown);
    let nowhere =
        assume(&scene.world, [127, 0, 0, 1], "arn:aws:iam::999999999999:role/ci", &token, &[]).await;
    assert_eq!(nowhere.verdict(), unknown);
    // The role's own AssumeRole is not meant by it.
    let plain = scene.world.user(&scene.account.admin, "alice").await;
    let fields = [("RoleArn", scene.arn("role/ci")), ("RoleSessionName", "work".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(scene.world.sts(&plain, "AssumeRole", &fields).await.status, 403);
}

#[tokio::test]
async fn tags_and_source_identity_come_from_the_token_and_need_the_roles_consent() {
    let scene = Scene::new().await;
    let tags = json!({ "principal_tags": { "team": ["red"] }, "transitive_tag_keys": ["team"] });
    let token = || {
        scene.with(&[
            ("https://aws.amazon.com/tags", tags.clone()),
            ("https://aws.amazon.com/source_identity", json!("alice")),
        ])
    };
    let answer = scene.assume("ci", &token(), &[]).await.ok();
    assert_eq!(answer.text("SourceIdentity").as_deref(), Some("alice"));
    assert!(answer.text("PackedPolicySize").is_some());
    let bare = scene.statement(&format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{}"}},"Action":"sts:AssumeRoleWithWebIdentity"}}"#,
        scene.provider()
    ));
    scene.role("bare", &bare).await;
    scene.assume("bare", &scene.with(&[]), &[]).await.ok();
    assert_eq!(scene.assume("bare", &token(), &[]).await.verdict(), DENIED);
    scene.role("red", &scene.trust(r#"{"StringEquals":{"aws:RequestTag/team":"red","sts:SourceIdentity":"alice"},"ForAllValues:StringEquals":{"sts:TransitiveTagKeys":"team"}}"#)).await;
    scene.assume("red", &token(), &[]).await.ok();
    assert_eq!(scene.assume("red", &scene.with(&[]), &[]).await.verdict(), DENIED);
    let dangling = scene.with(&[("https://aws.amazon.com/tags", json!({ "transitive_tag_keys": ["team"] }))]);
    assert_eq!(
        scene.assume("ci", &dangling, &[]).await.verdict(),
        "400 InvalidParameterValue The specified transitive tag key must be included in the requested tags."
    );
    let session = Keys::of_session(&answer);
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListRoles","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red","aws:SourceIdentity":"alice"}}}}"#;
    let fields = [("RoleName", "ci"), ("PolicyName", "p"), ("PolicyDocument", policy)];
    scene.world.iam(&scene.account.admin, "PutRolePolicy", &fields).await.ok();
    scene.world.iam(&session, "ListRoles", &[]).await.ok();
}

#[tokio::test]
async fn the_session_is_bounded_as_every_roles() {
    let scene = Scene::new().await;
    let token = scene.with(&[]);
    for (more, verdict) in [
        (
            [("DurationSeconds", "3601")],
            "400 ValidationError The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
        ([("Policy", "{")], "400 MalformedPolicyDocument Syntax errors in policy."),
        (
            [("ProviderId", "www.amazon.com/and-more")],
            "400 ValidationError ProviderId is for access tokens of OAuth 2.0, which this service does not take.",
        ),
    ] {
        assert_eq!(scene.assume("ci", &token, &more).await.verdict(), verdict);
    }
    let short = scene.assume("ci", "abc", &[]).await.verdict();
    assert!(short.starts_with("400 ValidationError 1 validation error detected: Value"), "{short}");
    assert!(!short.contains("abc"), "{short}");
    let long = scene.assume("ci", &"x".repeat(20_001), &[]).await.verdict();
    assert!(long.starts_with("400 ValidationError"), "{long}");
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#;
    scene.assume("ci", &token, &[("Policy", policy)]).await.ok();
}

#[tokio::test]
async fn a_provider_that_changes_or_goes_vouches_for_nobody_any_more() {
    let scene = Scene::new().await;
    let token = scene.with(&[]);
    scene.assume("ci", &token, &[]).await.ok();
    let arn = scene.provider();
    let provider = ("OpenIDConnectProviderArn", arn.as_str());
    let client = [provider, ("ClientID", "sts.amazonaws.com")];
    scene.world.iam(&scene.account.admin, "RemoveClientIDFromOpenIDConnectProvider", &client).await.ok();
    let audience = "400 InvalidIdentityToken Incorrect token audience";
    assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), audience);
    scene.world.iam(&scene.account.admin, "AddClientIDToOpenIDConnectProvider", &client).await.ok();
    scene.assume("ci", &token, &[]).await.ok();
    scene.give_keys(Some(&Issuer::curve(Algorithm::Es256, "other").key_set())).await;
    assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), NO_KEY);
    scene.give_keys(None).await;
    assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), NO_KEY);
    let told = scene.world.events(&scene.account.id).await;
    assert!(told.iter().any(|event| event["eventName"] == "RemoveOidcKeys"));
    // A provider that is made known again has none of the keys of the one before.
    scene.give_keys(Some(&scene.issuer.key_set())).await;
    scene.world.iam(&scene.account.admin, "DeleteOpenIDConnectProvider", &[provider]).await.ok();
    let fields = [("Url", URL), ("ClientIDList.member.1", "sts.amazonaws.com")];
    scene.world.iam(&scene.account.admin, "CreateOpenIDConnectProvider", &fields).await.ok();
    assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), NO_KEY);
}

#[tokio::test]
async fn where_the_operator_says_so_a_token_is_accepted_once() {
    let settings = Settings { single_use_providers: vec![PROVIDER.parse().unwrap()], ..Settings::default() };
    let scene = Scene::without_keys(settings).await;
    scene.give_keys(Some(&scene.issuer.key_set())).await;
    scene.role("ci", &scene.trust("")).await;
    let used = "403 IDPRejectedClaim The token was used before, and is accepted once only";
    let claims = scene.claims();
    // Two signatures of the same claims are one token.
    let [one, again] = [scene.issuer.token(&claims), scene.issuer.token(&claims)];
    assert_ne!(one, again);
    scene.assume("ci", &one, &[]).await.ok();
    for token in [&one, &again] {
        assert_eq!(scene.assume("ci", token, &[]).await.verdict(), used);
    }
    // By its own id, whatever else it says.
    let now = scene.world.now().secs();
    let named = |exp: u64| scene.with(&[("jti", json!("7")), ("exp", json!(exp))]);
    scene.assume("ci", &named(now + 500), &[]).await.ok();
    assert_eq!(scene.assume("ci", &named(now + 500), &[]).await.verdict(), used);
    // What is refused spends nothing.
    let fresh = scene.with(&[("jti", json!("8"))]);
    assert_eq!(scene.assume("nobody", &fresh, &[]).await.verdict(), DENIED);
    scene.assume("ci", &fresh, &[]).await.ok();
    let [first, second] = [scene.with(&[("jti", json!("9"))]), scene.with(&[("jti", json!("9"))])];
    let (first, second) = tokio::join!(scene.assume("ci", &first, &[]), scene.assume("ci", &second, &[]));
    assert_eq!((first.status + second.status), 200 + 403, "of two at once, one");
    let long = scene.with(&[("exp", json!(now + 90_000))]);
    assert!(scene.assume("ci", &long, &[]).await.verdict().starts_with("400 InvalidIdentityToken"));
}

#[tokio::test]
async fn r17_who_brings_tokens_that_prove_nothing_is_not_looked_at_for_long() {
    let scene = Scene::new().await;
    let role = scene.arn("role/ci");
    let forged = Issuer::curve(Algorithm::Es256, "k").token(&scene.claims());
    let token = scene.with(&[]);
    let before = scene.world.documents().await;
    let mut verdicts = Vec::new();
    for _ in 0..201 {
        verdicts.push(assume(&scene.world, [192, 0, 2, 1], &role, &forged, &[]).await.status);
    }
    assert_eq!(scene.world.documents().await, before);
    assert_eq!(verdicts.iter().filter(|status| **status == 400).count(), 201);
    let throttled = assume(&scene.world, [192, 0, 2, 9], &role, &token, &[]).await.verdict();
    assert_eq!(throttled, "400 Throttling Rate exceeded");
    // Elsewhere nobody notices.
    assume(&scene.world, [198, 51, 100, 1], &role, &token, &[]).await.ok();
    scene.world.wait(10);
    assume(&scene.world, [192, 0, 2, 9], &role, &token, &[]).await.ok();
}

/// Gives what a test says.
struct Fetching(Option<String>);

impl KeyFetcher for Fetching {
    fn fetch<'a>(&'a self, provider: &'a model::ProviderUrl) -> FetchingKeys<'a> {
        assert_eq!(provider.as_str(), PROVIDER);
        Box::pin(async move {
            let document = self.0.as_ref().ok_or(KeysNotFetched)?;
            Ok(oidc::KeySet::parse(document.as_bytes()).unwrap())
        })
    }
}

#[tokio::test]
async fn r24_keys_are_fetched_where_that_is_allowed_and_none_were_given() {
    let scene = Scene::without_keys(Settings::default()).await;
    scene.role("ci", &scene.trust("")).await;
    let token = scene.with(&[]);
    assert_eq!(scene.assume("ci", &token, &[]).await.verdict(), NO_KEY, "off unless it is allowed");
    scene.world.service.fetch_keys_with(Box::new(Fetching(Some(scene.issuer.key_set()))));
    scene.assume("ci", &token, &[]).await.ok();
    // What the operator gives goes before.
    scene.give_keys(Some(&Issuer::curve(Algorithm::Es256, "k").key_set())).await;
    let other = scene.assume("ci", &token, &[]).await.verdict();
    assert_eq!(
        other,
        "400 InvalidIdentityToken The signature of the token is not one of your identity provider"
    );

    let scene = Scene::without_keys(Settings::default()).await;
    scene.role("ci", &scene.trust("")).await;
    scene.world.service.fetch_keys_with(Box::new(Fetching(None)));
    assert_eq!(
        scene.assume("ci", &scene.with(&[]), &[]).await.verdict(),
        "400 IDPCommunicationError The keys of your identity provider cannot be fetched. Try again later."
    );
}

/// A signature that comes along says nothing: neither a right one nor a wrong one.
#[tokio::test]
async fn a_signature_is_neither_needed_nor_looked_at() {
    let scene = Scene::new().await;
    let (role, token) = (scene.arn("role/ci"), scene.with(&[]));
    let wrong = Keys { secret: "wrong".to_owned(), ..scene.account.admin.clone() };
    for keys in [&scene.account.admin, &wrong] {
        let fields =
            [("RoleArn", role.as_str()), ("RoleSessionName", "work"), ("WebIdentityToken", token.as_str())];
        scene.world.sts(keys, "AssumeRoleWithWebIdentity", &fields).await.ok();
        let event = scene.world.events(&scene.account.id).await.pop().unwrap();
        assert_eq!(event["userIdentity"]["type"], "WebIdentityUser");
        let forged =
            [("RoleArn", role.as_str()), ("RoleSessionName", "work"), ("WebIdentityToken", "forged")];
        let answer = scene.world.sts(keys, "AssumeRoleWithWebIdentity", &forged).await;
        assert_eq!(answer.verdict(), NOT_A_TOKEN);
    }
}

#[tokio::test]
async fn the_operator_bounds_providers_too() {
    let scene = Scene::new().await;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*"}]}"#;
    let account = scene.account.id.parse().unwrap();
    let name = "no-federation".parse().unwrap();
    let set = scene.world.service.set_service_control(
        Operator { uid: 0 },
        account,
        (&name, policy),
        scene.world.now(),
    );
    set.await.unwrap();
    assert_eq!(scene.assume("ci", &scene.with(&[]), &[]).await.verdict(), DENIED);
}

#[tokio::test]
async fn an_assertion_of_saml_is_refused_whatever_it_says() {
    let scene = Scene::new().await;
    let body = format!(
        "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn={}&PrincipalArn={}&SAMLAssertion=PHNhbWw%2B",
        scene.arn("role/ci"),
        scene.arn("saml-provider/corp"),
    );
    let headers = [
        ("host", "localhost:7800".to_owned()),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ];
    assert_eq!(
        scene.world.raw("POST", "/", &headers, body.as_bytes()).await.verdict(),
        "400 InvalidIdentityToken This service does not verify SAML assertions. Use AssumeRoleWithWebIdentity or AssumeRole."
    );
}

#[tokio::test]
async fn r16_a_stranger_with_many_names_at_a_public_provider_does_not_fill_the_trail() {
    let scene = Scene::new().await;
    let before = scene.world.events(&scene.account.id).await.len();
    for number in 0..45 {
        let token = scene.with(&[("sub", json!(format!("repo:stranger/{number}")))]);
        assert_eq!(scene.assume("no-such-role", &token, &[]).await.verdict(), DENIED);
    }
    // The rest is counted, in one event when the minute is over.
    assert_eq!(scene.world.events(&scene.account.id).await.len() - before, 30);
    scene.world.wait(120);
    scene.world.service.every_minute(scene.world.now()).await.unwrap();
    let events = scene.world.events(&scene.account.id).await;
    assert_eq!(events.len() - before, 31);
    assert!(events.last().unwrap().to_string().contains("15"), "{}", events.last().unwrap());
}

#[tokio::test]
async fn access_tokens_of_oauth_are_not_taken_and_it_is_said() {
    let scene = Scene::new().await;
    let answer = scene.assume("ci", &scene.with(&[]), &[("ProviderId", "www.amazon.com")]).await;
    assert!(answer.verdict().contains("access tokens of OAuth 2.0"), "{}", answer.verdict());
}
