//! Sessions at terminals: what a code and a token are worth, for how long, and to whom (rule R27). The clock is in the test's hand.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use model::Secret;
use serde_json::json;
use service::iam::passwords::ChangePassword;
use service::signin::{
    AuthorizeOAuth2Access, AuthorizeRequest, Browser, CheckMfa, Claimed, EndConsoleSession,
    EndTerminalSession, ListTerminalSessions, OAuth2Tokens, Offered, Opened, Progress, Proof, ProveAgain,
    ProveAgainByPassword, TerminalSessionView, TokenRefused, TokenRequest,
};
use service::{Caller, Denial, Error, Origin, Transport, call};

use crate::world::{Account, Keys, Phone, World};

pub const PASSWORD: &str = "Correct-Horse-9";
const ADDRESS: &str = "https://id.example.com/v1/token";
const REDIRECT: &str = "http://127.0.0.1:49152/oauth/callback";
const CLIENT: &str = "arn:aws:signin:::devtools/same-device";
const MAY: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":["signin:AuthorizeOAuth2Access","signin:CreateOAuth2Token"],
     "Resource":"arn:aws:signin:*:*:oauth2/public-client/localhost"},
    {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",
     "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}},
    {"Effect":"Allow","Action":"iam:ListRoles","Resource":"*"}]}"#;

pub fn origin() -> Origin {
    Origin {
        address: "192.0.2.10".parse().unwrap(),
        transport: Transport::Tls,
        user_agent: "a program".to_owned(),
        language: None,
        referer: None,
        region: "us-east-1".to_owned(),
        request_id: "request".to_owned(),
    }
}

/// A program with a key and a verifier of its own.
struct Program {
    key: EcdsaKeyPair,
    verifier: String,
}

impl Program {
    fn new() -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            verifier: "v".repeat(64),
        }
    }

    fn request(&self) -> AuthorizeRequest {
        let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, self.verifier.as_bytes()).as_ref());
        AuthorizeRequest::read(|name| match name {
            "client_id" => Some(CLIENT),
            "response_type" => Some("code"),
            "redirect_uri" => Some(REDIRECT),
            "state" => Some("state"),
            "code_challenge_method" => Some("SHA-256"),
            "code_challenge" => Some(challenge.as_str()),
            _ => None,
        })
        .unwrap()
    }

    fn proof(&self, id: &str, world: &World) -> Proof {
        let point = self.key.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..65]].map(|part| BASE64URL_NOPAD.encode(part));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        let head = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
        let claims = json!({ "htm": "POST", "htu": ADDRESS, "iat": world.now().secs(), "jti": id });
        let signed = [head, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes())).join(".");
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        let text = format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()));
        Proof::read(&text, ADDRESS, world.now()).unwrap()
    }
}

fn of_code(code: &str, verifier: &str, redirect: &str) -> TokenRequest {
    let body = json!({
        "clientId": CLIENT, "grantType": "authorization_code",
        "code": code, "codeVerifier": verifier, "redirectUri": redirect,
    });
    TokenRequest::read(body.to_string().as_bytes()).unwrap()
}

fn of_token(token: &str) -> TokenRequest {
    let body = json!({ "clientId": CLIENT, "grantType": "refresh_token", "refreshToken": token });
    TokenRequest::read(body.to_string().as_bytes()).unwrap()
}

/// A user with a phone, who is signed in to the console and may open sessions at terminals.
struct Desk {
    world: World,
    account: Account,
    opened: Opened,
    program: Program,
    proofs: std::cell::Cell<u32>,
}

impl Desk {
    async fn new() -> Self {
        let (world, account) = Self::prepared().await;
        let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
        world.wait(3_600);
        let opened = sign_in(&world, &account, Some((&serial, &phone))).await;
        Self { world, account, opened, program: Program::new(), proofs: Default::default() }
    }

    async fn without_mfa() -> Self {
        let (world, account) = Self::prepared().await;
        let opened = sign_in(&world, &account, None).await;
        Self { world, account, opened, program: Program::new(), proofs: Default::default() }
    }

    async fn prepared() -> (World, Account) {
        let world = World::new().await;
        let account = world.account().await;
        world.user(&account.admin, "alice").await;
        let fields = [("UserName", "alice"), ("Password", PASSWORD)];
        world.iam(&account.admin, "CreateLoginProfile", &fields).await.ok();
        let fields = [("UserName", "alice"), ("PolicyName", "may"), ("PolicyDocument", MAY)];
        world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
        world.wait(60);
        (world, account)
    }

    async fn caller(&self) -> Option<Caller> {
        let cookie = self.opened.cookie.expose();
        self.world.service.caller_of_session(cookie, self.world.now()).await.unwrap()
    }

    async fn run<O: service::Operation>(&self, input: &O) -> Result<O::Output, Error> {
        let caller = self.caller().await.unwrap();
        call(&self.world.service, &caller, &origin(), self.world.now(), input).await
    }

    async fn authorize(&self) -> Result<String, Error> {
        let input = AuthorizeOAuth2Access { request: self.program.request() };
        self.run(&input).await.map(|code| code.expose().clone())
    }

    fn fresh_proof(&self, program: &Program) -> Proof {
        self.proofs.set(self.proofs.get() + 1);
        program.proof(&format!("proof {}", self.proofs.get()), &self.world)
    }

    async fn ask(&self, request: TokenRequest, proof: Proof) -> Result<OAuth2Tokens, TokenRefused> {
        self.world.service.create_oauth2_token(request, proof, &origin(), self.world.now()).await
    }

    async fn exchange(&self, code: &str) -> Result<OAuth2Tokens, TokenRefused> {
        self.ask(of_code(code, &self.program.verifier, REDIRECT), self.fresh_proof(&self.program)).await
    }

    async fn renew(&self, token: &str) -> Result<OAuth2Tokens, TokenRefused> {
        self.ask(of_token(token), self.fresh_proof(&self.program)).await
    }

    async fn log_in(&self) -> OAuth2Tokens {
        self.exchange(&self.authorize().await.unwrap()).await.unwrap()
    }

    /// Whoever has these credentials, at the console.
    async fn by_link(&self, keys: &Keys) -> Opened {
        let offered = Offered {
            access_key_id: keys.id.clone(),
            secret_access_key: Secret::new(keys.secret.clone()),
            session_token: Secret::new(keys.token.clone().unwrap()),
            session_seconds: None,
        };
        let (service, now) = (&self.world.service, self.world.now());
        let token = service.signin_token(&offered, &origin(), now).await.unwrap();
        service.login_with_token(token.expose(), &origin(), now).await.unwrap().unwrap()
    }

    /// As if a factor had been proven just now in every session of the console.
    async fn with_fresh_factors(&mut self) {
        let now = serde_json::to_value(self.world.now()).unwrap();
        for (key, found) in self.world.documents().await {
            if key.path.starts_with("console-session/") {
                let mut document: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
                document["proven"] = now.clone();
                self.world.store.commit(store::Batch::at(1).put(key, document.to_string())).await.unwrap();
            }
        }
        self.world = self.world.restarted().await; // what was in memory is not what is stored now
    }

    async fn prove_again(&mut self, serial: &str, phone: &Phone) {
        let code = phone.code(self.world.now()).parse().unwrap();
        let input = ProveAgain { serial_number: serial.parse().unwrap(), authentication_code: code };
        self.opened.cookie = self.run(&input).await.unwrap();
    }

    async fn named(&self, name: &str) -> Vec<serde_json::Value> {
        let events = self.world.events(&self.account.id).await;
        events.into_iter().filter(|event| event["eventName"] == name).collect()
    }
}

pub async fn sign_in(world: &World, account: &Account, device: Option<(&str, &Phone)>) -> Opened {
    let claimed = Claimed::User { account: &account.id, name: "alice" };
    let browser = Browser { address: origin().address, known: None };
    let password = Secret::new(PASSWORD.to_owned());
    let step = world.service.prove_password(claimed, &password, browser, world.now()).await.unwrap();
    let progress = world.service.after_password(&step, &origin(), world.now()).await.unwrap();
    let progress = match (progress, device) {
        (Progress::Continues(ceremony), Some((serial, phone))) => {
            let cookie = world.service.ceremony_cookie(&ceremony).unwrap();
            let caller = world.service.caller_of_ceremony(&cookie, world.now()).await.unwrap().unwrap();
            let code = phone.code(world.now()).parse().unwrap();
            let input = CheckMfa { serial_number: serial.parse().unwrap(), authentication_code: code };
            call(&world.service, &caller, &origin(), world.now(), &input).await.unwrap()
        }
        (progress, _) => progress,
    };
    let Progress::Opened(opened) = progress else { panic!("the sign-in goes on") };
    opened
}

fn keys(tokens: &OAuth2Tokens) -> Keys {
    Keys {
        id: tokens.access_key_id.clone(),
        secret: tokens.secret_access_key.expose().clone(),
        token: Some(tokens.session_token.expose().clone()),
    }
}

#[track_caller]
fn refused(answer: Result<OAuth2Tokens, TokenRefused>) -> String {
    let text = format!("{:?}", answer.map(|_| "tokens").unwrap_err());
    text.split('(').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_terminal_has_the_mfa_of_the_console_for_a_quarter_of_an_hour() {
    let desk = Desk::new().await;
    let tokens = desk.log_in().await;
    assert_eq!(tokens.expires_in, 900);
    assert!(tokens.arn.ends_with(":user/alice"));
    desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.ok();
    let who = desk.world.sts(&keys(&tokens), "GetCallerIdentity", &[]).await.ok();
    assert!(who.text("Arn").unwrap().ends_with(":user/alice"));
    let refused = desk.world.sts(&keys(&tokens), "GetSessionToken", &[]).await;
    assert_eq!(refused.status, 403, "as for every session");
    desk.world.wait(899);
    desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.ok();
    desk.world.wait(2);
    assert_eq!(desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.status, 403);

    let [authorized] = &desk.named("AuthorizeOAuth2Access").await[..] else { panic!() };
    assert_eq!(authorized["requestParameters"], json!({ "clientId": CLIENT, "redirectUri": REDIRECT }));
    assert_eq!(authorized["eventSource"], "signin.amazonaws.com");
    let [created] = &desk.named("CreateOAuth2Token").await[..] else { panic!() };
    assert_eq!(created["requestParameters"]["grantType"], "authorization_code");
    assert_eq!(created["responseElements"]["credentials"]["accessKeyId"], tokens.access_key_id.as_str());
    assert_eq!(created["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"], "true");
}

#[tokio::test]
async fn a_terminal_without_mfa_may_what_its_owner_may_at_the_console_without() {
    let desk = Desk::without_mfa().await;
    let tokens = desk.log_in().await;
    desk.world.iam(&keys(&tokens), "ListRoles", &[]).await.ok();
    assert_eq!(desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.status, 403);
}

#[tokio::test]
async fn r27_a_terminal_keeps_the_mfa_that_it_was_opened_with() {
    let mut desk = Desk::without_mfa().await;
    let thief = desk.log_in().await;
    let (serial, phone) = desk.world.enabled(&desk.account.admin, "alice", "phone").await;
    desk.prove_again(&serial, &phone).await;
    let thief = desk.renew(thief.refresh_token.expose()).await.unwrap();
    desk.world.iam(&keys(&thief), "ListRoles", &[]).await.ok();
    let raised = desk.world.iam(&keys(&thief), "ListUsers", &[]).await;
    assert_eq!(raised.status, 403, "the owner's code is not the thief's");
    let own = desk.log_in().await;
    desk.world.iam(&keys(&own), "ListUsers", &[]).await.ok();
}

#[tokio::test]
async fn a_new_password_ends_every_terminal_of_the_old_one() {
    let desk = Desk::new().await;
    let policy = [("UserName", "alice"), ("PolicyArn", "arn:aws:iam::aws:policy/IAMUserChangePassword")];
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &policy).await.ok();
    let tokens = desk.log_in().await;
    let new = "Another-Horse-9";
    let fields = vec![("OldPassword".into(), PASSWORD.into()), ("NewPassword".into(), new.into())];
    let change = <ChangePassword as model::Input>::from_form(&model::Form::new(fields).unwrap()).unwrap();
    desk.run(&change).await.unwrap();
    assert_eq!(refused(desk.renew(tokens.refresh_token.expose()).await), "Session");
    assert!(desk.run(&ListTerminalSessions {}).await.unwrap().is_empty());
    desk.log_in().await;
}

#[tokio::test]
async fn r27_a_code_works_once_for_a_minute_and_for_its_program() {
    let desk = Desk::new().await;
    let code = desk.authorize().await.unwrap();
    let (other, verifier) = (Program::new(), desk.program.verifier.clone());
    for (wrong, redirect, proof) in [
        ("w".repeat(64), REDIRECT, desk.fresh_proof(&other)),
        (verifier.clone(), "http://127.0.0.1:49153/oauth/callback", desk.fresh_proof(&other)),
        (verifier.clone(), "", desk.fresh_proof(&other)),
    ] {
        assert_eq!(refused(desk.ask(of_code(&code, &wrong, redirect), proof).await), "Code");
    }
    for wrong in ["", "x", "1.2.3", &code[..code.len() - 1], &format!("{code}A"), &"x".repeat(5_000)] {
        let request = of_code(wrong, &verifier, REDIRECT);
        assert_eq!(refused(desk.ask(request, desk.fresh_proof(&other)).await), "Code", "{wrong}");
    }
    desk.world.wait(59);
    desk.exchange(&code).await.unwrap();
    assert_eq!(refused(desk.exchange(&code).await), "Code", "it was used");

    let late = desk.authorize().await.unwrap();
    desk.world.wait(60);
    assert_eq!(refused(desk.exchange(&late).await), "Code", "it is too old");
}

#[tokio::test]
async fn r27_a_proof_works_once_on_all_nodes() {
    let desk = Desk::new().await;
    let proof = || desk.program.proof("once", &desk.world);
    let code = desk.authorize().await.unwrap();
    let tokens = desk.ask(of_code(&code, &desk.program.verifier, REDIRECT), proof()).await.unwrap();
    assert_eq!(refused(desk.ask(of_token(tokens.refresh_token.expose()), proof()).await), "ProofUsed");
    let node = desk.world.restarted().await;
    let request = of_token(tokens.refresh_token.expose());
    let answer = node.service.create_oauth2_token(request, proof(), &origin(), node.now()).await;
    assert_eq!(refused(answer), "ProofUsed");
    desk.renew(tokens.refresh_token.expose()).await.expect("a proof that was used twice ends nothing");
}

#[tokio::test]
async fn r27_a_token_renews_once_and_a_second_use_ends_the_session_for_everybody() {
    let desk = Desk::new().await;
    let first = desk.log_in().await;
    desk.world.wait(800);
    let second = desk.renew(first.refresh_token.expose()).await.unwrap();
    desk.world.iam(&keys(&second), "ListUsers", &[]).await.ok();
    assert_eq!(refused(desk.renew(first.refresh_token.expose()).await), "Session");
    assert_eq!(refused(desk.renew(second.refresh_token.expose()).await), "Session", "the newest ended too");
    let events = desk.named("CreateOAuth2Token").await;
    let reused = events.iter().find(|event| event["errorCode"] == "AccessDenied").unwrap();
    assert!(reused["additionalEventData"]["terminalSession"].is_string(), "{reused}");
    assert!(desk.caller().await.is_some(), "the console goes on");
}

#[tokio::test]
async fn r27_a_token_is_worth_nothing_with_another_key() {
    let desk = Desk::new().await;
    let tokens = desk.log_in().await;
    let token = tokens.refresh_token.expose();
    let thief = Program::new();
    assert_eq!(refused(desk.ask(of_token(token), desk.fresh_proof(&thief)).await), "Session");
    let (service, now) = (&desk.world.service, desk.world.now());
    let answer =
        service.revoke_oauth2_token(&tokens.refresh_token, desk.fresh_proof(&thief), &origin(), now).await;
    assert!(matches!(answer, Err(TokenRefused::Session)));
    for wrong in ["", "x", &token[..token.len() - 1], &format!("{token}A"), &"x".repeat(2_000)] {
        assert_eq!(refused(desk.renew(wrong).await), "Session", "{wrong}");
    }
    desk.renew(token).await.unwrap();
}

#[tokio::test]
async fn r27_a_terminal_ends_with_the_session_that_vouched_for_it() {
    // (what happens, and what the program reads)
    let ended = Desk::new().await;
    let tokens = ended.log_in().await;
    ended.run(&EndConsoleSession { session_id: None }).await.unwrap();
    assert_eq!(refused(ended.renew(tokens.refresh_token.expose()).await), "Session");

    let idle = Desk::new().await;
    let tokens = idle.log_in().await;
    idle.world.wait(3_600);
    assert_eq!(refused(idle.renew(tokens.refresh_token.expose()).await), "Session", "left alone for an hour");

    let reset = Desk::new().await;
    let tokens = reset.log_in().await;
    reset.world.wait(1);
    let fields = [("UserName", "alice"), ("Password", "Battery-Staple-7")];
    reset.world.iam(&reset.account.admin, "UpdateLoginProfile", &fields).await.ok();
    assert_eq!(refused(reset.renew(tokens.refresh_token.expose()).await), "Changed");
    assert_eq!(reset.world.iam(&keys(&tokens), "ListUsers", &[]).await.status, 403, "at once");

    let denied = Desk::new().await;
    let tokens = denied.log_in().await;
    let fields = [("UserName", "alice"), ("PolicyName", "may")];
    denied.world.iam(&denied.account.admin, "DeleteUserPolicy", &fields).await.ok();
    assert_eq!(refused(denied.renew(tokens.refresh_token.expose()).await), "Permissions");
    let refusal = denied.authorize().await.unwrap_err();
    assert!(matches!(refusal, Error::AccessDenied(Denial::Policy(_))), "{refusal}");
}

#[tokio::test]
async fn work_at_a_terminal_keeps_the_session_until_its_end_and_no_longer() {
    let desk = Desk::new().await;
    let mut tokens = desk.log_in().await;
    let begun = desk.world.now();
    while desk.world.now().since(begun).as_secs() + 900 < 12 * 3_600 {
        tokens = desk.renew(tokens.refresh_token.expose()).await.unwrap();
        desk.world.wait(850);
    }
    let last = desk.renew(tokens.refresh_token.expose()).await.unwrap();
    assert!(last.expires_in < 900, "{}", last.expires_in);
    desk.world.wait(900);
    assert_eq!(refused(desk.renew(last.refresh_token.expose()).await), "Session");
}

#[tokio::test]
async fn r28_a_terminal_needs_a_fresh_factor_and_survives_proving_one() {
    let desk = Desk::without_mfa().await;
    let tokens = desk.log_in().await;
    desk.world.wait(901);
    let refusal = desk.authorize().await.unwrap_err();
    assert!(matches!(refusal, Error::AccessDenied(Denial::FactorNotFresh)), "{refusal}");
    let input = ProveAgainByPassword { password: PASSWORD.parse().unwrap() };
    let cookie = desk.run(&input).await.unwrap();
    desk.renew(tokens.refresh_token.expose()).await.expect("the session goes on under another name");
    let caller = desk.world.service.caller_of_session(cookie.expose(), desk.world.now()).await.unwrap();
    let input = AuthorizeOAuth2Access { request: desk.program.request() };
    call(&desk.world.service, &caller.unwrap(), &origin(), desk.world.now(), &input).await.unwrap();
}

#[tokio::test]
async fn r28_a_terminal_changes_keys_and_devices_only_with_a_code_of_the_last_quarter_of_an_hour() {
    let admin = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
    let user = ("UserName", "alice");
    let says = "403 AccessDenied This needs a second factor of the last 15 minutes: run bartizan login again with a code, or do \
                it at the console.";
    let desk = Desk::new().await;
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &[user, admin]).await.ok();
    let tokens = desk.log_in().await;
    desk.world.wait(14 * 60 + 59);
    desk.world.iam(&keys(&tokens), "CreateAccessKey", &[user]).await.ok();
    let tokens = desk.renew(tokens.refresh_token.expose()).await.unwrap();
    desk.world.wait(1);
    for (action, more) in [
        ("CreateAccessKey", None),
        ("CreateLoginProfile", Some(("Password", "Another-Horse-9"))),
        ("CreateVirtualMFADevice", Some(("VirtualMFADeviceName", "theirs"))),
    ] {
        let fields: Vec<_> = [user].into_iter().chain(more).collect();
        let fields = if action == "CreateVirtualMFADevice" { &fields[1..] } else { &fields[..] };
        assert_eq!(desk.world.iam(&keys(&tokens), action, fields).await.verdict(), says, "{action}");
    }
    desk.world.iam(&keys(&tokens), "ListAccessKeys", &[user]).await.ok();

    let desk = Desk::without_mfa().await;
    desk.world.iam(&desk.account.admin, "AttachUserPolicy", &[user, admin]).await.ok();
    let tokens = desk.log_in().await;
    assert_eq!(desk.world.iam(&keys(&tokens), "CreateAccessKey", &[user]).await.verdict(), says);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewal_that_races_with_proving_again_goes_on() {
    let mut desk = Desk::without_mfa().await;
    let (serial, phone) = desk.world.enabled(&desk.account.admin, "alice", "phone").await;
    let mut token = desk.log_in().await.refresh_token;
    for round in 0..25 {
        desk.world.wait(30);
        let code = phone.code(desk.world.now()).parse().unwrap();
        let input = ProveAgain { serial_number: serial.parse().unwrap(), authentication_code: code };
        let caller = desk.caller().await.unwrap();
        let (service, now, from) = (&desk.world.service, desk.world.now(), origin());
        let renewing = async {
            // Each time a little later than the other, so that some commit in between.
            for _ in 0..round * 4 {
                tokio::task::yield_now().await;
            }
            desk.renew(token.expose()).await
        };
        let (proven, renewed) = tokio::join!(call(service, &caller, &from, now, &input), renewing);
        token = renewed.unwrap_or_else(|refused| panic!("{round}: {refused:?}")).refresh_token;
        desk.opened.cookie = proven.unwrap();
    }
}

#[tokio::test]
async fn a_terminal_is_listed_and_ended_at_the_console_or_from_there() {
    let desk = Desk::new().await;
    let (one, other) = (desk.log_in().await, desk.log_in().await);
    let listed = desk.run(&ListTerminalSessions {}).await.unwrap();
    assert_eq!(listed.len(), 2);
    for session in &listed[..1] {
        let input = EndTerminalSession { session_id: session.id.parse().unwrap() };
        desk.run(&input).await.unwrap();
    }
    let left = desk.run(&ListTerminalSessions {}).await.unwrap();
    assert_eq!(left.len(), 1);
    let mut answers = Vec::new();
    for tokens in [&one, &other] {
        answers.push(desk.renew(tokens.refresh_token.expose()).await);
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let last = answers.into_iter().find_map(Result::ok).unwrap();
    for _ in 0..2 {
        let proof = desk.fresh_proof(&desk.program);
        let (service, now) = (&desk.world.service, desk.world.now());
        service.revoke_oauth2_token(&last.refresh_token, proof, &origin(), now).await.unwrap();
    }
    assert_eq!(refused(desk.renew(last.refresh_token.expose()).await), "Session");
    assert!(desk.run(&ListTerminalSessions {}).await.unwrap().is_empty());
}

#[tokio::test]
async fn whom_somebody_vouched_for_neither_sees_nor_ends_the_terminals_of_who_did() {
    let mut desk = Desk::new().await;
    let (own, alice) = (desk.log_in().await, desk.world.key_of(&desk.account.admin, "alice").await);
    let may = r#"{"Statement":{"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "federate"), ("PolicyDocument", may)];
    desk.world.iam(&desk.account.admin, "PutUserPolicy", &fields).await.ok();
    let [terminal] = &desk.run(&ListTerminalSessions {}).await.unwrap()[..] else { panic!() };
    let input = EndTerminalSession { session_id: terminal.id.parse().unwrap() };
    let guest = desk.world.sts(&alice, "GetFederationToken", &[("Name", "guest")]).await.ok();
    desk.opened = desk.by_link(&Keys::of_session(&guest)).await;
    assert!(desk.run(&ListTerminalSessions {}).await.unwrap().is_empty());
    let refusal = desk.run(&input).await.unwrap_err();
    assert!(matches!(refusal, Error::NoSuchEntity(_)), "{refusal}");
    desk.renew(own.refresh_token.expose()).await.unwrap();
}

#[tokio::test]
async fn people_in_one_role_have_each_their_own_terminals() {
    let mut desk = Desk::new().await;
    let admin = desk.account.admin.clone();
    let trust = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:AssumeRole"}}}}"#,
        desk.account.id
    );
    let role = ("RoleName", "ops");
    desk.world.iam(&admin, "CreateRole", &[role, ("AssumeRolePolicyDocument", &trust)]).await.ok();
    let fields = [role, ("PolicyName", "may"), ("PolicyDocument", MAY)];
    desk.world.iam(&admin, "PutRolePolicy", &fields).await.ok();
    let arn = format!("arn:aws:iam::{}:role/ops", desk.account.id);
    let mut people = Vec::new();
    for name in ["carol", "dave"] {
        let fields = [("RoleArn", arn.as_str()), ("RoleSessionName", name)];
        let keys = Keys::of_session(&desk.world.sts(&admin, "AssumeRole", &fields).await.ok());
        people.push(desk.by_link(&keys).await);
    }
    desk.with_fresh_factors().await;
    let mut terminals = Vec::new();
    for (person, programs) in [(0, 1), (1, 21)] {
        desk.opened = people[person].clone();
        for _ in 0..programs {
            desk.world.wait(1);
            terminals.push(desk.log_in().await);
        }
    }
    let of_dave = desk.run(&ListTerminalSessions {}).await.unwrap();
    assert_eq!(of_dave.len(), 20);
    desk.opened = people[0].clone();
    let of_carol = desk.run(&ListTerminalSessions {}).await.unwrap();
    assert_eq!(of_carol.len(), 1, "r16: nobody else pushes it out");
    let end = |view: &TerminalSessionView| EndTerminalSession { session_id: view.id.parse().unwrap() };
    let refusal = desk.run(&end(&of_dave[0])).await.unwrap_err();
    assert!(matches!(refusal, Error::NoSuchEntity(_)), "{refusal}");
    let token = desk.renew(terminals[0].refresh_token.expose()).await.unwrap().refresh_token;
    desk.run(&end(&of_carol[0])).await.unwrap();
    assert_eq!(refused(desk.renew(token.expose()).await), "Session");
    desk.renew(terminals[21].refresh_token.expose()).await.unwrap();
}

#[tokio::test]
async fn r16_one_person_has_no_more_than_twenty_terminals() {
    let desk = Desk::new().await;
    let first = desk.log_in().await;
    for _ in 0..20 {
        desk.world.wait(1);
        desk.log_in().await;
    }
    assert_eq!(desk.run(&ListTerminalSessions {}).await.unwrap().len(), 20);
    assert_eq!(refused(desk.renew(first.refresh_token.expose()).await), "Session", "the oldest made room");
}

#[tokio::test]
async fn r5_no_code_and_no_token_is_in_the_store_or_in_an_event() {
    let desk = Desk::new().await;
    let code = desk.authorize().await.unwrap();
    let parts = |text: &str| text.rsplit('.').take(1).map(str::to_owned).collect::<Vec<_>>();
    let mut secrets = parts(&code);
    let waiting = desk.world.documents().await;
    let tokens = desk.exchange(&code).await.unwrap();
    secrets.extend(tokens.refresh_token.expose().rsplit('.').take(2).map(str::to_owned));
    secrets.push(tokens.secret_access_key.expose().clone());
    secrets.push(desk.program.verifier.clone());
    let kept = waiting.into_iter().chain(desk.world.documents().await);
    let mut texts: Vec<String> =
        kept.map(|(key, found)| format!("{key} {}", String::from_utf8_lossy(&found.body))).collect();
    texts.extend(desk.world.events(&desk.account.id).await.iter().map(ToString::to_string));
    assert!(texts.iter().any(|text| text.contains("terminal-session/")));
    for text in texts {
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

#[tokio::test]
async fn r33_a_terminal_ends_with_the_device_that_vouched_for_it() {
    let desk = Desk::new().await;
    let tokens = desk.log_in().await;
    let serial = desk.world.iam(&desk.account.admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    let serial = serial.text("SerialNumber").unwrap();
    desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.ok();
    let fields = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
    desk.world.iam(&desk.account.admin, "DeactivateMFADevice", &fields).await.ok();
    // At once, and not only when its credentials would be renewed.
    assert_eq!(desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.status, 403);
    assert!(desk.renew(tokens.refresh_token.expose()).await.is_err());
    assert!(desk.caller().await.is_none());
}

#[tokio::test]
async fn r33_a_session_that_another_device_vouched_for_since_goes_on_without_the_terminals_of_the_first() {
    let mut desk = Desk::new().await;
    let tokens = desk.log_in().await;
    let admin = desk.account.admin.clone();
    let serial = desk.world.iam(&admin, "ListMFADevices", &[("UserName", "alice")]).await.ok();
    let first = serial.text("SerialNumber").unwrap();
    let (second, phone) = desk.world.enabled(&admin, "alice", "second").await;
    desk.world.wait(60);
    desk.prove_again(&second, &phone).await;
    let fields = [("UserName", "alice"), ("SerialNumber", first.as_str())];
    desk.world.iam(&admin, "DeactivateMFADevice", &fields).await.ok();
    assert!(desk.caller().await.is_some());
    assert_eq!(desk.world.iam(&keys(&tokens), "ListUsers", &[]).await.status, 403);
    assert_eq!(refused(desk.renew(tokens.refresh_token.expose()).await), "Session");
    let own = desk.log_in().await;
    desk.world.iam(&keys(&own), "ListUsers", &[]).await.ok();
}

#[tokio::test]
async fn credentials_of_get_session_token_outlive_the_device_as_at_aws() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    world.wait(60);
    let session = Keys::of_session(&world.session(&alice, &serial, &phone.code(world.now())).await.ok());
    let fields = [("UserName", "alice"), ("SerialNumber", serial.as_str())];
    world.iam(&account.admin, "DeactivateMFADevice", &fields).await.ok();
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();
}
